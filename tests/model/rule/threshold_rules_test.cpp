#define CAF_SUITE model.threshold_rules
#include "model/alarm/alarm_builder.hpp"
#include "tests/model/rule/threshold_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::threshold_rules_test {

using namespace test;

namespace {

struct fixture : threshold_fixture {
  void use(const std::string& text) { watch.replace(rules_of("[[rule]]\n" + text)); }

  void watch_time_to_limit() {
    watch = threshold_evaluator{rules_of(
        "[[rule]]\nname = \"soon\"\nwhen = \"time-to-limit(memory) < 10m\"\nfor = \"1m\"\n")};
  }

  /// Whether what was forbidden for 20 of 30 s opens after 10 s more.
  bool goes_on_with(const std::string& text) {
    watch = threshold_evaluator{rules_of(cpu_rule)};
    out.clear();
    cpu(95);
    cpu(95, 20s);
    watch.replace(rules_of(text));
    cpu(95, 5s);
    cpu(95, 5s);
    return sent_alarms() == "open";
  }
};

const std::string head = "[[rule]]\nname = \"busy cpu\"\n";

} // namespace

CAF_TEST_FIXTURE_SCOPE(threshold_rules_tests, fixture)

CAF_TEST(a rule that stays the same keeps the time that has passed) {
  CAF_CHECK(goes_on_with(cpu_rule));
  CAF_CHECK(goes_on_with(
      std::string{"[[rule]]\nname = \"first\"\nwhen = \"pids.current > 5\"\n"} + cpu_rule));
}

CAF_TEST(a rule that changed in anything begins its time again) {
  const std::string rest = "for = \"30s\"\nclear = 80\n";
  CAF_CHECK(goes_on_with(head + "when = \"cpu.percent > 90\"\n" + rest));
  CAF_CHECK(!goes_on_with(head + "when = \"cpu.percent > 89\"\n" + rest));
  CAF_CHECK(!goes_on_with(head + "when = \"cpu.percent > 90\"\nfor = \"29s\"\nclear = 80\n"));
  CAF_CHECK(!goes_on_with(head + "when = \"cpu.percent > 90\"\nfor = \"30s\"\nclear = 81\n"));
  CAF_CHECK(!goes_on_with(head + "when = \"cpu.percent > 90\"\nclear-for = \"1s\"\n" + rest));
  CAF_CHECK(!goes_on_with("[[rule]]\nname = \"other\"\nwhen = \"cpu.percent > 90\"\n" + rest));
}

CAF_TEST(what a changed rule had open stays where metric and limit are the same) {
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  watch.replace(rules_of(head + "when = \"cpu.percent > 90\"\nclear = 70\n"));
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  cpu(75);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  cpu(70);
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
}

CAF_TEST(another run while we were away ends what was open) {
  cpu(95);
  cpu(95, 30s);
  sent_alarms();
  restart(rules_of(cpu_rule));
  change("c1", [](container& c) { c.started_at = noon + 7s; });
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
}

CAF_TEST(what went down while we were away is ended) {
  cpu(95);
  cpu(95, 30s);
  sent_alarms();
  restart(rules_of(cpu_rule));
  change("c1", [](container& c) { c.status = container_status::exited; });
  evaluate_round();
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
}

CAF_TEST(a container that is chosen again goes on counting its alarms) {
  const auto only_web = head + "include = [\"name=web\"]\nwhen = \"cpu.percent > 90\"\n";
  watch = threshold_evaluator{rules_of(only_web)};
  cpu(95);
  const auto first = out.at(0).id;
  change("c1", [](container& c) { c.name = "db"; });
  evaluate_round();
  CAF_CHECK_EQUAL(sent_alarms(), "open closed");
  change("c1", [](container& c) { c.name = "web"; });
  cpu(95);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_NOT_EQUAL(out[0].id, first);
  change("c1", [](container& c) { c.name = "db"; });
  evaluate_round();
  watch.forget_saved();
  const auto states = watch.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  CAF_CHECK_EQUAL(states[0].key, "c1 busy cpu");
  CAF_CHECK(!states[0].text.empty());
}

CAF_TEST(each of image and labels may choose another rule) {
  watch = threshold_evaluator{rules_of(
      head + "include = [\"image=nginx:2\", \"label=hot\"]\nwhen = \"cpu.percent > 90\"\n")};
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  change("c1", [](container& c) { c.image = "nginx:2"; });
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  change("c1", [](container& c) { c.image = "nginx:1"; });
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
  change("c1", [](container& c) { c.labels = {{"hot", ""}}; });
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
}

CAF_TEST(newer facts of the same run end nothing) {
  cpu(95);
  cpu(95, 30s);
  change("c1", [](container& c) { c.restart_count = 3; });
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  change("c1", [](container& c) { c.started_at.reset(); });
  cpu(95);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(memory at its limit has no time left) {
  watch_time_to_limit();
  for (int i = 0; i < 14; ++i)
    memory(500'000'000, 500'000'000);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].value == 0.0);
  out.clear();
  watch_time_to_limit();
  for (int i = 0; i < 14; ++i)
    memory(500'000'001, 500'000'000);
  CAF_CHECK_EQUAL(out.size(), 1u);
}

CAF_TEST(a limit as large as the host is none and one below it is) {
  watch_time_to_limit();
  for (int i = 0; i < 14; ++i)
    memory(1'000'000'000, 1'000'000'000);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  watch_time_to_limit();
  for (int i = 0; i < 14; ++i)
    memory(999'999'999, 999'999'999);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  engine.memory_bytes.reset();
  watch_time_to_limit();
  for (int i = 0; i < 14; ++i)
    memory(1'000'000'000, 1'000'000'000);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
}

CAF_TEST(memory that shrinks has all the time there is) {
  watch_time_to_limit();
  std::uint64_t used = 400'000'000;
  for (int i = 0; i < 14; ++i)
    memory(used += 10'000'000, 600'000'000);
  CAF_CHECK_EQUAL(sent_alarms(), "open");
  memory(100'000'000, 600'000'000);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(!out[0].value); // there is no such number
  CAF_CHECK_EQUAL(sent_alarms(), "closed");
}

CAF_TEST(an id says which container and rule and how many there were) {
  cpu(95);
  cpu(95, 30s);
  cpu(10);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  const auto ordinal = static_cast<std::uint64_t>(out[0].time.time_since_epoch() / 1s) + 1;
  CAF_CHECK_EQUAL(out[0].id, alarm_id("c1 busy cpu", {}, alarm_kind::threshold, 2 * ordinal - 1));
  CAF_CHECK_EQUAL(out[1].id, alarm_id("c1 busy cpu", {}, alarm_kind::threshold, 2 * ordinal));
  CAF_CHECK(out[0].limit == 90.0);
  CAF_CHECK(!out[0].below);
  CAF_CHECK_EQUAL(out[0].image, "nginx:1");
}

CAF_TEST(an end is not before its beginning) {
  cpu(95);
  cpu(95, 30s);
  const auto opened = out.at(0).time;
  now.wall -= 1h;
  cpu(10);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].time == opened);
}

CAF_TEST(a state is saved in one line) {
  watch = threshold_evaluator{
      rules_of("[[rule]]\nname = \"k\u00e4se\"\nwhen = \"cpu.percent > 90\"\n")};
  cpu(95);
  const auto text = watch.take_unsaved().at(0).text;
  CAF_CHECK_EQUAL(text.find('\n'), std::string::npos);
  CAF_CHECK(text.find("k\u00e4se") != std::string::npos);
  CAF_CHECK(text.starts_with("{\"ordinal\":"));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::threshold_rules_test
