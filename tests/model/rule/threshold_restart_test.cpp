#define CAF_SUITE model.threshold_restart
#include "tests/model/rule/threshold_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::threshold_restart_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(threshold_restart_tests, threshold_fixture)

CAF_TEST(a restart keeps what is open and its ids) {
  cpu(95);
  cpu(95, 30s);
  cpu(10);
  cpu(95);
  cpu(95, 30s);
  const auto opened = out.back();
  CAF_CHECK_EQUAL(sent_alarms(), "open closed open");
  restart(rules_of(cpu_rule));
  engine.list_received = false;
  rows.clear();
  evaluate_round(); // nothing is known yet
  engine.list_received = true;
  add("c1", "web");
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  cpu(10);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out.front().closes, opened.id);
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_NOT_EQUAL(out.front().id, opened.id);
}

CAF_TEST(what was reported but not saved has the same id again) {
  cpu(95);
  cpu(95, 30s);
  cpu(10);
  sent_alarms();
  restart(rules_of(cpu_rule));
  cpu(95);
  cpu(95, 30s);
  const auto first = out.front().id;
  watch = threshold_evaluator{rules_of(cpu_rule)};
  for (const auto& state : saved)
    CAF_CHECK(watch.restore(state).has_value());
  out.clear();
  cpu(95);
  cpu(95, 30s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out.front().id, first);
}

CAF_TEST(what went while we were away is ended) {
  add("c2", "db");
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  restart(rules_of(cpu_rule));
  rows.erase("c1");
  evaluate_round();
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
  restart(rules_of(cpu_rule));
  CAF_CHECK_EQUAL(saved.size(), 0u);
}

CAF_TEST(a rule that is no more ends what it had open) {
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  watch.replace({});
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
  watch.replace(rules_of(cpu_rule));
  cpu(95);
  cpu(95, 30s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  const auto again = out.front().id;
  watch = threshold_evaluator{rules_of(cpu_rule)};
  out.clear();
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_NOT_EQUAL(out.front().id, again);
}

CAF_TEST(a rule that stays goes on and one that changed does not ) {
  cpu(95);
  cpu(95, 30s);
  watch.replace(
      rules_of(std::string{"[[rule]]\nname = \"new\"\nwhen = \"pids.current > 5\"\n"} + cpu_rule));
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  watch.replace(
      rules_of("[[rule]]\nname = \"busy cpu\"\nwhen = \"cpu.percent > 94\"\nfor = \"30s\"\n"));
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
  cpu(95, 30s);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
}

CAF_TEST(a saved state that is none is refused) {
  CAF_CHECK(!watch.restore({"threshold", "c1", "{}"}).has_value());
  CAF_CHECK(!watch.restore({"threshold", "c1 cpu", "{}"}).has_value());
  CAF_CHECK(!watch.restore({"threshold", "c1 cpu", "["}).has_value());
}

CAF_TEST(everything can be reported once more for a lost file) {
  cpu(95);
  cpu(95, 30s);
  const auto first = watch.take_unsaved();
  CAF_CHECK(watch.take_unsaved().empty());
  watch.forget_saved();
  const auto again = watch.take_unsaved();
  CAF_REQUIRE_EQUAL(again.size(), 1u);
  CAF_CHECK_EQUAL(again.front().text, first.back().text);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::threshold_restart_test
