#define CAF_SUITE engine.cgroup_recordings
#include "engine/api/engine_json.hpp"
#include "engine/cgroup/cgroup_source.hpp"
#include "tests/engine/cgroup/cgroup_fixture.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include <unistd.h>

namespace cgroup_recordings_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;
using tests::clocks;
using tests::scratch_tree;

namespace {

/// One percent apart at most.
bool is_near(std::optional<std::uint64_t> a, std::optional<std::uint64_t> b) {
  if (!a || !b)
    return false;
  const auto greater = std::max(*a, *b);
  return greater - std::min(*a, *b) <= greater / 100;
}

/// What the recorded containers were started with, and what may be checked without their engine.
void check_limits(const model::counters& ours, const std::string& name, const std::string& path) {
  CAF_REQUIRE(ours.limits != nullptr);
  const auto& limits = *ours.limits;
  CAF_CHECK_EQUAL(limits.cgroup_path, path);
  const auto quota = name == "throttle" ? 5'000u : name == "limit" ? 50'000u : 0u;
  CAF_CHECK_EQUAL(limits.cpu_quota_us.value_or(0), quota);
  CAF_CHECK(limits.cpu_period_us == 100'000u);
  // 100, the weight of whom nobody gave one, stands for more than the 1024 shares of the same.
  const bool v1 = path.starts_with("/docker/");
  CAF_CHECK(limits.cpu_shares == (v1 ? 1024u : 2597u));
  const bool is_limited = name == "throttle" || name == "limit" || name == "oomchild";
  CAF_CHECK_EQUAL(limits.memory_bytes.has_value(), is_limited);
  if (is_limited)
    CAF_CHECK(limits.memory_bytes == ours.memory_limit_bytes);
  CAF_CHECK(ours.memory_max_bytes >= ours.memory_usage_bytes);
  CAF_CHECK(ours.memory_failures.has_value());
  CAF_CHECK(ours.processes >= 1u && ours.processes <= ours.pids);
}

/// The devices of a container that wrote 8 MiB, or of another.
void check_devices(const model::counters& ours, const std::string& name) {
  CAF_REQUIRE(ours.devices != nullptr);
  model::device_counters all;
  for (const auto& device : *ours.devices) {
    CAF_CHECK_EQUAL(device.name, "vda");
    all.read_bytes += device.read_bytes;
    all.write_bytes += device.write_bytes;
    all.write_operations += device.write_operations;
  }
  CAF_CHECK(ours.block_read_bytes == all.read_bytes);
  CAF_CHECK(ours.block_write_bytes == all.write_bytes);
  CAF_CHECK(ours.block_write_operations == all.write_operations);
  if (name == "io")
    CAF_CHECK_EQUAL(all.write_bytes, 8u << 20u);
}

/// What a recorded container's files contain, and what its engine reported some time before.
void compare(
    const scratch_tree& tree, const std::string& name, const std::string& before_id,
    const std::string& after_id) {
  const clocks time;
  auto source = cgroup_source::make(time.settings(tree)).value();
  std::istringstream rows(tree.read("pids"));
  model::container container;
  std::string row;
  std::int32_t pid = 0;
  while (rows >> row >> pid >> container.id && row != name) {
  }
  CAF_REQUIRE_EQUAL(row, name);
  container.pid = pid;
  container.network_mode = name == "hostnet" ? "host" : "bridge";
  model::counters ours;
  CAF_REQUIRE(source->open(container)->read(ours, nullptr).has_value());
  const auto theirs = parse_stats(tree.read("stats/" + name + ".json")).value();

  check_limits(ours, name, before_id + container.id + after_id);
  if (!after_id.empty()) // this kernel counts nothing of v1's before a limit of I/O is set
    check_devices(ours, name);
  CAF_CHECK(ours.cpu_total_ns >= theirs.cpu_total_ns);
  CAF_CHECK(ours.memory_limit_bytes == theirs.memory_limit_bytes);
  CAF_CHECK(ours.pids == theirs.pids);
  if (before_id.ends_with("/libpod-"))
    return; // it reports memory less the cache, and no limit of processes
  CAF_CHECK(is_near(ours.memory_usage_bytes, theirs.memory_usage_bytes));
  CAF_CHECK(ours.memory_rss_bytes == theirs.memory_rss_bytes);
  CAF_CHECK(ours.memory_cache_bytes == theirs.memory_cache_bytes);
  CAF_CHECK(ours.memory_inactive_file_bytes == theirs.memory_inactive_file_bytes);
  CAF_CHECK(ours.pids_limit == theirs.pids_limit);
  if (theirs.memory_max_bytes) {
    CAF_CHECK(ours.memory_max_bytes == theirs.memory_max_bytes);
    CAF_CHECK(ours.memory_failures == theirs.memory_failures);
  }
  CAF_CHECK(ours.block_read_bytes.value_or(0) == theirs.block_read_bytes.value_or(0));
  CAF_CHECK(ours.block_write_bytes.value_or(0) == theirs.block_write_bytes.value_or(0));
  if (name == "io" || name == "oomchild") { // which did nothing any more
    CAF_CHECK(ours.cpu_total_ns == theirs.cpu_total_ns);
    CAF_CHECK(ours.cpu_user_ns == theirs.cpu_user_ns);
    CAF_CHECK(ours.cpu_system_ns == theirs.cpu_system_ns);
  }
  CAF_CHECK_EQUAL(ours.memory_oom_kills.value(), name == "oomchild" ? 1u : 0u);
  if (name == "throttle")
    CAF_CHECK(ours.cpu_throttled_ns.value() >= theirs.cpu_throttled_ns.value());
  if (name == "twonets") {
    CAF_REQUIRE(ours.interfaces != nullptr && theirs.interfaces != nullptr);
    CAF_CHECK_EQUAL(ours.interfaces->size(), 2u);
    // What was sent stood still; some neighbours' packets came in meanwhile.
    for (std::size_t i = 0; i < 2; ++i) {
      CAF_CHECK_EQUAL((*ours.interfaces)[i].name, (*theirs.interfaces)[i].name);
      CAF_CHECK_EQUAL((*ours.interfaces)[i].tx_bytes, (*theirs.interfaces)[i].tx_bytes);
      CAF_CHECK((*ours.interfaces)[i].rx_bytes >= (*theirs.interfaces)[i].rx_bytes);
    }
  }
  if (name == "hostnet")
    CAF_CHECK(ours.interfaces == nullptr);
}

} // namespace

CAF_TEST(a controller without the container gives nothing of the host) {
  const scratch_tree tree;
  const std::string id(64, 'e');
  tree.write("cgroup/cpuacct/a/" + id + "/cpuacct.usage", "7\n");
  tree.write("cgroup/memory/b/" + id + "/memory.usage_in_bytes", "8\n");
  tree.write("cgroup/blkio/blkio.throttle.io_service_bytes", "8:0 Read 9\nTotal 9\n");
  tree.write("cgroup/cpu/cpu.stat", "nr_periods 9\n");
  tree.write("proc/735/cgroup", "4:memory:/b/" + id + "\n3:blkio,cpu:/\n2:cpuacct:/a/" + id + "\n");
  const clocks time;
  const auto source = cgroup_source::make(time.settings(tree)).value();
  model::container container;
  container.id = id;
  container.pid = 735;
  model::counters counters;
  CAF_REQUIRE(source->open(container)->read(counters, nullptr).has_value());
  CAF_CHECK(counters.cpu_total_ns == 7u);
  CAF_CHECK(counters.memory_usage_bytes == 8u);
  CAF_CHECK(!counters.block_read_bytes);
  CAF_CHECK(!counters.cpu_periods);
}

CAF_TEST(v1 throttling is read where there is a quota) {
  scratch_tree tree{std::string("20.10.24-v1-cgroupfs")};
  std::istringstream rows(tree.read("pids"));
  const clocks time;
  const auto source = cgroup_source::make(time.settings(tree)).value();
  model::container container;
  std::string name;
  int pid = 0;
  while (rows >> name >> pid >> container.id) {
    const auto reader = source->open(container);
    model::counters counters;
    CAF_REQUIRE(reader->read(counters, nullptr).has_value());
    tree.write("cgroup/cpu/docker/" + container.id + "/cpu.stat", "nr_periods 4711\n");
    const auto usage = std::to_string(*counters.cpu_total_ns + 1);
    tree.write("cgroup/cpuacct/docker/" + container.id + "/cpuacct.usage", usage + "\n");
    CAF_REQUIRE(reader->read(counters, nullptr).has_value());
    CAF_CHECK_EQUAL(counters.cpu_periods == 4711u, name != "oomchild");
  }
}

CAF_TEST(recorded v1 groups agree with what Docker 20_10 reported) {
  const scratch_tree tree{std::string("20.10.24-v1-cgroupfs")};
  for (const auto* name : {"limit", "oomchild", "throttle"})
    compare(tree, name, "/docker/", "");
}

CAF_TEST(recorded v2 groups agree with what Docker 26_1 reported) {
  const scratch_tree tree{std::string("26.1.5-v2-systemd")};
  for (const auto* name : {"limit", "io", "oomchild", "hostnet", "twonets"})
    compare(tree, name, "/system.slice/docker-", ".scope");
}

CAF_TEST(recorded v2 groups of crun agree with what Docker 28_5 reported) {
  const scratch_tree tree{std::string("28.5.2-v2-systemd-crun")};
  for (const auto* name : {"io", "throttle", "oomchild", "twonets"})
    compare(tree, name, "/system.slice/docker-", ".scope");
}

CAF_TEST(recorded v2 groups agree with what Podman reported) {
  const scratch_tree tree{std::string("podman-5.4.2-v2-systemd")};
  for (const auto* name : {"io", "oomchild"})
    compare(tree, name, "/machine.slice/libpod-", ".scope");
}

namespace {

/// A group of the running kernel in each hierarchy; removed with this.
class kernel_group {
 public:
  kernel_group() {
    const auto layout = cgroup_layout::detect("/sys/fs/cgroup").value();
    path_ = "/docker-monitor-test-" + std::to_string(::getpid());
    for (std::size_t i = 0; i < cgroup_controllers; ++i) {
      const auto& directory = layout.at(static_cast<cgroup_controller>(i)).directory;
      if (!directory.empty())
        roots_.push_back(directory);
    }
  }

