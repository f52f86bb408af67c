#include "fleet/container_object.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace docker_monitor::fleet {

namespace {

namespace dom = simdjson::dom;
using model::failure;
using model::failure_code;

/// Returns a member in seconds as whole units, of which a second has `units`.
std::optional<std::uint64_t>
units_of(const dom::object& object, std::string_view key, double units) {
  constexpr double most = 9e18;
  const auto seconds = number_of(object, key);
  if (!seconds || !(*seconds >= 0) || *seconds * units > most)
    return std::nullopt;
  return static_cast<std::uint64_t>(std::llround(*seconds * units));
}

std::optional<std::uint64_t> nanoseconds_of(const dom::object& object, std::string_view key) {
  return units_of(object, key, 1e9);
}

std::optional<model::pressure> pressure_of(const dom::object& object) {
  const auto found = object_of(object, "pressure");
  if (!found)
    return std::nullopt;
  return model::pressure{
      units_of(*found, "waitingSeconds", 1e6).value_or(0),
      units_of(*found, "stalledSeconds", 1e6).value_or(0)};
}

void read_cpu(const dom::object& cpu, model::sample& sample) {
  auto& now = sample.now;
  sample.cpu_percent = number_of(cpu, "percent");
  now.cpu_total_ns = nanoseconds_of(cpu, "usageSeconds");
  now.cpu_user_ns = nanoseconds_of(cpu, "userSeconds");
  now.cpu_system_ns = nanoseconds_of(cpu, "systemSeconds");
  now.cpu_periods = integer_of(cpu, "periods");
  now.cpu_throttled_periods = integer_of(cpu, "throttledPeriods");
  now.cpu_throttled_ns = nanoseconds_of(cpu, "throttledSeconds");
  now.cpu_pressure = pressure_of(cpu);
  constexpr double period_us = 100'000;
  if (const auto limit = number_of(cpu, "limitPercent"); limit && *limit > 0 && *limit < 1e9) {
    model::resource_limits limits;
    limits.cpu_period_us = static_cast<std::uint64_t>(period_us);
    limits.cpu_quota_us = static_cast<std::uint64_t>(std::llround(*limit / 100 * period_us));
    now.limits = std::make_shared<const model::resource_limits>(std::move(limits));
  }
}

void read_memory(const dom::object& memory, host_container& reported, model::sample& sample) {
  auto& now = sample.now;
  sample.memory_percent = number_of(memory, "percent");
  sample.memory_working_set_bytes = integer_of(memory, "workingSetBytes");
  now.memory_usage_bytes = integer_of(memory, "usageBytes");
  now.memory_rss_bytes = integer_of(memory, "rssBytes");
  now.memory_cache_bytes = integer_of(memory, "cacheBytes");
  now.memory_swap_bytes = integer_of(memory, "swapBytes");
  now.memory_limit_bytes = integer_of(memory, "limitBytes");
  now.memory_oom_kills = integer_of(memory, "oomKills");
  now.memory_pressure = pressure_of(memory);
  now.memory_clock = now.clock;
  constexpr std::chrono::hours max_age{24}; // also keeps the difference within its type
  if (const auto older = time_of(memory, "sampledAt");
      older && *older <= reported.sampled_at && *older > reported.sampled_at - max_age)
    now.memory_clock = now.clock - (reported.sampled_at - *older);
}

void read_network(const dom::array& list, model::sample& sample) {
  constexpr std::size_t max_interfaces = 256;
  std::vector<model::interface_counters> interfaces;
  for (const auto element : list) {
    if (interfaces.size() == max_interfaces)
      break;
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
      continue;
    model::interface_counters read;
    read.name = text_of(object, "interface");
    read.rx_bytes = integer_of(object, "rxBytes").value_or(0);
    read.rx_packets = integer_of(object, "rxPackets").value_or(0);
    read.rx_errors = integer_of(object, "rxErrors");
    read.rx_dropped = integer_of(object, "rxDropped").value_or(0);
    read.tx_bytes = integer_of(object, "txBytes").value_or(0);
    read.tx_packets = integer_of(object, "txPackets").value_or(0);
    read.tx_errors = integer_of(object, "txErrors");
    read.tx_dropped = integer_of(object, "txDropped").value_or(0);
    interfaces.push_back(std::move(read));
    sample.interfaces.push_back(
        {number_of(object, "rxBytesPerSecond"), number_of(object, "txBytesPerSecond")});
  }
  sample.now.interfaces =
      std::make_shared<const std::vector<model::interface_counters>>(std::move(interfaces));
}

void read_block(const dom::object& block, model::sample& sample) {
  auto& now = sample.now;
  now.block_read_bytes = integer_of(block, "readBytes");
  now.block_write_bytes = integer_of(block, "writeBytes");
  now.block_read_operations = integer_of(block, "readOps");
  now.block_write_operations = integer_of(block, "writeOps");
  sample.block_read_bytes_per_second = number_of(block, "readBytesPerSecond");
  sample.block_write_bytes_per_second = number_of(block, "writeBytesPerSecond");
  now.block_pressure = pressure_of(block);
}

/// Reads the sample; an object without `sampledAt` has none.
void read_sample(const dom::object& object, host_container& reported) {
  const auto at = time_of(object, "sampledAt");
  if (!at)
    return;
  reported.sampled_at = *at;
  model::sample sample;
  auto& now = sample.now;
  now.read_at = *at;
  now.clock = at->time_since_epoch();
  now.network_clock = now.block_clock = now.clock;
  now.source = text_of(object, "source") == "cgroup" ? model::source_kind::cgroup
                                                     : model::source_kind::engine;
  if (const auto cpu = object_of(object, "cpu"))
    read_cpu(*cpu, sample);
  if (const auto memory = object_of(object, "memory"))
    read_memory(*memory, reported, sample);
  if (dom::array network; object.at_key("network").get(network) == simdjson::SUCCESS)
    read_network(network, sample);
  if (const auto block = object_of(object, "blockIo"))
    read_block(*block, sample);
  if (const auto pids = object_of(object, "pids")) {
    now.pids = integer_of(*pids, "current");
    now.pids_limit = integer_of(*pids, "limit");
  }
  reported.sample = std::make_shared<const model::sample>(std::move(sample));
}

model::expected<bool>
read_facts(const dom::object& object, const message_origin& origin, host_container& reported) {
  model::container made;
  made.host = origin.host;
  made.group = origin.group;
  made.id = reported.id;
  made.name = text_of(object, "name");
  const auto status = text_of(object, "status");
  if (made.name.empty() || status.empty())
    return failure{failure_code::malformed, "a container without name or status"};
  // The host may be of a later version, with more words.
  made.status = model::parse_container_status(status).value_or(model::container_status::unknown);
  made.image = text_of(object, "image");
  made.image_id = text_of(object, "imageId");
  made.health = text_of(object, "health");
  made.started_at = time_of(object, "startedAt");
  made.finished_at = time_of(object, "finishedAt");
  if (std::int64_t code{}; object.at_key("exitCode").get(code) == simdjson::SUCCESS)
    made.exit_code = static_cast<int>(code);
  if (bool killed{}; object.at_key("oomKilled").get(killed) == simdjson::SUCCESS)
    made.oom_killed = killed;
  made.restart_count = integer_of(object, "restartCount");
  if (const auto labels = object_of(object, "labels"))
    for (const auto [key, value] : *labels)
      if (std::string_view text; value.get(text) == simdjson::SUCCESS)
        made.labels.emplace(key, text);
  made.network_mode = text_of(object, "networkMode");
  if (const auto size = object_of(object, "size")) {
    made.size.rw_bytes = integer_of(*size, "rwBytes");
    made.size.root_fs_bytes = integer_of(*size, "rootFsBytes");
  }
  made.command = text_of(object, "command");
  if (const auto memory = object_of(object, "memory"))
    made.oom_kills = integer_of(*memory, "oomKills").value_or(0);
  made.identity = origin.host + '/' + model::identity_of(made);
  reported.container = std::make_shared<const model::container>(std::move(made));
  return true;
}

} // namespace

