#define CAF_SUITE sinks.smtp_sink
#include "sinks/smtp/mail_message.hpp"
#include "sinks/smtp/smtp_sink.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace smtp_sink_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;
using model::failure_code;

// TLS and a real server are tried by the integration tests; here is what a server may answer.

namespace {

/// The replies to one connection: the greeting, then one for each line and message that arrives.
/// After the last one, or at an empty one, the server hangs up.
using script = std::vector<std::string>;

/// A mail server on a loopback port, with a script for each of its connections.
class mail_server {
 public:
  explicit mail_server(std::initializer_list<script> scripts) : scripts_(scripts) {
    std::signal(SIGPIPE, SIG_IGN);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    CAF_REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    CAF_REQUIRE(::listen(listener_, 8) == 0);
    thread_ = std::thread{[this] { serve(); }};
  }

  ~mail_server() {
    ::shutdown(listener_, SHUT_RDWR);
    {
      const std::scoped_lock lock{mutex_};
      ::shutdown(client_, SHUT_RDWR);
    }
    thread_.join();
    ::close(listener_);
  }

  mail_server(const mail_server&) = delete;
  mail_server& operator=(const mail_server&) = delete;

  /// Options without TLS, as for a server on this machine.
  [[nodiscard]] smtp_options options() const {
    smtp_options made;
    made.security = smtp_security::none;
    made.host = "127.0.0.1";
    made.port = port_;
    made.user = "u";
    made.password = "s3cret";
    made.from = "monitor@example.org";
    made.to = {"ops@example.org"};
    return made;
  }

  /// The commands and messages so far.
  std::vector<std::string> heard() {
    const std::scoped_lock lock{mutex_};
    return heard_;
  }

 private:
  void serve() {
    for (const auto& replies : scripts_) {
      const int accepted = ::accept(listener_, nullptr, nullptr);
      if (accepted < 0)
        return;
      {
        const std::scoped_lock lock{mutex_};
        client_ = accepted;
      }
      play(accepted, replies);
      const std::scoped_lock lock{mutex_};
      client_ = -1;
      ::close(accepted);
    }
  }

  void play(int client, const script& replies) {
    std::string received;
    bool message = false;
    for (const auto& reply : replies) {
      if (&reply != &replies.front() && !hear(client, message, received))
        return;
      if (reply.empty())
        return;
      const auto text = reply + "\r\n";
      if (::send(client, text.data(), text.size(), MSG_NOSIGNAL) < 0)
        return;
      message = reply.starts_with("354");
    }
    hear(client, false, received); // a goodbye, or the end of the connection
  }

  bool hear(int client, bool message, std::string& received) {
    const std::string_view end = message ? "\r\n.\r\n" : "\r\n";
    auto at = received.find(end);
    while (at == std::string::npos) {
      char bytes[4096];
      const auto count = ::recv(client, bytes, sizeof bytes, 0);
      if (count <= 0)
        return false;
      received.append(bytes, static_cast<std::size_t>(count));
      at = received.find(end);
    }
    const std::scoped_lock lock{mutex_};
    heard_.push_back(received.substr(0, at));
    received.erase(0, at + end.size());
    return true;
  }

  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
  std::vector<script> scripts_;
  std::mutex mutex_;
  int client_ = -1; ///< guarded by the mutex, as the next
  std::vector<std::string> heard_;
  std::thread thread_;
};

// The words of Postfix 3.7.
const std::string hello = "220 mail.example.org ESMTP Postfix (Debian/GNU)";
const std::string extensions = "250-mail.example.org\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n"
                               "250-VRFY\r\n250-ETRN\r\n250-AUTH PLAIN LOGIN\r\n"
                               "250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 CHUNKING";
const std::string logged_in = "235 2.7.0 Authentication successful";
const std::string sender_ok = "250 2.1.0 Ok";
const std::string recipient_ok = "250 2.1.5 Ok";
const std::string go_on = "354 End data with <CR><LF>.<CR><LF>";
const std::string queued = "250 2.0.0 Ok: queued as 5D8C21F0";
const std::string reset_ok = "250 2.0.0 Ok";

/// What `more` follows: a connection that has logged in.
script after_login(const script& more) {
  script whole{hello, extensions, logged_in};
  whole.insert(whole.end(), more.begin(), more.end());
  return whole;
}

const std::vector alarms{make_alarm("1", "a"), make_alarm("2", "b")};
const std::vector one_alarm{make_alarm("1", "a")};

} // namespace

