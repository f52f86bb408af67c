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

CAF_TEST(the link of an alarm opens its container on the page that has it) {
  auto a = oom_down();
  a.host = "host-7";
  CAF_CHECK_EQUAL(page_url("http://m:5000", a), "http://m:5000/#c=web-1");
  CAF_CHECK_EQUAL(page_url("http://m:5000", a, page_owner::hub), "http://m:5000/#c=host-7%2Fweb-1");
  a.current_name = "web 2";
  CAF_CHECK_EQUAL(
      page_url("http://m:5000", a, page_owner::hub), "http://m:5000/#c=host-7%2Fweb%202");
  alarm lost;
  lost.kind = alarm_kind::host_lost;
  lost.host = "host-7";
  CAF_CHECK_EQUAL(page_url("http://m:5000", lost, page_owner::hub), "http://m:5000/#view=alarms");
}

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
  a.current_name = "web-2";
  a.current_image = "nginx:1.26";
  a.oom_killed = true;
  a.rule = "loops";
  a.restarts = 7;
  a.metric = "cpu.percent";
  a.value = 91.5;
  a.limit = 90;
  a.reading = last_reading{a.time, 12.5, std::nullopt, 1024, std::nullopt};
  a.log_lines = {"out of memory", "password=1234"};
  a.probe_output = "token=1234";
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

CAF_TEST(every member of an alarm is read back) {
  alarm a = oom_down();
  a.state = alarm_state::event;
  a.origin = alarm_origin::reconciled;
  a.below = true;
  a.gap_from = a.time;
  a.reason = "r";
  a.reading = last_reading{a.time, std::nullopt, 12.344, std::nullopt, 2048};
  const auto back = parse_alarm(to_json(a));
  CAF_REQUIRE(back);
  CAF_CHECK_EQUAL(back->id, "id-1");
  CAF_CHECK(back->kind == alarm_kind::down);
  CAF_CHECK(back->state == alarm_state::event);
  CAF_CHECK(back->origin == alarm_origin::reconciled);
  CAF_CHECK(back->severity == severity::major);
  CAF_CHECK_EQUAL(format_rfc3339(back->time), "2026-11-22T10:28:23.123Z");
  CAF_CHECK_EQUAL(back->container_id, "0123");
  CAF_CHECK_EQUAL(back->container_name, "web-1");
  CAF_CHECK_EQUAL(back->image, "nginx:1.25");
  CAF_CHECK_EQUAL(back->image_id, "sha256:ab");
  CAF_CHECK(back->host.empty());
  CAF_CHECK(back->exit_code == 137);
  CAF_CHECK(back->cause == down_cause::oom);
  CAF_CHECK(back->below);
  CAF_CHECK(back->gap_from == back->time);
  CAF_CHECK_EQUAL(back->reason, "r");
  CAF_REQUIRE(back->reading.has_value());
  CAF_CHECK(!back->reading->cpu_percent);
  CAF_CHECK(back->reading->memory_percent == 12.34);
  CAF_CHECK(!back->reading->memory_usage_bytes);
  CAF_CHECK(back->reading->memory_limit_bytes == 2048u);
}

CAF_TEST(an alarm about the engine is read back as one) {
  alarm a;
  a.kind = alarm_kind::engine_unreachable;
  a.host = "box";
  a.time = oom_down().time;
  a.cause = down_cause::engine; // the last of its words
  const auto back = parse_alarm(to_json(a));
  CAF_REQUIRE(back);
  CAF_CHECK_EQUAL(back->host, "box");
  CAF_CHECK(back->container_name.empty());
  CAF_CHECK(back->image.empty());
  CAF_CHECK(back->cause == down_cause::engine);
}

CAF_TEST(what an alarm must have is missed) {
  const auto good = to_json(oom_down());
  for (const auto* member :
       {"\"kind\"", "\"eventTimestamp\"", "\"primarySubject\"", "\"additionalData\"", "2026"}) {
    auto text = good;
    const auto at = text.rfind(member);
    CAF_REQUIRE(at != std::string::npos);
    text.insert(at + 1, "_");
    const auto refused = parse_alarm(text);
    CAF_REQUIRE(!refused);
    CAF_CHECK(refused.error().code == failure_code::malformed);
  }
}

