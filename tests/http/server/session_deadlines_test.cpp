#define CAF_SUITE http.session_deadlines
#include "tests/http/connection_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::session_deadlines_test {

using namespace std::chrono_literals;

namespace {

const std::string healthz = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct fixture : connection_fixture {
  using connection_fixture::connection_fixture;

  bool is_closed(test_client& client) {
    client.receive();
    return client.closed;
  }

  /// A connection that is stuck in a large answer.
  test_client slow_reader() {
    std::vector<model::row_ptr> rows;
    for (int i = 0; i < 20'000; ++i)
      rows.push_back(make_row(
          std::to_string(i), "container-" + std::to_string(i), model::container_status::running,
          1.0, 2.0));
    latest_snapshot.publish(make_snapshot(std::move(rows)));
    auto client = connect();
    client.send("GET /docker-monitor/api/v1.0/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    pump();
    return client;
  }
};

struct small_fixture : fixture {
  small_fixture() : fixture(server_options{.max_connections = 3}) {}
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(deadline_tests, fixture)

CAF_TEST(a header section has five seconds however it trickles) {
  auto client = connect();
  for (std::size_t i = 0; i < 4; ++i) {
    talk(client, healthz.substr(i, 1));
    advance(1s);
  }
  talk(client, healthz.substr(4, 1));
  advance(999ms);
  CAF_CHECK(!is_closed(client));
  advance(1ms);
  CAF_CHECK(is_closed(client));
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK_EQUAL(answers[0].status, 408u);
  CAF_CHECK_EQUAL(answers[0].body, R"({"error":"the request did not arrive within 5 seconds"})");
}

CAF_TEST(a connection that says nothing is closed without a word) {
  auto client = connect();
  advance(5s);
  CAF_CHECK(is_closed(client));
  CAF_CHECK_EQUAL(client.input, "");
  CAF_CHECK_EQUAL(under_test.connections(), 0u);
}

CAF_TEST(an idle connection has 75 seconds from its last answer) {
  auto client = connect();
  talk(client, healthz);
  advance(74s);
  talk(client, healthz);
  advance(75s - 1ms);
  CAF_CHECK(!is_closed(client));
  advance(1ms);
  CAF_CHECK(is_closed(client));
  CAF_CHECK_EQUAL(split_responses(client.input).size(), 2u);
}

CAF_TEST(the next header section has its own five seconds) {
  auto client = connect();
  talk(client, healthz);
  advance(70s);
  talk(client, healthz.substr(0, 10));
  advance(4s);
  talk(client, healthz.substr(10) + healthz.substr(0, 10));
  advance(4s);
  CAF_CHECK(!is_closed(client));
  advance(1s);
  CAF_CHECK(is_closed(client));
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 3u);
  CAF_CHECK_EQUAL(answers[2].status, 408u);
}

CAF_TEST(a slow reader has ten seconds) {
  auto client = slow_reader();
  advance(9s);
  CAF_CHECK_EQUAL(under_test.connections(), 1u);
  advance(1s);
  CAF_CHECK_EQUAL(under_test.connections(), 0u);
  CAF_CHECK(is_closed(client));
  CAF_CHECK(client.input.size() < 1'000'000);
}

CAF_TEST(a closed connection lingers two seconds at most) {
  auto client = connect();
  talk(client, "nonsense\n");
  CAF_CHECK(is_closed(client));
  CAF_CHECK_EQUAL(under_test.connections(), 1u);
  talk(client, "more nonsense");
  advance(1999ms);
  CAF_CHECK_EQUAL(under_test.connections(), 1u);
  advance(1ms);
  CAF_CHECK_EQUAL(under_test.connections(), 0u);
}

CAF_TEST(a client that sends on still sees why it was refused) {
  auto client = connect();
  client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
  for (int i = 0; i < 20; ++i) {
    client.send(std::string(5000, 'x'));
    pump();
  }
  client.receive();
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK_EQUAL(answers[0].status, 413u);
  client.shut_down();
  pump();
  CAF_CHECK_EQUAL(under_test.connections(), 0u);
}

CAF_TEST(stopping ends idle connections and waits for requests under way) {
  auto fresh = connect();
  auto idle = connect();
  talk(idle, healthz);
  auto busy = connect();
  talk(busy, healthz.substr(0, 10));
  bool stopped = false;
  under_test.stop([&] { stopped = true; });
  pump();
  CAF_CHECK(is_closed(fresh));
  CAF_CHECK(is_closed(idle));
  CAF_CHECK(!stopped);
  talk(busy, healthz.substr(10));
  const auto answers = split_responses(busy.input);
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK_EQUAL(answers[0].field("Connection"), "close");
  busy.shut_down();
  pump();
  CAF_CHECK(stopped);
}

CAF_TEST(stopping takes a second at most) {
  auto slow = slow_reader();
  auto half = connect();
  talk(half, "GET");
  bool stopped = false;
  under_test.stop([&] { stopped = true; });
  pump();
  auto late = connect();
  pump();
  CAF_CHECK(is_closed(late));
  advance(999ms);
  CAF_CHECK(!stopped);
  advance(1ms);
  CAF_CHECK(stopped);
  CAF_CHECK_EQUAL(under_test.connections(), 0u);
}

CAF_TEST(stopping without connections is immediate) {
  int stopped = 0;
  under_test.stop([&] { ++stopped; });
  under_test.stop([&] { ++stopped; });
  pump();
  CAF_CHECK_EQUAL(stopped, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST_FIXTURE_SCOPE(cap_tests, small_fixture)

CAF_TEST(at the cap the longest idle connection makes room) {
  auto first = connect();
  auto second = connect();
  auto third = connect();
  talk(first, healthz);
  now += 1s;
  talk(second, healthz);
  now += 1s;
  talk(first, healthz);
  auto fourth = connect();
  talk(fourth, healthz);
  CAF_CHECK_EQUAL(under_test.connections(), 3u);
  CAF_CHECK(is_closed(second));
  CAF_CHECK(!is_closed(first));
  CAF_CHECK(!is_closed(third));
  CAF_CHECK_EQUAL(split_responses(fourth.input).size(), 1u);
}

CAF_TEST(at the cap without idle ones the slowest sender makes room) {
  auto first = connect();
  auto second = connect();
  auto third = connect();
  for (auto* client : {&first, &second, &third})
    talk(*client, "GET");
  auto fourth = connect();
  talk(fourth, healthz);
  CAF_CHECK(is_closed(first));
  CAF_CHECK_EQUAL(split_responses(fourth.input).size(), 1u);
}

CAF_TEST(at the cap with answers under way a new one is told so) {
  const auto first = slow_reader();
  const auto second = slow_reader();
  const auto third = slow_reader();
  auto fourth = connect();
  CAF_CHECK(is_closed(fourth));
  const auto answers = split_responses(fourth.input);
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK_EQUAL(answers[0].status, 503u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::session_deadlines_test
