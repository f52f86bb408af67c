#define CAF_SUITE engine.cgroup_limits
#include "tests/engine/cgroup/cgroup_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace cgroup_limits_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;
using namespace std::chrono_literals;
using tests::cores;
using tests::one_container;

namespace {

/// The container of the fixture, or the same on v1.
struct limited_container : one_container {
  void make_v1_group() {
    reader.reset(); // before its source
    tree.remove("cgroup");
    write_v1("cpuacct/cpuacct.usage", "5000000\n");
    write_v1("memory/memory.usage_in_bytes", "900000\n");
    write_v1("memory/memory.stat", "total_rss 10\ntotal_cache 20\n");
    write_v1("memory/memory.limit_in_bytes", "9223372036854771712\n");
    write_v1("memory/memory.failcnt", "0\n");
    write_v1("memory/memory.max_usage_in_bytes", "950000\n");
    write_v1("memory/memory.oom_control", "oom_kill 0\n");
    write_v1("cpu/cpu.cfs_quota_us", "-1\n");
    write_v1("cpu/cpu.cfs_period_us", "100000\n");
    write_v1("cpu/cpu.shares", "512\n");
    write_v1("cpu/cpu.stat", "nr_periods 0\n");
    write_v1("pids/pids.current", "1\n");
    source = cgroup_source::make(settings(tree)).value();
    reader = source->open(container);
  }

  /// A file of a controller, such as `cpu/cpu.shares`.
  void write_v1(const std::string& file, const std::string& text) const {
    const auto slash = file.find('/');
    tree.write(
        "cgroup/" + file.substr(0, slash) + "/docker/" + container.id + file.substr(slash), text);
  }

  void use_v1_cpu(int total_us) const {
    write_v1("cpuacct/cpuacct.usage", std::to_string(total_us) + "000\n");
  }

