#define CAF_SUITE actors.listener_refusals
#include "tests/actors/engine/listener_fixture.hpp"

namespace listener_refusals_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

struct fixture : tests::listener_fixture {
  /// Fails every inspection for a while, as a proxy that refuses them. Returns their number.
  unsigned refuse_inspections(std::chrono::milliseconds time) {
    unsigned refused_calls = 0;
    for (auto passed = 0ms; passed < time; passed += 500ms) {
      for (; !client->inspections.empty(); ++refused_calls) {
        tests::fake_engine_client::pop(client->inspections)
            .second(model::failure{model::failure_code::refused, "403"});
        consume_messages();
      }
      pass(500ms, 500ms);
    }
    return refused_calls;
  }
};
using model::container_status;
using model::event_action;

} // namespace

CAF_TEST_FIXTURE_SCOPE(listener_refusals_tests, fixture)

CAF_TEST(an inspection that failed is no evidence) {
  live_with_one();
  lose_connection();
  pass(2s);
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  accept(9000ms);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(refuse_inspections(500ms), 1u);
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), ""); // the first answer: an event may still be on its way
  pass(1500ms);
  CAF_CHECK(client->inspections.empty());
  pass(1s);
  CAF_CHECK_EQUAL(refuse_inspections(500ms), 1u);
  CAF_CHECK_EQUAL(take(), "");
  pass(2s);
  answer_inspections(); // the second answer: the failure between them takes nothing away
  CAF_CHECK_EQUAL(take(), "down/3/engine/reconciled");
}

CAF_TEST(an inspection for facts that failed is no evidence) {
  connect_with_one();
  send("c1", event_action::update, 100ms);
  actual.clear();
  CAF_CHECK_EQUAL(refuse_inspections(500ms), 1u);
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "");
  pass(2500ms);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/reconciled");
}

CAF_TEST(a container whose inspection always fails is inspected ever less often) {
  connect_with_one();
  send("c1", event_action::update, 100ms);
  const auto calls = refuse_inspections(30min); // at 0 s 2 s 6 s 14 s and so on
  CAF_CHECK_LESS(calls, 15u);
  CAF_CHECK_LESS(10u, calls);
  pass(5min, 1s);
  CAF_CHECK_EQUAL(client->inspections.size(), 1u);
  answer_inspections();
  pass(10min, 1s);
  CAF_CHECK(client->inspections.empty());
  send("c1", event_action::update, 200ms); // after a success the delays begin anew
  CAF_CHECK_EQUAL(refuse_inspections(5s), 2u);
}

CAF_TEST(failures of one container lead to one recheck) {
  connect_with_one();
  for (int i = 1; i <= 4; ++i) {
    send("c1", event_action::update, i * 100ms);
    CAF_CHECK_EQUAL(refuse_inspections(400ms), 1u);
  }
  CAF_CHECK_EQUAL(refuse_inspections(20s), 1u);
}

CAF_TEST(a failure with a long delay does not hold up the recheck of another container) {
  connect_with_one();
  send("c1", event_action::update, 100ms);
  refuse_inspections(70s);
  client->inspections.clear();
  send("c2", event_action::start, 70s);
  CAF_CHECK_EQUAL(refuse_inspections(1s), 1u);
  pass(1500ms);
  CAF_REQUIRE_EQUAL(client->inspections.size(), 1u);
  CAF_CHECK_EQUAL(client->inspections[0].first, "c2");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace listener_refusals_test
