#include "http/api/host_v2.hpp"

#include "http/message/json_object.hpp"

#include <array>
#include <string>
#include <utility>

namespace docker_monitor::http {

namespace {

using model::container_status;

void append_engine(
    json_object& o, const model::engine_status& engine, const http::self_metrics& self_metrics) {
  o.object("engine", [&](json_object& e) {
    e.text("name", engine.name);
    e.text("version", engine.version);
    e.text("apiVersion", engine.api_version);
    e.boolean("connected", engine.connected);
    e.text("problem", engine.problem);
    e.texts("refused", engine.refused);
    e.time("lastEventAt", self_metrics.last_event());
    e.time("lastContactAt", self_metrics.last_contact());
  });
}

/// Appends the counts by status: those that are not zero, and always the first three.
void append_counts(json_object& o, const model::snapshot& snapshot) {
  constexpr std::array words{container_status::running,    container_status::paused,
                             container_status::exited,     container_status::created,
                             container_status::restarting, container_status::removing,
                             container_status::dead,       container_status::unknown};
  static_assert(words.size() == model::container_statuses);
  constexpr std::size_t always = 3;
  std::array<std::uint64_t, words.size()> counts{};
  for (const auto& row : snapshot.rows())
    ++counts.at(static_cast<std::size_t>(row->container->status));
  o.object("containers", [&](json_object& c) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto count = counts.at(static_cast<std::size_t>(words.at(i)));
      if (count > 0 || i < always)
        c.integer(to_string(words.at(i)), count);
    }
  });
}

/// Appends the usage of the whole machine, if known.
void append_usage(json_object& o, const model::row_ptr& host, std::optional<std::uint32_t> cores) {
  if (!host || !host->sample)
    return;
  const auto& sample = *host->sample;
  o.object("cpu", [&](json_object& cpu) {
    cpu.decimal("percent", sample.cpu_percent);
    if (sample.cpu_percent && cores && *cores > 0)
      cpu.decimal("hostPercent", *sample.cpu_percent / *cores);
    cpu.decimal("stealPercent", sample.cpu_steal_percent);
    cpu.seconds("stealSeconds", sample.now.cpu_steal_ns);
  });
  o.object("memory", [&](json_object& memory) {
    memory.decimal("percent", sample.memory_percent);
    memory.integer("usedBytes", memory_in_use(sample.now));
    memory.integer("usageBytes", sample.now.memory_usage_bytes);
    memory.integer("workingSetBytes", sample.memory_working_set_bytes);
    memory.integer("cacheBytes", sample.now.memory_cache_bytes);
    memory.integer("swapBytes", sample.now.memory_swap_bytes);
  });
  if (const auto& load = sample.now.load) {
    constexpr double whole = 100.0; // in hundredths
    o.object("load", [&](json_object& averages) {
      averages.decimal("oneMinute", load->one_minute / whole);
      averages.decimal("fiveMinutes", load->five_minutes / whole);
      averages.decimal("fifteenMinutes", load->fifteen_minutes / whole);
    });
  }
  o.time("bootedAt", host->container->started_at);
  o.time("sampledAt", host->sampled_at);
}

/// Appends the receivers of remote write; nothing where there are none.
void append_remote_writes(std::string& out, json_object& o, const latest_remote_writes& receivers) {
  if (receivers.empty())
    return;
  o.key("remoteWrite");
  out += '[';
  bool is_first = true;
  for (const auto& receiver : receivers) {
    const auto status = receiver->current();
    if (!status)
      continue; // its actor has not started
    if (!std::exchange(is_first, false))
      out += ',';
    json_object r{out};
    r.text("url", status->url);
    r.word("state", to_string(status->state));
    r.integer("sentSamples", status->sent);
    r.integer("pendingSamples", status->pending);
    r.integer("droppedSamples", status->dropped);
    r.integer("refusedSamples", status->refused);
    r.integer("failedRequests", status->failed);
    r.text("lastError", status->last_error);
    r.time("oldestPendingAt", status->oldest_pending);
    r.time("lastSentAt", status->last_sent);
    r.end();
  }
  out += ']';
}

} // namespace

void append_host(std::string& out, const model::snapshot& snapshot, const route_context& context) {
  const auto& engine = snapshot.engine();
  json_object o{out};
  o.text("name", engine.host_name);
  append_engine(o, engine, *context.self_metrics);
  if (context.cgroup_version != 0)
    o.integer("cgroupVersion", static_cast<std::uint64_t>(context.cgroup_version));
  o.integer("cores", engine.cores);
  o.integer("memoryBytes", engine.memory_bytes);
  if (engine.list_received)
    append_counts(o, snapshot);
  if (engine.images_bytes || engine.volumes_bytes)
    o.object("disk", [&](json_object& disk) {
      disk.integer("imagesBytes", engine.images_bytes);
      disk.integer("volumesBytes", engine.volumes_bytes);
    });
  append_usage(o, snapshot.host(), engine.cores);
  append_remote_writes(out, o, context.remote_writes);
  o.texts("controlOptions", context.control_options);
  if (context.demo)
    o.boolean("demo", true);
  o.word("version", DOCKER_MONITOR_VERSION);
  if (context.interval.count() > 0)
    o.seconds("intervalSeconds", static_cast<std::uint64_t>(context.interval.count()));
  if (context.started_at != model::engine_time{})
    o.time("startedAt", context.started_at);
  o.end();
}

response host_v2(const query& q) {
  std::string body;
  append_host(body, *q.snapshot, q.context);
  // The times of the newest event and contact change without a new snapshot.
  return {
      .body = std::make_shared<const std::string>(std::move(body)),
      .valid_until = std::chrono::steady_clock::time_point::min()};
}

} // namespace docker_monitor::http
