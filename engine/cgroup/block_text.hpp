#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

// The texts of the kernel's files about block devices, read in place. Any bytes are taken: a line
// that is cut, or no number where one belongs, counts as not there.

namespace docker_monitor::engine {

/// Reads and writes, of one device or summed over several.
struct block_sums {
  std::uint64_t read = 0;
  std::uint64_t write = 0;

  friend bool operator==(const block_sums&, const block_sums&) = default;
};

/// What a group, or all of the host, did with one block device.
struct block_device {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  block_sums bytes;
  block_sums operations;
};

/// Devices in the order of a text.
using block_devices = std::vector<block_device>;

/// Tells whether a device is a layer on others, such as `dm-0` on `sda`.
using layer_predicate = std::function<bool(const block_device&)>;

/// Reads and writes, summed over all devices. The kernel counts the I/O of a layer on the disks
/// below it, too, so a layer counts only where they tell less than it does.
block_sums
sum(const block_devices& devices, block_sums block_device::*what, const layer_predicate& is_layer);

/// Adds what one of v1's `blkio.throttle.io_*` files counts to `devices`: their bytes or their
/// operations. False where the text has not even a total: then nothing is known.
bool parse_blkio(std::string_view text, block_devices& devices, block_sums block_device::*what);

/// Adds the devices of v2's `io.stat`; none for an empty one, which is a group without I/O. Some
/// kernels leave names of idle devices at the beginning of a line: its last name owns the counts.
/// The counts of an `(unknown)` device are left out. False where a line with counts is torn: then
/// the sums are not to be trusted.
bool parse_io_stat(std::string_view text, block_devices& devices);

/// A line of `/proc/diskstats` (Documentation/admin-guide/iostats.rst).
struct disk_line {
  std::string_view name; ///< lies in the line
  block_device counters;
};

/// Reads a line of `/proc/diskstats`; none for what is none.
std::optional<disk_line> parse_disk(std::string_view line);

/// True for the name the kernel gives a partition of `disk`: `sda1`, `nvme0n1p1`.
bool is_partition_of(std::string_view name, std::string_view disk);

/// True for a device on others whose I/O is counted for a group on these, too: `dm-0`, `md0`,
/// `bcache0`.
bool is_layer_name(std::string_view name);

/// True for a device that is made of memory, files or other devices, where the same I/O is counted
/// again: by its name, such as `ram0`, `loop0`, `dm-0`, `md0`.
bool is_made_of_others(std::string_view name);

} // namespace docker_monitor::engine
