#define CAF_SUITE engine.cgroup_source
#include "engine/cgroup/cgroup_source.hpp"
#include "engine/cgroup/work_threshold.hpp"
#include "tests/engine/cgroup/cgroup_fixture.hpp"

#include <caf/test/unit_test.hpp>

#include <sys/resource.h>
#include <unistd.h>

namespace cgroup_source_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;
using namespace std::chrono_literals;
using tests::net_dev;
using tests::one_container;

CAF_TEST_FIXTURE_SCOPE(reader_tests, one_container)

CAF_TEST(the first reading reads everything) {
  CAF_CHECK(read().value() == reading_state::changed);
  CAF_CHECK(counters.source == model::source_kind::cgroup);
  CAF_CHECK(counters.clock == now);
  CAF_CHECK(counters.read_at == model::engine_time(now + 24h));
  CAF_CHECK(counters.cpu_total_ns == 5'000'000u);
  CAF_CHECK(counters.cpu_user_ns == 1000u);
  CAF_CHECK(counters.memory_usage_bytes == 900000u);
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  CAF_CHECK(counters.memory_cache_bytes == 20u);
  CAF_CHECK(counters.memory_inactive_file_bytes == 5u);
  CAF_CHECK(counters.memory_swap_bytes == 0u);
  CAF_CHECK(counters.memory_oom_kills == 0u);
  CAF_CHECK(counters.memory_clock == now);
  CAF_CHECK(counters.memory_limit_bytes == 2048u * 1024u); // unlimited: what the host has
  CAF_CHECK(counters.pids == 1u);
  CAF_CHECK(!counters.pids_limit);
  CAF_CHECK(counters.block_write_operations == 4u);
  CAF_CHECK((counters.cpu_pressure == model::pressure{1, 1}));
  CAF_CHECK(!counters.memory_pressure); // this kernel has no such file
  CAF_REQUIRE(counters.interfaces != nullptr);
  CAF_CHECK_EQUAL(counters.interfaces->size(), 1u);
}

CAF_TEST(a container that does nothing is hardly read) {
  read_well();
  const auto before = source->statistics();
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(read().value() == reading_state::unchanged);
  CAF_CHECK(counters.clock == now);
  const auto after = source->statistics();
  CAF_CHECK_EQUAL(after.files_read - before.files_read, 6u); // CPU time and memory usage
  CAF_CHECK_EQUAL(after.memory_details, before.memory_details);
  CAF_CHECK_EQUAL(after.readings - before.readings, 3u);
}

CAF_TEST(what changes without CPU time is seen within ten readings) {
  read_well();
  set("memory.stat", "anon 11\nfile 20\ninactive_file 5\n");
  set("pids.current", "2\n");
  set("io.stat", "8:0 rbytes=9 wbytes=2 rios=3 wios=4\n");
  set("memory.events", "oom_kill 1\n");
  tree.write("proc/735/net/dev", net_dev(101));
  read_well(5);
  CAF_CHECK(counters.block_read_bytes == 9u);
  CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 101u);
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  read_well(5);
  CAF_CHECK(counters.memory_rss_bytes == 11u);
  CAF_CHECK(counters.memory_oom_kills == 1u);
  CAF_CHECK(counters.pids == 2u);
}

CAF_TEST(with a long interval each reading of an idle container has all that can have changed) {
  set("memory.peak", "900000\n");
  read_well();
  set("memory.stat", "anon 11\nfile 20\ninactive_file 5\n");
  set("pids.current", "2\n");
  set("io.stat", "8:0 rbytes=9 wbytes=2 rios=3 wios=4\n");
  set("memory.events", "oom_kill 1\n");
  set("cpu.pressure", "some total=7\nfull total=1\n");
  set("pids.max", "8\n");
  tree.write("proc/735/net/dev", net_dev(101));
  CAF_CHECK(read(2min).value() == reading_state::changed);
  CAF_CHECK(counters.block_read_bytes == 9u);
  CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 101u);
  CAF_CHECK(counters.network_clock == now);
  CAF_CHECK(counters.pids == 2u);
  CAF_CHECK(counters.memory_rss_bytes == 11u);
  CAF_CHECK(counters.memory_oom_kills == 1u);
  CAF_CHECK((counters.cpu_pressure == model::pressure{7, 1}));
  CAF_CHECK(counters.pids_limit == 8u);
  set("memory.peak", "950000\n");
  use_cpu(7'000);
  CAF_REQUIRE(read(2min).has_value());
  CAF_CHECK(counters.memory_max_bytes == 950000u);
}

