#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

// Parsers of the kernel's files about block devices. They read in place and accept any bytes: a cut
// line, or a word in place of a number, counts as absent.

namespace docker_monitor::engine {

/// Reads and writes of one device, or summed over several.
struct block_sums {
  std::uint64_t read = 0;
  std::uint64_t write = 0;

  friend bool operator==(const block_sums&, const block_sums&) = default;
};

/// The I/O of a group, or of the host, on one block device.
struct block_device {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  block_sums bytes;
  block_sums operations;
};

/// Devices in the order of the text.
using block_devices = std::vector<block_device>;

/// Returns true for a device that is a layer on others, such as `dm-0` on `sda`.
using layer_predicate = std::function<bool(const block_device&)>;

/// Sums reads and writes over all devices. The kernel counts the I/O of a layer also on the disks
/// below it, so the sum is that of the disks, or of the largest layer where that is more.
block_sums
sum(const block_devices& devices, block_sums block_device::*what, const layer_predicate& is_layer);

/// Adds one of v1's `blkio.throttle.io_*` files to `devices`: bytes or operations. Returns false
/// where the text has no total; then the values are unknown.
bool parse_blkio(std::string_view text, block_devices& devices, block_sums block_device::*what);

/// Adds the devices of v2's `io.stat`; none for an empty text, which is a group without I/O. Some
/// kernels leave names of idle devices at the beginning of a line: the counts belong to its last
/// name. The counts of an `(unknown)` device are left out. Returns false where a line with counts
/// is torn; then the sums are not reliable.
bool parse_io_stat(std::string_view text, block_devices& devices);

/// A line of `/proc/diskstats` (Documentation/admin-guide/iostats.rst).
struct disk_line {
  std::string_view name; ///< lies in the line
  block_device counters;
};

/// Reads a line of `/proc/diskstats`. Returns none for any other line.
std::optional<disk_line> parse_disk(std::string_view line);

/// Returns true for the name that the kernel gives a partition of `disk`: `sda1`, `nvme0n1p1`.
bool is_partition_of(std::string_view name, std::string_view disk);

/// Returns true for a device on other devices whose I/O is counted for a group on both: `dm-0`,
/// `md0`, `bcache0`.
bool is_layer_name(std::string_view name);

/// Returns true for a device that is made of memory, files or other devices, so that its I/O is
/// counted twice. Decides by the name: `ram0`, `loop0`, `dm-0`, `md0`.
bool is_made_of_others(std::string_view name);

} // namespace docker_monitor::engine
