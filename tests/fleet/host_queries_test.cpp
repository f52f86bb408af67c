#define CAF_SUITE fleet.host_queries
#include "fleet/host_queries.hpp"
#include "tests/support/fake_bus.hpp"

#include <caf/test/unit_test.hpp>

#include <optional>

namespace docker_monitor::fleet::host_queries_test {

using namespace std::chrono_literals;

namespace {

struct fixture {
  std::shared_ptr<tests::fake_bus> bus = std::make_shared<tests::fake_bus>();
  host_queries queries{bus};
  host_queries::clock::time_point now{};
  std::vector<model::expected<host_answer>> answers;

  fixture() { queries.subscribe(); }

  /// Asks the host `a`; returns the subject of the answer.
  std::string ask() {
    queries.ask(
        "a", "/healthz", false, [this](auto answer) { answers.push_back(std::move(answer)); }, now);
    return bus->messages.back().reply;
  }

  /// The messages of an answer, in order.
  std::vector<bus_message> messages_of(const std::string& reply, const host_answer& answer) {
    bus->messages.clear();
    CAF_REQUIRE(send_answer(*bus, reply, answer).has_value());
    return std::exchange(bus->messages, {});
  }

  void deliver(const bus_message& message) {
    for (const auto& [subject, handler] : bus->handlers)
      handler(message);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(host_queries_tests, fixture)

CAF_TEST(an answer in pieces is put together in any order) {
  const auto reply = ask();
  CAF_CHECK_EQUAL(bus->messages.back().subject, "fleet.a.ask");
  CAF_CHECK_EQUAL(bus->messages.back().payload, "GET /healthz");
  const host_answer sent{200, "text/csv", "", std::string(2'000'000, 'x') + "end"};
  auto messages = messages_of(reply, sent);
  CAF_REQUIRE(messages.size() > 2u);
  std::swap(messages.front(), messages.back());
  for (const auto& message : messages) {
    CAF_CHECK(answers.empty());
    deliver(message);
  }
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_REQUIRE(answers[0].has_value());
  CAF_CHECK_EQUAL(answers[0]->status, 200u);
  CAF_CHECK_EQUAL(answers[0]->content_type, "text/csv");
  CAF_CHECK(answers[0]->body == sent.body);
}

CAF_TEST(a piece that is sent twice counts once) {
  const auto reply = ask();
  const host_answer sent{200, "text/csv", "", std::string(2'000'000, 'x') + "end"};
  const auto messages = messages_of(reply, sent);
  for (std::size_t i = 0; i < messages.size(); ++i)
    deliver(messages.front());
  CAF_CHECK(answers.empty());
  for (const auto& message : messages)
    deliver(message);
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK(answers[0]->body == sent.body);
}

CAF_TEST(a senseless answer and one of nobody are failures) {
  auto reply = ask();
  deliver({reply, "", "text", {{"Piece", "7"}, {"Pieces", "2"}}});
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK(answers[0].error().code == model::failure_code::malformed);
  reply = ask();
  deliver({reply, "", "", {{"Status", "503"}}});
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  CAF_CHECK(answers[1].error().code == model::failure_code::unreachable);
  deliver({reply, "", "late", {{"Piece", "1"}, {"Pieces", "1"}}});
  CAF_CHECK_EQUAL(answers.size(), 2u);
}

CAF_TEST(a host that does not answer in time is given up) {
  ask();
  queries.expire(now + host_queries::timeout - 1ms);
  CAF_CHECK(answers.empty());
  queries.expire(now + host_queries::timeout);
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK(answers[0].error().code == model::failure_code::timeout);
}

CAF_TEST(only a limited number of queries waits) {
  for (std::size_t i = 0; i < host_queries::max_waiting; ++i)
    ask();
  CAF_CHECK(answers.empty());
  ask();
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK(answers[0].error().code == model::failure_code::refused);
  queries.end();
  CAF_CHECK_EQUAL(answers.size(), host_queries::max_waiting + 1);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::fleet::host_queries_test