std::optional<std::uint64_t> integer_of(const dom::object& object, std::string_view key) {
  std::uint64_t value{};
  return object.at_key(key).get(value) == simdjson::SUCCESS ? std::optional{value} : std::nullopt;
}

std::optional<double> number_of(const dom::object& object, std::string_view key) {
  double value{};
  return object.at_key(key).get(value) == simdjson::SUCCESS ? std::optional{value} : std::nullopt;
}

std::optional<model::engine_time> time_of(const dom::object& object, std::string_view key) {
  std::string_view text;
  return object.at_key(key).get(text) == simdjson::SUCCESS ? model::parse_rfc3339(text)
                                                           : std::nullopt;
}

std::string text_of(const dom::object& object, std::string_view key) {
  std::string_view text;
  return object.at_key(key).get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

std::optional<dom::object> object_of(const dom::object& object, std::string_view key) {
  dom::object value;
  return object.at_key(key).get(value) == simdjson::SUCCESS ? std::optional{value} : std::nullopt;
}

model::expected<host_container>
read_container(const dom::object& object, const message_origin& origin, bool with_facts) {
  host_container reported;
  reported.id = text_of(object, "id");
  if (reported.id.empty())
    return failure{failure_code::malformed, "a container without id"};
  read_sample(object, reported);
  if (with_facts)
    if (auto read = read_facts(object, origin, reported); !read)
      return read.error();
  return reported;
}

} // namespace docker_monitor::fleet
