#include "engine/cgroup/block_text.hpp"

#include "engine/cgroup/kernel_lines.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace docker_monitor::engine {

namespace {

/// The unit of /proc/diskstats, whatever the device's own is.
constexpr std::uint64_t sector_bytes = 512;

constexpr std::string_view digits = "0123456789";

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

/// Reads `8:0`; false for what is none.
bool parse_number_pair(std::string_view word, block_device& device) {
  const auto colon = word.find(':');
  if (colon == std::string_view::npos)
    return false;
  const auto major = whole_number<std::uint32_t>(word.substr(0, colon));
  const auto minor = whole_number<std::uint32_t>(word.substr(colon + 1));
  if (!major || !minor)
    return false;
  device.major = *major;
  device.minor = *minor;
  return true;
}

/// The one with these numbers, which is added where there is none. Mostly it is the newest.
block_device& device_in(block_devices& devices, const block_device& numbers) {
  const auto found = std::find_if(devices.rbegin(), devices.rend(), [&](const auto& device) {
    return device.major == numbers.major && device.minor == numbers.minor;
  });
  return found == devices.rend() ? devices.emplace_back(numbers) : *found;
}

} // namespace

block_sums sum(const block_devices& devices, block_sums block_device::*what) {
  block_sums result;
  for (const auto& device : devices) {
    result.read += (device.*what).read;
    result.write += (device.*what).write;
  }
  return result;
}

bool parse_blkio(std::string_view text, block_devices& devices, block_sums block_device::*what) {
  bool complete = false; // kernels from 6.9 on count nothing before a limit is set: "Total 0"
  std::string_view line;
  while (next_line(text, line)) {
    const auto device = next_word(line);
    const auto operation = next_word(line);
    const auto value = whole_number(next_word(line));
    complete |= device == "Total" && operation != "0";
    const bool is_read = operation == "Read";
    block_device numbers;
    if (!value || (!is_read && operation != "Write") || !parse_number_pair(device, numbers))
      continue;
    auto& sums = device_in(devices, numbers).*what;
    (is_read ? sums.read : sums.write) += *value;
  }
  return complete;
}

void parse_io_stat(std::string_view text, block_devices& devices) {
  std::string_view line;
  while (next_line(text, line)) {
    block_device device;
    if (!parse_number_pair(next_word(line), device))
      continue;
    device.bytes.read = keyed_number(line, "rbytes").value_or(0);
    device.bytes.write = keyed_number(line, "wbytes").value_or(0);
    device.operations.read = keyed_number(line, "rios").value_or(0);
    device.operations.write = keyed_number(line, "wios").value_or(0);
    devices.push_back(device);
  }
}

std::optional<disk_line> parse_disk(std::string_view line) {
  const auto major = whole_number<std::uint32_t>(next_word(line));
  const auto minor = whole_number<std::uint32_t>(next_word(line));
  disk_line disk;
  disk.name = next_word(line);
  // Reads, merged ones, sectors, ms; then the same of writes.
  std::array<std::optional<std::uint64_t>, 7> columns;
  for (auto& column : columns)
    column = whole_number(next_word(line));
  const bool complete = std::ranges::all_of(columns, [](const auto& c) { return c.has_value(); });
  const auto read = times(columns[2], sector_bytes);
  const auto written = times(columns[6], sector_bytes);
  if (!major || !minor || disk.name.empty() || !complete || !read || !written)
    return std::nullopt;
  disk.counters = {*major, *minor, {*read, *written}, {*columns[0], *columns[4]}};
  return disk;
}

bool is_partition_of(std::string_view name, std::string_view disk) {
  if (disk.empty() || !name.starts_with(disk))
    return false;
  name.remove_prefix(disk.size());
  if (digits.find(disk.back()) != std::string_view::npos) {
    if (!name.starts_with('p'))
      return false;
    name.remove_prefix(1);
  }
  return is_number(name);
}

bool is_made_of_others(std::string_view name) {
  constexpr std::string_view kinds[] = {"loop", "ram", "zram", "dm-", "md", "bcache", "drbd", "zd"};
  const bool is_one_of_them = std::ranges::any_of(kinds, [&](auto kind) {
    return name.starts_with(kind) && is_number(name.substr(kind.size()));
  });
  // One way of several to the same namespace: nvme0c1n1.
  const bool is_path = name.starts_with("nvme") && name.find('c', 4) != std::string_view::npos;
  return is_one_of_them || is_path;
}

} // namespace docker_monitor::engine
