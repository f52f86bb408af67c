#define CAF_SUITE model.list_schedule
#include "model/event/list_schedule.hpp"

#include <caf/test/unit_test.hpp>

namespace list_schedule_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;
using step = list_schedule::step;

namespace {

struct fixture {
  list_schedule lists;
  list_schedule::instant now{};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(list_schedule_tests, fixture)

CAF_TEST(one list is asked for at a time) {
  CAF_CHECK(lists.ask());
  CAF_CHECK(!lists.ask());
  lists.take();
  CAF_CHECK(lists.ask());
}

CAF_TEST(without a loss nothing is due) {
  CAF_CHECK(lists.next(now) == step::none);
}

CAF_TEST(a loss is compared at once and the next after the pause) {
  lists.note_loss();
  CAF_CHECK(lists.next(now) == step::ask);
  CAF_CHECK(lists.ask());
  CAF_CHECK(lists.lost_before());
  CAF_CHECK(!lists.is_due());
  lists.take();
  lists.note_loss();
  CAF_CHECK(lists.next(now + 999ms) == step::wait);
  CAF_CHECK(lists.next(now + 999ms) == step::none); // it waits already
  lists.end_pause();
  CAF_CHECK(lists.next(now + 1s) == step::ask);
}

CAF_TEST(a loss while a list is awaited is due after it) {
  CAF_CHECK(lists.ask());
  CAF_CHECK(!lists.lost_before());
  lists.note_loss();
  CAF_CHECK(lists.next(now) == step::ask);
  CAF_CHECK(!lists.ask());
  lists.take();
  CAF_CHECK(!lists.lost_before());
  CAF_CHECK(lists.is_due());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace list_schedule_test
