#define CAF_SUITE http.revocation
#include "tests/http/connection_fixture.hpp"

#include <caf/test/unit_test.hpp>

#include <deque>

namespace docker_monitor::http::revocation_test {

namespace {

std::string ask(std::string_view what, std::string_view token) {
  return "GET /docker-monitor/api/v2/" + std::string{what}
         + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + std::string{token}
         + "\r\n\r\n";
}

/// A server that asks for a token and leaves questions for alarms to the test.
struct fixture {
  ~fixture() { questions.clear(); } // each has an answer, which goes to the server

  static server_options options(fixture& self) {
    server_options made;
    made.tokens = {"old"};
    made.log = [&self](const std::string& line) { self.log = line; };
    return made;
  }

  static record_sources sources(fixture& self) {
    return {.alarms = [&self](const model::alarm_query&, model::alarm_page_handler done) {
      self.questions.push_back(std::move(done));
    }};
  }

  /// A connection that has asked, or an empty one that was closed.
  test_client asked(std::string_view what, std::string_view token) {
    auto client = server.connect();
    server.talk(client, ask(what, token));
    return client;
  }

  bool is_closed(test_client& client) {
    server.pump();
    client.receive();
    return client.closed;
  }

  void renew(std::vector<std::string> tokens) {
    server.under_test.renew(std::move(tokens));
    server.pump();
  }

  std::string log;
  std::deque<model::alarm_page_handler> questions;
  connection_fixture server{options(*this), sources(*this)};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(revocation_tests, fixture)

CAF_TEST(only new tokens count from then on) {
  renew({"new", "newer"});
  CAF_CHECK_EQUAL(log, "tokens: others than before, 2");
  CAF_CHECK(split_responses(asked("sinks", "old").input).at(0).status == 401);
  CAF_CHECK(split_responses(asked("sinks", "newer").input).at(0).status == 200);
}

CAF_TEST(who was let in before must come again) {
  auto idle = asked("sinks", "old");
  auto waits = asked("alarms", "old");
  CAF_REQUIRE_EQUAL(questions.size(), 1u);
  renew({"new"});
  CAF_CHECK(is_closed(idle));
  CAF_CHECK(is_closed(waits));
  CAF_CHECK(waits.input.empty());
}

CAF_TEST(the same tokens change nothing) {
  auto idle = asked("sinks", "old");
  auto waits = asked("alarms", "old");
  renew({"old"});
  CAF_CHECK(!is_closed(idle));
  CAF_CHECK(!is_closed(waits));
  CAF_CHECK_EQUAL(log, "");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::revocation_test
