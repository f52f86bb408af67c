#define CAF_SUITE model.alarm
#include "model/alarm.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace docker_monitor::model {

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
      R"("additionalData":{"exitCode":137,"cause":"oom","origin":"live","imageId":"sha256:ab"}})");
}

CAF_TEST(what is unknown is absent) {
  alarm a = oom_down();
  a.kind = alarm_kind::up;
  a.state = alarm_state::closed;
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
  CAF_CHECK_EQUAL(description(alarm_kind::paused), "container processes were paused");
  CAF_CHECK_EQUAL(severity(alarm_kind::paused), "Major");
  CAF_CHECK_EQUAL(description(alarm_kind::unpaused), "container processes were unpaused");
  CAF_CHECK_EQUAL(severity(alarm_kind::unpaused), "Clear");
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

} // namespace docker_monitor::model
