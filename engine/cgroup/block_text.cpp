#include "engine/cgroup/block_text.hpp"

#include "engine/cgroup/kernel_lines.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace docker_monitor::engine {

namespace {

/// The unit of /proc/diskstats, independent of the device's sector size.
constexpr std::uint64_t sector_bytes = 512;

constexpr std::string_view digits = "0123456789";

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

/// Returns true for a kind of device followed by a number, such as `dm-0`.
bool is_numbered(std::string_view name, std::string_view kind) {
  return name.starts_with(kind) && is_number(name.substr(kind.size()));
}

/// Reads `8:0`. Returns false for any other form.
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

/// Returns the device with these numbers; adds it if it is new. Usually it is the newest.
block_device& device_in(block_devices& devices, const block_device& numbers) {
  const auto found = std::find_if(devices.rbegin(), devices.rend(), [&](const auto& device) {
    return device.major == numbers.major && device.minor == numbers.minor;
  });
  return found == devices.rend() ? devices.emplace_back(numbers) : *found;
}

/// A line of `io.stat`.
struct io_line {
  std::optional<block_device> device{}; ///< none where its name is unknown
  bool has_counts = false;
  bool is_whole = false; ///< each count occurs exactly once
};

io_line parse_io_line(std::string_view line) {
  io_line result;
  block_device device;
  struct {
    std::string_view key;
    std::uint64_t* value;
    unsigned times = 0;
  } counts[] = {
      {"rbytes", &device.bytes.read},
      {"wbytes", &device.bytes.write},
      {"rios", &device.operations.read},
      {"wios", &device.operations.write}};
  bool is_named = false;
  bool is_torn = false;
  for (auto word = next_word(line); !word.empty(); word = next_word(line)) {
    const auto equals = word.find('=');
    if (equals == std::string_view::npos) { // a name
      is_torn |= result.has_counts;
      is_named = parse_number_pair(word, device);
      continue;
    }
    const auto count =
        std::ranges::find(counts, word.substr(0, equals), [](const auto& c) { return c.key; });
    if (count == std::end(counts))
      continue; // `dbytes`, `dios` and additions of newer kernels
    result.has_counts = true;
    const auto value = whole_number(word.substr(equals + 1));
    is_torn |= !value;
    *count->value = value.value_or(0);
    ++count->times;
  }
  const bool complete = std::ranges::all_of(counts, [](const auto& c) { return c.times == 1; });
  result.is_whole = complete && !is_torn;
  if (is_named)
    result.device = device;
  return result;
}

} // namespace

block_sums
sum(const block_devices& devices, block_sums block_device::*what, const layer_predicate& is_layer) {
  block_sums disks;
  block_sums largest_layer;
  for (const auto& device : devices) {
    const auto& each = device.*what;
    if (each == block_sums{})
      continue;
    if (devices.size() > 1 && is_layer(device)) {
      largest_layer.read = std::max(largest_layer.read, each.read);
      largest_layer.write = std::max(largest_layer.write, each.write);
    } else {
      disks.read += each.read;
      disks.write += each.write;
    }
  }
  return {std::max(disks.read, largest_layer.read), std::max(disks.write, largest_layer.write)};
}

bool parse_blkio(std::string_view text, block_devices& devices, block_sums block_device::*what) {
  bool complete = false; // kernels since 6.9 count nothing until a limit is set: "Total 0"
  std::string_view line;
  while (next_line(text, line)) {
    auto device = next_word(line);
    auto operation = next_word(line);
    for (block_device another; parse_number_pair(operation, another);) // as in `io.stat`
      device = std::exchange(operation, next_word(line));
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

bool parse_io_stat(std::string_view text, block_devices& devices) {
  bool whole = true;
  std::string_view line;
  while (next_line(text, line)) {
    const auto stat = parse_io_line(line);
    if (!stat.has_counts)
      continue;
    whole = whole && stat.is_whole;
    if (stat.is_whole && stat.device)
      devices.push_back(*stat.device);
  }
  return whole && text.empty(); // else the last line is torn
}

std::optional<disk_line> parse_disk(std::string_view line) {
  const auto major = whole_number<std::uint32_t>(next_word(line));
  const auto minor = whole_number<std::uint32_t>(next_word(line));
  disk_line disk;
  disk.name = next_word(line);
  // Reads, merged reads, sectors, ms; then the same for writes.
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

bool is_layer_name(std::string_view name) {
  constexpr std::string_view kinds[] = {"dm-", "md", "bcache"};
  return std::ranges::any_of(kinds, [&](auto kind) { return is_numbered(name, kind); });
}

bool is_made_of_others(std::string_view name) {
  constexpr std::string_view kinds[] = {"loop", "ram", "zram", "drbd", "zd"};
  const bool is_one_of_them = is_layer_name(name) || std::ranges::any_of(kinds, [&](auto kind) {
                                return is_numbered(name, kind);
                              });
  // A path of a multipath namespace: nvme0c1n1.
  const bool is_path = name.starts_with("nvme") && name.find('c', 4) != std::string_view::npos;
  return is_one_of_them || is_path;
}

} // namespace docker_monitor::engine
