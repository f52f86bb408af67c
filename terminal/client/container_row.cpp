#include "terminal/client/container_row.hpp"

#include "engine/api/json_fields.hpp"
#include "terminal/view/text.hpp"

#include <simdjson.h>

namespace docker_monitor::terminal {

namespace {

using engine::number_of;
using engine::object_of;
using engine::text_of;
using engine::unsigned_of;
using simdjson::dom::object;

std::string clean_text(const object& from, std::string_view key) {
  return clean(text_of(from, key));
}

std::optional<model::engine_time> time_of(const object& from, std::string_view key) {
  return model::parse_rfc3339(text_of(from, key));
}

template <class T>
void add(std::optional<T>& sum, const std::optional<T>& value) {
  if (value)
    sum = sum.value_or(T{}) + *value;
}

void read_cpu(const object& cpu, container_row& row) {
  row.cpu_percent = number_of(cpu, "percent");
  row.cpu_host_percent = number_of(cpu, "hostPercent");
  row.cpu_limit_percent = number_of(cpu, "limitPercent");
  row.cpu_seconds = number_of(cpu, "usageSeconds");
  row.throttled_seconds = number_of(cpu, "throttledSeconds");
}

void read_memory(const object& memory, container_row& row) {
  row.memory_percent = number_of(memory, "percent");
  row.memory_bytes = unsigned_of(memory, "workingSetBytes");
  if (!row.memory_bytes)
    row.memory_bytes = unsigned_of(memory, "usageBytes");
  row.memory_limit = unsigned_of(memory, "limitBytes");
  row.memory_rss = unsigned_of(memory, "rssBytes");
  row.memory_cache = unsigned_of(memory, "cacheBytes");
  row.memory_swap = unsigned_of(memory, "swapBytes");
  row.oom_kills = unsigned_of(memory, "oomKills");
}

void read_network(const simdjson::dom::array& interfaces, container_row& row) {
  for (const auto element : interfaces) {
    object from;
    if (element.get(from) != simdjson::SUCCESS)
      continue;
    interface_row one;
    one.name = clean_text(from, "interface");
    one.traffic = {
        number_of(from, "rxBytesPerSecond"), number_of(from, "txBytesPerSecond"),
        unsigned_of(from, "rxBytes"), unsigned_of(from, "txBytes")};
    add(row.network.in, one.traffic.in);
    add(row.network.out, one.traffic.out);
    add(row.network.in_total, one.traffic.in_total);
    add(row.network.out_total, one.traffic.out_total);
    row.interfaces.push_back(std::move(one));
  }
}

void read_sample(const object& from, container_row& row) {
  row.source = clean_text(from, "source");
  row.sampled_at = time_of(from, "sampledAt");
  if (const auto cpu = object_of(from, "cpu"))
    read_cpu(*cpu, row);
  if (const auto memory = object_of(from, "memory"))
    read_memory(*memory, row);
  if (simdjson::dom::array network; from["network"].get(network) == simdjson::SUCCESS)
    read_network(network, row);
  if (const auto io = object_of(from, "blockIo"))
    row.block = {
        number_of(*io, "readBytesPerSecond"), number_of(*io, "writeBytesPerSecond"),
        unsigned_of(*io, "readBytes"), unsigned_of(*io, "writeBytes")};
  if (const auto pids = object_of(from, "pids")) {
    row.pids = unsigned_of(*pids, "current");
    row.pids_limit = unsigned_of(*pids, "limit");
  }
}

/// Names a container as the page of a hub does.
void name_with_host(const std::string& prefix, container_row& row) {
  constexpr std::string_view joined = "container:";
  row.id.insert(0, prefix);
  row.name.insert(0, prefix);
  if (!row.project.empty())
    row.project.insert(0, prefix);
  if (row.network_mode.starts_with(joined))
    row.network_mode.insert(joined.size(), prefix);
}

} // namespace

std::optional<double> traffic::rate() const {
  if (!in && !out)
    return std::nullopt;
  return in.value_or(0) + out.value_or(0);
}

bool container_row::is_up() const {
  return status == "running" || status == "paused" || status == "restarting";
}

std::string container_row::state() const {
  if (status == "running" && in_crash_loop)
    return "crash loop";
  if (status == "running" && !health.empty() && health != "none")
    return health;
  if (status == "exited" && exit_code)
    return "exited " + std::to_string(*exit_code);
  return status;
}

std::optional<container_row> parse_row(const object& from) {
  container_row row;
  row.id = clean_text(from, "id");
  row.name = clean_text(from, "name");
  if (row.id.empty() && row.name.empty())
    return std::nullopt;
  row.image = clean_text(from, "image");
  row.image_id = clean_text(from, "imageId");
  row.status = clean_text(from, "status");
  row.health = clean_text(from, "health");
  row.network_mode = clean_text(from, "networkMode");
  row.started_at = time_of(from, "startedAt");
  row.finished_at = time_of(from, "finishedAt");
  row.exit_code = engine::integer_of(from, "exitCode");
  if (bool killed = false; from["oomKilled"].get(killed) == simdjson::SUCCESS)
    row.oom_killed = killed;
  row.restarts = unsigned_of(from, "restartCount");
  if (const auto labels = object_of(from, "labels"))
    for (const auto [key, value] : *labels)
      if (std::string_view text; value.get(text) == simdjson::SUCCESS)
        row.labels.emplace_back(clean(key), clean(text));
  if (const auto service = object_of(from, "service")) {
    row.project = clean_text(*service, "project");
    row.service = clean_text(*service, "name");
  }
  read_sample(from, row);
  if (const auto host = clean_text(from, "host"); !host.empty())
    name_with_host(host + '/', row);
  return row;
}

local_id local_id_of(std::string_view id) {
  const auto slash = id.find('/');
  if (slash == std::string_view::npos)
    return {{}, id};
  return {id.substr(0, slash), id.substr(slash + 1)};
}

std::optional<std::vector<container_row>> parse_rows(std::string_view json) {
  simdjson::dom::array array;
  if (engine::parser().parse(json.data(), json.size()).get(array) != simdjson::SUCCESS)
    return std::nullopt;
  std::vector<container_row> rows;
  for (const auto element : array) {
    object from;
    if (element.get(from) == simdjson::SUCCESS)
      if (auto row = parse_row(from))
        rows.push_back(*std::move(row));
  }
  return rows;
}

} // namespace docker_monitor::terminal
