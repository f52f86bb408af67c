#define CAF_SUITE model.threshold_evaluator
#include "tests/model/rule/threshold_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::threshold_evaluator_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(threshold_evaluator_tests, threshold_fixture)

CAF_TEST(a value beyond the limit for long enough opens an alarm) {
  for (int i = 0; i < 30; ++i)
    cpu(95);
  CAF_CHECK_EQUAL(out.size(), 0u);
  cpu(96.5);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  const auto& a = out.front();
  CAF_CHECK(a.kind == alarm_kind::threshold);
  CAF_CHECK(a.state == alarm_state::open);
  CAF_CHECK(a.severity == severity::minor);
  CAF_CHECK_EQUAL(a.rule, "busy cpu");
  CAF_CHECK_EQUAL(describe(a), "cpu.percent above 90");
  CAF_CHECK(a.value == 96.5);
  CAF_CHECK(a.time == now.wall);
  CAF_CHECK_EQUAL(a.container_name, "web");
  CAF_CHECK_EQUAL(a.identity, "web");
  CAF_CHECK(!a.id.empty());
  cpu(99);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
}

CAF_TEST(the longest time is not over at once) {
  watch = threshold_evaluator{
      rules_of("[[rule]]\nname = \"cpu\"\nwhen = \"cpu.percent > 90\"\nfor = \"876000h\"\n")};
  cpu(95);
  cpu(95, 24h);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a break begins the time again) {
  cpu(95);
  cpu(90, 29s);
  cpu(95);
  cpu(95, 29s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
}

CAF_TEST(an alarm ends where the hysteresis says) {
  cpu(95);
  cpu(95, 30s);
  const auto opened = out.front();
  cpu(80.1);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  cpu(80);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  const auto& a = out.front();
  CAF_CHECK(a.state == alarm_state::closed);
  CAF_CHECK_EQUAL(a.closes, opened.id);
  CAF_CHECK_NOT_EQUAL(a.id, opened.id);
  CAF_CHECK(a.severity == severity::clear);
  CAF_CHECK(a.value == 80.0);
  CAF_CHECK_EQUAL(describe(a), "cpu.percent no longer above 90");
}

CAF_TEST(an end may have to last too) {
  watch = threshold_evaluator{
      rules_of("[[rule]]\nname = \"cpu\"\nwhen = \"cpu.percent > 90\"\nclear-for = \"10s\"\n")};
  cpu(91);
  cpu(10);
  cpu(86, 9s);
  cpu(10);
  cpu(10, 9s);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  cpu(10);
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
}

CAF_TEST(a value below the limit is an alarm where the rule says so) {
  watch = threshold_evaluator{rules_of("[[rule]]\nname = \"idle\"\nwhen = \"cpu.percent < 2\"\n")};
  cpu(2);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  cpu(1.9);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(describe(out.front()), "cpu.percent below 2");
  cpu(2.05);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  cpu(2.1);
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
}

CAF_TEST(an unknown value neither opens nor ends) {
  cpu(95);
  cpu(std::nullopt, 30s);
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  cpu(95, 30s);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  cpu(std::nullopt);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a row that was not sampled again is nothing new) {
  cpu(95);
  wait(1min);
  evaluate_round();
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a sample that did not change is new by its time) {
  cpu(95);
  wait(30s);
  rows["c1"].sampled_at = now.wall;
  evaluate_round();
  CAF_CHECK_EQUAL(sent_alarms(), "open");
}

CAF_TEST(a step of the wall clock opens nothing) {
  cpu(95);
  now.wall += 1h;
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a container that goes down ends what it had open) {
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  change("c1", [](container& c) { c.status = container_status::exited; });
  evaluate_round();
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
  evaluate_round();
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a container that goes away ends what it had open and is forgotten) {
  add("c2", "db");
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  rows.erase("c1");
  evaluate_round();
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
  const auto states = watch.take_unsaved();
  CAF_REQUIRE(!states.empty());
  CAF_CHECK(states.back().text.empty());
}

CAF_TEST(a new run ends what the one before had open and starts again) {
  cpu(95);
  cpu(95, 30s);
  change("c1", [](container& c) { c.started_at = noon; });
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "open closed");
  cpu(95, 29s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
}

CAF_TEST(each alarm of a rule has an id of its own) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    cpu(95);
    cpu(95, 30s);
    cpu(10);
  }
  for (const auto& a : out)
    ids.push_back(a.id);
  std::ranges::sort(ids);
  CAF_CHECK_EQUAL(ids.size(), 6u);
  CAF_CHECK(std::ranges::adjacent_find(ids) == ids.end());
}

