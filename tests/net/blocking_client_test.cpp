#define CAF_SUITE net.blocking_client
#include "net/blocking_client.hpp"
#include "tests/support/http_peer.hpp"

#include <caf/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>

namespace blocking_client_test {

using namespace docker_monitor;
using namespace std::chrono_literals;
using model::failure_code;

namespace {

constexpr net::answer_limits limits{.max_body = 100, .may_cut = true};

model::failure words(const net::problem& what) {
  using enum failure_code;
  const auto code = what.is_timeout()                         ? timeout
                    : what.at == net::problem::stage::lookup  ? bad_option
                    : what.at == net::problem::stage::connect ? unreachable
                                                              : disconnected;
  return {code, what.detail.empty() ? what.error.message() : what.detail};
}

std::chrono::milliseconds long_enough() {
  return 10s;
}

struct server {
  tests::http_peer peer;

  net::client_options to(const std::string& host) const {
    net::client_options options{.words = words};
    options.where = {net::address::kind::tcp, "", host, std::to_string(peer.port())};
    return options;
  }

  /// A request the peer understands.
  static net::request question() { return {.method = "POST", .target = "/"}; }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(blocking_client_tests, server)

CAF_TEST(a name is looked up and its addresses tried one after the other) {
  net::blocking_client client{to("localhost")};
  peer.answer(200, "X: y\r\n", "hello");
  const auto got = client.send(question(), limits, long_enough);
  CAF_REQUIRE(got.has_value());
  CAF_CHECK_EQUAL(got->body, "hello");
  CAF_CHECK_EQUAL(got->field("x"), "y");
}

CAF_TEST(a name nobody has is a failure of the lookup) {
  net::blocking_client client{to("no-such-host.invalid")};
  const auto got = client.send(question(), limits, long_enough);
  CAF_REQUIRE(!got.has_value());
  CAF_CHECK(
      got.error().code == failure_code::bad_option || got.error().code == failure_code::timeout);
  CAF_CHECK(!got.error().message.empty());
}

CAF_TEST(the connection is kept and opened again when it was closed) {
  net::blocking_client client{to("127.0.0.1")};
  CAF_CHECK(!client.connect(long_enough));
  CAF_CHECK(!client.connect(long_enough));
  CAF_CHECK(client.send(question(), limits, long_enough).has_value());
  CAF_CHECK(client.send(question(), limits, long_enough).has_value());
  CAF_CHECK_EQUAL(peer.connections(), 1);
  peer.answer(""); // hangs up
  CAF_CHECK(client.send(question(), limits, long_enough).has_value());
  CAF_CHECK_EQUAL(peer.connections(), 2);
}

CAF_TEST(a call ends with its time) {
  net::blocking_client client{to("127.0.0.1")};
  peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
  const auto end = std::chrono::steady_clock::now() + 50ms;
  const auto got = client.send(question(), limits, [end] {
    return std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  });
  CAF_REQUIRE(!got.has_value());
  CAF_CHECK(got.error().code == failure_code::timeout);
}

CAF_TEST(the time of a call can be brought forward) {
  net::blocking_client client{to("127.0.0.1")};
  peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
  std::atomic<bool> hurried{false};
  std::thread ending{[&hurried] { hurried = true; }};
  const auto begin = std::chrono::steady_clock::now();
  const auto got = client.send(
      question(), limits, [&hurried] { return hurried ? 0ms : std::chrono::milliseconds{60s}; });
  ending.join();
  CAF_REQUIRE(!got.has_value());
  CAF_CHECK(got.error().code == failure_code::timeout);
  CAF_CHECK(std::chrono::steady_clock::now() - begin < 5s);
}

CAF_TEST(a call without time does nothing but fail) {
  net::blocking_client client{to("127.0.0.1")};
  const auto got = client.send(question(), limits, [] { return 0ms; });
  CAF_REQUIRE(!got.has_value());
  CAF_CHECK(got.error().code == failure_code::timeout);
  CAF_CHECK(client.send(question(), limits, long_enough).has_value());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace blocking_client_test
