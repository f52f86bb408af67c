#define CAF_SUITE actors.event_gate
#include "actors/engine/event_gate.hpp"

#include <caf/test/unit_test.hpp>

namespace event_gate_test {

using docker_monitor::actors::event_gate;
using docker_monitor::model::event_batch;

namespace {

event_batch batch_of(std::size_t events) {
  event_batch batch;
  batch.events.resize(events);
  return batch;
}

} // namespace

CAF_TEST(batches pass until so many events are under way) {
  event_gate gate;
  auto most = batch_of(15'000 - 1); // a batch counts as one, too
  CAF_CHECK(gate.enter(most));
  CAF_CHECK(!most.overflow);
  auto empty = batch_of(0);
  CAF_CHECK(!gate.enter(empty));
  gate.leave(most);
  CAF_CHECK(gate.enter(most));
}

CAF_TEST(a batch counts until nothing carries it any more) {
  const auto gate = std::make_shared<event_gate>();
  auto most = batch_of(15'000 - 1);
  CAF_CHECK(gate->enter(most));
  auto carried = event_gate::carry(gate, most);
  auto copy = carried;
  carried.reset();
  auto next = batch_of(0);
  CAF_CHECK(!gate->enter(next));
  copy.reset();
  CAF_CHECK(gate->enter(next));
}

CAF_TEST(a batch larger than all there is room for never passes) {
  event_gate gate;
  auto batch = batch_of(15'000);
  CAF_CHECK(!gate.enter(batch));
}

CAF_TEST(events with large labels are bounded by the memory they take) {
  event_gate gate;
  auto large = batch_of(10);
  for (auto& event : large.events)
    event.attributes["label"].assign(std::size_t{1} << 20U, 'x');
  CAF_CHECK(gate.enter(large));
  auto more = large;
  CAF_CHECK(!gate.enter(more));
  gate.leave(large);
  CAF_CHECK(gate.enter(more));
}

CAF_TEST(the next batch that passes reports the loss once) {
  event_gate gate;
  auto most = batch_of(15'000 - 1);
  gate.enter(most);
  auto lost = batch_of(5);
  gate.enter(lost);
  gate.leave(most);
  auto next = batch_of(5);
  CAF_CHECK(gate.enter(next));
  CAF_CHECK(next.overflow);
  CAF_CHECK(gate.enter(lost));
  CAF_CHECK(!lost.overflow);
  CAF_CHECK(!gate.take_overflow());
}

CAF_TEST(a loss can be asked for where nothing passed since) {
  event_gate gate;
  auto most = batch_of(15'000 - 1);
  gate.enter(most);
  CAF_CHECK(!gate.take_overflow());
  auto lost = batch_of(5);
  gate.enter(lost);
  CAF_CHECK(gate.take_overflow());
  CAF_CHECK(!gate.take_overflow());
}

CAF_TEST(each of many batches makes room when it leaves) {
  event_gate gate;
  auto batch = batch_of(99);
  for (int i = 0; i < 150; ++i)
    CAF_REQUIRE(gate.enter(batch));
  CAF_CHECK(!gate.enter(batch));
  gate.leave(batch);
  CAF_CHECK(gate.enter(batch));
  CAF_CHECK(!gate.enter(batch));
}

} // namespace event_gate_test
