#define CAF_SUITE model.alarm_folding
#include "model/alarm/alarm_folding.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::alarm_folding_test {

// Inside the namespace, since ::alarm is a function of unistd.h.
using namespace std::chrono_literals;

namespace {

engine_time at(std::chrono::milliseconds ms) {
  return engine_time{1'000'000s + ms};
}

container facts_of(container_status status, std::optional<std::chrono::milliseconds> started) {
  container c;
  c.id = "c1";
  c.name = "web";
  c.status = status;
  if (started)
    c.started_at = at(*started);
  return c;
}

transition make(
    alarm_kind kind, std::chrono::milliseconds time,
    std::optional<std::chrono::milliseconds> started, std::optional<int> exit_code = {}) {
  transition t;
  t.kind = kind;
  t.time = at(time);
  const bool down = kind == alarm_kind::down;
  t.container = std::make_shared<const container>(
      facts_of(down ? container_status::exited : container_status::running, started));
  t.exit_code = exit_code;
  return t;
}

struct fixture {
  alarm_folding folding;
  std::vector<alarm> out;
  alarm_folding::instant now{1s};

  void take(const transition& t) { folding.take(t, now, out); }

  std::string kinds() const {
    std::string words;
    for (const auto& a : out)
      words += (words.empty() ? "" : " ") + std::string{to_string(a.kind)};
    return words;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarm_folding_tests, fixture)

CAF_TEST(a complete transition is an alarm at once) {
  take(make(alarm_kind::down, 20ms, 10ms, 3));
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].exit_code == 3);
  CAF_CHECK(out[0].cause == down_cause::crashed);
  CAF_CHECK(out[0].state == alarm_state::open);
  CAF_CHECK(!folding.next_deadline());
}

CAF_TEST(an id does not depend on what inspections told in time) {
  auto up = make(alarm_kind::up, 20ms, {});
  up.generation = at(20ms);
  take(up);
  folding.learn(facts_of(container_status::running, 19ms), out);
  alarm_folding another;
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
  CAF_CHECK(folding.next_deadline() == now + 250ms);
  auto facts = facts_of(container_status::running, 10ms);
  facts.image_id = "sha256:1";
  folding.learn(facts, out);
  CAF_CHECK_EQUAL(kinds(), "up paused");
  CAF_CHECK_EQUAL(out[0].image_id, "sha256:1");
  CAF_CHECK(!folding.next_deadline());
}

CAF_TEST(after the patience an alarm goes without the facts) {
  take(make(alarm_kind::up, 20ms, {}));
  folding.expire(now + 249ms, out);
  CAF_CHECK_EQUAL(out.size(), 0u);
  folding.expire(now + 250ms, out);
  CAF_CHECK_EQUAL(kinds(), "up");
}

CAF_TEST(a generation that began later does not name this one) {
  take(make(alarm_kind::up, 20ms, {}));
  folding.learn(facts_of(container_status::running, 25ms), out);
  CAF_CHECK_EQUAL(out.size(), 0u);
}

CAF_TEST(the downs of a fast loop keep their ids apart) {
  take(make(alarm_kind::up, 20ms, {}));
  take(make(alarm_kind::down, 21ms, {}, 1));
  take(make(alarm_kind::up, 30ms, {}));
  take(make(alarm_kind::down, 31ms, {}, 1));
  auto facts = facts_of(container_status::exited, 29ms); // of the second run
  facts.finished_at = at(31ms);
  folding.learn(facts, out);
  folding.expire(now + 250ms, out);
  CAF_CHECK_EQUAL(kinds(), "up down up down");
  CAF_CHECK_NOT_EQUAL(out[1].id, out[3].id);
  CAF_CHECK_EQUAL(out[3].id, alarm_id("c1", at(31ms), alarm_kind::down, 0));
}

CAF_TEST(a kill by nobody waits for the word on memory) {
  take(make(alarm_kind::down, 20ms, 10ms, 137));
  CAF_CHECK_EQUAL(out.size(), 0u);
  auto facts = facts_of(container_status::exited, 10ms);
  facts.finished_at = at(20ms);
  facts.oom_killed = true;
  folding.learn(facts, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].cause == down_cause::oom);
}

