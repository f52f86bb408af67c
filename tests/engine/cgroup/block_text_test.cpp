#define CAF_SUITE engine.block_text
#include "engine/cgroup/block_text.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace block_text_test {

using namespace docker_monitor::engine;

namespace {

block_devices v1(std::string_view bytes, std::string_view operations) {
  block_devices devices;
  CAF_CHECK(parse_blkio(bytes, devices, &block_device::bytes));
  CAF_CHECK(parse_blkio(operations, devices, &block_device::operations));
  return devices;
}

bool no_layer(const block_device&) {
  return false;
}

block_devices v2(std::string_view text) {
  block_devices devices;
  parse_io_stat(text, devices);
  return devices;
}

} // namespace

CAF_TEST(v1 has the bytes and the operations of each device in a file of their own) {
  const auto devices =
      v1("8:0 Read 100\n8:0 Write 20\n8:0 Sync 1\n8:0 Async 119\n8:0 Total 120\n"
         "8:16 Read 1\n8:16 Write 2\n8:16 Total 3\nTotal 123\n",
         "8:16 Read 7\n8:16 Write 8\n8:0 Read 5\n8:0 Write 6\n253:0 Read 9\n253:0 Write 0\n"
         "Total 35\n");
  CAF_REQUIRE_EQUAL(devices.size(), 3u);
  CAF_CHECK_EQUAL(devices[0].major, 8u);
  CAF_CHECK_EQUAL(devices[0].minor, 0u);
  CAF_CHECK((devices[0].bytes == block_sums{100, 20}));
  CAF_CHECK((devices[0].operations == block_sums{5, 6}));
  CAF_CHECK_EQUAL(devices[1].minor, 16u);
  CAF_CHECK((devices[1].operations == block_sums{7, 8}));
  CAF_CHECK_EQUAL(devices[2].major, 253u);
  CAF_CHECK((devices[2].bytes == block_sums{}));
  CAF_CHECK((sum(devices, &block_device::bytes, no_layer) == block_sums{101, 22}));
  CAF_CHECK((sum(devices, &block_device::operations, no_layer) == block_sums{21, 14}));
}

CAF_TEST(a v1 file without a total gives nothing) {
  block_devices devices;
  // May as well be that nothing is counted: kernels from 6.9 on do not before a limit is set.
  CAF_CHECK(!parse_blkio("Total 0\n", devices, &block_device::bytes));
  CAF_CHECK(!parse_blkio("", devices, &block_device::bytes));
  CAF_CHECK(!parse_blkio("8:0 Read 100\n", devices, &block_device::bytes)); // cut
}

CAF_TEST(v2 has everything of a device in a line) {
  const auto devices = v2("254:0 rbytes=1 wbytes=8388608 rios=2 wios=8 dbytes=0 dios=0\n7:0 \n"
                          "254:16 rbytes=10 wbytes=1 rios=20 wios=1 dbytes=0 dios=0\n");
  CAF_REQUIRE_EQUAL(devices.size(), 2u); // one without any I/O has no counts
  CAF_CHECK_EQUAL(devices[0].major, 254u);
  CAF_CHECK((devices[0].bytes == block_sums{1, 8388608}));
  CAF_CHECK_EQUAL(devices[1].minor, 16u);
  CAF_CHECK((devices[1].operations == block_sums{20, 1}));
  CAF_CHECK((sum(devices, &block_device::bytes, no_layer) == block_sums{11, 8388609}));
  CAF_CHECK(v2("").empty());
}

CAF_TEST(the last of several names on a line owns its counts) {
  const auto devices = v2("8:0 8:16 253:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n"
                          "8:32 cost.usage=7\n8:48 rbytes=5 wbytes=6 rios=7 wios=8 cost.wait=1\n");
  CAF_REQUIRE_EQUAL(devices.size(), 2u);
  CAF_CHECK_EQUAL(devices[0].major, 253u);
  CAF_CHECK((devices[0].bytes == block_sums{1, 2}));
  CAF_CHECK_EQUAL(devices[1].minor, 48u);
  CAF_CHECK((devices[1].operations == block_sums{7, 8}));
  const auto old = v1("8:0 8:16 Read 100\nTotal 100\n", "8:16 Read 5\nTotal 5\n");
  CAF_REQUIRE_EQUAL(old.size(), 1u);
  CAF_CHECK_EQUAL(old[0].minor, 16u);
  CAF_CHECK((old[0].bytes == block_sums{100, 0}));
}

CAF_TEST(the counts of an unknown device belong to no other) {
  const auto devices = v2("(unknown) rbytes=1 wbytes=2 rios=3 wios=4\n"
                          "8:0 (unknown) rbytes=1 wbytes=2 rios=3 wios=4\n"
                          "(unknown) 8:16 rbytes=5 wbytes=6 rios=7 wios=8\n");
  CAF_REQUIRE_EQUAL(devices.size(), 1u);
  CAF_CHECK_EQUAL(devices[0].minor, 16u);
  CAF_CHECK((devices[0].bytes == block_sums{5, 6}));
}

