// Requests whose answer takes its time.
#define CAF_SUITE http.waiting
#include "tests/http/connection_fixture.hpp"

#include <caf/test/unit_test.hpp>

#include <deque>
#include <thread>

namespace docker_monitor::http::waiting_test {

using namespace std::chrono_literals;

namespace {

const std::string alarms = "GET /docker-monitor/api/v2/alarms HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string healthz = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Keeps every query until the test answers it.
struct fixture {
  ~fixture() { questions.clear(); } // each has an answer, which goes to the server

  static server_options options() {
    server_options made;
    made.max_waiting = 3;
    return made;
  }

  static record_sources sources(fixture& self) {
    return {.alarms = [&self](const model::alarm_query&, model::alarm_page_handler done) {
      self.questions.push_back(std::move(done));
    }};
  }

  void answer() {
    auto done = std::move(questions.front());
    questions.pop_front();
    done(model::alarm_page{{R"({"id":"a"})"}, std::nullopt});
  }

  std::vector<received_response> answers(test_client& client) {
    server.pump();
    client.receive();
    return split_responses(client.input);
  }

  std::deque<model::alarm_page_handler> questions;
  connection_fixture server{options(), sources(*this)};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(waiting_tests, fixture)

CAF_TEST(an answer comes when it is there) {
  auto client = server.connect();
  server.talk(client, alarms);
  CAF_CHECK(client.input.empty());
  CAF_REQUIRE_EQUAL(questions.size(), 1u);
  std::thread{[this] { answer(); }}.join();
  const auto got = answers(client);
  CAF_REQUIRE_EQUAL(got.size(), 1u);
  CAF_CHECK_EQUAL(got[0].status, 200u);
  CAF_CHECK_EQUAL(got[0].body, R"({"alarms":[{"id":"a"}],"next":null})");
  CAF_CHECK(!client.closed);
}

CAF_TEST(what follows on the connection waits for its turn) {
  auto client = server.connect();
  server.talk(client, healthz + alarms + alarms + healthz);
  CAF_CHECK_EQUAL(answers(client).size(), 1u);
  CAF_CHECK_EQUAL(questions.size(), 1u);
  answer();
  CAF_CHECK_EQUAL(answers(client).size(), 2u);
  answer();
  const auto got = answers(client);
  CAF_REQUIRE_EQUAL(got.size(), 4u);
  CAF_CHECK_EQUAL(got[3].body, R"({"status":"ok"})");
  client.input.clear();
  server.talk(client, healthz);
  CAF_CHECK_EQUAL(answers(client).size(), 1u);
}

CAF_TEST(a head request gets the head only) {
  auto client = server.connect();
  server.talk(client, "HEAD" + alarms.substr(3));
  answer();
  server.pump();
  client.receive();
  const auto got = split_responses(client.input, true);
  CAF_REQUIRE_EQUAL(got.size(), 1u);
  CAF_CHECK_EQUAL(got[0].field("Content-Length"), "35");
}

CAF_TEST(a connection that was to close closes after the answer) {
  auto client = server.connect();
  server.talk(
      client, "GET /docker-monitor/api/v2/alarms HTTP/1.1\r\nHost: localhost\r\nConnection: "
              "close\r\n\r\n");
  CAF_CHECK(!client.closed);
  answer();
  const auto got = answers(client);
  CAF_REQUIRE_EQUAL(got.size(), 1u);
  CAF_CHECK_EQUAL(got[0].field("Connection"), "close");
  CAF_CHECK(client.closed);
}

CAF_TEST(an answer that does not come is a 504 and a late one is ignored) {
  auto client = server.connect();
  server.talk(client, alarms);
  server.advance(4999ms);
  CAF_CHECK(answers(client).empty());
  server.advance(1ms);
  auto got = answers(client);
  CAF_REQUIRE_EQUAL(got.size(), 1u);
  CAF_CHECK_EQUAL(got[0].status, 504u);
  CAF_CHECK(!client.closed);
  client.input.clear();
  server.talk(client, alarms);
  answer(); // the first one
  CAF_CHECK(answers(client).empty());
  answer();
  got = answers(client);
  CAF_REQUIRE_EQUAL(got.size(), 1u);
  CAF_CHECK_EQUAL(got[0].status, 200u);
}

CAF_TEST(a query that is dropped is a 503) {
  auto client = server.connect();
  server.talk(client, alarms);
  questions.clear();
  const auto got = answers(client);
  CAF_REQUIRE_EQUAL(got.size(), 1u);
  CAF_CHECK_EQUAL(got[0].status, 503u);
}

CAF_TEST(more questions than allowed are refused at once) {
  std::vector<test_client> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(server.connect());
    server.talk(clients.back(), alarms);
  }
  CAF_CHECK_EQUAL(questions.size(), 3u);
  const auto got = answers(clients.back());
  CAF_REQUIRE_EQUAL(got.size(), 1u);
  CAF_CHECK_EQUAL(got[0].status, 503u);
  // Those that were given up still keep somebody busy.
  server.advance(5s);
  clients.back().input.clear();
  server.talk(clients.back(), alarms);
  CAF_CHECK_EQUAL(questions.size(), 3u);
  answer();
  server.pump();
  clients.back().input.clear();
  server.talk(clients.back(), alarms);
  CAF_CHECK_EQUAL(questions.size(), 3u);
  CAF_CHECK(answers(clients.back()).empty());
}

CAF_TEST(a client that goes away while it waits harms nobody) {
  {
    auto client = server.connect();
    server.talk(client, alarms);
  }
  answer();
  server.pump();
  server.advance(10s);
  CAF_CHECK_EQUAL(server.under_test.connections(), 0u);
}

CAF_TEST(a server that stops still answers what comes soon) {
  auto client = server.connect();
  auto given_up = server.connect();
  server.talk(client, alarms);
  server.talk(given_up, alarms);
  bool stopped = false;
  server.under_test.stop([&] { stopped = true; });
  server.pump();
  CAF_CHECK(!stopped);
  answer();
  const auto got = answers(client);
  CAF_REQUIRE_EQUAL(got.size(), 1u);
  CAF_CHECK_EQUAL(got[0].status, 200u);
  CAF_CHECK(client.closed);
  server.advance(1s);
  CAF_CHECK(stopped);
  answer(); // to nobody
  server.pump();
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::waiting_test
