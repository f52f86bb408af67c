#define CAF_SUITE model.memory_write_queue
#include "model/remote_write/memory_write_queue.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::memory_write_queue_test {

namespace {

engine_time at(int second) {
  return engine_time{std::chrono::seconds{second}};
}

} // namespace

CAF_TEST(requests come out in their order) {
  memory_write_queue queue;
  CAF_CHECK(!queue.front());
  queue.push({at(1), 10, "aa"});
  queue.push({at(2), 20, "bbb"});
  CAF_CHECK_EQUAL(queue.numbers().batches, 2u);
  CAF_CHECK_EQUAL(queue.numbers().samples, 30u);
  CAF_CHECK_EQUAL(queue.numbers().bytes, 5u);
  CAF_CHECK(queue.numbers().oldest == at(1));
  CAF_CHECK(queue.front()->body == "aa");
  queue.pop();
  CAF_CHECK(queue.front()->body == "bbb");
  CAF_CHECK(queue.front()->samples == 20u);
  queue.pop();
  queue.pop();
  CAF_CHECK_EQUAL(queue.numbers().samples, 0u);
  CAF_CHECK(!queue.numbers().oldest);
}

CAF_TEST(the oldest go where room is missing) {
  memory_write_queue queue{10};
  CAF_CHECK_EQUAL(queue.push({at(1), 1, "aaaa"}), 0u);
  CAF_CHECK_EQUAL(queue.push({at(2), 2, "bbbb"}), 0u);
  CAF_CHECK_EQUAL(queue.push({at(3), 4, "cccccc"}), 1u);
  CAF_CHECK(queue.front()->body == "bbbb");
  CAF_CHECK_EQUAL(queue.numbers().bytes, 10u);
  CAF_CHECK_EQUAL(queue.push({at(4), 8, "ddddddddddd"}), 2u + 4u + 8u);
  CAF_CHECK_EQUAL(queue.numbers().batches, 0u);
}

} // namespace docker_monitor::model::memory_write_queue_test