CAF_TEST(a torn line makes the sums unknown) {
  for (const auto* text :
       {"8:0 rbytes=1 wby8:16 rbytes=1 wbytes=2 rios=3 wios=4\n", "8:0 rbytes=1 wbytes=2\n",
        "8:0 rbytes=1 wbytes=2 rios=3 wios=\n", "tes=1 wbytes=2 rios=3 wios=4\n",
        "8:0 rbytes=1 wbytes=2 rios=3 wios=4 8:16\n", "8:0 rbytes=1 wby"}) {
    block_devices devices;
    CAF_CHECK(!parse_io_stat(text, devices));
    CAF_CHECK(devices.empty());
  }
  block_devices devices;
  CAF_CHECK(!parse_io_stat("8:0 rbytes=1 wbytes=2 rios=3 wios=4\n8:16 rbytes=1 wb", devices));
}

CAF_TEST(a layer counts where the disks below it tell less) {
  const auto is_layer = [](const block_device& each) { return each.major == 253; };
  const auto total = [&](std::string_view text) {
    return sum(v2(text), &block_device::bytes, is_layer);
  };
  CAF_CHECK(
      (total("8:0 rbytes=10 wbytes=7 rios=1 wios=1\n"
             "253:0 rbytes=10 wbytes=7 rios=1 wios=1\n")
       == block_sums{10, 7}));
  // A volume on an encrypted one on a disk, which another program reads from, too.
  CAF_CHECK(
      (total("8:0 rbytes=15 wbytes=0 rios=1 wios=1\n253:0 rbytes=10 wbytes=7 rios=1 wios=1\n"
             "253:1 rbytes=10 wbytes=7 rios=1 wios=1\n")
       == block_sums{15, 7}));
  CAF_CHECK((total("253:0 rbytes=10 wbytes=7 rios=1 wios=1\n") == block_sums{10, 7}));
  for (const auto* name : {"dm-0", "md127", "bcache0"})
    CAF_CHECK(is_layer_name(name));
  for (const auto* name : {"sda", "dm-", "mdx", "loop0", "nvme0n1"})
    CAF_CHECK(!is_layer_name(name));
}

CAF_TEST(a disk has sectors of half a kilobyte) {
  const auto disk = parse_disk(" 254       0 vda 1132442 68456 36681618 7866380 4961384 1465501 "
                               "185411776 2929402 0 1035452 11311000 1142754 322 126743928 271257");
  CAF_REQUIRE(disk.has_value());
  CAF_CHECK_EQUAL(disk->name, "vda");
  CAF_CHECK_EQUAL(disk->counters.major, 254u);
  CAF_CHECK_EQUAL(disk->counters.minor, 0u);
  CAF_CHECK((disk->counters.bytes == block_sums{36681618ull * 512, 185411776ull * 512}));
  CAF_CHECK((disk->counters.operations == block_sums{1132442, 4961384}));
  for (const auto* text :
       {"", "8 0 sda", "8 0 sda 1 2 3 4 5 6", "x 0 sda 1 2 3 4 5 6 7", "8 0 sda 1 2 3 4 5 6 x",
        "8 0 sda 1 2 99999999999999999999 4 5 6 7", "8 0 sda 1 2 18446744073709551615 4 5 6 7"})
    CAF_CHECK(!parse_disk(text));
}

CAF_TEST(a partition is recognised by the name of its disk) {
  CAF_CHECK(is_partition_of("sda1", "sda"));
  CAF_CHECK(is_partition_of("sda15", "sda"));
  CAF_CHECK(is_partition_of("nvme0n1p1", "nvme0n1"));
  CAF_CHECK(is_partition_of("mmcblk0p12", "mmcblk0"));
  for (const auto& [name, disk] : std::vector<std::pair<std::string, std::string>>{
           {"sda", "sda"},
           {"sdaa", "sda"},
           {"sdb1", "sda"},
           {"nvme0n11", "nvme0n1"},
           {"nvme0n1p", "nvme0n1"},
           {"mmcblk0boot0", "mmcblk0"},
           {"xvda1", ""}})
    CAF_CHECK(!is_partition_of(name, disk));
}

CAF_TEST(what stands on other devices is no disk) {
  for (const auto* name :
       {"loop0", "ram15", "zram0", "dm-3", "md127", "bcache0", "drbd1", "zd16", "nvme0c1n1"})
    CAF_CHECK(is_made_of_others(name));
  for (const auto* name :
       {"sda", "vda", "nvme0n1", "xvda1", "sr0", "mmcblk0", "rama", "mdx", "nbd0"})
    CAF_CHECK(!is_made_of_others(name));
}

CAF_TEST(no text about devices is too broken to be read) {
  const std::vector<std::string> texts{
      "254:0 rbytes=1 wbytes=2 rios=3 wios=4\n8:0 Read 5\n8:0 Write 6\nTotal 11\n",
      "254 0 vda 1 2 3 4 5 6 7 8\n", ":\n8: Read 1\n:0 Write 1\n99999999999:0 Read 1\nTotal\n",
      std::string(1, '\0') + "\xff\n\n \n:\n= \n rbytes=\n"};
  for (const auto& text : texts) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      for (const auto& part : {text.substr(0, i), text.substr(i)}) {
        block_devices devices;
        parse_blkio(part, devices, &block_device::bytes);
        parse_io_stat(part, devices);
        parse_disk(part);
      }
    }
  }
}

} // namespace block_text_test