CAF_TEST(patterns choose the containers) {
  watch = threshold_evaluator{
      rules_of("[[rule]]\nname = \"db\"\ninclude = [\"name=db\"]\nwhen = \"cpu.percent > 90\"\n")};
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  change("c1", [](container& c) { c.name = "db"; });
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  change("c1", [](container& c) { c.name = "web"; });
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
}

CAF_TEST(nothing is looked at before the first list) {
  engine.list_received = false;
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a rate is taken over the time of the rule) {
  watch = threshold_evaluator{rules_of(
      "[[rule]]\nname = \"leak\"\nwhen = \"rate(memory.workingSetBytes) > 1MB\"\nfor = \"1m\"\n")};
  std::uint64_t used = 100'000'000;
  for (int i = 0; i < 10; ++i)
    memory(used += 10'000'000, 900'000'000); // 2 MB/s, known for 45 s
  CAF_CHECK_EQUAL(sent_alarms(), "");
  for (int i = 0; i < 3; ++i)
    memory(used += 10'000'000, 900'000'000);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(std::abs(*out.front().value - 2e6) < 1);
  CAF_CHECK_EQUAL(out.front().metric, "rate(memory.workingSetBytes)");
  for (int i = 0; i < 13; ++i)
    memory(used, 900'000'000);
  CAF_CHECK_EQUAL(sent_alarms(), "open closed");
}

CAF_TEST(the time to the limit is that of growth that lasts) {
  watch = threshold_evaluator{rules_of(
      "[[rule]]\nname = \"soon\"\nwhen = \"time-to-limit(memory) < 10m\"\nfor = \"1m\"\n")};
  std::uint64_t used = 100'000'000;
  const auto grow = [&](std::uint64_t step, std::uint64_t limit) {
    for (int i = 0; i < 14; ++i)
      memory(used += step, limit);
  };
  grow(5'000'000, 1'000'000'000); // no limit of its own
  CAF_CHECK_EQUAL(sent_alarms(), "");
  grow(1'000'000, 900'000'000); // 0.2 MB/s: an hour
  CAF_CHECK_EQUAL(sent_alarms(), "");
  grow(10'000'000, 900'000'000); // 2 MB/s: less than ten minutes
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(describe(out.front()), "time-to-limit(memory) below 600");
  CAF_CHECK(*out.front().value < 600);
  grow(0, 900'000'000);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(*out.back().value >= 630);
  CAF_CHECK_EQUAL(sent_alarms(), "open closed");
}

CAF_TEST(a rate is known where samples come each two minutes) {
  watch = threshold_evaluator{
      rules_of("[[rule]]\nname = \"forks\"\nwhen = \"rate(pids.current) > 1\"\n")};
  const auto tasks = [&](std::uint64_t count) {
    wait(2min);
    sample s;
    s.now.pids = count;
    sample_of("c1", s);
    evaluate_round();
  };
  for (const auto count : {10, 250, 490})
    tasks(count);
  CAF_CHECK_EQUAL(sent_alarms(), ""); // four minutes of the five
  tasks(730);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(std::abs(*out.front().value - 2) < 1e-6);
  for (int i = 0; i < 3; ++i)
    tasks(730);
  CAF_CHECK_EQUAL(sent_alarms(), "open closed");
}

CAF_TEST(the time to the limit is known where samples come each two minutes) {
  watch = threshold_evaluator{
      rules_of("[[rule]]\nname = \"soon\"\nwhen = \"time-to-limit(memory) < 10m\"\n")};
  std::uint64_t used = 100'000'000;
  for (int i = 0; i < 3; ++i)
    memory(used += 120'000'000, 900'000'000, 2min);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  memory(used += 120'000'000, 900'000'000, 2min);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(std::abs(*out.front().value - 320) < 1e-6); // 320 MB at 1 MB/s
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::threshold_evaluator_test
