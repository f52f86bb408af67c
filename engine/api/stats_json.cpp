#include "engine/api/engine_json.hpp"
#include "engine/api/json_fields.hpp"
#include "engine/sample_source.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace docker_monitor::engine {

namespace {

using counter = std::optional<std::uint64_t>;

/// Returns true for an answer of Podman, which has this member. Its user and system times are a
/// thousand times too small, block operations stand among the bytes, and throttling is always 0.
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

/// Returns the first member that exists: v1 has totals over the hierarchy, v2 has other names.
/// Podman has no such object.
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
  // Only v1 has these. The engine leaves out a failcnt of 0; that of v2 counts something else,
  // `oom`.
  result.memory_max_bytes = unsigned_of(*memory, "max_usage");
  if (result.memory_max_bytes)
    result.memory_failures = unsigned_of(*memory, "failcnt").value_or(0);
  const auto stats = object_of(*memory, "stats");
  if (!stats)
    return;
  result.memory_inactive_file_bytes = either(*stats, "total_inactive_file", "inactive_file");
  result.memory_rss_bytes = either(*stats, "total_rss", "anon");
  result.memory_cache_bytes = either(*stats, "total_cache", "file");
  result.memory_swap_bytes = unsigned_of(*stats, "total_swap");
}

/// The destination of an operation's value.
struct block_operation {
  std::string_view name; ///< in lower case
  std::uint64_t model::device_counters::*device;
  counter model::counters::*sum;
};

using device_list = std::vector<model::device_counters>;
using counted = model::device_counters;
using all = model::counters;

constexpr block_operation bytes_of[] = {
    {"read", &counted::read_bytes, &all::block_read_bytes},
    {"write", &counted::write_bytes, &all::block_write_bytes},
    {"rios", &counted::read_operations, &all::block_read_operations}, // Podman, among the bytes
    {"wios", &counted::write_operations, &all::block_write_operations},
};
constexpr block_operation operations_of[] = {
    {"read", &counted::read_operations, &all::block_read_operations},
    {"write", &counted::write_operations, &all::block_write_operations},
};

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

/// Devices in the order of the answer, with an index by name.
struct device_table {
  const layer_test& is_layer;
  device_list list;
  std::vector<bool> layers; ///< of the devices in the list
  std::unordered_map<std::string, std::size_t> places;
  model::device_counters rest; ///< the sum of those beyond `max_listed`
};

/// Returns the device of an entry; adds it if it is new. Podman swaps the two numbers.
model::device_counters& device_of(const object& entry, bool swapped, device_table& devices) {
  const auto number = [&](const char* key) {
    return static_cast<std::uint32_t>(unsigned_of(entry, key).value_or(0));
  };
  const auto major = number(swapped ? "minor" : "major");
  const auto minor = number(swapped ? "major" : "minor");
  const auto name = std::to_string(major) + ':' + std::to_string(minor);
  if (const auto found = devices.places.find(name); found != devices.places.end())
    return devices.list[found->second];
  if (devices.list.size() >= max_listed)
    return devices.rest;
  devices.places.emplace(name, devices.list.size());
  devices.layers.push_back(devices.is_layer && devices.is_layer(major, minor));
  auto& added = devices.list.emplace_back();
  added.name = name;
  return added;
}

/// Reads a list whose entries name operations in any case (v1 writes `Read`, v2 `read`).
void read_block_list(
    const object& statistics, std::string_view list, std::span<const block_operation> operations,
    bool swapped, model::counters& result, device_table& devices) {
  array entries;
  if (statistics[list].get(entries) != simdjson::SUCCESS)
    return;
  for (const auto item : entries) {
    object entry;
    if (item.get(entry) != simdjson::SUCCESS)
      continue;
    const auto value = unsigned_of(entry, "value");
    const auto operation = std::ranges::find_if(
        operations, [&](const auto& o) { return same_word(o.name, text_of(entry, "op")); });
    if (!value || operation == operations.end())
      continue;
    device_of(entry, swapped, devices).*(operation->device) += *value;
    auto& sum = result.*(operation->sum);
    sum = sum.value_or(0) + *value;
  }
}

/// Counts what layers on other devices carry once, as for cgroup files.
void leave_out_layers(const device_table& devices, model::counters& result) {
  for (const auto& operation : bytes_of) {
    auto& sum = result.*(operation.sum);
    if (!sum || devices.list.size() < 2)
      continue;
    auto disks = devices.rest.*(operation.device);
    std::uint64_t largest_layer = 0;
    for (std::size_t i = 0; i < devices.list.size(); ++i) {
      const auto each = devices.list[i].*(operation.device);
      if (devices.layers[i])
        largest_layer = std::max(largest_layer, each);
      else
        disks += each;
    }
    sum = std::max(disks, largest_layer);
  }
}

void read_block(const object& document, const layer_test& is_layer, model::counters& result) {
  const auto block = object_of(document, "blkio_stats");
  if (!block)
    return;
  const auto cpu = object_of(document, "cpu_stats");
  const bool swapped = cpu && is_podman(*cpu);
  device_table devices{is_layer, {}, {}, {}, {}};
  read_block_list(*block, "io_service_bytes_recursive", bytes_of, swapped, result, devices);
  read_block_list(*block, "io_serviced_recursive", operations_of, swapped, result, devices);
  leave_out_layers(devices, result);
  // Docker on cgroup v2 gives no operations, so the devices would be incomplete.
  if (!result.block_read_bytes || !result.block_read_operations)
    return;
  std::erase_if(devices.list, [](const auto& device) {
    const model::device_counters without_any{.name = device.name};
    return device == without_any;
  });
  result.devices = std::make_shared<const device_list>(std::move(devices.list));
}

void read_networks(const object& document, model::counters& result) {
  const auto networks = object_of(document, "networks");
  if (!networks)
    return;
  std::vector<model::interface_counters> interfaces;
  for (const auto field : *networks) {
    object from;
    if (interfaces.size() >= max_listed)
      break;
    if (field.value.get(from) != simdjson::SUCCESS)
      continue;
    auto& to = interfaces.emplace_back();
    to.name = field.key;
    // Errors are always 0 here, so they stay unknown.
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

model::expected<model::counters> parse_stats(std::string_view text, const layer_test& is_layer) {
  const auto document = parse_object(text);
  if (!document || text_of(*document, "read").empty())
    return malformed("container statistics");
  model::counters result;
  const auto read_at = model::parse_rfc3339(text_of(*document, "read"));
  if (!read_at) // year 1: the container does not run and all counters are empty
    return result;
  result.read_at = *read_at;
  result.clock = read_at->time_since_epoch();
  result.memory_clock = result.network_clock = result.block_clock = result.clock;
  read_cpu(*document, result);
  read_memory(*document, result);
  read_block(*document, is_layer, result);
  read_networks(*document, result);
  read_pids(*document, result);
  return result;
}

} // namespace docker_monitor::engine
