#define CAF_SUITE sinks.smtp_reply
#include "sinks/smtp/smtp_reply.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace smtp_reply_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;

namespace {

/// Takes a reply that must be whole.
smtp_reply taken(std::string received) {
  auto reply = take_reply(received);
  if (!reply || !*reply)
    CAF_FAIL("there is no reply");
  return **reply;
}

const auto* const greeting = "250-mail.example.org\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n"
                             "250-STARTTLS\r\n250-auth=LOGIN plain\r\n250 8BITMIME\r\n";

} // namespace

CAF_TEST(a reply is taken when its last line is there) {
  std::string received = "250-first\r\n250 sec";
  auto reply = take_reply(received);
  CAF_REQUIRE(reply.has_value());
  CAF_CHECK(!reply->has_value());
  received += "ond\r\n354 go";
  reply = take_reply(received);
  CAF_REQUIRE(reply.has_value() && reply->has_value());
  CAF_CHECK_EQUAL((*reply)->code, 250);
  CAF_REQUIRE_EQUAL((*reply)->lines.size(), 2u);
  CAF_CHECK_EQUAL((*reply)->lines[1], "second");
  CAF_CHECK_EQUAL(received, "354 go");
}

CAF_TEST(a reply may have no text and a bare line feed) {
  CAF_CHECK_EQUAL(taken("220\n").code, 220);
  const auto without_text = taken("220 \r\n");
  CAF_CHECK_EQUAL(without_text.lines.at(0), "");
}

CAF_TEST(what is no reply is malformed) {
  for (std::string received :
       {"HTTP/1.1 400 Bad Request\r\n", "25\r\n", "\r\n", "650 x\r\n", "2500 x\r\n", "250x\r\n"}) {
    const auto reply = take_reply(received);
    CAF_REQUIRE(!reply.has_value());
    CAF_CHECK(reply.error().code == model::failure_code::malformed);
  }
  std::string endless(100'000, '2');
  CAF_CHECK(!take_reply(endless).has_value());
}

CAF_TEST(extensions are found in any case) {
  const auto ehlo = taken(greeting);
  CAF_CHECK(offers(ehlo, "STARTTLS"));
  CAF_CHECK(offers(ehlo, "AUTH", "PLAIN"));
  CAF_CHECK(offers(ehlo, "AUTH", "LOGIN"));
  CAF_CHECK(!offers(ehlo, "AUTH", "CRAM-MD5"));
  CAF_CHECK(!offers(ehlo, "DSN"));
  CAF_CHECK(!offers(taken("250 STARTTLS\r\n"), "STARTTLS")); // the name of the server
}

CAF_TEST(words are one safe line of bounded length) {
  CAF_CHECK_EQUAL(
      reply_in_words(taken("550-5.1.1 no\r\n550 such user\r\n")), "550 5.1.1 no such user");
  const auto words = reply_in_words(taken("550 \x1b[31m" + std::string(1000, 'x') + "\r\n"));
  CAF_CHECK(words.size() < 300);
  CAF_CHECK(words.find('\x1b') == std::string::npos);
}

CAF_TEST(a line that begins with a dot gets another) {
  CAF_CHECK_EQUAL(dot_stuffed(".\r\na.b\r\n..c\r\n"), "..\r\na.b\r\n...c\r\n.\r\n");
  CAF_CHECK_EQUAL(dot_stuffed("a"), "a\r\n.\r\n");
}

} // namespace smtp_reply_test
