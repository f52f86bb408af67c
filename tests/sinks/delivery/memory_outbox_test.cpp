#define CAF_SUITE sinks.memory_outbox
#include "sinks/delivery/memory_outbox.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace memory_outbox_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;

namespace {

constexpr std::size_t all = 1000;

/// Takes everything out, round by round.
std::string drain(memory_outbox& box) {
  std::vector<model::alarm_ptr> seen;
  for (auto batch = box.next(all); !batch.empty(); batch = box.next(all))
    for (const auto& a : batch) {
      seen.push_back(a);
      box.confirm(a->id);
    }
  return ids(seen);
}

/// Room for about this many alarms of these tests.
std::size_t room_for(std::size_t count) {
  memory_outbox box;
  box.push(make_alarm("x0", "x"));
  return box.used_bytes() * count;
}

} // namespace

CAF_TEST(alarms of many containers go together in their order) {
  memory_outbox box;
  box.push(make_alarm("a1", "a"));
  box.push(make_alarm("b1", "b"));
  box.push(make_alarm("c1", "c"));
  CAF_CHECK_EQUAL(ids(box.next(2)), "a1 b1");
  CAF_CHECK_EQUAL(ids(box.next(2)), "c1");
  CAF_CHECK_EQUAL(ids(box.next(2)), "");
}

CAF_TEST(one container has one alarm in flight) {
  memory_outbox box;
  box.push(make_alarm("a1", "a"));
  box.push(make_alarm("a2", "a", alarm_kind::up, "a1"));
  box.push(make_alarm("b1", "b"));
  CAF_CHECK_EQUAL(ids(box.next(all)), "a1 b1");
  box.confirm("b1");
  CAF_CHECK_EQUAL(ids(box.next(all)), "");
  box.confirm("a1");
  CAF_CHECK_EQUAL(ids(box.next(all)), "a2");
}

CAF_TEST(a failed alarm takes its old place) {
  memory_outbox box;
  box.push(make_alarm("a1", "a"));
  box.push(make_alarm("b1", "b"));
  box.next(all);
  box.push(make_alarm("a2", "a"));
  box.push(make_alarm("c1", "c"));
  box.failed("b1", refusal());
  box.failed("a1", refusal());
  CAF_CHECK_EQUAL(ids(box.next(all)), "a1 b1 c1");
  CAF_CHECK_EQUAL(box.counters().failed, 2u);
  CAF_CHECK_EQUAL(box.counters().last_error, "not today");
}

CAF_TEST(at most a window of alarms is in flight) {
  memory_outbox box;
  for (int i = 0; i < 250; ++i)
    box.push(make_alarm("id" + std::to_string(i), "c" + std::to_string(i)));
  CAF_CHECK_EQUAL(box.next(all).size(), outbox::window);
  CAF_CHECK_EQUAL(box.next(all).size(), 0u);
  box.confirm("id0");
  box.failed("id1", refusal());
  CAF_CHECK_EQUAL(ids(box.next(all)), "id1 id100");
}

CAF_TEST(the counters tell what waits and since when) {
  memory_outbox box;
  CAF_CHECK(!box.counters().oldest_pending);
  auto old = std::make_shared<model::alarm>(*make_alarm("a1", "a"));
  old->time -= std::chrono::hours{1};
  box.push(old);
  box.push(make_alarm("b1", "b"));
  box.next(all);
  CAF_CHECK_EQUAL(box.counters().pending, 2u);
  CAF_CHECK(box.counters().oldest_pending == old->time);
  box.confirm("a1");
  CAF_CHECK_EQUAL(box.counters().pending, 1u);
  CAF_CHECK_EQUAL(box.counters().delivered, 1u);
  CAF_CHECK(box.counters().oldest_pending == make_alarm("b1", "b")->time);
  box.confirm("b1");
  CAF_CHECK_EQUAL(box.used_bytes(), 0u);
}

CAF_TEST(ids that are not in flight are ignored) {
  memory_outbox box;
  box.push(make_alarm("a1", "a"));
  box.confirm("a1");
  box.failed("nobody", refusal());
  CAF_CHECK_EQUAL(box.counters().pending, 1u);
  CAF_CHECK_EQUAL(box.counters().failed, 0u);
}

CAF_TEST(a full outbox keeps the newest state of each container) {
  memory_outbox box{room_for(7)};
  for (int i = 1; i <= 3; ++i) {
    const auto n = std::to_string(i);
    box.push(make_alarm("d" + n, "a", alarm_kind::down));
    box.push(make_alarm("u" + n, "a", alarm_kind::up, "d" + n));
  }
  box.push(make_alarm("p1", "b", alarm_kind::paused));
  CAF_CHECK_EQUAL(box.counters().dropped, 0u);
  box.push(make_alarm("d4", "a", alarm_kind::down));
  CAF_CHECK_EQUAL(box.counters().dropped, 6u);
  CAF_CHECK_EQUAL(drain(box), "p1 d4");
}

CAF_TEST(a container that is up again stays so) {
  memory_outbox box{room_for(3)};
  box.push(make_alarm("d1", "a", alarm_kind::down));
  box.push(make_alarm("u1", "a", alarm_kind::up, "d1"));
  box.push(make_alarm("d2", "a", alarm_kind::down));
  box.push(make_alarm("u2", "a", alarm_kind::up, "d2"));
  CAF_CHECK_EQUAL(drain(box), "u2");
}

