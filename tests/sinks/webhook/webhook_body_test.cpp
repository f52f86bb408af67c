#define CAF_SUITE sinks.webhook_body
#include "sinks/alarm_words.hpp"
#include "sinks/digest.hpp"
#include "sinks/webhook/webhook_body.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace webhook_body_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using nlohmann::json;

namespace {

std::string webhook_body(const model::alarm& alarm, webhook_format format, model::log_lines lines) {
  webhook_options options;
  options.format = format;
  return sinks::webhook_body(alarm, options, lines);
}

constexpr auto with_logs = model::log_lines::included;
constexpr auto without_logs = model::log_lines::left_out;

/// A down for lack of memory with all that can be known.
model::alarm killed() {
  auto alarm = *make_alarm("id-1", "web-1");
  alarm.severity = model::severity::critical;
  alarm.exit_code = 137;
  alarm.cause = model::down_cause::oom;
  alarm.reading = model::last_reading{alarm.time, 93.06, 99.75, 535'822'336, 536'870'912};
  alarm.log_lines = {"first line", "second `line`"};
  return alarm;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string fact(const alarm_words& words, std::string_view what) {
  for (const auto& [name, value] : words.facts)
    if (name == what)
      return value;
  return "none";
}

std::size_t utf16_units(const std::string& text) {
  std::size_t count = 0;
  for (const unsigned char c : text)
    count += (c & 0xc0U) == 0x80 ? 0 : c >= 0xf0 ? 2 : 1;
  return count;
}

/// Names and lines that would do harm if they were markup, and much too long.
model::alarm hostile() {
  auto alarm = killed();
  alarm.container_name = "<!channel> @everyone *b* [x](http://evil) " + std::string(5000, '*');
  alarm.image = std::string(5000, '&');
  alarm.reason = std::string(5000, '\\');
  alarm.rule = "\n# heading \xff\xfe" + std::string(5000, '_');
  alarm.log_lines.assign(50, "```" + std::string(5000, '<'));
  return alarm;
}

} // namespace

CAF_TEST(an alarm is reported in words) {
  const auto words = put_into_words(killed());
  CAF_CHECK_EQUAL(words.title, "Critical: container went down — web-1");
  CAF_CHECK_EQUAL(fact(words, "Container"), "web-1");
  CAF_CHECK_EQUAL(fact(words, "Image"), "nginx:1.25");
  CAF_CHECK_EQUAL(fact(words, "Cause"), "killed for lack of memory (exit code 137, SIGKILL)");
  CAF_CHECK_EQUAL(fact(words, "When"), "2026-11-18 11:06:40 UTC");
  CAF_CHECK_EQUAL(
      fact(words, "Last sample"),
      "CPU 93.06 %, memory 99.75 %, 511 MiB of 512 MiB at 2026-11-18 11:06:40 UTC");
  CAF_CHECK_EQUAL(fact(words, "Learnt"), "none");
}

CAF_TEST(each cause has its words) {
  auto alarm = *make_alarm("1", "a");
  CAF_CHECK_EQUAL(cause_in_words(alarm), "");
  alarm.exit_code = 0;
  CAF_CHECK_EQUAL(cause_in_words(alarm), "exit code 0");
  alarm.cause = model::down_cause::exited;
  CAF_CHECK_EQUAL(cause_in_words(alarm), "ended by itself (exit code 0)");
  alarm.cause = model::down_cause::stopped;
  alarm.exit_code.reset();
  CAF_CHECK_EQUAL(cause_in_words(alarm), "stopped on request");
  alarm.cause = model::down_cause::crashed;
  alarm.exit_code = 139;
  CAF_CHECK_EQUAL(cause_in_words(alarm), "crashed (exit code 139, SIGSEGV)");
  alarm.cause = model::down_cause::engine;
  CAF_CHECK(contains(cause_in_words(alarm), "container engine"));
}

CAF_TEST(an alarm about a host names no container) {
  model::alarm alarm;
  alarm.kind = model::alarm_kind::engine_unreachable;
  alarm.host = "node-1";
  alarm.reason = "no answer";
  const auto words = put_into_words(alarm);
  CAF_CHECK(contains(words.title, "container engine is unreachable — node-1"));
  CAF_CHECK_EQUAL(fact(words, "Container"), "none");
  CAF_CHECK_EQUAL(fact(words, "Host"), "node-1");
  CAF_CHECK_EQUAL(fact(words, "Reason"), "no answer");
}

CAF_TEST(a text is cut between characters) {
  CAF_CHECK_EQUAL(fit("\xe2<!", 10), "\uFFFD<!");
  CAF_CHECK_EQUAL(fit("\xe2\x82<", 10), "\uFFFD\uFFFD<");
  CAF_CHECK_EQUAL(fit("abc", 3), "abc");
  CAF_CHECK_EQUAL(fit("abcd", 3), "ab…");
  CAF_CHECK_EQUAL(fit("äöü", 3), "äöü");
  CAF_CHECK_EQUAL(fit("äöüß", 3), "äö…");
  CAF_CHECK_EQUAL(fit("a🔴b", 3), "a…");
  CAF_CHECK_EQUAL(fit("", 3), "");
  CAF_CHECK_EQUAL(fit("abcd", 0), "…");
}

CAF_TEST(the last lines are those that fit) {
  CAF_CHECK_EQUAL(last_lines({"a", "b", "c"}, 100), "a\nb\nc");
  CAF_CHECK_EQUAL(last_lines({"aaaa", "bbbb", "cccc"}, 14), "aaaa\nbbbb\ncccc");
  CAF_CHECK_EQUAL(last_lines({"aaaa", "bbbb", "cccc"}, 13), "bbbb\ncccc");
  CAF_CHECK_EQUAL(last_lines({}, 9), "");
}

CAF_TEST(the default form is the alarm itself) {
  const auto alarm = killed();
  CAF_CHECK_EQUAL(webhook_body(alarm, webhook_format::json, without_logs), model::to_json(alarm));
  CAF_CHECK(contains(webhook_body(alarm, webhook_format::json, with_logs), "first line"));
}

CAF_TEST(log lines go only where they were asked for) {
  for (const auto format :
       {webhook_format::json, webhook_format::slack, webhook_format::discord,
        webhook_format::teams}) {
    CAF_CHECK(contains(webhook_body(killed(), format, with_logs), "first line"));
    CAF_CHECK(!contains(webhook_body(killed(), format, without_logs), "first line"));
  }
}

CAF_TEST(the output of a failing check goes where logs were asked for) {
  auto sick = *make_alarm("id-1", "web-1", model::alarm_kind::unhealthy);
  sick.probe_output = "no route to db";
  for (const auto format :
       {webhook_format::slack, webhook_format::discord, webhook_format::teams}) {
    CAF_CHECK(contains(webhook_body(sick, format, with_logs), "no route to db"));
    CAF_CHECK(!contains(webhook_body(sick, format, without_logs), "no route to db"));
  }
}

CAF_TEST(people get a link where the page can be reached) {
  auto alarm = killed();
  const auto linked = [&](webhook_format format) {
    return json::parse(webhook_body(alarm, format, without_logs));
  };
  CAF_CHECK(!linked(webhook_format::teams)["attachments"][0]["content"].contains("actions"));
  alarm.url = "https://m.example/#c=web-1";
  const auto teams = linked(webhook_format::teams);
  const auto& action = teams["attachments"][0]["content"]["actions"][0];
  CAF_CHECK(action["url"].get<std::string>() == alarm.url);
  const auto slack = linked(webhook_format::slack);
  CAF_CHECK(
      slack["blocks"].back()["text"]["text"].get<std::string>()
      == "<" + alarm.url + "|Show in docker-monitor>");
  const auto discord = linked(webhook_format::discord)["content"].get<std::string>();
  CAF_CHECK(contains(discord, "<" + alarm.url + ">"));
  CAF_CHECK(linked(webhook_format::json)["url"].get<std::string>() == alarm.url);
}

CAF_TEST(severity stands in words in every form) {
  for (const auto format :
       {webhook_format::slack, webhook_format::discord, webhook_format::teams}) {
    const auto body = webhook_body(killed(), format, without_logs);
    CAF_CHECK(contains(body, "Critical: container went down"));
    CAF_CHECK(contains(body, "killed for lack of memory"));
  }
}

CAF_TEST(Slack shows no markup of others) {
  const auto body = json::parse(webhook_body(hostile(), webhook_format::slack, with_logs));
  CAF_REQUIRE_EQUAL(body["blocks"].size(), 3u);
  const auto header = body["blocks"][0]["text"]["text"].get<std::string>();
  CAF_CHECK(contains(header, "&lt;!channel&gt;"));
  CAF_CHECK(utf16_units(header) <= 150);
  for (std::size_t i = 1; i < 3; ++i) {
    const auto text = body["blocks"][i]["text"]["text"].get<std::string>();
    CAF_CHECK(utf16_units(text) <= 3000);
    CAF_CHECK(!contains(text, "<"));
  }
  CAF_CHECK_EQUAL(body["blocks"][1]["text"]["type"], "plain_text");
  const auto code = body["blocks"][2]["text"]["text"].get<std::string>();
  CAF_CHECK_EQUAL(code.find("```", 3), code.size() - 3);
}

CAF_TEST(an invalid byte hides no markup and no text forges a fact) {
  for (const auto* lead : {"\xe2", "\xf0", "\xc3", "\xff", "\xf0\x9f"}) {
    auto alarm = killed();
    const auto call = std::string{lead} + "<!channel> @everyone";
    alarm.container_name = alarm.image = alarm.reason = call + "\nCause: none\u2028\u202e\033[2J";
    alarm.log_lines = {call + "\033[2J"};
    for (const auto format :
         {webhook_format::slack, webhook_format::discord, webhook_format::teams}) {
      const auto body = webhook_body(alarm, format, with_logs);
      CAF_CHECK(json::accept(body));
      CAF_CHECK(contains(body, "\uFFFD"));
      for (const auto* part : {"\nCause: none", "\u2028", "\u202e", "\033", "\\u001b", "\x7f"})
        CAF_CHECK(!contains(body, part));
      CAF_CHECK(format != webhook_format::slack || !contains(body, "<!"));
      CAF_CHECK(format != webhook_format::discord || !contains(body, " @everyone\\n"));
    }
  }
}

CAF_TEST(Discord calls nobody and takes no markup of others) {
  const auto body = json::parse(webhook_body(hostile(), webhook_format::discord, with_logs));
  const auto text = body["content"].get<std::string>();
  CAF_CHECK(utf16_units(text) <= 2000);
  CAF_CHECK(contains(text, "\\@everyone \\*b\\* \\[x\\]"));
  CAF_CHECK(!contains(text, "\n# heading"));
  CAF_CHECK(body["allowed_mentions"]["parse"].empty());
  CAF_CHECK_EQUAL(text.substr(text.size() - 4), "\n```");
}

CAF_TEST(Teams gets a card without markup) {
  const auto text = webhook_body(hostile(), webhook_format::teams, with_logs);
  CAF_CHECK(text.size() < 28'000);
  const auto body = json::parse(text);
  const auto& attachment = body["attachments"][0];
  CAF_CHECK_EQUAL(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
  CAF_CHECK_EQUAL(attachment["content"]["type"], "AdaptiveCard");
  for (const auto& block : attachment["content"]["body"])
    CAF_CHECK_EQUAL(block["type"], "RichTextBlock");
}

CAF_TEST(digests are those of the standards) {
  // RFC 4231, test case 2
  CAF_CHECK_EQUAL(
      hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CAF_CHECK_EQUAL(base64("user:pass"), "dXNlcjpwYXNz");
  CAF_CHECK_EQUAL(base64(""), "");
}

} // namespace webhook_body_test