CAF_TEST(a recorded exchange with Postfix) {
  mail_server server{after_login({sender_ok, recipient_ok, go_on, queued})};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  const auto outcomes = sink.deliver(one_alarm, 10s);
  CAF_REQUIRE_EQUAL(outcomes.size(), 1u);
  if (outcomes[0])
    CAF_FAIL(outcomes[0]->message);
  CAF_CHECK_EQUAL(sink.answer(), queued);
  const auto heard = server.heard();
  CAF_REQUIRE(heard.size() >= 6);
  CAF_CHECK(heard[0].starts_with("EHLO "));
  CAF_CHECK_EQUAL(heard[1], "AUTH PLAIN AHUAczNjcmV0");
  CAF_CHECK_EQUAL(heard[2], "MAIL FROM:<monitor@example.org>");
  CAF_CHECK_EQUAL(heard[3], "RCPT TO:<ops@example.org>");
  CAF_CHECK_EQUAL(heard[4], "DATA");
  CAF_CHECK_EQUAL(
      heard[5] + "\r\n", mail_message(*one_alarm[0], server.options(), model::log_lines::left_out));
}

CAF_TEST(several alarms take one connection) {
  mail_server server{after_login(
      {sender_ok, recipient_ok, go_on, queued, sender_ok, recipient_ok, go_on, queued})};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  const auto outcomes = sink.deliver(alarms, 10s);
  CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
  CAF_CHECK(!outcomes[0]);
  CAF_CHECK(!outcomes[1]);
}