CAF_TEST(the Clear of an alarm the receiver may have is never lost) {
  memory_outbox box{room_for(4)};
  box.push(make_alarm("d1", "a", alarm_kind::down));
  box.push(make_alarm("d0", "b", alarm_kind::down));
  box.next(all);
  box.confirm("d0");
  box.push(make_alarm("u0", "b", alarm_kind::up, "d0")); // d0 was delivered
  box.push(make_alarm("u1", "a", alarm_kind::up, "d1")); // d1 is in flight
  box.push(make_alarm("d2", "a", alarm_kind::down));
  box.push(make_alarm("u2", "a", alarm_kind::up, "d2"));
  box.push(make_alarm("d3", "a", alarm_kind::down));
  box.failed("d1", refusal());
  CAF_CHECK_EQUAL(drain(box), "d1 u0 u1 d3");
}

CAF_TEST(an opening that ends another alarm is never lost) {
  memory_outbox box{room_for(4)};
  box.push(make_alarm("d1", "a", alarm_kind::down)); // was delivered
  box.next(all);
  box.confirm("d1");
  box.push(make_alarm("l1", "a", alarm_kind::restart_loop, "d1"));
  box.push(make_alarm("l2", "a", alarm_kind::restart_loop, "l1"));
  box.push(make_alarm("d2", "a", alarm_kind::down));
  box.push(make_alarm("u2", "a", alarm_kind::up, "d2"));
  box.push(make_alarm("d3", "a", alarm_kind::down));
  CAF_CHECK_EQUAL(drain(box), "l1 l2 d3");
}

CAF_TEST(an opening that ends an alarm which waits goes with it) {
  memory_outbox box{room_for(6)};
  for (int i = 0; i < 100; ++i) {
    const auto number = std::to_string(i);
    box.push(make_alarm("p" + number, "a", alarm_kind::paused));
    box.push(make_alarm("d" + number, "a", alarm_kind::down, "p" + number));
    box.push(make_alarm("u" + number, "a", alarm_kind::up, "d" + number));
  }
  CAF_CHECK(box.counters().pending < 9u);
  box.push(make_alarm("p", "a", alarm_kind::paused));
  box.push(make_alarm("d", "a", alarm_kind::down, "p"));
  CAF_CHECK(drain(box).ends_with("p d"));
}

CAF_TEST(where states alone are too many the oldest Majors go and Clears stay) {
  memory_outbox box{room_for(32)};
  for (int i = 0; i < 100; ++i) {
    const auto n = std::to_string(i);
    const bool up = i % 10 == 0;
    box.push(make_alarm(n, "c" + n, up ? alarm_kind::up : alarm_kind::down));
  }
  const auto counters = box.counters();
  CAF_CHECK_EQUAL(counters.pending + counters.dropped, 100u);
  CAF_CHECK(counters.pending <= 32);
  CAF_CHECK(box.used_bytes() <= room_for(34)); // the ids' lengths differ
  const auto left = " " + drain(box) + " ";
  for (const char* clear : {" 0 ", " 10 ", " 50 ", " 90 "})
    CAF_CHECK(left.find(clear) != std::string::npos);
  CAF_CHECK(left.find(" 99 ") != std::string::npos);
  CAF_CHECK(left.find(" 1 ") == std::string::npos);
  CAF_CHECK_EQUAL(box.used_bytes(), 0u);
}

CAF_TEST(Clears alone may exceed the bound) {
  memory_outbox box{room_for(16)};
  for (int i = 0; i < 100; ++i)
    box.push(make_alarm(std::to_string(i), "c" + std::to_string(i), alarm_kind::up));
  CAF_CHECK_EQUAL(box.counters().dropped, 0u);
  CAF_CHECK_EQUAL(box.counters().pending, 100u);
}

CAF_TEST(an alarm that is pending already is taken once) {
  memory_outbox box;
  box.push(make_alarm("a1", "a"));
  box.next(all);
  box.push(make_alarm("a1", "a"));
  CAF_CHECK_EQUAL(box.counters().pending, 1u);
  box.confirm("a1");
  box.push(make_alarm("a1", "a")); // no longer pending: whoever sends it again means it
  CAF_CHECK_EQUAL(ids(box.next(all)), "a1");
}

CAF_TEST(a parked alarm is out of the way) {
  memory_outbox box;
  box.push(make_alarm("a1", "a"));
  box.push(make_alarm("a2", "a"));
  box.next(all);
  box.park("a1", refusal());
  const auto counters = box.counters();
  CAF_CHECK_EQUAL(counters.parked, 1u);
  CAF_CHECK_EQUAL(counters.pending, 1u);
  CAF_CHECK_EQUAL(counters.last_parked, "not today");
  CAF_CHECK_EQUAL(drain(box), "a2");
}

CAF_TEST(alarms given up for want of room are reported by their ids once) {
  memory_outbox box{room_for(3)};
  box.push(make_alarm("d1", "a", alarm_kind::down));
  box.push(make_alarm("u1", "a", alarm_kind::up, "d1"));
  box.push(make_alarm("d2", "a", alarm_kind::down));
  box.push(make_alarm("u2", "a", alarm_kind::up, "d2"));
  auto dropped = box.take_dropped();
  std::ranges::sort(dropped);
  CAF_CHECK(dropped == (std::vector<std::string>{"d1", "d2", "u1"}));
  CAF_CHECK(box.take_dropped().empty());
}

CAF_TEST(thresholds of two rules tell of two things) {
  memory_outbox box{room_for(4)};
  const auto push = [&](const char* id, const char* rule) {
    auto a = std::make_shared<model::alarm>(*make_alarm(id, "a", alarm_kind::threshold));
    a->rule = rule;
    box.push(a);
  };
  push("c1", "cpu");
  push("m1", "memory");
  push("c2", "cpu");
  push("c3", "cpu");
  push("c4", "cpu");
  CAF_CHECK_EQUAL(drain(box), "m1 c4");
}

} // namespace memory_outbox_test
