#define CAF_SUITE engine.cgroup_devices
#include "engine/cgroup/device_names.hpp"
#include "tests/engine/cgroup/cgroup_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace cgroup_devices_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;
using namespace std::chrono_literals;
using tests::one_container;

namespace {

constexpr std::string_view disks = "   8       0 sda 1 2 3 4 5 6 7 8\n"
                                   "   8       1 sda1 1 2 3 4 5 6 7 8\n"
                                   " 254      16 vdb 1 2 3 4 5 6 7 8\n";

struct container_with_disks : one_container {
  container_with_disks() { tree.write("proc/diskstats", disks); }

  /// What the group did with its devices, and enough CPU time to be looked at.
  void write(const std::string& io_stat) {
    set("io.stat", io_stat);
    use_cpu(cpu_us_ += 600);
    read_well();
  }

  [[nodiscard]] std::size_t devices() const {
    CAF_REQUIRE(counters.devices != nullptr);
    return counters.devices->size();
  }

 private:
  int cpu_us_ = 5'000;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(cgroup_devices_tests, container_with_disks)

CAF_TEST(devices have their names) {
  write("8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n254:16 rbytes=5 wbytes=0 rios=1 "
        "wios=0\n");
  CAF_REQUIRE_EQUAL(devices(), 2u);
  CAF_CHECK((counters.devices->front() == model::device_counters{"sda", 1, 2, 3, 4}));
  CAF_CHECK((counters.devices->back() == model::device_counters{"vdb", 5, 0, 1, 0}));
}

CAF_TEST(a device without any input or output is left out) {
  write("8:0 rbytes=0 wbytes=0 rios=0 wios=0\n11:0 \n254:16 rbytes=5 wbytes=0 rios=1 wios=0\n");
  CAF_REQUIRE_EQUAL(devices(), 1u);
  CAF_CHECK_EQUAL(counters.devices->front().name, "vdb");
}

CAF_TEST(sums of a part of the devices are no sums) {
  write("8:0 rbytes=1 wbytes=2 rios=3 wios=4\n");
  CAF_CHECK(counters.block_read_bytes == 1u);
  std::string many;
  for (int i = 0; i < 3000; ++i)
    many += "8:" + std::to_string(i) + " rbytes=1 wbytes=2 rios=3 wios=4\n";
  write(many);
  CAF_CHECK(!counters.block_read_bytes);
  CAF_CHECK(!counters.block_write_operations);
  CAF_CHECK(counters.devices == nullptr);
  write("8:0 rbytes=5 wbytes=2 rios=3 wios=4\n");
  CAF_CHECK(counters.block_read_bytes == 5u);
}

CAF_TEST(sums of a part of the interfaces are no sums) {
  read_well();
  std::string many = tests::net_dev(7);
  for (int i = 0; i < 3000; ++i)
    many += "veth" + std::to_string(i) + ": 1 1 0 0 0 0 0 0 2 2 0 0 0 0 0 0\n";
  tree.write("proc/735/net/dev", many);
  write("8:0 rbytes=5 wbytes=2 rios=3 wios=4\n");
  CAF_CHECK(counters.interfaces == nullptr);
}

CAF_TEST(a group without any has no devices rather than unknown ones) {
  set("io.stat", "");
  read_well();
  CAF_CHECK_EQUAL(devices(), 0u);
  CAF_CHECK(counters.block_read_bytes == 0u);
}

CAF_TEST(devices that are as before are shared with the reading before) {
  write("8:0 rbytes=1 wbytes=2 rios=3 wios=4\n");
  const auto before = counters.devices;
  write("8:0 rbytes=1 wbytes=2 rios=3 wios=4\n");
  CAF_CHECK(counters.devices == before);
  write("8:0 rbytes=1 wbytes=3 rios=3 wios=5\n");
  CAF_CHECK(counters.devices != before);
  CAF_CHECK_EQUAL(counters.devices->front().write_bytes, 3u);
  CAF_CHECK_EQUAL(before->front().write_bytes, 2u);
}

CAF_TEST(a device nobody knows goes by its numbers until it is known) {
  write("259:3 rbytes=1 wbytes=2 rios=3 wios=4\n");
  CAF_CHECK_EQUAL(counters.devices->front().name, "259:3");
  tree.write("proc/diskstats", " 259 3 nvme1n1 1 2 3 4 5 6 7 8\n");
  write("259:3 rbytes=2 wbytes=2 rios=4 wios=4\n");
  CAF_CHECK_EQUAL(counters.devices->front().name, "259:3"); // not looked up each time
  now += 1min;
  write("259:3 rbytes=3 wbytes=2 rios=5 wios=4\n");
  CAF_CHECK_EQUAL(counters.devices->front().name, "nvme1n1");
}

CAF_TEST(a controller that is not there leaves devices unknown) {
  tree.remove(group + "/io.stat");
  read_well();
  CAF_CHECK(counters.devices == nullptr);
}

CAF_TEST(a torn file leaves what was read before) {
  write("8:0 rbytes=1 wbytes=2 rios=3 wios=4\n");
  const auto before = counters.devices;
  write("8:0 rbytes=2 wby\n");
  CAF_CHECK(counters.block_read_bytes == 1u);
  CAF_CHECK(counters.devices == before);
  write("8:0 rbytes=5 wbytes=2 rios=4 wios=4\n");
  CAF_CHECK(counters.block_read_bytes == 5u);
}

CAF_TEST(a volume and the disk below it are counted once) {
  tree.write("proc/diskstats", std::string(disks) + " 253 0 dm-0 1 2 3 4 5 6 7 8\n");
  write("8:0 rbytes=10 wbytes=20 rios=3 wios=4\n253:0 rbytes=10 wbytes=20 rios=3 wios=4\n"
        "254:16 rbytes=5 wbytes=0 rios=1 wios=0\n");
  CAF_CHECK_EQUAL(devices(), 3u); // each has its series
  CAF_CHECK(counters.block_read_bytes == 15u);
  CAF_CHECK(counters.block_write_bytes == 20u);
  CAF_CHECK(counters.block_read_operations == 4u);
}

CAF_TEST(v1 puts the two files of a device together) {
  reader.reset();
  tree.remove("cgroup");
  const auto at = [&](const std::string& controller) {
    return "cgroup/" + controller + "/docker/" + container.id + "/";
  };
  const auto bytes = at("blkio") + "blkio.throttle.io_service_bytes_recursive";
  const auto operations = at("blkio") + "blkio.throttle.io_serviced_recursive";
  tree.write(at("cpuacct") + "cpuacct.usage", "5\n");
  tree.write(at("memory") + "memory.usage_in_bytes", "5\n");
  tree.write(bytes, "8:0 Read 10\n8:0 Write 20\n8:0 Total 30\nTotal 30\n");
  tree.write(operations, "8:0 Read 1\n8:0 Write 2\n8:0 Total 3\nTotal 3\n");
  source = cgroup_source::make(settings(tree)).value();
  reader = source->open(container);
  read_well();
  CAF_REQUIRE_EQUAL(devices(), 1u);
  CAF_CHECK((counters.devices->front() == model::device_counters{"sda", 10, 20, 1, 2}));
  const auto before = counters.devices;
  read_well(10);
  CAF_CHECK(counters.devices == before);
  tree.write(bytes, "8:0 Read 11\n8:0 Write 20\n8:0 Total 31\nTotal 31\n");
  tree.write(operations, "8:0 Read 2\n8:0 Write 2\n8:0 Total 4\nTotal 4\n");
  read_well(5);
  CAF_CHECK((counters.devices->front() == model::device_counters{"sda", 11, 20, 2, 2}));
  // Where operations are not counted, a device's would be 0.
  tree.write(bytes, "8:0 Read 12\n8:0 Write 20\n8:0 Total 32\nTotal 32\n");
  tree.write(operations, "Total 0\n");
  read_well(5);
  CAF_CHECK(counters.devices == nullptr);
  CAF_CHECK(counters.block_read_bytes == 12u);
}

CAF_TEST(names of all devices are there and a missing file costs the names only) {
  device_names names{tree.at("proc"), [this] { return now; }};
  CAF_CHECK_EQUAL(names.name_of(8, 1), "sda1");
  CAF_CHECK_EQUAL(names.name_of(9, 0), "9:0");
  device_names none{tree.at("nowhere"), [this] { return now; }};
  CAF_CHECK_EQUAL(none.name_of(8, 0), "8:0");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace cgroup_devices_test
