#define CAF_SUITE model.alarm_builder
#include "tests/model/alarm/alarm_builder_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::alarm_builder_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(alarm_builder_tests, alarm_builder_fixture)

CAF_TEST(a complete transition is an alarm at once) {
  take(make(alarm_kind::down, 20ms, 10ms, 3));
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].exit_code == 3);
  CAF_CHECK(out[0].cause == down_cause::crashed);
  CAF_CHECK(out[0].state == alarm_state::open);
  CAF_CHECK(!builder.next_deadline());
}

CAF_TEST(an id does not depend on what inspections told in time) {
  auto up = make(alarm_kind::up, 20ms, {});
  up.generation = at(20ms);
  take(up);
  builder.learn(facts_of(container_status::running, 19ms), out);
  alarm_builder another;
  std::vector<alarm> again;
  another.take(up, now, again);
  another.expire(now + 1s, again);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_REQUIRE_EQUAL(again.size(), 1u);
  CAF_CHECK_EQUAL(out[0].id, again[0].id);
}

CAF_TEST(an up waits for its generation and what follows waits behind it) {
  take(make(alarm_kind::up, 20ms, {}));
  take(make(alarm_kind::paused, 30ms, 10ms));
  CAF_CHECK_EQUAL(out.size(), 0u);
  CAF_CHECK(builder.next_deadline() == now + 250ms);
  auto facts = facts_of(container_status::running, 10ms);
  facts.image_id = "sha256:1";
  builder.learn(facts, out);
  CAF_CHECK_EQUAL(kinds(), "up paused");
  CAF_CHECK_EQUAL(out[0].image_id, "sha256:1");
  CAF_CHECK(!builder.next_deadline());
}

CAF_TEST(after the timeout an alarm goes without the facts) {
  take(make(alarm_kind::up, 20ms, {}));
  builder.expire(now + 249ms, out);
  CAF_CHECK_EQUAL(out.size(), 0u);
  builder.expire(now + 250ms, out);
  CAF_CHECK_EQUAL(kinds(), "up");
}

CAF_TEST(a generation that began later does not name this one) {
  take(make(alarm_kind::up, 20ms, {}));
  builder.learn(facts_of(container_status::running, 25ms), out);
  CAF_CHECK_EQUAL(out.size(), 0u);
}

CAF_TEST(the downs of a fast loop keep their ids apart) {
  take(make(alarm_kind::up, 20ms, {}));
  take(make(alarm_kind::down, 21ms, {}, 1));
  take(make(alarm_kind::up, 30ms, {}));
  take(make(alarm_kind::down, 31ms, {}, 1));
  auto facts = facts_of(container_status::exited, 29ms); // of the second run
  facts.finished_at = at(31ms);
  builder.learn(facts, out);
  builder.expire(now + 250ms, out);
  CAF_CHECK_EQUAL(kinds(), "up down up down");
  CAF_CHECK_NOT_EQUAL(out[1].id, out[3].id);
  CAF_CHECK_EQUAL(out[3].id, alarm_id("c1", at(31ms), alarm_kind::down, 0));
}

CAF_TEST(log lines are awaited behind the inspection) {
  builder = alarm_builder{true};
  take(make(alarm_kind::down, 20ms, 10ms, 137));
  auto facts = facts_of(container_status::exited, 10ms);
  facts.finished_at = at(20ms);
  facts.oom_killed = true;
  builder.learn(facts, out);
  CAF_CHECK_EQUAL(out.size(), 0u);
  builder.learn_logs("c1", {"bye"}, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].log_lines.size(), 1u);
}

CAF_TEST(a removed container holds nothing back) {
  take(make(alarm_kind::up, 20ms, {}));
  take(make(alarm_kind::down, 21ms, {}, 0));
  builder.forget("c1", out);
  CAF_CHECK_EQUAL(kinds(), "up down");
  CAF_CHECK(out[1].cause == down_cause::exited);
}

CAF_TEST(each of several pauses has its own id and each is closed) {
  for (int i = 0; i < 2; ++i) {
    take(make(alarm_kind::paused, 20ms + i * 1ms, 10ms));
    take(make(alarm_kind::unpaused, 30ms + i * 1ms, 10ms));
  }
  CAF_REQUIRE_EQUAL(out.size(), 4u);
  CAF_CHECK_NOT_EQUAL(out[0].id, out[2].id);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK_EQUAL(out[3].closes, out[2].id);
  CAF_CHECK(out[1].state == alarm_state::closed);
}

