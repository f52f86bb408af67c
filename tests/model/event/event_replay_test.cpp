#define CAF_SUITE model.event_replay
#include "model/event/event_replay.hpp"

#include <caf/test/unit_test.hpp>

namespace event_replay_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

struct fixture {
  static constexpr engine_time epoch{1'700'000'000s};
  event_replay replay;
  event_replay::instant now{1h};

  /// A connection begins when the engine's clock is so much after the epoch.
  void connect(std::chrono::milliseconds clock) { replay.begin(epoch + clock, now); }

  event_replay::routing_decision
  take(std::chrono::nanoseconds when, event_action action = event_action::start) {
    event e;
    e.container_id = "c1";
    e.action = action;
    e.time = epoch + when;
    return replay.take(e, now);
  }

  /// The first connection, on which the newest event is of the first second.
  void watch() {
    connect(0s);
    replay.adopt();
    take(1s);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(event_replay_tests, fixture)

CAF_TEST(what happened before we came is nothing new) {
  connect(0s);
  CAF_CHECK(!take(-1s).is_new);
  replay.adopt();
  CAF_CHECK(!take(-500ms).is_new);
  const auto live = take(1s);
  CAF_CHECK(live.is_new);
  CAF_CHECK(!live.replayed);
  connect(20s);
  CAF_CHECK(!take(-2s).is_new);
}

CAF_TEST(events are asked for from ten seconds before the newest on) {
  connect(0s);
  CAF_CHECK(replay.from() == epoch - 10s);
  watch();
  connect(300s);
  CAF_CHECK(replay.from() == epoch - 9s);
  connect(-300s); // set back
  CAF_CHECK(replay.from() == epoch - 310s);
}

CAF_TEST(a replay shows what was missed once) {
  watch();
  connect(20s);
  CAF_CHECK(!take(1s).is_new);
  CAF_CHECK(replay.is_continuous());
  const auto missed = take(10s);
  CAF_CHECK(missed.is_new && missed.replayed);
  CAF_CHECK(!take(10s).is_new);
  CAF_CHECK(!replay.is_live());
  const auto live = take(21s);
  CAF_CHECK(live.is_new && !live.replayed);
  CAF_CHECK(replay.is_live());
  CAF_CHECK(replay.newest() == epoch + 21s);
}

CAF_TEST(an engine that forgot does not begin with what was known) {
  watch();
  connect(20s);
  take(10s);
  CAF_CHECK(!replay.is_continuous());
  CAF_CHECK(replay.remembered()->time == epoch + 1s);
}

CAF_TEST(another action at the same time is not what was known) {
  watch();
  connect(20s);
  take(1s, event_action::die);
  CAF_CHECK(!replay.is_continuous());
}

CAF_TEST(a replay as long as the buffer may have lost its beginning) {
  watch();
  connect(600s);
  for (int i = 0; i < 255; ++i)
    take(2s + i * 1ms);
  CAF_CHECK(!replay.is_full());
  take(3s);
  CAF_CHECK(replay.is_full());
}

CAF_TEST(what the engine remembers of before the contact proves that nothing was lost) {
  watch();
  connect(600s);
  for (const auto& [oldest, whole] : {std::pair{500s, true}, {501s, false}}) {
    replay.check({{}, 256, epoch + oldest}, epoch + 500s);
    CAF_CHECK_EQUAL(replay.is_continuous(), whole);
    CAF_CHECK_EQUAL(replay.is_full(), !whole);
    CAF_CHECK(!replay.has_forgotten());
  }
  replay.check({{}, 255, epoch + 501s}, epoch + 500s);
  CAF_CHECK(replay.has_forgotten());
  CAF_CHECK(!replay.is_full());
  replay.check({}, epoch + 500s);
  CAF_CHECK(replay.has_forgotten());
  take(1s); // what was known comes all the same
  CAF_CHECK(replay.is_continuous());
  CAF_CHECK(!replay.has_forgotten());
}

CAF_TEST(a replay of an engine without a buffer may be long) {
  watch();
  replay.begin(epoch + 600s, now, false);
  for (int i = 0; i < 300; ++i)
    take(2s + i * 1ms);
  CAF_CHECK(!replay.is_full());
}

CAF_TEST(an event that came is known) {
  watch();
  connect(20s);
  event e;
  e.container_id = "c1";
  e.time = epoch + 10s;
  CAF_CHECK(!replay.has_seen(e));
  replay.take(e, now);
  CAF_CHECK(replay.has_seen(e));
}

CAF_TEST(a clock that was set back is reported and makes nothing a replay) {
  watch();
  now += 10s;
  const auto old = take(-100s);
  CAF_CHECK(old.is_new && !old.replayed && old.clock_set_back);
  CAF_CHECK(!take(-99s).clock_set_back);
}

CAF_TEST(a replay ends after five seconds) {
  watch();
  connect(20s);
  now += 6s;
  CAF_CHECK(!take(15s).replayed);
}

CAF_TEST(a later run goes on) {
  watch();
  event_cursor cursor;
  replay.save(cursor);
  event_replay next;
  next.restore(cursor);
  replay = next;
  connect(20s);
  CAF_CHECK(replay.from() == epoch - 9s);
  CAF_CHECK(!take(-1s).is_new);
  CAF_CHECK(take(10s).replayed);
  replay.forget();
  connect(30s);
  CAF_CHECK(!replay.remembered());
}

CAF_TEST(the time of the engine goes on with our clock) {
  CAF_CHECK(!replay.engine_time_at(now));
  connect(0s);
  CAF_CHECK(replay.engine_time_at(now + 3s) == epoch + 3s);
}

CAF_TEST(a late event is no clock that was set back) {
  watch();
  take(10s);
  CAF_CHECK(!take(9s).clock_set_back);
  take(20s);
  CAF_CHECK(take(19s - 1ns).clock_set_back);
}

CAF_TEST(what is in the buffer is from ten seconds before and before the clock) {
  watch();
  connect(20s);
  CAF_CHECK(take(-9s).replayed); // the very first that was asked for
  CAF_CHECK(take(20s - 1ns).replayed);
  CAF_CHECK(!take(20s).replayed);
  CAF_CHECK(!take(5s).replayed); // once live, always live
  connect(40s);
  now += 5s;
  CAF_CHECK(take(30s).replayed);
  now += 1ns;
  CAF_CHECK(!take(31s).replayed);
}

CAF_TEST(an event older than what was asked for is a live one) {
  watch();
  connect(20s);
  CAF_CHECK(!take(-9s - 1ns).replayed);
}

CAF_TEST(what is replayed moves the newest on and never back) {
  watch();
  connect(20s);
  const auto old = take(500ms);
  CAF_CHECK(old.is_new);
  CAF_CHECK(replay.newest() == epoch + 1s);
  take(2s);
  CAF_CHECK(replay.newest() == epoch + 2s);
  event_cursor cursor;
  replay.save(cursor);
  CAF_CHECK(cursor.newest == epoch + 2s);
  CAF_CHECK(cursor.last->time == epoch + 2s);
  CAF_CHECK(cursor.adopted == epoch);
}

CAF_TEST(an event that comes again is repeated) {
  watch();
  const auto again = take(1s);
  CAF_CHECK(again.repeated);
  CAF_CHECK(!again.is_new);
  CAF_CHECK(!take(2s).repeated);
}

CAF_TEST(another container at the same time is not what was known) {
  watch();
  connect(20s);
  event e;
  e.container_id = "c2";
  e.action = event_action::start;
  e.time = epoch + 1s;
  replay.recognise(e);
  CAF_CHECK(!replay.is_continuous());
  e.container_id = "c1";
  replay.recognise(e);
  CAF_CHECK(replay.is_continuous());
}

CAF_TEST(each connection counts its own replay) {
  watch();
  connect(600s);
  for (int i = 0; i < 256; ++i)
    take(2s + i * 1ms);
  CAF_CHECK(replay.is_full());
  connect(700s);
  CAF_CHECK(!replay.is_full());
  CAF_CHECK(!replay.is_live());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace event_replay_test
