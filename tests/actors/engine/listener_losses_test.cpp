#define CAF_SUITE actors.listener_losses
#include "tests/actors/engine/listener_connection_fixture.hpp"

namespace listener_losses_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;
using model::container_status;
using model::event_action;
using tests::epoch;

CAF_TEST_FIXTURE_SCOPE(listener_losses_tests, tests::listener_connection_fixture)

CAF_TEST(lost events are reported again after a minute) {
  connect_with_one();
  lose_events();
  pass(59s, 1s);
  lose_events();
  CAF_CHECK_EQUAL(event_gaps(), 1);
  pass(1s);
  lose_events();
  CAF_CHECK_EQUAL(event_gaps(), 2);
}

CAF_TEST(a batch the reader had to drop is a loss) {
  connect_with_one();
  model::event_batch batch;
  batch.events.resize(50'000);
  client->received(batch); // too large to enter
  consume_messages();
  CAF_CHECK(client->lists.empty());
  client->received({});
  consume_messages();
  CAF_CHECK_EQUAL(client->lists.size(), 1u);
  CAF_CHECK_EQUAL(event_gaps(), 1);
}

CAF_TEST(events count against what may be under way until what came of them is stored) {
  connect_with_one();
  loads.clear();
  keep_loads = true;
  model::event_batch batch;
  batch.events.resize(14'998);
  batch.events[0].container_id = "c1";
  batch.events[0].action = event_action::pause;
  batch.events[0].time = epoch + 100ms;
  client->received(batch);
  consume_messages();
  CAF_CHECK_EQUAL(take(), "paused");
  CAF_REQUIRE(!loads.empty());
  client->received(model::event_batch{std::vector<model::event>(5), 0, false});
  consume_messages();
  loads.clear();
  client->received({});
  consume_messages();
  CAF_CHECK_EQUAL(event_gaps(), 1); // of the five that found no room
}

CAF_TEST(events beyond what is kept until the list comes are looked for by another) {
  actual["c1"] = make("c1", container_status::running, -1000ms);
  accept(0ms);
  for (std::size_t sent = 0; sent <= 100'000u; sent += 12'500) {
    CAF_CHECK(!state().lists.is_due());
    model::event_batch batch;
    batch.events.resize(12'500);
    client->received(batch);
    consume_messages();
  }
  CAF_CHECK(state().lists.is_due());
  CAF_CHECK_EQUAL(state().queued.size(), 100'000u);
}

CAF_TEST(events with large labels are not kept without bound until the list comes) {
  accept(0ms);
  for (int batches = 0; batches < 5; ++batches) {
    CAF_CHECK_EQUAL(state().lists.is_due(), batches > 3);
    model::event_batch batch;
    batch.events.resize(8);
    for (auto& event : batch.events)
      event.attributes["label"].assign(std::size_t{1} << 20U, 'x');
    client->received(batch);
    consume_messages();
  }
  CAF_CHECK_EQUAL(state().queued.size(), 24u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace listener_losses_test