CAF_TEST(log lines are awaited behind the inspection) {
  folding = alarm_folding{true};
  take(make(alarm_kind::down, 20ms, 10ms, 137));
  auto facts = facts_of(container_status::exited, 10ms);
  facts.finished_at = at(20ms);
  folding.learn(facts, out);
  CAF_CHECK_EQUAL(out.size(), 0u);
  folding.learn_logs("c1", {"bye"}, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].log_lines.size(), 1u);
}

CAF_TEST(a kill by nobody that was no oom is a crash) {
  take(make(alarm_kind::down, 20ms, 10ms, 137));
  auto facts = facts_of(container_status::exited, 10ms);
  facts.finished_at = at(20ms);
  folding.learn(facts, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].cause == down_cause::crashed);
}

CAF_TEST(a removed container holds nothing back) {
  take(make(alarm_kind::up, 20ms, {}));
  take(make(alarm_kind::down, 21ms, {}, 0));
  folding.forget("c1", out);
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

CAF_TEST(causes follow the evidence) {
  auto t = make(alarm_kind::down, 20ms, 10ms, 137);
  CAF_CHECK(classify(t) == down_cause::crashed);
  t.oom_seen = true;
  CAF_CHECK(classify(t) == down_cause::oom);
  t.stop_requested = true;
  CAF_CHECK(classify(t) == down_cause::stopped);
  t.stop_requested = false;
  t.exit_code = 0;
  CAF_CHECK(classify(t) == down_cause::exited);
  t.exit_code.reset();
  CAF_CHECK(!classify(t));
  t.engine_gone = true;
  CAF_CHECK(classify(t) == down_cause::engine);
}

CAF_TEST(the successor of a removed container ends what that left open) {
  auto old = make(alarm_kind::down, 20ms, 10ms, 3);
  auto facts = *old.container;
  facts.image = "nginx:1";
  old.container = std::make_shared<const container>(facts);
  take(old);
  folding.forget("c1", out);
  auto successor = make(alarm_kind::up, 40ms, 30ms);
  facts = *successor.container;
  facts.id = "c2";
  facts.image = "nginx:2";
  successor.container = std::make_shared<const container>(facts);
  take(successor);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK_EQUAL(out[1].closes_image, "nginx:1");
  CAF_CHECK(out[1].state == alarm_state::closed);
}

CAF_TEST(a restart of ours gives the same ids and goes on counting) {
  take(make(alarm_kind::paused, 20ms, 10ms));
  const auto states = folding.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  auto next = alarm_folding{};
  CAF_REQUIRE(next.restore(states[0]));
  const auto again = make(alarm_kind::paused, 40ms, 10ms);
  take(again);
  next.take(again, now, out);
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  CAF_CHECK_EQUAL(out[2].id, out[1].id);
  CAF_CHECK(out[1].id != out[0].id);
  next.take(make(alarm_kind::unpaused, 50ms, 10ms), now, out);
  CAF_CHECK_EQUAL(out[3].closes, out[2].id);
  CAF_CHECK(!next.restore({alarm_folding::area, "c1", "7"}));
}

CAF_TEST(a container whose alarms wait is not saved before they are out) {
  take(make(alarm_kind::up, 20ms, {}));
  CAF_CHECK(folding.waits_for("c1"));
  CAF_CHECK(folding.take_unsaved().empty());
  CAF_CHECK(folding.oldest_waiting() == at(20ms));
  folding.learn(facts_of(container_status::running, 10ms), out);
  CAF_CHECK_EQUAL(folding.take_unsaved().size(), 1u);
  CAF_CHECK(!folding.oldest_waiting());
}

CAF_TEST(a down waits for its log lines where they are wanted) {
  folding = alarm_folding{true};
  take(make(alarm_kind::down, 20ms, 10ms, 3));
  CAF_CHECK(out.empty());
  folding.learn_logs("c1", {"last words"}, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].log_lines.at(0), "last words");
  take(make(alarm_kind::down, 40ms, 30ms, 3));
  folding.expire(now + 250ms, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].log_lines.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::alarm_folding_test
