#define CAF_SUITE net.blocking_stream
#include "net/blocking_stream.hpp"
#include "tests/support/http_peer.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>

namespace blocking_stream_test {

using namespace docker_monitor;
using namespace std::chrono_literals;

namespace {

std::chrono::milliseconds enough_time() {
  return 10s;
}

struct server {
  tests::http_peer peer;

  [[nodiscard]] net::address where() const {
    return {net::address::kind::tcp, "", "127.0.0.1", std::to_string(peer.port())};
  }
};

constexpr auto question = "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n";

} // namespace

CAF_TEST_FIXTURE_SCOPE(blocking_stream_tests, server)

CAF_TEST(what is written is answered) {
  peer.answer("hello");
  net::blocking_stream stream{where()};
  CAF_REQUIRE(!stream.connect(nullptr, enough_time));
  CAF_REQUIRE(!stream.write(question, enough_time));
  std::string text = "> ";
  while (text.size() < 7)
    CAF_REQUIRE(!stream.read_some(text, enough_time));
  CAF_CHECK_EQUAL(text, "> hello");
}

CAF_TEST(a peer that says nothing costs the time that is left) {
  net::blocking_stream stream{where()};
  CAF_REQUIRE(!stream.connect(nullptr, enough_time));
  const auto end = std::chrono::steady_clock::now() + 50ms;
  std::string text;
  const auto problem = stream.read_some(text, [end] {
    const auto left = end - std::chrono::steady_clock::now();
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(left));
  });
  CAF_REQUIRE(problem.has_value());
  CAF_CHECK(problem->is_timeout());
  CAF_CHECK_EQUAL(text, "");
}

CAF_TEST(a peer that hangs up is distinguished from one that is silent) {
  peer.answer(""); // hangs up
  net::blocking_stream stream{where()};
  CAF_REQUIRE(!stream.connect(nullptr, enough_time));
  CAF_REQUIRE(!stream.write(question, enough_time));
  std::string text;
  const auto problem = stream.read_some(text, enough_time);
  CAF_REQUIRE(problem.has_value());
  CAF_CHECK(!problem->is_timeout());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace blocking_stream_test
