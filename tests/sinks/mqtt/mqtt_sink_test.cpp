#define CAF_SUITE sinks.mqtt_sink
#include "sinks/mqtt/mqtt_sink.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>

#include <csignal>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mqtt_sink_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;
using model::failure_code;

// What a broker does is tried with a real one; here are the peers that are none, or refuse.

namespace {

/// A socket on a loopback port; connections succeed once it listens.
struct peer {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  mqtt_options options;

  peer() {
    std::signal(SIGPIPE, SIG_IGN);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    CAF_REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    options.host = "127.0.0.1";
    options.port = ntohs(address.sin_port);
    options.user = "u";
    options.password = "s3cret";
  }
  ~peer() { ::close(socket); }

  void listen() const { CAF_REQUIRE(::listen(socket, 8) == 0); }

  /// Takes the connection that only tries whether there is somebody, then answers each of the next
  /// logins with one of these.
  std::thread answering(std::vector<std::string> answers) const {
    return std::thread{[this, answers = std::move(answers)] {
      ::close(::accept(socket, nullptr, nullptr));
      for (const auto& answer : answers) {
        const int accepted = ::accept(socket, nullptr, nullptr);
        char bytes[512];
        CAF_CHECK(::read(accepted, bytes, sizeof bytes) > 0);
        CAF_CHECK(::write(accepted, answer.data(), answer.size()) > 0);
        while (::read(accepted, bytes, sizeof bytes) > 0) // until it gives up
          ;
        ::close(accepted);
      }
    }};
  }

  outcome open() const {
    mqtt_sink sink{options, model::log_lines::left_out};
    return sink.open(10s);
  }
};

const std::vector alarms{make_alarm("1", "a"), make_alarm("2", "b")};

} // namespace

CAF_TEST_FIXTURE_SCOPE(mqtt_sink_tests, peer)

CAF_TEST(nobody listening is a failure of every alarm) {
  mqtt_sink sink{options, model::log_lines::left_out};
  const auto outcomes = sink.deliver(alarms, 10s);
  CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
  CAF_CHECK(outcomes[0]->code == failure_code::unreachable);
  CAF_CHECK(outcomes[1]->code == failure_code::unreachable);
}

CAF_TEST(a silent peer costs no more than the deadline of a call) {
  listen();
  mqtt_sink sink{options, model::log_lines::left_out};
  const auto begin = std::chrono::steady_clock::now();
  const auto outcomes = sink.deliver(alarms, 50ms);
  CAF_CHECK(std::chrono::steady_clock::now() - begin < 5s);
  CAF_CHECK(outcomes.at(0)->code == failure_code::timeout);
}

CAF_TEST(a program that ends does not wait for a login) {
  listen();
  mqtt_sink sink{options, model::log_lines::left_out};
  sink.request_stop();
  const auto begin = std::chrono::steady_clock::now();
  CAF_CHECK(sink.deliver(alarms, 60s).at(0).has_value());
  CAF_CHECK(std::chrono::steady_clock::now() - begin < 5s);
}

CAF_TEST(a wrong password is reported without the password) {
  using namespace std::string_literals;
  listen();
  auto broker = answering({"\x20\x03\x00\x86\x00"s}); // version 5: bad user name or password
  const auto problem = open();
  broker.join();
  CAF_REQUIRE(problem.has_value());
  CAF_CHECK(problem->code == failure_code::permission);
  CAF_CHECK(problem->message.find("s3cret") == std::string::npos);
}

CAF_TEST(a broker that knows no version 5 is spoken to in 3) {
  using namespace std::string_literals;
  listen();
  auto broker = answering({"\x20\x02\x00\x01"s, "\x20\x02\x00\x00"s});
  CAF_CHECK(!open());
  broker.join();
}

CAF_TEST(a peer that speaks something else is a failure) {
  using namespace std::string_literals;
  listen();
  auto broker = answering({"\0\0"s, "\0\0"s}); // a kind of packet there is not
  CAF_CHECK(open().has_value());
  broker.join();
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace mqtt_sink_test
