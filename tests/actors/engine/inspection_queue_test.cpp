#define CAF_SUITE actors.inspection_queue
#include "actors/engine/inspection_queue.hpp"

#include <caf/test/unit_test.hpp>

namespace inspection_queue_test {

using docker_monitor::actors::inspection_queue;
using doubt = inspection_queue::doubt;

CAF_TEST(jobs come in order and a container once at a time) {
  inspection_queue queue;
  queue.want("a", doubt::none, false);
  queue.want("b", doubt::none, false);
  const auto a = queue.next();
  CAF_REQUIRE(a.has_value());
  CAF_CHECK_EQUAL(a->id, "a");
  queue.want("a", doubt::first, false);
  CAF_CHECK(queue.next()->id == "b");
  CAF_CHECK(!queue.next());
  CAF_CHECK(queue.finish("a", a->number).has_value());
  CAF_CHECK(queue.next()->why == doubt::first);
}

CAF_TEST(the graver doubt wins) {
  inspection_queue queue;
  queue.want("a", doubt::second, true);
  queue.want("a", doubt::none, false);
  const auto a = queue.next();
  CAF_CHECK(a->why == doubt::second);
  CAF_CHECK(a->after_reconnect);
  CAF_CHECK(!queue.next());
}

CAF_TEST(there is room for few) {
  inspection_queue queue;
  for (int i = 0; i < 10; ++i)
    queue.want(std::to_string(i), doubt::none, false);
  std::optional<inspection_queue::job> last;
  for (std::size_t i = 0; i < 4u; ++i)
    last = queue.next();
  CAF_CHECK(!queue.next());
  queue.finish(last->id, last->number);
  CAF_CHECK(queue.next().has_value());
}

CAF_TEST(an event outdates what is being asked) {
  inspection_queue queue;
  queue.want("a", doubt::second, false);
  const auto a = queue.next();
  queue.outdate("a");
  CAF_CHECK(queue.finish("a", a->number)->outdated);
}

CAF_TEST(an answer that is not awaited is none) {
  inspection_queue queue;
  queue.want("a", doubt::none, false);
  const auto a = queue.next();
  CAF_CHECK(!queue.finish("a", a->number + 1));
  CAF_CHECK(!queue.finish("b", a->number));
  queue.clear();
  CAF_CHECK(!queue.finish("a", a->number));
  CAF_CHECK(queue.empty());
}

CAF_TEST(a forgotten container is not asked for) {
  inspection_queue queue;
  queue.want("a", doubt::none, false);
  queue.forget("a");
  CAF_CHECK(!queue.next());
}

CAF_TEST(the graver doubt wins whichever comes first) {
  inspection_queue queue;
  queue.want("a", doubt::first, false);
  queue.want("a", doubt::second, true);
  const auto a = queue.next();
  CAF_CHECK(a->why == doubt::second);
  CAF_CHECK(a->after_reconnect);
  CAF_CHECK(!a->outdated);
  CAF_CHECK_EQUAL(a->number, 1u);
}

CAF_TEST(an event takes the second doubt from what is to be asked) {
  inspection_queue queue;
  queue.want("a", doubt::second, false);
  queue.want("b", doubt::none, false);
  queue.outdate("a");
  queue.outdate("b");
  queue.outdate("c");
  CAF_CHECK(queue.next()->why == doubt::first);
  CAF_CHECK(queue.next()->why == doubt::none);
  CAF_CHECK(!queue.next());
}

CAF_TEST(what waits for its own answer is passed over for the next) {
  inspection_queue queue;
  queue.want("a", doubt::none, false);
  const auto first = queue.next();
  queue.want("a", doubt::none, false);
  queue.want("b", doubt::none, false);
  CAF_CHECK(!queue.empty());
  CAF_CHECK_EQUAL(queue.next()->id, "b");
  CAF_CHECK(!queue.next());
  queue.finish("a", first->number);
  const auto again = queue.next();
  CAF_REQUIRE(again.has_value());
  CAF_CHECK_EQUAL(again->id, "a");
  CAF_CHECK(again->number != first->number);
  CAF_CHECK(!queue.finish("a", first->number));
}

} // namespace inspection_queue_test
