#define CAF_SUITE model.crash_loop_detector
#include "model/alarm/alarm_builder.hpp"
#include "model/alarm/crash_loop_detector.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::crash_loop_detector_test {

// Inside the namespace, since ::alarm is a function of unistd.h.
using namespace std::chrono_literals;

namespace {

struct fixture {
  crash_loop_detector watch;
  std::vector<alarm> out;
  crash_loop_detector::instant now{100s};
  std::chrono::seconds time{0};
  std::string container = "c1";
  std::optional<std::uint64_t> restart_count;

  void take(alarm_kind kind, std::optional<down_cause> cause = {}) {
    alarm a;
    a.kind = kind;
    a.container_name = "web";
    a.cause = cause;
    a.identity = "web/1";
    a.container_id = container;
    a.restart_count = restart_count;
    a.time = engine_time{1'000'000s + ++time};
    watch.take(a, now, out);
  }

  void crash_and_restart(int times = 1) {
    for (int i = 0; i < times; ++i) {
      take(alarm_kind::down, down_cause::crashed);
      take(alarm_kind::up);
    }
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(crash_loop_detector_tests, fixture)

CAF_TEST(the third restart opens and five quiet minutes close) {
  crash_and_restart(2);
  CAF_CHECK(out.empty());
  crash_and_restart();
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].kind == alarm_kind::restart_loop);
  CAF_CHECK(out[0].state == alarm_state::open);
  CAF_CHECK(out[0].severity == severity::critical);
  CAF_CHECK(out[0].restarts == 3u);
  watch.expire(now + 5min - 1s, out);
  CAF_CHECK_EQUAL(out.size(), 1u);
  watch.expire(now + 5min, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].state == alarm_state::closed);
  CAF_CHECK(out[1].severity == severity::clear);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK(out[1].id != out[0].id);
  crash_and_restart(2);
  CAF_CHECK_EQUAL(out.size(), 2u);
}

CAF_TEST(a loop grows graver by what ends the alarm before) {
  crash_and_restart(30);
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  CAF_CHECK(out[1].restarts == 10u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK(out[2].restarts == 30u);
  CAF_CHECK_EQUAL(next_escalation(3), 10u);
  CAF_CHECK_EQUAL(next_escalation(10), 30u);
  CAF_CHECK_EQUAL(next_escalation(30), 100u);
  CAF_CHECK_EQUAL(next_escalation(99), 100u);
  CAF_CHECK_EQUAL(next_escalation(100), 300u);
}

CAF_TEST(what was asked for is no loop) {
  for (int i = 0; i < 10; ++i) {
    take(alarm_kind::down, down_cause::stopped);
    take(alarm_kind::up);
    take(alarm_kind::down, down_cause::engine);
    take(alarm_kind::up);
  }
  CAF_CHECK(out.empty());
}

CAF_TEST(a container that goes takes its loop along) {
  crash_and_restart(3);
  watch.forget("c1", engine_time{2'000'000s}, now, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].state == alarm_state::closed);
  CAF_CHECK(out[1].time == engine_time{2'000'000s});
}

CAF_TEST(a restart of ours goes on counting) {
  crash_and_restart(2);
  take(alarm_kind::down, down_cause::crashed);
  const auto states = watch.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  watch = {};
  CAF_CHECK(watch.restore(states[0], now));
  take(alarm_kind::up);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  const auto more = watch.take_unsaved();
  watch = {};
  CAF_CHECK(watch.restore(more.at(0), now));
  watch.expire(now + 5min, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK(watch.take_unsaved().at(0).text.empty());
  CAF_CHECK(!watch.restore({crash_loop_detector::area, "c1", "{"}, now));
}

CAF_TEST(a loop has the facts of the container and an id of its own) {
  alarm a;
  a.kind = alarm_kind::up;
  a.origin = alarm_origin::replayed;
  a.container_id = "c1";
  a.container_name = "web";
  a.image = "nginx:1";
  a.image_id = "sha256:1";
  a.identity = "web/1";
  a.time = engine_time{7s};
  crash_and_restart(2);
  take(alarm_kind::down, down_cause::oom);
  watch.take(a, now, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].origin == alarm_origin::replayed);
  CAF_CHECK(out[0].time == a.time);
  CAF_CHECK_EQUAL(out[0].container_id, "c1");
  CAF_CHECK_EQUAL(out[0].container_name, "web");
  CAF_CHECK_EQUAL(out[0].image, "nginx:1");
  CAF_CHECK_EQUAL(out[0].image_id, "sha256:1");
  CAF_CHECK_EQUAL(out[0].identity, "web/1");
  CAF_CHECK_EQUAL(out[0].id, alarm_id("c1", a.time, alarm_kind::restart_loop, 3));
  CAF_CHECK(out[0].closes.empty());
}