CAF_TEST(an up closes the down before it and the first up closes nothing) {
  take(make(alarm_kind::up, 11ms, 10ms));
  take(make(alarm_kind::down, 20ms, 10ms, 1));
  take(make(alarm_kind::up, 31ms, 30ms));
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  CAF_CHECK(out[0].state == alarm_state::event);
  CAF_CHECK_EQUAL(out[2].closes, out[1].id);
  CAF_CHECK_NOT_EQUAL(out[0].id, out[2].id);
}

CAF_TEST(the same transition has the same id in another process) {
  take(make(alarm_kind::down, 20ms, 10ms, 1));
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].id, alarm_id("c1", at(20ms), alarm_kind::down, 0));
  auto found = make(alarm_kind::down, 21ms, 10ms, 1);
  found.origin = alarm_origin::reconciled;
  take(found);
  CAF_CHECK_EQUAL(out[1].id, alarm_id("c1", at(10ms), alarm_kind::down, 1));
  // Written down once: an id must never change between versions.
  CAF_CHECK_EQUAL(
      alarm_id("c1", engine_time{1s}, alarm_kind::down, 1), "9611c92b-725b-549b-9540-2ebe6e22a56c");
}

CAF_TEST(the successor of a removed container ends what that left open) {
  auto old = make(alarm_kind::down, 20ms, 10ms, 3);
  auto facts = *old.container;
  facts.image = "nginx:1";
  old.container = std::make_shared<const container>(facts);
  take(old);
  builder.forget("c1", out);
  auto successor = make(alarm_kind::up, 40ms, 30ms);
  facts = *successor.container;
  facts.id = "c2";
  facts.image = "nginx:2";
  successor.container = std::make_shared<const container>(facts);
  take(successor);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK_EQUAL(out[1].image, "nginx:1");
  CAF_CHECK_EQUAL(out[1].current_image, "nginx:2");
  CAF_CHECK_EQUAL(out[1].current_name, "");
  CAF_CHECK(out[1].state == alarm_state::closed);
}

CAF_TEST(a down waits for its log lines where they are wanted) {
  builder = alarm_builder{true};
  take(make(alarm_kind::down, 20ms, 10ms, 3));
  CAF_CHECK(out.empty());
  builder.learn_logs("c1", {"last words"}, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].log_lines.at(0), "last words");
  take(make(alarm_kind::down, 40ms, 30ms, 3));
  builder.expire(now + 250ms, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].log_lines.empty());
}

CAF_TEST(the successor of a stopped container ends what that left open) {
  take(make(alarm_kind::down, 20ms, 10ms, 3));
  auto successor = make(alarm_kind::up, 40ms, 30ms);
  auto facts = *successor.container;
  facts.id = "c2";
  facts.name = "web.1.b";
  facts.identity = "web";
  successor.container = std::make_shared<const container>(facts);
  take(successor);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK_EQUAL(out[1].container_name, "web");
  CAF_CHECK_EQUAL(out[1].current_name, "web.1.b");
  take(make(alarm_kind::up, 60ms, 50ms));
  CAF_CHECK_EQUAL(out.at(2).closes, "");
}

CAF_TEST(an ending has the name of its raising and says what it is called now) {
  take(make(alarm_kind::down, 20ms, 10ms, 3));
  auto up = make(alarm_kind::up, 40ms, 30ms);
  auto facts = *up.container;
  facts.name = "renamed";
  facts.identity = "web";
  up.container = std::make_shared<const container>(facts);
  take(up);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK_EQUAL(out[1].container_name, "web");
  CAF_CHECK_EQUAL(out[1].current_name, "renamed");
}

CAF_TEST(what is adopted waits for its log lines only) {
  builder = alarm_builder{true};
  auto down = make(alarm_kind::down, 20ms, {}, 137);
  down.origin = alarm_origin::adopted;
  take(down);
  CAF_CHECK(out.empty());
  builder.learn_logs("c1", {"bye"}, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].log_lines.size(), 1u);
}

CAF_TEST(what is adopted waits for nothing) {
  auto down = make(alarm_kind::down, 20ms, {}, 137);
  down.origin = alarm_origin::adopted;
  take(down);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].origin == alarm_origin::adopted);
  CAF_CHECK(out[0].state == alarm_state::open);
}

CAF_TEST(each kind has its own ordinals) {
  const auto found = [this](alarm_kind kind) {
    auto t = make(kind, 20ms, 10ms, 1);
    t.origin = alarm_origin::reconciled;
    take(t);
    return out.back().id;
  };
  CAF_CHECK_EQUAL(found(alarm_kind::paused), alarm_id("c1", at(10ms), alarm_kind::paused, 1));
  CAF_CHECK_EQUAL(found(alarm_kind::paused), alarm_id("c1", at(10ms), alarm_kind::paused, 2));
  CAF_CHECK_EQUAL(found(alarm_kind::down), alarm_id("c1", at(10ms), alarm_kind::down, 1));
}

