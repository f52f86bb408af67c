#define CAF_SUITE model.container_counters
#include "tests/model/container/table_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace container_counters_test {

using namespace docker_monitor::model;
using namespace docker_monitor::model::test;
using namespace std::chrono_literals;

namespace {

struct fixture : table_fixture {
  /// A run that ends by the OOM killer; its cgroup was not read.
  void run_out_of_memory(std::chrono::milliseconds when) {
    apply(event_action::start, when);
    apply(event_action::oom, when + 10ms);
    apply(event_action::die, when + 11ms, 137);
  }

  void inspect(container facts, std::optional<std::uint64_t> restart_count = {}) {
    facts.restart_count = restart_count;
    table.inspected(facts, at(99s), changes);
  }

  void read_cgroup(std::chrono::milliseconds started, std::uint64_t kills) {
    table.count_oom_kills(id, at(started), kills, changes);
  }

  /// As after a restart of the program.
  void restart() {
    table.forget_saved();
    const auto states = table.take_unsaved();
    container_table next;
    for (const auto& state : states)
      CAF_REQUIRE(next.restore(state));
    table = next;
  }

  std::uint64_t kills() { return table.find(id)->oom_kills; }

  std::optional<std::uint64_t> restarts() { return table.find(id)->restarts; }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(container_counters_tests, fixture)

CAF_TEST(the main process killed in each of eight runs is eight kills) {
  for (auto run = 0; run < 8; ++run)
    run_out_of_memory(run * 1s);
  CAF_CHECK_EQUAL(kills(), 8u);
}

CAF_TEST(a kill that both the engine and the cgroup tell of counts once) {
  adopt(running(0ms));
  apply(event_action::oom, 10ms);
  CAF_CHECK_EQUAL(kills(), 1u);
  changes = {};
  read_cgroup(0ms, 1);
  CAF_CHECK_EQUAL(kills(), 1u);
  read_cgroup(0ms, 3); // two of them in one event, or without one
  CAF_CHECK_EQUAL(kills(), 3u);
  CAF_REQUIRE(!changes.changed.empty());
  CAF_CHECK_EQUAL(changes.changed.back()->oom_kills, 3u);
  apply(event_action::oom, 5000ms);
  CAF_CHECK_EQUAL(kills(), 3u);
}

CAF_TEST(a cgroup that begins from 0 again adds to the runs before) {
  adopt(running(0ms));
  read_cgroup(0ms, 3);
  apply(event_action::die, 1000ms, 0);
  apply(event_action::start, 2000ms);
  CAF_CHECK_EQUAL(kills(), 3u);
  inspect(running(2000ms));
  read_cgroup(2000ms, 2);
  CAF_CHECK_EQUAL(kills(), 5u);
}

CAF_TEST(a reading of another run is left alone) {
  adopt(running(0ms));
  read_cgroup(0ms, 3);
  apply(event_action::die, 1000ms, 0);
  apply(event_action::start, 2000ms);
  read_cgroup(0ms, 4);
  inspect(running(2000ms));
  read_cgroup(0ms, 4);
  CAF_CHECK_EQUAL(kills(), 3u);
  table.count_oom_kills("nobody", at(0ms), 1, changes);
  CAF_CHECK(!table.find("nobody"));
}

CAF_TEST(an inspection reports a kill whose event was lost) {
  adopt(running(0ms));
  apply(event_action::die, 1000ms, 137);
  auto facts = exited(0ms, 1000ms, 137);
  facts.oom_killed = true;
  inspect(facts);
  CAF_CHECK_EQUAL(kills(), 1u);
  inspect(facts);
  CAF_CHECK_EQUAL(kills(), 1u);
}

CAF_TEST(a run that ended by the OOM killer while nobody looked counts) {
  adopt(running(0ms));
  auto facts = exited(3000ms, 4000ms, 137);
  facts.oom_killed = true;
  table.reconcile(id, &facts, at(5000ms), false, changes);
  CAF_CHECK_EQUAL(kills(), 1u);
}

CAF_TEST(the counts go on after a restart of the program) {
  adopt(running(0ms));
  inspect(running(0ms), 4);
  read_cgroup(0ms, 2);
  restart();
  CAF_CHECK_EQUAL(kills(), 2u);
  read_cgroup(0ms, 2);
  CAF_CHECK_EQUAL(kills(), 2u);
  apply(event_action::die, 900ms, 0);
  run_out_of_memory(1000ms);
  CAF_CHECK_EQUAL(kills(), 3u);
  restart();
  inspect(exited(1000ms, 1011ms, 137), 5);
  CAF_CHECK_EQUAL(kills(), 3u);
  CAF_CHECK(restarts() == 5u);
}

CAF_TEST(restarts do not step back where the engine counts from 0 again) {
  adopt(running(0ms));
  CAF_CHECK(!restarts());
  inspect(running(0ms), 3);
  CAF_CHECK(restarts() == 3u);
  inspect(running(0ms), 0); // somebody started it
  CAF_CHECK(restarts() == 3u);
  inspect(running(0ms), 2);
  CAF_CHECK(restarts() == 5u);
  auto facts = exited(9000ms, 9001ms, 1);
  facts.restart_count = 1;
  table.reconcile(id, &facts, at(9002ms), false, changes);
  CAF_CHECK(restarts() == 6u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace container_counters_test