CAF_TEST(a server that knows LOGIN only is logged in to) {
  mail_server server{
      {hello, "250-mail\r\n250 AUTH LOGIN", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", logged_in}};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  CAF_CHECK(!sink.open(10s));
  const auto heard = server.heard();
  CAF_REQUIRE(heard.size() >= 4);
  CAF_CHECK_EQUAL(heard[1], "AUTH LOGIN");
  CAF_CHECK_EQUAL(heard[2], "dQ==");
  CAF_CHECK_EQUAL(heard[3], "czNjcmV0");
}

CAF_TEST(a wrong password is reported without the password) {
  mail_server server{{hello, extensions, "535 5.7.8 not s3cret, czNjcmV0, AHUAczNjcmV0"}};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  const auto problem = sink.open(10s);
  CAF_REQUIRE(problem.has_value());
  CAF_CHECK(problem->code == failure_code::permission);
  CAF_CHECK(problem->message.find("refused the login: 535 5.7.8 not …") != std::string::npos);
  CAF_CHECK(problem->message.find("s3cret") == std::string::npos);
  CAF_CHECK(problem->message.find("czNjcmV0") == std::string::npos);
}

CAF_TEST(a login that cannot be checked now is tried again) {
  mail_server server{{hello, extensions, "454 4.7.0 Temporary authentication failure"}};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  const auto problem = sink.open(10s);
  CAF_REQUIRE(problem.has_value());
  CAF_CHECK(problem->code == failure_code::refused);
}

CAF_TEST(a refusal for good parks the alarm and not the next) {
  mail_server server{after_login(
      {sender_ok, "550 5.1.1 <ops@example.org>: User unknown", reset_ok, sender_ok, recipient_ok,
       go_on, queued})};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  const auto outcomes = sink.deliver(alarms, 10s);
  CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
  CAF_REQUIRE(outcomes[0].has_value());
  CAF_CHECK(outcomes[0]->code == failure_code::parked);
  CAF_CHECK(
      outcomes[0]->message.find("550 5.1.1 <ops@example.org>: User unknown") != std::string::npos);
  CAF_CHECK(!outcomes[1]);
}

CAF_TEST(a refusal for now is tried again and ends the call) {
  mail_server server{
      after_login({sender_ok, recipient_ok, go_on, "451 4.3.0 Error: queue file write error"})};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  const auto outcomes = sink.deliver(alarms, 10s);
  CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
  for (const auto& each : outcomes) {
    CAF_REQUIRE(each.has_value());
    CAF_CHECK(each->code == failure_code::refused);
    CAF_CHECK(each->message.find("451 4.3.0") != std::string::npos);
  }
}

CAF_TEST(a recipient who has the mail gets no second one) {
  mail_server server{
      after_login({sender_ok, recipient_ok, "450 4.2.0 Greylisted", go_on, queued}),
      after_login({sender_ok, recipient_ok, go_on, queued}),
  };
  auto options = server.options();
  options.to = {"ops@example.org", "night@example.org"};
  smtp_sink sink{options, model::log_lines::left_out};
  const auto first = sink.deliver(one_alarm, 10s);
  CAF_REQUIRE(first.at(0).has_value());
  CAF_CHECK(first[0]->code == failure_code::refused);
  CAF_CHECK(
      first[0]->message.find("night@example.org: 450 4.2.0 Greylisted (other")
      != std::string::npos);
  CAF_CHECK(!sink.deliver(one_alarm, 10s).at(0));
  std::size_t to_ops = 0;
  std::size_t to_night = 0;
  for (const auto& line : server.heard()) {
    to_ops += line == "RCPT TO:<ops@example.org>" ? 1 : 0;
    to_night += line == "RCPT TO:<night@example.org>" ? 1 : 0;
  }
  CAF_CHECK_EQUAL(to_ops, 1u);
  CAF_CHECK_EQUAL(to_night, 2u);
}

CAF_TEST(a server that goes away is asked on a new connection) {
  mail_server server{
      after_login({"421 4.4.2 mail.example.org Error: timeout exceeded"}),
      after_login({sender_ok, ""}),
      after_login({sender_ok, recipient_ok, go_on, queued}),
  };
  smtp_sink sink{server.options(), model::log_lines::left_out};
  const auto ended = sink.deliver(one_alarm, 10s);
  CAF_REQUIRE(ended.at(0).has_value());
  CAF_CHECK(ended[0]->code == failure_code::refused);
  const auto broken = sink.deliver(one_alarm, 10s);
  CAF_REQUIRE(broken.at(0).has_value());
  CAF_CHECK(broken[0]->code == failure_code::disconnected);
  CAF_CHECK(!sink.deliver(one_alarm, 10s).at(0));
}

CAF_TEST(nothing is sent without STARTTLS) {
  mail_server server{{hello, extensions}};
  auto options = server.options();
  options.security = smtp_security::starttls;
  smtp_sink sink{options, model::log_lines::left_out};
  const auto outcomes = sink.deliver(one_alarm, 10s);
  CAF_REQUIRE(outcomes.at(0).has_value());
  CAF_CHECK(outcomes[0]->code == failure_code::permission);
  CAF_CHECK(outcomes[0]->message.find("offers no STARTTLS") != std::string::npos);
  CAF_CHECK_EQUAL(server.heard().size(), 1u);
}

CAF_TEST(what somebody slips in before TLS is not taken for the word of the server) {
  mail_server server{{hello, "250-mail\r\n250 STARTTLS", "220 Ready\r\n250 AUTH PLAIN"}};
  auto options = server.options();
  options.security = smtp_security::starttls;
  smtp_sink sink{options, model::log_lines::left_out};
  const auto problem = sink.open(10s);
  CAF_REQUIRE(problem.has_value());
  CAF_CHECK(problem->code == failure_code::malformed);
}

CAF_TEST(a server that speaks something else is a failure) {
  mail_server server{{"HTTP/1.1 400 Bad Request"}};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  const auto problem = sink.open(10s);
  CAF_REQUIRE(problem.has_value());
  CAF_CHECK(problem->code == failure_code::malformed);
}

CAF_TEST(nobody listening is a failure of every alarm) {
  smtp_options options;
  {
    const mail_server gone{};
    options = gone.options();
  }
  smtp_sink sink{options, model::log_lines::left_out};
  const auto outcomes = sink.deliver(alarms, 10s);
  CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
  CAF_REQUIRE(outcomes[0].has_value() && outcomes[1].has_value());
  CAF_CHECK(outcomes[0]->code == failure_code::unreachable);
  CAF_CHECK(outcomes[1]->code == failure_code::unreachable);
}

CAF_TEST(a silent server costs no more than the deadline of a call) {
  mail_server server{{}};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  const auto begin = std::chrono::steady_clock::now();
  const auto outcomes = sink.deliver(alarms, 50ms);
  CAF_CHECK(std::chrono::steady_clock::now() - begin < 5s);
  CAF_REQUIRE(outcomes.at(0).has_value());
  CAF_CHECK(outcomes[0]->code == failure_code::timeout);
}

CAF_TEST(a program that ends does not wait for a server) {
  mail_server server{{}};
  smtp_sink sink{server.options(), model::log_lines::left_out};
  sink.request_stop();
  const auto begin = std::chrono::steady_clock::now();
  CAF_CHECK(sink.deliver(alarms, 60s).at(0).has_value());
  CAF_CHECK(std::chrono::steady_clock::now() - begin < 5s);
}

} // namespace smtp_sink_test