CAF_TEST(a long interval has the container looked at as often as its length says) {
  read_well();
  set("pids.current", "2\n");
  CAF_REQUIRE(read(4'600ms).has_value()); // five readings of a second
  CAF_CHECK(counters.pids == 2u);
  CAF_CHECK(counters.cpu_pressure->waiting_us == 1u);
  set("cpu.pressure", "some total=7\nfull total=1\n");
  CAF_REQUIRE(read(3'400ms).has_value()); // three
  CAF_CHECK(counters.cpu_pressure->waiting_us == 1u);
  CAF_REQUIRE(read(1'400ms).has_value()); // one
  CAF_CHECK(counters.cpu_pressure->waiting_us == 7u);
  set("pids.current", "3\n");
  for (int i = 0; i < 4; ++i)
    CAF_REQUIRE(read(100ms).has_value()); // short intervals count like a second
  CAF_CHECK(counters.pids == 2u);
  CAF_REQUIRE(read(100ms).has_value());
  CAF_CHECK(counters.pids == 3u);
}

CAF_TEST(a little CPU time has all but memory details and limits looked at) {
  read_well();
  set("memory.stat", "anon 11\nfile 20\ninactive_file 5\n");
  set("pids.current", "2\n");
  set("io.stat", "8:0 rbytes=9 wbytes=2 rios=3 wios=4\n");
  set("pids.max", "7\n");
  use_cpu(5'400);
  read_well();
  CAF_CHECK(counters.pids == 1u); // hardly any
  use_cpu(5'900);
  const auto memory_clock = counters.memory_clock;
  CAF_CHECK(read().value() == reading_state::changed);
  CAF_CHECK(counters.pids == 2u);
  CAF_CHECK(counters.block_read_bytes == 9u);
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  CAF_CHECK(counters.memory_clock == memory_clock);
  CAF_CHECK(!counters.pids_limit);
}

CAF_TEST(a millisecond of CPU time has memory details read even in small pieces) {
  read_well();
  set("memory.stat", "anon 11\nfile 20\ninactive_file 5\n");
  use_cpu(5'600);
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  use_cpu(6'200); // 1.2 ms since the details were read
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 11u);
  CAF_CHECK(counters.memory_clock == now);
}

CAF_TEST(work that changes nothing has to be more before the next look) {
  read_well();
  int cpu_us = 5'000;
  const auto work = [&] {
    use_cpu(cpu_us += 600);
    read_well();
  };
  for (int vain = 0; vain < 4; ++vain)
    work();
  set("pids.current", "2\n");
  work();
  CAF_CHECK(counters.pids == 1u); // 0.6 ms is not enough now
  work();
  CAF_CHECK(counters.pids == 2u);
  set("pids.current", "3\n");
  work();
  CAF_CHECK(counters.pids == 3u); // it is enough again
}

CAF_TEST(a threshold of work doubles twice after four looks in vain and starts over) {
  work_threshold threshold{500};
  CAF_CHECK(!threshold.is_passed(500));
  for (int vain = 0; vain < 3; ++vain)
    threshold.learn(false);
  CAF_CHECK(threshold.is_passed(501));
  threshold.learn(false);
  CAF_CHECK(!threshold.is_passed(1000));
  CAF_CHECK(threshold.is_passed(1001));
  for (int vain = 0; vain < 9; ++vain)
    threshold.learn(false);
  CAF_CHECK(!threshold.is_passed(2000));
  CAF_CHECK(threshold.is_passed(2001));
  threshold.learn(true);
  CAF_CHECK(threshold.is_passed(501));
}

CAF_TEST(memory that moved has its details read) {
  read_well();
  set("memory.stat", "anon 11\nfile 20\ninactive_file 5\n");
  set("memory.current", "1100000\n");
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  set("memory.current", "1170000\n"); // 270 kB more than when they were read
  set("memory.events", "oom_kill 2\n");
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 11u);
  CAF_CHECK(counters.memory_oom_kills == 0u);
  set("memory.current", "2090000\n"); // near the limit
  read_well();
  set("memory.events", "oom_kill 3\n");
  set("memory.current", "70000\n");
  read_well();
  CAF_CHECK(counters.memory_oom_kills == 3u); // somebody had to go
}

CAF_TEST(near the limit memory details are always read) {
  set("memory.max", "940000\n");
  read_well();
  for (int i = 1; i < 4; ++i) {
    set("memory.stat", "anon " + std::to_string(100 + i) + "\nfile 20\ninactive_file 5\n");
    read_well();
    CAF_CHECK(counters.memory_rss_bytes == 100u + static_cast<unsigned>(i));
  }
}

CAF_TEST(limits are read again after a change of the container and now and then) {
  read_well();
  set("pids.max", "7\n");
  set("memory.max", "1000000\n");
  read_well(3);
  CAF_CHECK(!counters.pids_limit);
  reader->update(container);
  CAF_CHECK(read().value() == reading_state::changed);
  CAF_CHECK(counters.pids_limit == 7u);
  CAF_CHECK(counters.memory_limit_bytes == 1000000u);
  set("pids.max", "8\n");
  read_well(60);
  CAF_CHECK(counters.pids_limit == 8u);
}

CAF_TEST(interfaces that are as before are shared with the reading before) {
  read_well();
  const auto before = counters.interfaces;
  use_cpu(5'600);
  read_well();
  CAF_CHECK(counters.interfaces == before);
  CAF_CHECK(counters.network_clock == now);
}

CAF_TEST(another pid is another network) {
  read_well();
  make_process(736);
  tree.write("proc/736/net/dev", net_dev(777));
  container.pid = 736;
  reader->update(container);
  read_well();
  CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 777u);
}

CAF_TEST(a pid that another process took over gives nothing) {
  tree.write("proc/735/cgroup", "0::/system.slice/other.service\n");
  read_well();
  CAF_CHECK(counters.interfaces == nullptr);
  CAF_CHECK(counters.cpu_total_ns == 5'000'000u);
}

CAF_TEST(the network of the host and the loopback alone are none) {
  container.network_mode = "host";
  reader->update(container);
  read_well();
  CAF_CHECK(counters.interfaces == nullptr);
  container.network_mode = "none";
  tree.write("proc/735/net/dev", "Inter-|\n face |\n lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n");
  reader->update(container);
  read_well(10);
  CAF_CHECK(counters.interfaces == nullptr);
}

CAF_TEST(a container that is gone is a failure that leaves the counters) {
  read_well();
  const auto before = counters.clock;
  reader->update(container);
  tree.remove("cgroup/docker");
  container.started_at = model::engine_time(1s); // a new generation: files are opened again
  reader->update(container);
  const auto gone = read();
  CAF_REQUIRE(!gone);
  CAF_CHECK(gone.error().code == model::failure_code::not_found);
  CAF_CHECK(counters.clock == before);
  CAF_CHECK(counters.cpu_total_ns == 5'000'000u);
  make_group();
  use_cpu(10);
  read_well();
  CAF_CHECK(counters.cpu_total_ns == 10'000u);
}

CAF_TEST(a container that moved is found in the same reading) {
  // Without descriptors each reading opens by path, as one does whose files the kernel took away.
  auto poor = settings(tree);
  poor.descriptors = std::make_shared<descriptor_budget>(0);
  reader.reset(); // before its source
  source = cgroup_source::make(poor).value();
  reader = source->open(container);
  read_well();
  tree.remove("cgroup/docker");
  group = "cgroup/system.slice/docker-" + container.id + ".scope";
  make_group();
  use_cpu(7);
  read_well();
  CAF_CHECK(counters.cpu_total_ns == 7'000u);
  CAF_CHECK_EQUAL(poor.descriptors->used(), 0u);
}

CAF_TEST(a file that does not hold what it should is a failure) {
  set("cpu.stat", "nonsense\n");
  const auto result = read();
  CAF_REQUIRE(!result);
  CAF_CHECK(result.error().code == model::failure_code::malformed);
  CAF_CHECK(result.error().message.find("cpu.stat") != std::string::npos);
}

CAF_TEST(counters of the engine are no base to go on from) {
  counters.source = model::source_kind::engine;
  counters.cpu_total_ns = 5'000'000;
  counters.memory_rss_bytes = 999;
  counters.memory_pressure = model::pressure{1, 1};
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  CAF_CHECK(!counters.memory_pressure);
}

CAF_TEST(readers give back what they opened) {
  auto budget = std::make_shared<descriptor_budget>(100);
  auto own = settings(tree);
  own.descriptors = budget;
  const auto other = cgroup_source::make(own).value();
  {
    const auto first = other->open(container);
    model::counters unused;
    CAF_CHECK(first->read(unused, nullptr).has_value());
    CAF_CHECK_EQUAL(budget->containers(), 1u);
    CAF_CHECK(budget->used() > 5);
  }
  CAF_CHECK_EQUAL(budget->containers(), 0u);
  CAF_CHECK_EQUAL(budget->used(), 0u);
}

CAF_TEST(running out of descriptors is no failure while one is left) {
  rlimit before{};
  CAF_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const auto next = ::dup(STDIN_FILENO);
  CAF_REQUIRE(next >= 0);
  ::close(next);
  for (int left = 0; left < 6; ++left) {
    auto own = settings(tree);
    reader.reset();
    source = cgroup_source::make(own).value();
    reader = source->open(container);
    counters = {};
    auto fewer = before;
    fewer.rlim_cur = static_cast<rlim_t>(next + left);
    CAF_REQUIRE(::setrlimit(RLIMIT_NOFILE, &fewer) == 0);
    const auto result = read();
    CAF_REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CAF_REQUIRE_EQUAL(result.has_value(), left > 0);
    if (!result)
      continue;
    CAF_CHECK(counters.memory_usage_bytes == 900000u);
    CAF_CHECK(counters.memory_rss_bytes == 10u);
    CAF_CHECK(counters.pids == 1u);
    CAF_CHECK(counters.interfaces != nullptr);
  }
}

CAF_TEST(a budget of two descriptors a container still reads everything) {
  auto budget = std::make_shared<descriptor_budget>(2);
  auto poor = settings(tree);
  poor.descriptors = budget;
  reader.reset(); // before its source
  source = cgroup_source::make(poor).value();
  reader = source->open(container);
  read_well();
  CAF_CHECK_EQUAL(budget->used(), 2u);
  CAF_CHECK(counters.pids == 1u);
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  CAF_CHECK(counters.interfaces != nullptr);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace cgroup_source_test
