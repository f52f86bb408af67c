#define CAF_SUITE sinks.amqp_sink
#include "sinks/amqp/amqp_sink.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>

#include <csignal>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace amqp_sink_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;

// What a broker does is tried with a real one; here are the peers that are none.

namespace {

/// A socket on a loopback port; connections succeed once it listens.
struct peer {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  amqp_options options;

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
    options.password = "s3cret";
  }
  ~peer() { ::close(socket); }

  void listen() const { CAF_REQUIRE(::listen(socket, 8) == 0); }
};

const std::vector alarms{make_alarm("1", "a"), make_alarm("2", "b")};

auto elapsed(std::chrono::steady_clock::time_point since) {
  return std::chrono::steady_clock::now() - since;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(amqp_sink_tests, peer)

CAF_TEST(nobody listening is a failure of every alarm) {
  amqp_sink sink{options};
  const auto outcomes = sink.deliver(alarms, 10s);
  CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
  CAF_CHECK(outcomes[0]->code == model::failure_code::unreachable);
  CAF_CHECK(outcomes[1]->code == model::failure_code::unreachable);
  CAF_CHECK(sink.open(10s).has_value());
}

CAF_TEST(a silent peer costs no more than the deadline of a call) {
  listen();
  amqp_sink sink{options};
  const auto begin = std::chrono::steady_clock::now();
  const auto outcomes = sink.deliver(alarms, 50ms);
  CAF_CHECK(elapsed(begin) < 5s);
  CAF_CHECK(outcomes.at(0)->code == model::failure_code::timeout);
}

CAF_TEST(a peer that speaks something else is a failure) {
  listen();
  std::thread other{[this] {
    const int accepted = ::accept(socket, nullptr, nullptr);
    const std::string_view answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    CAF_CHECK(::write(accepted, answer.data(), answer.size()) > 0);
    ::close(accepted);
  }};
  amqp_sink sink{options};
  const auto outcomes = sink.deliver(alarms, 10s);
  other.join();
  CAF_REQUIRE(outcomes.at(0).has_value());
  CAF_CHECK(outcomes.at(0)->message.find("s3cret") == std::string::npos);
}

CAF_TEST(a program that ends does not wait for a login) {
  listen();
  amqp_sink sink{options};
  std::thread ending{[this, &sink] {
    const int accepted = ::accept(socket, nullptr, nullptr);
    sink.request_stop();
    char byte = 0;
    while (::read(accepted, &byte, 1) > 0) // until it gives up
      ;
    ::close(accepted);
  }};
  const auto begin = std::chrono::steady_clock::now();
  CAF_CHECK(sink.deliver(alarms, 60s).at(0).has_value());
  CAF_CHECK(elapsed(begin) < 5s);
  ending.join();
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace amqp_sink_test
