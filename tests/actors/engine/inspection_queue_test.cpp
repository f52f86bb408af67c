#define CAF_SUITE actors.inspection_queue
#include "actors/engine/inspection_queue.hpp"

#include <caf/test/unit_test.hpp>

namespace inspection_queue_test {

using docker_monitor::actors::inspection_queue;
using evidence = inspection_queue::evidence;

CAF_TEST(jobs come in order and a container once at a time) {
  inspection_queue queue;
  queue.add("a", evidence::none, false);
  queue.add("b", evidence::none, false);
  const auto a = queue.next();
  CAF_REQUIRE(a.has_value());
  CAF_CHECK_EQUAL(a->id, "a");
  queue.add("a", evidence::first, false);
  CAF_CHECK(queue.next()->id == "b");
  CAF_CHECK(!queue.next());
  CAF_CHECK(queue.finish("a", a->number).has_value());
  CAF_CHECK(queue.next()->why == evidence::first);
}

CAF_TEST(the stronger evidence wins) {
  inspection_queue queue;
  queue.add("a", evidence::second, true);
  queue.add("a", evidence::none, false);
  const auto a = queue.next();
  CAF_CHECK(a->why == evidence::second);
  CAF_CHECK(a->after_reconnect);
  CAF_CHECK(!queue.next());
}

CAF_TEST(there is room for few) {
  inspection_queue queue;
  for (int i = 0; i < 10; ++i)
    queue.add(std::to_string(i), evidence::none, false);
  std::optional<inspection_queue::job> last;
  for (std::size_t i = 0; i < 4u; ++i)
    last = queue.next();
  CAF_CHECK(!queue.next());
  queue.finish(last->id, last->number);
  CAF_CHECK(queue.next().has_value());
}

CAF_TEST(an event outdates what is being asked) {
  inspection_queue queue;
  queue.add("a", evidence::second, false);
  const auto a = queue.next();
  queue.outdate("a");
  CAF_CHECK(queue.finish("a", a->number)->outdated);
}

CAF_TEST(an answer that is not awaited is none) {
  inspection_queue queue;
  queue.add("a", evidence::none, false);
  const auto a = queue.next();
  CAF_CHECK(!queue.finish("a", a->number + 1));
  CAF_CHECK(!queue.finish("b", a->number));
  queue.clear();
  CAF_CHECK(!queue.finish("a", a->number));
  CAF_CHECK(queue.empty());
}

CAF_TEST(a forgotten container is not asked for) {
  inspection_queue queue;
  queue.add("a", evidence::none, false);
  queue.forget("a");
  CAF_CHECK(!queue.next());
}

CAF_TEST(the stronger evidence wins whichever comes first) {
  inspection_queue queue;
  queue.add("a", evidence::first, false);
  queue.add("a", evidence::second, true);
  const auto a = queue.next();
  CAF_CHECK(a->why == evidence::second);
  CAF_CHECK(a->after_reconnect);
  CAF_CHECK(!a->outdated);
  CAF_CHECK_EQUAL(a->number, 1u);
}

CAF_TEST(an event takes the second evidence from what is to be asked) {
  inspection_queue queue;
  queue.add("a", evidence::second, false);
  queue.add("b", evidence::none, false);
  queue.outdate("a");
  queue.outdate("b");
  queue.outdate("c");
  CAF_CHECK(queue.next()->why == evidence::first);
  CAF_CHECK(queue.next()->why == evidence::none);
  CAF_CHECK(!queue.next());
}

CAF_TEST(what waits for its own answer is passed over for the next) {
  inspection_queue queue;
  queue.add("a", evidence::none, false);
  const auto first = queue.next();
  queue.add("a", evidence::none, false);
  queue.add("b", evidence::none, false);
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