CAF_TEST(two ups in a row are one restart) {
  for (int i = 0; i < 2; ++i) {
    take(alarm_kind::down, down_cause::crashed);
    take(alarm_kind::up);
    take(alarm_kind::up);
    take(alarm_kind::oom);
  }
  CAF_CHECK(out.empty());
  take(alarm_kind::down);
  take(alarm_kind::up);
  CAF_CHECK_EQUAL(out.size(), 1u);
}

CAF_TEST(a loop that is over has its restarts and the time when it was quiet) {
  crash_and_restart(4);
  const auto last_down = engine_time{1'000'000s + time - 1s};
  watch.expire(now + 5min, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].restarts == 4u);
  CAF_CHECK(out[1].time == last_down + 5min);
  CAF_CHECK_EQUAL(out[1].id, alarm_id(out[0].id, {}, alarm_kind::restart_loop, 0));
}

CAF_TEST(each down begins the quiet time again) {
  crash_and_restart(3);
  now += 4min;
  crash_and_restart();
  watch.expire(now + 1min, out);
  CAF_CHECK_EQUAL(out.size(), 1u);
  watch.expire(now + 5min, out);
  CAF_CHECK_EQUAL(out.size(), 2u);
}

CAF_TEST(the tasks of one slot are one loop) {
  for (const auto* task : {"c1", "c2", "c3"}) {
    container = task;
    take(alarm_kind::down, down_cause::crashed);
    container = std::string{task} + "'";
    take(alarm_kind::up);
    watch.forget(task, {}, now, out);
  }
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].restarts == 3u);
  watch.forget("c3'", {}, now, out);
  CAF_CHECK_EQUAL(out.size(), 2u);
}

CAF_TEST(a crashed container that is removed may have a successor) {
  crash_and_restart(3);
  take(alarm_kind::down, down_cause::crashed);
  watch.forget("c1", engine_time{2'000'000s}, now, out);
  watch.expire(now + 9s, out);
  CAF_CHECK_EQUAL(out.size(), 1u);
  container = "c2";
  take(alarm_kind::up);
  take(alarm_kind::down, down_cause::crashed);
  watch.expire(now + 1min, out);
  CAF_CHECK_EQUAL(out.size(), 1u);
  watch.forget("c2", engine_time{2'000'000s}, now, out);
  watch.expire(now + 10s, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].time == engine_time{2'000'000s});
}

CAF_TEST(a job that is started again and again does not loop) {
  restart_count = 0;
  for (int i = 0; i < 5; ++i) {
    take(alarm_kind::down, down_cause::exited);
    take(alarm_kind::up);
  }
  CAF_CHECK(out.empty());
  for (int i = 0; i < 3; ++i) {
    take(alarm_kind::down, down_cause::exited);
    restart_count = i + 1;
    take(alarm_kind::up);
  }
  CAF_CHECK_EQUAL(out.size(), 1u);
}

CAF_TEST(a takeover brings the loop along) {
  crash_and_restart(2);
  docker_monitor::model::container c;
  c.id = "c1";
  c.identity = "web/2";
  watch.succeed({"c0", "web/1", std::make_shared<const docker_monitor::model::container>(c), {}});
  watch.succeed({"c0", "web/9", std::make_shared<const docker_monitor::model::container>(c), {}});
  alarm a;
  a.kind = alarm_kind::down;
  a.cause = down_cause::crashed;
  a.container_id = "c1";
  a.identity = "web/2";
  watch.take(a, now, out);
  a.kind = alarm_kind::up;
  watch.take(a, now, out);
  CAF_CHECK_EQUAL(out.size(), 1u);
}

CAF_TEST(what was no loop is forgotten without a word) {
  crash_and_restart(2);
  watch.forget("c1", {}, now, out);
  watch.forget("c2", {}, now, out);
  CAF_CHECK(out.empty());
  const auto states = watch.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  CAF_CHECK(states[0].text.empty());
  crash_and_restart();
  CAF_CHECK(out.empty());
}

CAF_TEST(a saved state has every member) {
  crash_and_restart(3);
  take(alarm_kind::down, down_cause::crashed);
  const auto states = watch.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  CAF_CHECK(watch.take_unsaved().empty());
  crash_loop_detector next;
  CAF_REQUIRE(next.restore(states[0], now));
  CAF_CHECK(next.take_unsaved().empty());
  next.forget_saved();
  const auto again = next.take_unsaved();
  CAF_REQUIRE_EQUAL(again.size(), 1u);
  CAF_CHECK_EQUAL(again[0].text, states[0].text);
  for (const auto* text :
       {"", "[]", R"({"restarts":1,"toldAt":0,"down":true})",
        R"({"restarts":1,"toldAt":0,"down":true,"lastDown":1,"open":"{}"})"}) {
    const auto refused = next.restore({crash_loop_detector::area, "c2", text}, now);
    CAF_REQUIRE(!refused);
    CAF_CHECK(refused.error().code == failure_code::malformed);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::crash_loop_detector_test