  /// False where the kernel refuses.
  bool make(const std::string& id) {
    ids_.push_back(id);
    for (const auto& root : roots_) {
      std::error_code error;
      std::filesystem::create_directory(root + path_, error);
      if (!error)
        std::filesystem::create_directory(root + path_ + "/" + id, error);
      if (error)
        return false;
    }
    return true;
  }

  void remove() {
    for (const auto& root : roots_) {
      for (const auto& id : ids_)
        ::rmdir((root + path_ + "/" + id).c_str());
      ::rmdir((root + path_).c_str());
    }
  }

  ~kernel_group() { remove(); }
  kernel_group(const kernel_group&) = delete;
  kernel_group& operator=(const kernel_group&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::vector<std::string> roots_;
  std::vector<std::string> ids_;
};

} // namespace

CAF_TEST(groups of the running kernel are read and their end is noticed) {
  kernel_group group;
  model::container container;
  container.id = std::string(64, 'd');
  container.cgroup_parent = group.path();
  if (!group.make(container.id)) {
    CAF_FAIL("cannot make a cgroup below /sys/fs/cgroup: this test must run as root on a host, or "
             "in a container, whose cgroup tree is writable");
  }
  const auto source = cgroup_source::make({}).value();
  const auto reader = source->open(container);
  model::counters counters;
  CAF_REQUIRE(reader->read(counters, nullptr).has_value());
  CAF_CHECK(counters.cpu_total_ns == 0u);
  CAF_CHECK(counters.memory_usage_bytes.has_value());
  CAF_CHECK(counters.memory_rss_bytes == 0u);
  CAF_CHECK(counters.memory_limit_bytes == counters.limits->machine_memory_bytes);
  CAF_CHECK(counters.pids == 0u);
  CAF_CHECK(counters.block_write_bytes.value_or(0) == 0u);
  CAF_CHECK(counters.block_write_operations.value_or(0) == 0u);
  CAF_CHECK(counters.interfaces == nullptr);
  const auto first = counters.clock;
  CAF_REQUIRE(reader->read(counters, nullptr).has_value());
  CAF_CHECK(counters.clock > first);
  group.remove();
  const auto gone = reader->read(counters, nullptr);
  CAF_REQUIRE(!gone);
  CAF_CHECK(gone.error().code == model::failure_code::not_found);
  CAF_REQUIRE(group.make(container.id));
  CAF_CHECK(reader->read(counters, nullptr).has_value());
}

} // namespace cgroup_recordings_test