CAF_TEST(an alarm of a kind of a later version is kept in the words of its sender) {
  auto text = to_json(oom_down());
  const auto put = [&text](std::string_view before, std::string_view after) {
    const auto at = text.find(before);
    CAF_REQUIRE(at != std::string::npos);
    text.replace(at, before.size(), after);
  };
  put("container went down", "GPU fell off the bus");
  put(R"("kind":"down")", R"("kind":"gpu-lost")");
  put(R"("severity":"Major")", R"("severity":"Fatal")");
  put(R"("cause":"oom")", R"("cause":"gravity")");
  const auto back = parse_alarm(text);
  CAF_REQUIRE(back);
  CAF_CHECK(back->kind == alarm_kind::other);
  CAF_CHECK_EQUAL(back->other_kind, "gpu-lost");
  CAF_CHECK_EQUAL(back->id, "id-1");
  CAF_CHECK(back->severity == severity::warning);
  CAF_CHECK(!back->cause);
  CAF_CHECK_EQUAL(describe(*back), "GPU fell off the bus");
  const auto again = parse_alarm(to_json(*back));
  CAF_REQUIRE(again);
  CAF_CHECK(again->kind == alarm_kind::other);
  CAF_CHECK_EQUAL(again->other_kind, "gpu-lost");
  CAF_CHECK_EQUAL(describe(*again), "GPU fell off the bus");
  const auto document = nlohmann::json::parse(to_json(*back));
  CAF_CHECK_EQUAL(document["kind"], "other");
  CAF_CHECK_EQUAL(document["additionalData"]["otherKind"], "gpu-lost");
  put(R"("kind":"gpu-lost")", R"("kind":")" + std::string(65, 'x') + '"');
  CAF_CHECK(!parse_alarm(text));
}

CAF_TEST(what is not known of a state or severity is that of the kind) {
  auto text = to_json(oom_down());
  for (const auto* word : {"Major", "open", "live"})
    text.replace(text.find(word), 1, "_");
  const auto back = parse_alarm(text);
  CAF_REQUIRE(back);
  CAF_CHECK(back->state == alarm_state::open);
  CAF_CHECK(back->severity == severity::major);
  CAF_CHECK(back->origin == alarm_origin::live);
}

CAF_TEST(an alarm is one line of text as it is) {
  alarm a = oom_down();
  a.container_name = "k\u00e4se";
  CAF_CHECK(to_json(a).find("\"container\":\"k\u00e4se\",\"image\"") != std::string::npos);
  CAF_CHECK(to_alarm_manager_json(a).find("\"k\u00e4se\",") != std::string::npos);
}

CAF_TEST(the signals are those a container dies of) {
  CAF_CHECK_EQUAL(signal_of(128), "");
  CAF_CHECK_EQUAL(signal_of(129), "SIGHUP");
  CAF_CHECK_EQUAL(signal_of(143), "SIGTERM");
  CAF_CHECK_EQUAL(signal_of(159), "SIGSYS");
  CAF_CHECK_EQUAL(signal_of(160), "");
  CAF_CHECK_EQUAL(signal_of(-1), "");
}

CAF_TEST(a threshold says which metric was beyond which limit) {
  alarm a;
  a.kind = alarm_kind::threshold;
  a.metric = "cpu.percent";
  CAF_CHECK_EQUAL(describe(a), "cpu.percent above");
  a.limit = 90.5;
  a.below = true;
  CAF_CHECK_EQUAL(describe(a), "cpu.percent below 90.5");
  a.state = alarm_state::closed;
  CAF_CHECK_EQUAL(describe(a), "cpu.percent no longer below 90.5");
  a.kind = alarm_kind::event_gap;
  a.time = oom_down().time;
  CAF_CHECK_EQUAL(
      describe(a), "events between the start and 2026-11-22T10:28:23.123Z may have been missed");
}

CAF_TEST(an ending is about the container as the alarm it ends knew it) {
  alarm a = oom_down();
  const auto name = a.container_name;
  end_alarm(a, "id-0", "old", "nginx:1.24");
  CAF_CHECK_EQUAL(a.closes, "id-0");
  CAF_CHECK_EQUAL(a.current_name, name);
  CAF_CHECK_EQUAL(a.current_image, "nginx:1.25");
  CAF_CHECK(to_alarm_manager_json(a).find("nginx:1.24") != std::string::npos);
  CAF_CHECK(to_alarm_manager_json(a).find("nginx:1.25") == std::string::npos);
  end_alarm(a, "id-1", name, "nginx:1.25");
  CAF_CHECK_EQUAL(a.container_name, name);
  CAF_CHECK(a.current_name.empty());
  CAF_CHECK(a.current_image.empty());
  end_alarm(a, "id-2", "", "");
  CAF_CHECK_EQUAL(a.closes, "id-2");
  CAF_CHECK_EQUAL(a.container_name, name);
}

} // namespace docker_monitor::model::alarm_test
