#define CAF_SUITE sinks.mail_message
#include "sinks/smtp/mail_message.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace mail_message_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;

namespace {

smtp_options to_ops() {
  smtp_options options;
  options.from = "monitor@example.org";
  options.to = {"ops@example.org", "night@example.org"};
  return options;
}

model::alarm killed() {
  auto alarm = *make_alarm("id-1", "web-1");
  alarm.severity = model::severity::critical;
  alarm.exit_code = 137;
  alarm.cause = model::down_cause::oom;
  alarm.host = "host7";
  alarm.url = "http://host7:5000/#c=web-1";
  return alarm;
}

std::string mail(const model::alarm& alarm, model::log_lines lines = model::log_lines::left_out) {
  return mail_message(alarm, to_ops(), lines);
}

std::string head_of(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n"));
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Returns the length of the longest line, without its end.
std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find("\r\n"), text.size());
    longest = std::max(longest, end);
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return longest;
}

} // namespace

CAF_TEST(a mail says host and container and cause and since when with a link) {
  CAF_CHECK_EQUAL(
      mail(killed()),
      "From: docker-monitor <monitor@example.org>\r\n"
      "To: ops@example.org,\r\n"
      " night@example.org\r\n"
      "Subject: =?UTF-8?B?8J+UtCBDcml0aWNhbDogY29udGFpbmVyIHdlbnQgZG93biDigJQg?=\r\n"
      " =?UTF-8?B?d2ViLTEgb24gaG9zdDc=?=\r\n"
      "Date: Wed, 18 Nov 2026 11:06:40 +0000\r\n"
      "Message-ID: <docker-monitor.id-1@example.org>\r\n"
      "Auto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n"
      "\r\n"
      "Critical: container went down =E2=80=94 web-1 on host7\r\n"
      "\r\n"
      "Host: host7\r\n"
      "Container: web-1\r\n"
      "Image: nginx:1.25\r\n"
      "Cause: killed for lack of memory (exit code 137, SIGKILL)\r\n"
      "When: 2026-11-18 11:06:40 UTC\r\n"
      "\r\n"
      "http://host7:5000/#c=3Dweb-1\r\n");
}

CAF_TEST(the same alarm is the same mail and its end refers to it) {
  CAF_CHECK_EQUAL(mail(killed()), mail(killed()));
  const auto end = mail(*make_alarm("id-2", "web-1", alarm_kind::up, "id-1"));
  CAF_CHECK(contains(end, "\r\nMessage-ID: <docker-monitor.id-2@example.org>\r\n"));
  CAF_CHECK(contains(end, "\r\nIn-Reply-To: <docker-monitor.id-1@example.org>\r\n"));
  CAF_CHECK(contains(end, "\r\nReferences: <docker-monitor.id-1@example.org>\r\n"));
}

CAF_TEST(no text of others adds a field or a line) {
  const std::string evil = "x\r\nBcc: all@example.org\r\n\r\n.\r\n\xff\x1b[31m";
  auto alarm = killed();
  alarm.container_name = alarm.host = alarm.image = alarm.reason = alarm.identity = evil;
  alarm.id = alarm.closes = alarm.url = alarm.rule = evil;
  alarm.log_lines = {evil, "."};
  const auto message = mail(alarm, model::log_lines::included);
  // A field name stands at the begin of a line.
  CAF_CHECK(!contains(message, "\nBcc"));
  CAF_CHECK(!contains(message, "\r\n\r\n.\r\n"));
  CAF_CHECK(!contains(message, "\x1b"));
  std::size_t fields = 0;
  const auto head = head_of(message);
  for (std::size_t at = 0; at != std::string::npos; at = head.find("\r\n", at + 1))
    fields += at == 0 || head[at + 2] != ' ' ? 1 : 0;
  CAF_CHECK_EQUAL(fields, 11u);
  for (std::size_t i = 0; i < message.size(); ++i) {
    const auto c = static_cast<unsigned char>(message[i]);
    const bool line_end =
        (c == '\r' && message[i + 1] == '\n') || (c == '\n' && i > 0 && message[i - 1] == '\r');
    CAF_REQUIRE(line_end || (c >= ' ' && c < 0x7f));
  }
}

CAF_TEST(what a container wrote is part of a mail only where it is asked for) {
  auto alarm = killed();
  alarm.log_lines = {"out of memory"};
  CAF_CHECK(!contains(mail(alarm), "out of memory"));
  CAF_CHECK(contains(
      mail(alarm, model::log_lines::included), "\r\n\r\nLast output:\r\nout of memory\r\n"));
}

CAF_TEST(long texts are cut and lines stay short) {
  auto alarm = killed();
  alarm.container_name = std::string(5000, 'n');
  alarm.reason = std::string(100'000, 'r');
  alarm.url = "http://h/#" + std::string(5000, 'u');
  const auto message = mail(alarm);
  CAF_CHECK(message.size() < 5000);
  CAF_CHECK(longest_line(message) <= 78);
  CAF_CHECK(!contains(message, "uuu"));
}

CAF_TEST(an encoded word holds whole characters and at most 75 bytes) {
  CAF_CHECK_EQUAL(encoded_words(""), "");
  CAF_CHECK_EQUAL(encoded_words("a"), "=?UTF-8?B?YQ==?=");
  std::string accents;
  for (int i = 0; i < 30; ++i)
    accents += "é"; // 19 of two bytes are a word
  const auto words = encoded_words(accents);
  CAF_CHECK_EQUAL(words.find("\r\n "), 64u);
  CAF_CHECK_EQUAL(words.size(), 64u + 3 + 44);
}

CAF_TEST(quoted printable keeps blanks at the end of lines and breaks long ones) {
  CAF_CHECK_EQUAL(quoted_printable("a=b \n\tc\n"), "a=3Db=20\r\n\tc\r\n");
  CAF_CHECK_EQUAL(quoted_printable("\r"), "=0D");
  CAF_CHECK_EQUAL(
      quoted_printable(std::string(80, 'x')), std::string(75, 'x') + "=\r\n" + std::string(5, 'x'));
  // An octet is never divided.
  CAF_CHECK_EQUAL(quoted_printable(std::string(74, 'x') + "="), std::string(74, 'x') + "=\r\n=3D");
}

CAF_TEST(an id of any text is a valid Message ID) {
  CAF_CHECK_EQUAL(message_id("a/b.c d", "m@x.org"), "<docker-monitor.a=2Fb=2Ec=20d@x.org>");
  CAF_CHECK_EQUAL(message_id("ü", "m@x.org"), "<docker-monitor.=C3=BC@x.org>");
  const auto first = message_id(std::string(5000, 'a'), "m@x.org");
  CAF_CHECK(first.size() < 100);
  CAF_CHECK_EQUAL(first, message_id(std::string(5000, 'a'), "m@x.org"));
  CAF_CHECK_NOT_EQUAL(first, message_id(std::string(5001, 'a'), "m@x.org"));
}

CAF_TEST(a date has English names and UTC) {
  using namespace std::chrono;
  CAF_CHECK_EQUAL(mail_date(model::engine_time{}), "Thu, 01 Jan 1970 00:00:00 +0000");
  CAF_CHECK_EQUAL(
      mail_date(sys_days{2028y / February / 29} + 23h + 59min + 59s + 999ms),
      "Tue, 29 Feb 2028 23:59:59 +0000");
}

} // namespace mail_message_test
