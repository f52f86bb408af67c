#include "http/container/container_json.hpp"

#include "http/message/json_object.hpp"
#include "http/message/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace docker_monitor::http {

namespace {

using std::chrono::floor;
using std::chrono::milliseconds;

constexpr std::string_view compose_project = "com.docker.compose.project";
constexpr std::string_view compose_service = "com.docker.compose.service";
constexpr std::string_view compose_number = "com.docker.compose.container-number";

bool shows_sample(const model::row& row) {
  return row.sample && is_up(row.container->status);
}

/// When the memory details were read, where that was before the time of the sample as we show it.
std::optional<model::engine_time> older_memory(const model::row& row) {
  const auto& now = row.sample->now;
  const bool has_details = now.memory_inactive_file_bytes || now.memory_rss_bytes
                           || now.memory_cache_bytes || now.memory_swap_bytes
                           || now.memory_oom_kills || now.memory_pressure;
  const auto read_at = memory_read_at(now);
  if (!has_details || floor<milliseconds>(read_at) >= floor<milliseconds>(row.sampled_at))
    return std::nullopt;
  return read_at;
}

/// The value of a label that may be shown; null where there is none.
const std::string* shown_label(
    const model::container& container, std::span<const std::string> shown, std::string_view key) {
  const auto allowed = std::ranges::find(shown, key);
  if (allowed == shown.end())
    return nullptr;
  const auto found = container.labels.find(*allowed);
  return found == container.labels.end() ? nullptr : &found->second;
}

std::optional<std::uint64_t> number_of(const std::string* text) {
  if (!text)
    return std::nullopt;
  std::uint64_t number = 0;
  const auto* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, number);
  return error == std::errc{} && rest == end ? std::optional{number} : std::nullopt;
}

void append_labels(
    std::string& out, json_object& o, const model::container& c,
    std::span<const std::string> shown) {
  if (!o.wants("labels"))
    return;
  const auto* const wanted = o.wanted_of("labels");
  o.key("labels");
  out += '{';
  bool first = true;
  for (const auto& key : shown) {
    const auto found = c.labels.find(key);
    if (found == c.labels.end() || (wanted && !wanted->find(key)))
      continue;
    if (!std::exchange(first, false))
      out += ',';
    append_json_name(out, key);
    out += ':';
    append_json_name(out, found->second);
  }
  out += '}';
}

/// What labels of Compose tell.
void append_service(json_object& o, const model::container& c, std::span<const std::string> shown) {
  o.object("service", [&](json_object& service) {
    if (const auto* project = shown_label(c, shown, compose_project))
      service.text("project", *project);
    if (const auto* name = shown_label(c, shown, compose_service))
      service.text("name", *name);
    service.integer("number", number_of(shown_label(c, shown, compose_number)));
  });
}

void append_facts(
    std::string& out, json_object& o, const model::container& c, const container_view& view) {
  o.text("name", c.name);
  o.text("id", c.id);
  o.text("image", c.image);
  o.text("imageId", c.image_id);
  o.word("status", to_string(c.status));
  o.text("health", c.health);
  o.time("startedAt", c.started_at);
  o.time("finishedAt", c.finished_at);
  o.code("exitCode", c.exit_code);
  if (c.oom_killed || c.restart_count) // else it was never inspected
    o.boolean("oomKilled", c.oom_killed);
  o.integer("restartCount", c.restart_count);
  append_labels(out, o, c, view.labels);
  append_service(o, c, view.labels);
  o.text("networkMode", c.network_mode);
  if (c.size != model::container_size{})
    o.object("size", [&](json_object& size) {
      size.integer("rwBytes", c.size.rw_bytes);
      size.integer("rootFsBytes", c.size.root_fs_bytes);
    });
  if (view.commands)
    o.text("command", c.command);
}

void append_pressure(json_object& o, const std::optional<model::pressure>& pressure) {
  if (!pressure)
    return;
  constexpr std::uint64_t microsecond = 1000;
  o.object("pressure", [&](json_object& p) {
    p.seconds("waitingSeconds", pressure->waiting_us * microsecond);
    p.seconds("stalledSeconds", pressure->stalled_us * microsecond);
  });
}

