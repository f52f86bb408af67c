#define CAF_SUITE sinks.push_body
#include "sinks/webhook/push_body.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace push_body_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using nlohmann::json;

namespace {

model::alarm killed() {
  auto alarm = *make_alarm("id-1", "web-1");
  alarm.severity = model::severity::critical;
  alarm.exit_code = 137;
  alarm.cause = model::down_cause::oom;
  alarm.host = "host7";
  alarm.url = "http://host7:5000/#c=web-1";
  alarm.log_lines = {"out of memory"};
  return alarm;
}

model::alarm returned() {
  auto alarm = *make_alarm("id-2", "web-1", alarm_kind::up, "id-1");
  alarm.state = model::alarm_state::closed;
  alarm.severity = model::severity::clear;
  alarm.host = "host7";
  return alarm;
}

json body_of(
    webhook_format format, const model::alarm& alarm,
    model::log_lines lines = model::log_lines::left_out) {
  webhook_options options;
  options.format = format;
  options.recipient = "someone";
  options.token = "t0ken";
  return json::parse(push_body(alarm, options, lines));
}

constexpr auto title = "🔴 Critical: container went down — web-1 on host7";
constexpr auto message = "Cause: killed for lack of memory (exit code 137, SIGKILL)\n"
                         "When: 2026-11-18 11:06:40 UTC";
constexpr auto link = "http://host7:5000/#c=web-1";

} // namespace

CAF_TEST(each receiver gets what its documentation asks for) {
  const auto whole = [](webhook_format format) { return body_of(format, killed()); };
  const json ntfy{
      {"topic", "someone"},
      {"title", title},
      {"message", message},
      {"priority", 5},
      {"click", link}};
  CAF_CHECK_EQUAL(whole(webhook_format::ntfy).dump(), ntfy.dump());
  const json telegram{
      {"chat_id", "someone"},
      {"text", std::string{title} + "\n" + message + "\n" + link},
      {"link_preview_options", {{"is_disabled", true}}}};
  CAF_CHECK_EQUAL(whole(webhook_format::telegram).dump(), telegram.dump());
  const json gotify{
      {"title", title},
      {"message", message},
      {"priority", 9},
      {"extras",
       {{"client::display", {{"contentType", "text/plain"}}},
        {"client::notification", {{"click", {{"url", link}}}}}}}};
  CAF_CHECK_EQUAL(whole(webhook_format::gotify).dump(), gotify.dump());
  const json pagerduty{
      {"routing_key", "t0ken"},
      {"event_action", "trigger"},
      {"dedup_key", "docker-monitor id-1"},
      {"client", "docker-monitor"},
      {"payload",
       {{"summary", title},
        {"source", "host7"},
        {"severity", "critical"},
        {"timestamp", "2026-11-18T11:06:40.000Z"},
        {"component", "web-1"},
        {"class", "down"},
        {"custom_details", {{"text", message}}}}},
      {"links", {{{"href", link}, {"text", "Show in docker-monitor"}}}}};
  CAF_CHECK_EQUAL(whole(webhook_format::pagerduty).dump(), pagerduty.dump());
  const json pushover{{"token", "t0ken"}, {"user", "someone"},
                      {"title", title},   {"message", message},
                      {"priority", 1},    {"timestamp", 1'795'000'000},
                      {"url", link},      {"url_title", "Show in docker-monitor"}};
  CAF_CHECK_EQUAL(whole(webhook_format::pushover).dump(), pushover.dump());
  const json apprise{
      {"title", title},
      {"body", std::string{message} + "\n" + link},
      {"type", "failure"},
      {"format", "text"}};
  CAF_CHECK_EQUAL(whole(webhook_format::apprise).dump(), apprise.dump());
}

CAF_TEST(an alarm that replaces another opens under its own key) {
  auto loop = killed();
  loop.kind = alarm_kind::restart_loop;
  loop.id = "id-3";
  loop.closes = "id-1";
  const auto pagerduty = body_of(webhook_format::pagerduty, loop);
  CAF_CHECK_EQUAL(pagerduty["event_action"].get<std::string>(), "trigger");
  CAF_CHECK_EQUAL(pagerduty["dedup_key"].get<std::string>(), "docker-monitor id-3");
}

CAF_TEST(what is over is resolved and is less urgent) {
  const auto pagerduty = body_of(webhook_format::pagerduty, returned());
  CAF_CHECK_EQUAL(pagerduty["event_action"].get<std::string>(), "resolve");
  CAF_CHECK_EQUAL(pagerduty["dedup_key"].get<std::string>(), "docker-monitor id-1");
  CAF_CHECK_EQUAL(pagerduty.contains("links"), false);
  CAF_CHECK_EQUAL(body_of(webhook_format::ntfy, returned())["priority"].get<int>(), 2);
  CAF_CHECK_EQUAL(body_of(webhook_format::pushover, returned())["priority"].get<int>(), -1);
  const auto apprise = body_of(webhook_format::apprise, returned());
  CAF_CHECK_EQUAL(apprise["type"].get<std::string>(), "success");
}

CAF_TEST(log lines go along where they are wanted) {
  constexpr auto wanted = model::log_lines::included;
  const auto has_line = [](const json& text) {
    return text.get<std::string>().ends_with("\nout of memory");
  };
  CAF_CHECK(has_line(body_of(webhook_format::ntfy, killed(), wanted)["message"]));
  CAF_CHECK(!has_line(body_of(webhook_format::ntfy, killed())["message"]));
  auto ill = *make_alarm("id-3", "web-1", alarm_kind::unhealthy);
  ill.probe_output = "out of memory";
  CAF_CHECK(has_line(body_of(webhook_format::gotify, ill, wanted)["message"]));
}

CAF_TEST(names that are too long or no text fit into the limits) {
  auto hostile = killed();
  hostile.container_name = std::string(5000, 'x') + "\xff";
  hostile.reason = std::string(5000, '\n');
  hostile.rule = std::string(5000, 'r');
  hostile.url = "http://host7/" + std::string(5000, 'u');
  hostile.log_lines.assign(100, std::string(3000, 'l') + "\x1b");
  constexpr auto wanted = model::log_lines::included;
  for (int i = 0; i < 6; ++i) {
    const auto format = static_cast<webhook_format>(static_cast<int>(webhook_format::ntfy) + i);
    const auto text = body_of(format, hostile, wanted).dump();
    CAF_CHECK_LESS(text.size(), 4000u);
    CAF_CHECK_EQUAL(text.find("uuu"), std::string::npos);
  }
  const auto pushover = body_of(webhook_format::pushover, hostile, wanted);
  CAF_CHECK_LESS(pushover["message"].get<std::string>().size(), 1024u);
  CAF_CHECK_LESS(pushover["title"].get<std::string>().size(), 250u);
}

} // namespace push_body_test
