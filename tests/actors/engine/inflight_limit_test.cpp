#define CAF_SUITE actors.inflight_limit
#include "actors/engine/inflight_limit.hpp"

#include <caf/test/unit_test.hpp>

namespace inflight_limit_test {

using docker_monitor::actors::inflight_limit;
using docker_monitor::model::event_batch;

namespace {

event_batch batch_of(std::size_t events) {
  event_batch batch;
  batch.events.resize(events);
  return batch;
}

} // namespace

CAF_TEST(batches pass until so many events are under way) {
  inflight_limit limit;
  auto most = batch_of(15'000 - 1); // a batch counts as one, too
  CAF_CHECK(limit.enter(most));
  CAF_CHECK(!most.overflow);
  auto empty = batch_of(0);
  CAF_CHECK(!limit.enter(empty));
  limit.leave(most);
  CAF_CHECK(limit.enter(most));
}

CAF_TEST(a batch counts until nothing carries it any more) {
  const auto limit = std::make_shared<inflight_limit>();
  auto most = batch_of(15'000 - 1);
  CAF_CHECK(limit->enter(most));
  auto carried = inflight_limit::carry(limit, most);
  auto copy = carried;
  carried.reset();
  auto next = batch_of(0);
  CAF_CHECK(!limit->enter(next));
  copy.reset();
  CAF_CHECK(limit->enter(next));
}

CAF_TEST(a batch larger than all there is room for never passes) {
  inflight_limit limit;
  auto batch = batch_of(15'000);
  CAF_CHECK(!limit.enter(batch));
}

CAF_TEST(events with large labels are bounded by the memory they take) {
  inflight_limit limit;
  auto large = batch_of(10);
  for (auto& event : large.events)
    event.attributes["label"].assign(std::size_t{1} << 20U, 'x');
  CAF_CHECK(limit.enter(large));
  auto more = large;
  CAF_CHECK(!limit.enter(more));
  limit.leave(large);
  CAF_CHECK(limit.enter(more));
}

CAF_TEST(the next batch that passes reports the loss once) {
  inflight_limit limit;
  auto most = batch_of(15'000 - 1);
  limit.enter(most);
  auto lost = batch_of(5);
  limit.enter(lost);
  limit.leave(most);
  auto next = batch_of(5);
  CAF_CHECK(limit.enter(next));
  CAF_CHECK(next.overflow);
  CAF_CHECK(limit.enter(lost));
  CAF_CHECK(!lost.overflow);
  CAF_CHECK(!limit.take_overflow());
}

CAF_TEST(a loss can be asked for where nothing passed since) {
  inflight_limit limit;
  auto most = batch_of(15'000 - 1);
  limit.enter(most);
  CAF_CHECK(!limit.take_overflow());
  auto lost = batch_of(5);
  limit.enter(lost);
  CAF_CHECK(limit.take_overflow());
  CAF_CHECK(!limit.take_overflow());
}

CAF_TEST(each of many batches makes room when it leaves) {
  inflight_limit limit;
  auto batch = batch_of(99);
  for (int i = 0; i < 150; ++i)
    CAF_REQUIRE(limit.enter(batch));
  CAF_CHECK(!limit.enter(batch));
  limit.leave(batch);
  CAF_CHECK(limit.enter(batch));
  CAF_CHECK(!limit.enter(batch));
}

} // namespace inflight_limit_test