void append_cpu(json_object& o, const model::sample& sample, std::optional<std::uint32_t> cores) {
  const auto& now = sample.now;
  o.object("cpu", [&](json_object& cpu) {
    cpu.decimal("percent", sample.cpu_percent);
    if (sample.cpu_percent && cores && *cores > 0)
      cpu.decimal("hostPercent", *sample.cpu_percent / *cores);
    cpu.decimal("limitPercent", cpu_limit_percent(now));
    cpu.seconds("usageSeconds", now.cpu_total_ns);
    cpu.seconds("userSeconds", now.cpu_user_ns);
    cpu.seconds("systemSeconds", now.cpu_system_ns);
    cpu.integer("periods", now.cpu_periods);
    cpu.integer("throttledPeriods", now.cpu_throttled_periods);
    cpu.seconds("throttledSeconds", now.cpu_throttled_ns);
    append_pressure(cpu, now.cpu_pressure);
  });
}

void append_memory(json_object& o, const model::row& row) {
  const auto& sample = *row.sample;
  const auto& now = sample.now;
  o.object("memory", [&](json_object& memory) {
    memory.decimal("percent", sample.memory_percent);
    memory.integer("usageBytes", now.memory_usage_bytes);
    memory.integer("workingSetBytes", sample.memory_working_set_bytes);
    memory.integer("rssBytes", now.memory_rss_bytes);
    memory.integer("cacheBytes", now.memory_cache_bytes);
    memory.integer("swapBytes", now.memory_swap_bytes);
    memory.integer("limitBytes", now.memory_limit_bytes);
    if (tells_memory(now))
      memory.integer("oomKills", oom_kills(row));
    append_pressure(memory, now.memory_pressure);
    memory.time("sampledAt", older_memory(row));
  });
}

void append_interface(
    std::string& out, const model::interface_counters& counters,
    const model::interface_rates* rates, const member_selection* wanted) {
  json_object o{out, wanted};
  o.text("interface", counters.name);
  o.integer("rxBytes", counters.rx_bytes);
  o.integer("rxPackets", counters.rx_packets);
  o.integer("rxErrors", counters.rx_errors);
  o.integer("rxDropped", counters.rx_dropped);
  o.decimal("rxBytesPerSecond", rates ? rates->rx_bytes_per_second : std::nullopt);
  o.integer("txBytes", counters.tx_bytes);
  o.integer("txPackets", counters.tx_packets);
  o.integer("txErrors", counters.tx_errors);
  o.integer("txDropped", counters.tx_dropped);
  o.decimal("txBytesPerSecond", rates ? rates->tx_bytes_per_second : std::nullopt);
  o.end();
}

void append_network(std::string& out, json_object& o, const model::sample& sample) {
  if (!sample.now.interfaces || !o.wants("network"))
    return;
  o.key("network");
  out += '[';
  const auto& interfaces = *sample.now.interfaces;
  for (std::size_t i = 0; i < interfaces.size(); ++i) {
    if (i > 0)
      out += ',';
    append_interface(
        out, interfaces[i], i < sample.interfaces.size() ? &sample.interfaces[i] : nullptr,
        o.wanted_of("network"));
  }
  out += ']';
}

void append_sample(
    std::string& out, json_object& o, const model::row& row, const container_view& view) {
  const auto& sample = *row.sample;
  const auto& now = sample.now;
  o.word("source", to_string(now.source));
  append_cpu(o, sample, view.cores);
  append_memory(o, row);
  append_network(out, o, sample);
  o.object("blockIo", [&](json_object& io) {
    io.integer("readBytes", now.block_read_bytes);
    io.integer("writeBytes", now.block_write_bytes);
    io.integer("readOps", now.block_read_operations);
    io.integer("writeOps", now.block_write_operations);
    io.decimal("readBytesPerSecond", sample.block_read_bytes_per_second);
    io.decimal("writeBytesPerSecond", sample.block_write_bytes_per_second);
    append_pressure(io, now.block_pressure);
  });
  o.object("pids", [&](json_object& pids) {
    pids.integer("current", now.pids);
    pids.integer("limit", now.pids_limit);
  });
  o.time("sampledAt", row.sampled_at);
}

} // namespace

void append_container(std::string& out, const model::row& row, const container_view& view) {
  json_object o{out, view.wanted};
  append_facts(out, o, *row.container, view);
  if (shows_sample(row))
    append_sample(out, o, row, view);
  o.end();
}

bool set_sampled_at(
    std::span<char> object, const model::row& before, const model::row& now,
    const container_view& view) {
  if (!shows_sample(now) || before.sampled_at == now.sampled_at)
    return true;
  if (older_memory(before).has_value() != older_memory(now).has_value())
    return false;
  if (view.wanted && !view.wanted->find("sampledAt"))
    return true;
  const auto text = model::to_rfc3339(now.sampled_at);
  constexpr std::size_t behind = 2; // a quote and a brace
  std::ranges::copy(text, object.end() - behind - text.size());
  return true;
}

} // namespace docker_monitor::http