CAF_TEST(what is open is ended by its own kind only) {
  take(make(alarm_kind::unhealthy, 20ms, 10ms));
  take(make(alarm_kind::paused, 30ms, 10ms));
  take(make(alarm_kind::healthy, 40ms, 10ms));
  take(make(alarm_kind::healthy, 41ms, 10ms));
  take(make(alarm_kind::oom, 42ms, 10ms));
  take(make(alarm_kind::down, 50ms, 10ms, 1));
  take(make(alarm_kind::up, 60ms, 55ms));
  take(make(alarm_kind::unpaused, 70ms, 55ms));
  CAF_REQUIRE_EQUAL(out.size(), 8u);
  CAF_CHECK(out[0].state == alarm_state::open);
  CAF_CHECK_EQUAL(out[2].closes, out[0].id);
  CAF_CHECK(out[3].state == alarm_state::event);
  CAF_CHECK(out[4].state == alarm_state::event);
  CAF_CHECK_EQUAL(out[6].closes, out[5].id);
  CAF_CHECK(out[7].state == alarm_state::event); // the pause went with the run it was in
}

CAF_TEST(a pause ends with the down of its run) {
  take(make(alarm_kind::paused, 30ms, 10ms));
  take(make(alarm_kind::down, 50ms, 10ms, 1));
  CAF_REQUIRE_EQUAL(kinds(), "paused down");
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK(out[1].state == alarm_state::open);
  take(make(alarm_kind::down, 60ms, 10ms, 1));
  CAF_CHECK_EQUAL(out[2].closes, "");
}

CAF_TEST(an OOM kill that no event reported is named with the end of a short run) {
  for (const auto exit_code : {0, 1}) {
    auto t = make(alarm_kind::down, 4s, 0ms, exit_code);
    auto c = *t.container;
    c.oom_killed = true;
    t.container = std::make_shared<const container>(c);
    take(t);
    CAF_CHECK(out.back().oom_killed);
    t.time = at(5s); // the kill may have been long before
    take(t);
    CAF_CHECK(!out.back().oom_killed);
  }
}

CAF_TEST(an alarm has the facts of its container) {
  auto t = make(alarm_kind::down, 20ms, 10ms, 1);
  auto c = *t.container;
  c.image = "nginx:1";
  c.image_id = "sha256:1";
  t.container = std::make_shared<const container>(c);
  t.origin = alarm_origin::replayed;
  t.reading = last_reading{};
  take(t);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].origin == alarm_origin::replayed);
  CAF_CHECK(out[0].time == at(20ms));
  CAF_CHECK_EQUAL(out[0].container_id, "c1");
  CAF_CHECK_EQUAL(out[0].container_name, "web");
  CAF_CHECK_EQUAL(out[0].identity, "web");
  CAF_CHECK_EQUAL(out[0].image, "nginx:1");
  CAF_CHECK_EQUAL(out[0].image_id, "sha256:1");
  CAF_CHECK(out[0].reading.has_value());
  CAF_CHECK(out[0].severity == severity::major);
}

CAF_TEST(facts of another run say nothing of this one) {
  auto t = make(alarm_kind::down, 20ms, 10ms);
  take(t);
  auto facts = facts_of(container_status::exited, 12ms);
  facts.exit_code = 7;
  builder.learn(facts, out);
  CAF_CHECK(out.empty());
  facts = facts_of(container_status::running, 10ms); // still up: it has no code yet
  facts.exit_code = 7;
  builder.learn(facts, out);
  CAF_CHECK(out.empty());
  facts = facts_of(container_status::exited, 10ms);
  facts.exit_code = 7;
  facts.oom_killed = true;
  builder.learn(facts, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].exit_code == 7);
}

CAF_TEST(the first deadline is that of what waits longest) {
  take(make(alarm_kind::up, 20ms, {}));
  auto other = make(alarm_kind::up, 10ms, {});
  auto c = *other.container;
  c.id = "c2";
  other.container = std::make_shared<const container>(c);
  now += 100ms;
  take(other);
  CAF_CHECK(builder.next_deadline() == now + 150ms);
  CAF_CHECK(builder.oldest_waiting() == at(10ms));
  builder.expire(now + 150ms, out);
  CAF_CHECK_EQUAL(out.size(), 1u);
  CAF_CHECK(builder.next_deadline() == now + 250ms);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::alarm_builder_test
