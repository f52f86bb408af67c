#include "engine/engine_json.hpp"
#include "engine/json_fields.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace docker_monitor::engine {

namespace {

using counter = std::optional<std::uint64_t>;

/// Podman's answers have this member, and user and system times a thousand times too small, block
/// operations among the bytes, and throttling that is always 0.
bool is_podman(const object& cpu) {
  return cpu["cpu"].error() == simdjson::SUCCESS;
}

void read_cpu(const object& document, model::counters& result) {
  const auto cpu = object_of(document, "cpu_stats");
  const auto usage = cpu ? object_of(*cpu, "cpu_usage") : std::nullopt;
  if (!usage)
    return;
  result.cpu_total_ns = unsigned_of(*usage, "total_usage");
  if (is_podman(*cpu))
    return;
  result.cpu_user_ns = unsigned_of(*usage, "usage_in_usermode");
  result.cpu_system_ns = unsigned_of(*usage, "usage_in_kernelmode");
  if (const auto throttling = object_of(*cpu, "throttling_data")) {
    result.cpu_periods = unsigned_of(*throttling, "periods");
    result.cpu_throttled_periods = unsigned_of(*throttling, "throttled_periods");
    result.cpu_throttled_ns = unsigned_of(*throttling, "throttled_time");
  }
}

/// The first member there is: cgroup v1 has totals over the hierarchy, v2 has other names; Podman
/// has no such object.
counter either(const object& from, std::string_view v1, std::string_view v2) {
  const auto value = unsigned_of(from, v1);
  return value ? value : unsigned_of(from, v2);
}

void read_memory(const object& document, model::counters& result) {
  const auto memory = object_of(document, "memory_stats");
  if (!memory)
    return;
  result.memory_usage_bytes = unsigned_of(*memory, "usage");
  result.memory_limit_bytes = unsigned_of(*memory, "limit");
  const auto stats = object_of(*memory, "stats");
  if (!stats)
    return;
  result.memory_inactive_file_bytes = either(*stats, "total_inactive_file", "inactive_file");
  result.memory_rss_bytes = either(*stats, "total_rss", "anon");
  result.memory_cache_bytes = either(*stats, "total_cache", "file");
  result.memory_swap_bytes = unsigned_of(*stats, "total_swap");
}

/// Sums the values whose operation is `operation` in any case (v1 writes `Read`, v2 `read`).
void add_block(
    const object& statistics, std::string_view list, std::string_view operation, counter& sum) {
  array entries;
  if (statistics[list].get(entries) != simdjson::SUCCESS)
    return;
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  for (const auto item : entries) {
    object entry;
    if (item.get(entry) != simdjson::SUCCESS)
      continue;
    const auto value = unsigned_of(entry, "value");
    if (value && std::ranges::equal(text_of(entry, "op"), operation, same))
      sum = sum.value_or(0) + *value;
  }
}

void read_block(const object& document, model::counters& result) {
  const auto block = object_of(document, "blkio_stats");
  if (!block)
    return;
  constexpr std::string_view bytes = "io_service_bytes_recursive";
  constexpr std::string_view operations = "io_serviced_recursive";
  add_block(*block, bytes, "read", result.block_read_bytes);
  add_block(*block, bytes, "write", result.block_write_bytes);
  add_block(*block, operations, "read", result.block_read_operations);
  add_block(*block, operations, "write", result.block_write_operations);
  add_block(*block, bytes, "rios", result.block_read_operations); // Podman
  add_block(*block, bytes, "wios", result.block_write_operations);
}

void read_networks(const object& document, model::counters& result) {
  const auto networks = object_of(document, "networks");
  if (!networks)
    return;
  std::vector<model::interface_counters> interfaces;
  for (const auto field : *networks) {
    object from;
    if (field.value.get(from) != simdjson::SUCCESS)
      continue;
    auto& to = interfaces.emplace_back();
    to.name = field.key;
    // Errors are 0 here whatever happens, so they stay unknown.
    to.rx_bytes = unsigned_of(from, "rx_bytes").value_or(0);
    to.rx_packets = unsigned_of(from, "rx_packets").value_or(0);
    to.rx_dropped = unsigned_of(from, "rx_dropped").value_or(0);
    to.tx_bytes = unsigned_of(from, "tx_bytes").value_or(0);
    to.tx_packets = unsigned_of(from, "tx_packets").value_or(0);
    to.tx_dropped = unsigned_of(from, "tx_dropped").value_or(0);
  }
  if (!interfaces.empty())
    result.interfaces =
        std::make_shared<const std::vector<model::interface_counters>>(std::move(interfaces));
}

void read_pids(const object& document, model::counters& result) {
  const auto pids = object_of(document, "pids_stats");
  if (!pids)
    return;
  result.pids = unsigned_of(*pids, "current");
  const auto limit = unsigned_of(*pids, "limit");
  if (limit && *limit > 0 && *limit != std::numeric_limits<std::uint64_t>::max())
    result.pids_limit = limit;
}

} // namespace

model::expected<model::counters> parse_stats(std::string_view text) {
  const auto document = parse_object(text);
  if (!document || text_of(*document, "read").empty())
    return malformed("container statistics");
  model::counters result;
  const auto read_at = model::parse_rfc3339(text_of(*document, "read"));
  if (!read_at) // year 1: the container does not run, every counter is an empty form
    return result;
  result.read_at = *read_at;
  result.clock = read_at->time_since_epoch();
  result.memory_clock = result.network_clock = result.block_clock = result.clock;
  read_cpu(*document, result);
  read_memory(*document, result);
  read_block(*document, result);
  read_networks(*document, result);
  read_pids(*document, result);
  return result;
}

} // namespace docker_monitor::engine