  [[nodiscard]] std::uint64_t files_read() const { return source->statistics().files_read; }
};

std::string processes(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i)
    text += std::to_string(i) + "\n";
  return text;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(cgroup_limits_tests, limited_container)

CAF_TEST(limits of v2 are reported with the path of the group) {
  set("memory.max", "1000000\n");
  set("cpu.max", "50000 100000\n");
  set("cpu.weight", "39\n");
  read_well();
  CAF_REQUIRE(counters.limits != nullptr);
  CAF_CHECK(
      (*counters.limits
       == model::resource_limits{
           "/docker/" + container.id, 50000, 100000, 998, 1000000, 4, 2048 * 1024}));
}

CAF_TEST(limits of v1 are reported with the path of the group) {
  make_v1_group();
  read_well();
  CAF_REQUIRE(counters.limits != nullptr);
  CAF_CHECK(
      (*counters.limits
       == model::resource_limits{"/docker/" + container.id, {}, 100000, 512, {}, 4, 2048 * 1024}));
  write_v1("memory/memory.limit_in_bytes", "1000000\n");
  write_v1("cpu/cpu.cfs_quota_us", "150000\n");
  write_v1("cpu/cpu.cfs_period_us", "50000\n");
  reader->update(container);
  CAF_CHECK(read().value() == reading_state::changed);
  CAF_CHECK(
      (*counters.limits
       == model::resource_limits{
           "/docker/" + container.id, 150000, 50000, 512, 1000000, 4, 2048 * 1024}));
}

CAF_TEST(the smallest limit of a container and the groups above is its memory limit) {
  set("memory.max", "1000000\n");
  tree.write("cgroup/docker/memory.max", "700000\n");
  read_well();
  CAF_CHECK(counters.memory_limit_bytes == 700000u);
  CAF_CHECK(counters.limits->memory_bytes == 1000000u); // its own, as cAdvisor has it
  set("memory.max", "max\n");
  reader->update(container);
  read_well();
  CAF_CHECK(counters.memory_limit_bytes == 700000u);
  CAF_CHECK(!counters.limits->memory_bytes);
  tree.write("cgroup/docker/memory.max", "max\n");
  reader->update(container);
  read_well();
  CAF_CHECK(counters.memory_limit_bytes == 2048u * 1024);
}

CAF_TEST(the groups above limit memory on v1 too) {
  make_v1_group();
  tree.write("cgroup/memory/docker/memory.limit_in_bytes", "700000\n");
  tree.write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  read_well();
  CAF_CHECK(counters.memory_limit_bytes == 700000u);
  CAF_CHECK(!counters.limits->memory_bytes);
}

CAF_TEST(a cpuset of the container or above it limits its CPUs) {
  tree.write("cgroup/docker/cpuset.cpus.effective", "0-1,3\n");
  read_well();
  CAF_CHECK(counters.limits->cores == 3u);
  set("cpuset.cpus.effective", "2\n");
  reader->update(container);
  read_well();
  CAF_CHECK(counters.limits->cores == 1u);
  set("cpuset.cpus.effective", "0-63\n"); // more than the machine has
  reader->update(container);
  read_well();
  CAF_CHECK(counters.limits->cores == 4u);
}

CAF_TEST(a cpuset of v1 limits its CPUs) {
  make_v1_group();
  write_v1("cpuset/cpuset.cpus", "0,2\n");
  source = cgroup_source::make(settings(tree)).value();
  reader = source->open(container);
  read_well();
  CAF_CHECK(counters.limits->cores == 2u);
  write_v1("cpuset/cpuset.effective_cpus", "2\n");
  reader->update(container);
  read_well();
  CAF_CHECK(counters.limits->cores == 1u);
}

CAF_TEST(without the memory controller a container is found and its memory absent) {
  reader.reset();
  tree.write("cgroup/cgroup.controllers", "cpuset cpu io pids\n");
  for (const auto* file :
       {"memory.current", "memory.stat", "memory.max", "memory.events", "memory.swap.current"})
    tree.remove(group + "/" + file);
  source = cgroup_source::make(settings(tree)).value();
  CAF_CHECK(!source->has_memory());
  CAF_CHECK_EQUAL(source->cgroup_version(), 2);
  reader = source->open(container);
  read_well();
  CAF_CHECK(counters.cpu_total_ns == 5'000'000u);
  CAF_CHECK(counters.pids == 1u);
  CAF_CHECK(counters.block_read_bytes == 1u);
  CAF_CHECK(!counters.memory_usage_bytes && !counters.memory_limit_bytes);
  CAF_CHECK(!counters.memory_oom_kills && !counters.memory_rss_bytes);
  CAF_CHECK(!counters.memory_high_events && !counters.memory_max_events);
  CAF_CHECK(!model::has_memory_values(counters));
  CAF_CHECK_EQUAL(counters.limits->cgroup_path, "/docker/" + container.id);
}

CAF_TEST(a group that the controller is not enabled for has no memory either) {
  read_well();
  CAF_CHECK(counters.memory_usage_bytes.has_value());
  reader.reset();
  for (const auto* file : {"memory.current", "memory.stat", "memory.max", "memory.events"})
    tree.remove(group + "/" + file);
  reader = source->open(container);
  read_well();
  CAF_CHECK(counters.cpu_total_ns.has_value());
  CAF_CHECK(!model::has_memory_values(counters) && !counters.memory_limit_bytes);
}

CAF_TEST(without the memory controller of v1 a container is found and its memory absent) {
  make_v1_group();
  reader.reset();
  tree.remove("cgroup/memory");
  source = cgroup_source::make(settings(tree)).value();
  CAF_CHECK(!source->has_memory());
  CAF_CHECK_EQUAL(source->cgroup_version(), 1);
  counters = {};
  reader = source->open(container);
  read_well();
  CAF_CHECK(counters.cpu_total_ns == 5'000'000u);
  CAF_CHECK(!model::has_memory_values(counters) && !counters.memory_limit_bytes);
}

CAF_TEST(a machine that grew is seen within a minute) {
  read_well();
  CAF_CHECK(counters.memory_limit_bytes == 2048u * 1024);
  CAF_CHECK(counters.limits->cores == 4u);
  tree.write("proc/meminfo", "MemTotal: 4096 kB\n");
  tree.write("proc/stat", "cpu 1 1 1 1\n" + cores(8));
  read_well(31);
  CAF_CHECK(counters.memory_limit_bytes == 4096u * 1024);
  CAF_CHECK(counters.limits->cores == 8u);
  CAF_CHECK(counters.limits->machine_memory_bytes == 4096u * 1024);
  now += 2min; // a long interval
  tree.write("proc/stat", "cpu 1 1 1 1\n" + cores(2));
  read_well();
  CAF_CHECK(counters.limits->cores == 2u);
}

CAF_TEST(what is unlimited has no limit of its own) {
  set("cpu.max", "max 100000\n");
  read_well();
  CAF_CHECK(!counters.limits->cpu_quota_us);
  CAF_CHECK(counters.limits->cpu_period_us == 100000u);
  CAF_CHECK(!counters.limits->memory_bytes);
  CAF_CHECK(counters.memory_limit_bytes == 2048u * 1024u);
  CAF_CHECK(!counters.limits->cpu_shares); // without the cpu controller
  set("memory.max", "999999999\n");        // more than the host has
  reader->update(container);
  read_well();
  CAF_CHECK(!counters.limits->memory_bytes);
}

CAF_TEST(without the memory of the host v1 still shows what is unlimited) {
  tree.remove("proc/meminfo");
  make_v1_group();
  read_well();
  CAF_CHECK(!counters.limits->memory_bytes);
  write_v1("memory/memory.limit_in_bytes", "1000000\n");
  reader->update(container);
  read_well();
  CAF_CHECK(counters.limits->memory_bytes == 1000000u);
}

CAF_TEST(limits that are as before are shared and another is seen in a minute) {
  set("cpu.max", "50000 100000\n");
  set("cpu.weight", "39\n");
  read_well();
  const auto before = counters.limits;
  reader->update(container);
  read_well();
  CAF_CHECK(counters.limits == before);
  set("cpu.max", "60000 100000\n");
  set("cpu.weight", "1\n");
  read_well(60);
  CAF_CHECK(counters.limits->cpu_quota_us == 60000u);
  CAF_CHECK(counters.limits->cpu_shares == 2u); // looked at as the quota was another
  CAF_CHECK(before->cpu_quota_us == 50000u);
  set("cpu.weight", "39\n");
  read_well(240);
  CAF_CHECK(counters.limits->cpu_shares == 998u);
}

CAF_TEST(the group of a container is the one the engine made) {
  // crun puts the processes into another one below it.
  tree.remove("cgroup/docker");
  const auto scope = "/system.slice/docker-" + container.id + ".scope";
  group = "cgroup" + scope + "/container";
  make_group();
  read_well();
  CAF_CHECK_EQUAL(counters.limits->cgroup_path, scope);
}

CAF_TEST(hits of the limit are counted where it is set) {
  set("memory.max", "1000000\n");
  set("memory.events", "low 0\nhigh 5\nmax 7\noom 2\noom_kill 1\n");
  read_well();
  CAF_CHECK(counters.memory_failures == 7u);
  CAF_CHECK(counters.memory_high_events == 5u && counters.memory_max_events == 7u);
  CAF_CHECK(counters.memory_oom_kills == 1u);
  const auto scope = "cgroup/system.slice/docker-" + container.id + ".scope";
  tree.remove("cgroup/docker");
  reader = source->open(container);
  counters = {};
  group = scope + "/container";
  make_group();
  set("memory.events", "max 0\noom_kill 1\n");
  tree.write(scope + "/memory.events", "max 18\noom_kill 1\n");
  read_well();
  CAF_CHECK(counters.memory_failures == 18u);
}

CAF_TEST(hits of a v1 limit are read with a limit only) {
  make_v1_group();
  read_well();
  CAF_CHECK(counters.memory_failures == 0u);
  write_v1("memory/memory.failcnt", "5\n");
  read_well(10);
  CAF_CHECK(counters.memory_failures == 0u);
  write_v1("memory/memory.limit_in_bytes", "1000000\n");
  reader->update(container);
  read_well(10);
  CAF_CHECK(counters.memory_failures == 5u);
  CAF_CHECK(!counters.memory_high_events && !counters.memory_max_events);
}

CAF_TEST(the highest usage is never below what was seen) {
  set("memory.peak", "950000\n");
  read_well();
  CAF_CHECK(counters.memory_max_bytes == 950000u);
  set("memory.peak", "1200000\n");
  set("memory.current", "1000000\n");
  read_well();
  CAF_CHECK(counters.memory_max_bytes == 1000000u);
  use_cpu(8'000);
  read_well(30);
  CAF_CHECK(counters.memory_max_bytes == 1200000u);
  set("memory.peak", "1300000\n");
  read_well(60); // it did nothing: not looked at
  CAF_CHECK(counters.memory_max_bytes == 1200000u);
}

CAF_TEST(a kernel without the highest usage of v2 leaves it unknown) {
  read_well();
  set("memory.current", "1000000\n");
  read_well();
  CAF_CHECK(!counters.memory_max_bytes);
}

CAF_TEST(v1 has the highest usage under another name) {
  make_v1_group();
  read_well();
  CAF_CHECK(counters.memory_max_bytes == 950000u);
}

CAF_TEST(processes are counted when there are other tasks) {
  set("pids.current", "3\n");
  set("cgroup.procs", "10\n11\n");
  read_well();
  CAF_CHECK(counters.processes == 2u);
  set("pids.current", "5\n");
  set("cgroup.procs", "10\n11\n12\n");
  use_cpu(5'600);
  read_well();
  CAF_CHECK(counters.processes == 3u);
  set("cgroup.procs", "10\n11\n12\n13\n"); // as many tasks, otherwise spread
  use_cpu(8'000);
  read_well();
  CAF_CHECK(counters.processes == 3u);
  read_well(30);
  CAF_CHECK(counters.processes == 4u);
}

CAF_TEST(one task is one process without a look) {
  set("cgroup.procs", "what is never read\nis not counted\n");
  read_well();
  CAF_CHECK(counters.processes == 1u);
}

CAF_TEST(a list of processes of any length is counted) {
  set("pids.current", "30000\n");
  set("cgroup.procs", processes(30'000)); // 170 kB: more than the buffer holds
  read_well();
  CAF_CHECK(counters.processes == 30'000u);
  set("pids.current", "30001\n");
  set("cgroup.procs", processes(30'001));
  use_cpu(8'000);
  read_well();
  CAF_CHECK(counters.pids == 30'001u);
  CAF_CHECK(counters.processes == 30'000u); // so many are not counted each time
  read_well(30);
  CAF_CHECK(counters.processes == 30'001u);
}

CAF_TEST(processes in groups a container made for itself are unknown) {
  set("pids.current", "3\n");
  set("cgroup.procs", "");
  read_well();
  CAF_CHECK(!counters.processes);
  set("pids.current", "0\n");
  use_cpu(5'600);
  read_well();
  CAF_CHECK(counters.processes == 0u);
}

CAF_TEST(a container that does nothing is hardly asked for its limits) {
  set("memory.peak", "950000\n");
  set("pids.current", "3\n");
  set("cgroup.procs", "10\n11\n");
  read_well();
  auto before = files_read();
  read_well(30);
  // CPU time and memory usage each time; tasks, network and I/O every fifth; memory's details, its
  // swap, its events and a pressure every tenth.
  CAF_CHECK_EQUAL(files_read() - before, 30u * 2 + 6 * 3 + 3 * 4);
  make_v1_group();
  counters = {};
  read_well();
  before = files_read();
  read_well(240);
  // Memory here and above, tasks, quota and throttling each minute; period and shares once.
  CAF_CHECK_EQUAL(files_read() - before, 240u * 2 + 48 * 2 + 24 * 2 + 4 * (4 + 3) + 2);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace cgroup_limits_test
