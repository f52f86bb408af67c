#define CAF_SUITE model.replay
#include "config/rule_file.hpp"
#include "model/recording/replay.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <string>

namespace docker_monitor::model::replay_test {

using namespace std::chrono_literals;

namespace {

const engine_time noon = *parse_rfc3339("2026-11-22T12:00:00Z");

/// Writes a recording.
struct fixture {
  std::string recording;
  engine_time now = noon;

  fixture() { add(recorded_list{{facts(container_status::running)}}); }

  static container facts(container_status status) {
    container c;
    c.id = "c1";
    c.name = "web";
    c.image = "nginx:1";
    c.status = status;
    c.started_at = noon - 1h;
    return c;
  }

  template <class What>
  void add(What what, std::chrono::milliseconds later = 1s) {
    now += later;
    recording += to_json(record{now, std::move(what)}) + '\n';
  }

  void happen(event_action action, std::optional<int> exit_code = {}) {
    event e;
    e.container_id = "c1";
    e.name = "web";
    e.image = "nginx:1";
    e.action = action;
    e.exit_code = exit_code;
    e.time = now + 1s;
    add(recorded_event{e});
  }

  void cpu(double percent, std::chrono::seconds later) {
    sample s;
    s.cpu_percent = percent;
    recorded_samples round;
    round.changed = {{"c1", std::make_shared<const sample>(s)}};
    add(round, later);
  }

  std::string sent_alarms(std::string_view rules, audience whom) const {
    const auto set = config::parse_rules(rules, "test");
    CAF_REQUIRE(set.has_value());
    const auto alarms = replay(recording, *set);
    if (!alarms)
      CAF_ERROR(alarms.error().message);
    CAF_REQUIRE(alarms.has_value());
    std::string words;
    for (const auto& one : *alarms) {
      if (one.audience != whom)
        continue;
      words += words.empty() ? "" : " ";
      words += std::to_string(
          std::chrono::duration_cast<std::chrono::seconds>(one.sent_at - noon).count());
      words += ':';
      words += to_string(one.alarm.kind);
      if (one.alarm.state == alarm_state::closed)
        words += '>';
    }
    return words;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(replay_tests, fixture)

CAF_TEST(a crash is sent to both and its end) {
  happen(event_action::die, 3);
  add(recorded_facts{facts(container_status::exited)});
  happen(event_action::start);
  auto again = facts(container_status::running);
  again.started_at = now;
  add(recorded_facts{again});
  add(recorded_samples{}, 1min);
  CAF_CHECK_EQUAL(sent_alarms("", audience::events), "2:down 4:up>");
  CAF_CHECK_EQUAL(sent_alarms("", audience::incidents).substr(0, 6), "2:down");
}

CAF_TEST(a line names the mode and the time of telling) {
  happen(event_action::die, 3);
  const auto alarms = replay(recording, {});
  CAF_REQUIRE(alarms.has_value() && !alarms->empty());
  const auto line = to_json(alarms->front());
  CAF_CHECK_EQUAL(
      line.substr(0, line.find("\"namespace\"")),
      R"({"mode":"events","toldAt":"2026-11-22T12:00:02.000Z","alarm":{)");
  CAF_CHECK(line.ends_with("}}"));
}

CAF_TEST(rules mute and give a severity) {
  happen(event_action::die, 3);
  const auto muted = "[[rule]]\nname = \"m\"\ninclude = [\"name=web\"]\nmute = true\n";
  CAF_CHECK_EQUAL(sent_alarms(muted, audience::events), "");
  CAF_CHECK_EQUAL(sent_alarms(muted, audience::incidents), "");
  const auto grave =
      config::parse_rules("[[rule]]\nname = \"g\"\nseverity = \"Critical\"\n", "test");
  const auto alarms = replay(recording, *grave);
  CAF_REQUIRE(!alarms->empty());
  CAF_CHECK(alarms->front().alarm.severity == severity::critical);
  CAF_CHECK_EQUAL(alarms->front().alarm.rule, "g");
}

CAF_TEST(a threshold opens and ends by the time of the recording) {
  for (int i = 0; i < 5; ++i)
    cpu(95, 10s);
  add(recorded_samples{}, 10s); // confirmed
  cpu(10, 10s);
  const auto rules =
      "[[rule]]\nname = \"cpu\"\nwhen = \"cpu.percent > 90\"\nfor = \"50s\"\ncooldown = \"1h\"\n";
  CAF_CHECK_EQUAL(sent_alarms(rules, audience::events), "61:threshold 71:threshold>");
  CAF_CHECK_EQUAL(sent_alarms(rules, audience::incidents), "61:threshold 71:threshold>");
}

CAF_TEST(what opens in maintenance is reported behind it) {
  happen(event_action::die, 3);
  add(recorded_samples{}, 2h);
  const auto rules = "[[maintenance]]\nname = \"w\"\nfrom = 2026-11-22T12:00:00Z\n"
                     "to = 2026-11-22T13:00:00Z\n";
  CAF_CHECK_EQUAL(sent_alarms(rules, audience::events), "2:down");
  const auto incidents = sent_alarms(rules, audience::incidents);
  CAF_CHECK_EQUAL(incidents.substr(0, 2), "36");
  CAF_CHECK_EQUAL(incidents.substr(4), ":down");
}

CAF_TEST(what was missed and what is about the engine is reported too) {
  auto gone = facts(container_status::exited);
  gone.exit_code = 1;
  gone.finished_at = now;
  add(recorded_settlement{"c1", gone, false});
  alarm engine;
  engine.kind = alarm_kind::engine_unreachable;
  engine.host = "h";
  engine.id = "e";
  engine.severity = severity::critical;
  add(recorded_alarm{engine});
  CAF_CHECK_EQUAL(sent_alarms("", audience::events), "2:down 3:engine-unreachable");
}

CAF_TEST(the same recording gives the same alarms) {
  happen(event_action::die, 3);
  happen(event_action::start);
  happen(event_action::destroy);
  const auto once = replay(recording, {}).value();
  const auto again = replay(recording, {}).value();
  CAF_REQUIRE_EQUAL(once.size(), again.size());
  CAF_REQUIRE(!once.empty());
  for (std::size_t i = 0; i < once.size(); ++i)
    CAF_CHECK_EQUAL(once[i].alarm.id, again[i].alarm.id);
}

CAF_TEST(a long silence takes no long time) {
  happen(event_action::die, 3);
  add(recorded_samples{}, std::chrono::hours{24 * 365 * 50});
  CAF_CHECK_EQUAL(sent_alarms("", audience::events), "2:down");
}

CAF_TEST(what is no recording is reported with its line) {
  const auto bad = replay("# by hand\n\n" + recording + "{}\n", {});
  CAF_REQUIRE(!bad.has_value());
  CAF_CHECK_EQUAL(bad.error().message.substr(0, 7), "line 4:");
  CAF_CHECK(replay("", {}).has_value());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::replay_test
