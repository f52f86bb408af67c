#define CAF_SUITE model.alarm
#include "model/alarm/alarm.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace docker_monitor::model::alarm_test {

// Inside the namespace, since ::alarm is a function of unistd.h.

namespace {

alarm oom_down() {
  alarm a;
  a.id = "id-1";
  a.kind = alarm_kind::down;
  a.time = *parse_rfc3339("2026-11-22T10:28:23.123456Z");
  a.container_id = "0123";
  a.container_name = "web-1";
  a.image = "nginx:1.25";
  a.image_id = "sha256:ab";
  a.exit_code = 137;
  a.cause = down_cause::oom;
  return a;
}

} // namespace

CAF_TEST(the default form is as documented) {
  CAF_CHECK_EQUAL(
      to_json(oom_down()),
      R"({"namespace":"dojot.docker.container","domain":"docker container status change",)"
      R"("eventTimestamp":"2026-11-22T10:28:23.123Z","description":"container went down",)"
      R"("severity":"Major","primarySubject":{"container":"web-1","image":"nginx:1.25"},)"
      R"("id":"id-1","kind":"down","state":"open","containerId":"0123",)"
      R"("additionalData":{"exitCode":137,"signal":"SIGKILL","cause":"oom","origin":"live","imageId":"sha256:ab"}})");
}

CAF_TEST(what is unknown is absent) {
  alarm a = oom_down();
  a.kind = alarm_kind::up;
  a.state = alarm_state::closed;
  a.severity = severity::clear;
  a.closes = "id-0";
  a.exit_code.reset();
  a.cause.reset();
  a.image_id.clear();
  const auto document = nlohmann::json::parse(to_json(a));
  CAF_CHECK_EQUAL(document["severity"], "Clear");
  CAF_CHECK_EQUAL(document["description"], "container went up");
  CAF_CHECK_EQUAL(document["closes"], "id-0");
  CAF_CHECK_EQUAL(document["additionalData"].dump(), R"({"origin":"live"})");
}

CAF_TEST(paused and unpaused have their own words) {
  alarm a = oom_down();
  a.kind = alarm_kind::paused;
  CAF_CHECK_EQUAL(describe(a), "container processes were paused");
  CAF_CHECK_EQUAL(default_severity(a.kind, alarm_state::open), severity::major);
  a.kind = alarm_kind::unpaused;
  CAF_CHECK_EQUAL(describe(a), "container processes were unpaused");
  CAF_CHECK_EQUAL(default_severity(a.kind, alarm_state::event), severity::clear);
}

CAF_TEST(an alarm reads back as it was written) {
  alarm a = oom_down();
  a.kind = alarm_kind::restart_loop;
  a.severity = severity::critical;
  a.identity = "shop/web/1";
  a.closes = "id-0";
  a.closes_image = "nginx:1.24";
  a.rule = "loops";
  a.restarts = 7;
  a.metric = "cpu.percent";
  a.value = 91.5;
  a.limit = 90;
  a.reading = last_reading{a.time, 12.5, std::nullopt, 1024, std::nullopt};
  a.log_lines = {"out of memory", "password=1234"};
  const auto text = to_json(a, log_lines::included);
  const auto back = parse_alarm(text);
  CAF_REQUIRE(back);
  CAF_CHECK_EQUAL(to_json(*back, log_lines::included), text);
  CAF_CHECK_EQUAL(to_json(a).find("1234"), std::string::npos);
  CAF_CHECK(!parse_alarm("{}"));
  CAF_CHECK(!parse_alarm("[1"));
  CAF_CHECK(!parse_alarm(R"({"kind":7})"));
}

CAF_TEST(an alarm of the engine names the host instead of a container) {
  alarm a;
  a.kind = alarm_kind::engine_unreachable;
  a.host = "box";
  a.reason = "refused";
  const auto document = nlohmann::json::parse(to_json(a));
  CAF_CHECK_EQUAL(
      document["primarySubject"].dump(), R"({"container":"-","host":"box","image":"-"})");
  CAF_CHECK_EQUAL(document["description"], "container engine is unreachable");
  a.state = alarm_state::closed;
  CAF_CHECK_EQUAL(describe(a), "container engine is reachable again");
}

CAF_TEST(every kind and severity has a word that names it) {
  for (std::size_t i = 0; i < alarm_kinds; ++i) {
    const auto kind = static_cast<alarm_kind>(i);
    CAF_CHECK_EQUAL(parse_alarm_kind(to_string(kind)), kind);
  }
  CAF_CHECK_EQUAL(parse_severity("critical"), severity::critical);
  CAF_CHECK(!parse_severity("awful"));
  CAF_CHECK_EQUAL(signal_of(139), "SIGSEGV");
  CAF_CHECK_EQUAL(signal_of(1), "");
  CAF_CHECK_EQUAL(signal_of(255), "");
}

CAF_TEST(a name that is no UTF - 8 does not spoil the line) {
  alarm a = oom_down();
  a.container_name = "a\xff\"\n";
  const auto line = to_json(a);
  CAF_CHECK_EQUAL(line.find('\n'), std::string::npos);
  const auto document = nlohmann::json::parse(line);
  CAF_CHECK_EQUAL(document["primarySubject"]["container"], "a\xef\xbf\xbd\"\n");
}

CAF_TEST(the alarm manager gets exactly the members it validates) {
  CAF_CHECK_EQUAL(
      to_alarm_manager_json(oom_down()),
      R"({"namespace":"dojot.docker","domain":"ContainerError",)"
      R"("primarySubject":{"container":"web-1","image":"nginx:1.25"},)"
      R"("additionalData":{"exitCode":"137","imageId":"sha256:ab"},"severity":"Major",)"
      R"("eventTimestamp":"2026-11-22T10:28:23.123"})");
  alarm a = oom_down();
  a.exit_code.reset();
  a.image_id.clear();
  const auto document = nlohmann::json::parse(to_alarm_manager_json(a));
  CAF_CHECK_EQUAL(document["additionalData"].dump(), R"({"exitCode":"NA","imageId":"NA"})");
}

} // namespace docker_monitor::model::alarm_test
