#define CAF_SUITE storage.write_batch
#include "storage/alarm/write_batch.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>

namespace write_batch_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;
using namespace docker_monitor::sinks::test;

CAF_TEST(of states the newest of each key counts) {
  write_batch batch;
  CAF_CHECK(batch.empty());
  batch.keep({"container", "a", "1"});
  batch.keep({"story", "a", "x"});
  batch.keep({"container", "a", "2"});
  CAF_CHECK_EQUAL(batch.states().size(), 2u);
  CAF_CHECK_EQUAL(batch.states().at({"container", "a"}), "2");
  batch.clear();
  CAF_CHECK(batch.empty());
}

CAF_TEST(what a sink has settled before the write stays with the alarm) {
  write_batch batch;
  batch.add({make_alarm("a1", "a"), true, {0, 1}});
  batch.settle(1, "a1");
  CAF_CHECK(batch.alarms().front().settled == std::vector<std::size_t>{1});
  CAF_CHECK(batch.changes().empty());
}

CAF_TEST(what was settled of earlier writes is a change of its own) {
  write_batch batch;
  batch.add({make_alarm("a1", "a"), true, {0}});
  batch.settle(1, "a1"); // not addressed to it
  batch.settle(0, "b1");
  batch.park(0, "a1");
  CAF_CHECK(batch.alarms().front().settled.empty());
  CAF_CHECK_EQUAL(batch.changes().size(), 3u);
  CAF_CHECK(!batch.changes().at(1).parked);
  CAF_CHECK(batch.changes().at(2).parked);
}

CAF_TEST(shown and hidden alarms with one id are settled each by its sink) {
  write_batch batch;
  batch.add({make_alarm("a1", "a"), false, {0}});
  batch.add({make_alarm("a1", "a"), true, {1}});
  batch.settle(1, "a1");
  batch.settle(0, "a1");
  CAF_CHECK(batch.alarms().at(0).settled == std::vector<std::size_t>{0});
  CAF_CHECK(batch.alarms().at(1).settled == std::vector<std::size_t>{1});
}

CAF_TEST(the oldest alarms make room) {
  write_batch batch;
  for (std::size_t i = 0; i < write_batch::max_alarms + 5; ++i)
    batch.add({make_alarm(std::to_string(i), "a"), true, {0}});
  CAF_CHECK_EQUAL(batch.alarms().size(), write_batch::max_alarms);
  CAF_CHECK_EQUAL(batch.alarms().front().what.alarm->id, "5");
  CAF_CHECK_EQUAL(batch.left_out(), 5u);
  batch.settle(0, "0"); // no longer there
  batch.settle(0, "5");
  CAF_CHECK_EQUAL(batch.changes().size(), 1u);
  CAF_CHECK_EQUAL(batch.alarms().front().settled.size(), 1u);
}

} // namespace write_batch_test
