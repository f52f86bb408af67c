#define CAF_SUITE model.container_reconciliation
#include "tests/model/container/table_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace container_reconciliation_test {

using namespace docker_monitor::model;
using namespace docker_monitor::model::test;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(container_reconciliation_tests, table_fixture)

CAF_TEST(a difference is found only where a transition was missed) {
  adopt(running(0ms));
  CAF_CHECK(table.differences({running(0ms)}, false, changes).empty());
  CAF_CHECK_EQUAL(table.differences({running(0ms)}, true, changes).size(), 1u);
  CAF_CHECK_EQUAL(table.differences({exited(0ms, 5ms, 1)}, false, changes).size(), 1u);
  CAF_CHECK_EQUAL(table.differences({}, false, changes).size(), 1u);
}

CAF_TEST(state words without a transition are taken from the list) {
  adopt(exited(0ms, 5ms, 1));
  auto c = exited(0ms, 5ms, 1);
  c.status = container_status::dead;
  CAF_CHECK(table.differences({c}, false, changes).empty());
  CAF_CHECK(table.find(id)->status == container_status::dead);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a missed death is reconciled with its exit code and time) {
  adopt(running(0ms));
  const auto theirs = exited(0ms, 500ms, 3);
  CAF_CHECK(table.disagrees(id, &theirs));
  table.reconcile(id, &theirs, at(9000ms), true, changes);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 1u);
  CAF_CHECK(changes.transitions[0].time == at(500ms));
  CAF_CHECK_EQUAL(take(), "down/3/engine/reconciled");
  CAF_CHECK(!table.disagrees(id, &theirs));
  apply(event_action::die, 500ms, 3, alarm_origin::replayed);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a missed restart is a down and an up) {
  adopt(running(0ms));
  const auto theirs = running(700ms);
  table.reconcile(id, &theirs, at(9000ms), false, changes);
  CAF_CHECK_EQUAL(take(), "down/reconciled up/reconciled");
  apply(event_action::start, 701ms);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a life nobody saw is an up and a down) {
  const auto theirs = exited(100ms, 200ms, 4);
  table.reconcile(id, &theirs, at(9000ms), false, changes);
  CAF_CHECK_EQUAL(take(), "up/reconciled down/4/reconciled");
}

CAF_TEST(a container that was created only is no transition) {
  auto c = running(0ms);
  c.status = container_status::created;
  c.started_at.reset();
  table.reconcile(id, &c, at(9000ms), false, changes);
  CAF_CHECK_EQUAL(changes.changed.size(), 1u);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a container that is gone went down if it was up) {
  adopt(running(0ms));
  table.reconcile(id, nullptr, at(9000ms), false, changes);
  CAF_CHECK_EQUAL(changes.removed.size(), 1u);
  CAF_CHECK_EQUAL(take(), "down/reconciled");
  CAF_CHECK_EQUAL(table.size(), 0u);
}

CAF_TEST(missed pauses are reconciled) {
  adopt(running(0ms));
  auto theirs = running(0ms);
  theirs.status = container_status::paused;
  table.reconcile(id, &theirs, at(1ms), false, changes);
  CAF_CHECK_EQUAL(take(), "paused/reconciled");
  theirs.status = container_status::running;
  table.reconcile(id, &theirs, at(2ms), false, changes);
  CAF_CHECK_EQUAL(take(), "unpaused/reconciled");
}

CAF_TEST(an inspection of a newer generation does not change the state) {
  apply(event_action::start, 10ms);
  apply(event_action::die, 20ms, 1);
  take();
  table.inspected(running(30ms), at(40ms), changes);
  CAF_CHECK(table.find(id)->status == container_status::exited);
  CAF_CHECK(table.find(id)->exit_code == 1);
}

CAF_TEST(an inspection tells the generation and the facts) {
  apply(event_action::start, 10ms);
  auto facts = running(9ms);
  facts.image_id = "sha256:1";
  facts.pid = 42;
  table.inspected(facts, at(400ms), changes);
  const auto c = table.find(id);
  CAF_CHECK(c->started_at == at(9ms));
  CAF_CHECK_EQUAL(c->image_id, "sha256:1");
  CAF_CHECK(c->pid == 42);
}

CAF_TEST(a change of health that no event told is found by an inspection) {
  apply(event_action::start, 10ms);
  auto facts = running(10ms);
  facts.health = "unhealthy"; // so it was when we first looked: no news
  table.inspected(facts, at(20ms), changes);
  take();
  facts.health = "healthy";
  table.inspected(facts, at(30ms), changes);
  CAF_CHECK_EQUAL(take(), "healthy/reconciled");
}

CAF_TEST(the health of the dead is none) {
  auto sick = exited(10ms, 20ms, 1);
  sick.health = "unhealthy";
  table.adopt({sick}, changes);
  table.inspected(sick, at(25ms), changes);
  CAF_CHECK_EQUAL(table.find(id)->health, "");
  apply(event_action::start, 30ms);
  auto fine = running(30ms);
  fine.health = "healthy";
  table.inspected(fine, at(31ms), changes);
  CAF_CHECK_EQUAL(take(), "up");
  apply(event_action::die, 40ms, 1);
  CAF_CHECK_EQUAL(table.find(id)->health, "");
}

CAF_TEST(a generation that was found has the name the engine gave it) {
  table.adopt({running(5ms)}, changes);
  const auto found = running(60ms);
  table.reconcile(id, &found, at(70ms), false, changes);
  apply(event_action::start, 61ms, {}, alarm_origin::replayed);
  apply(event_action::die, 80ms, 1);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 3u);
  CAF_CHECK(changes.transitions[0].generation == at(5ms));
  CAF_CHECK(changes.transitions[1].generation == at(60ms));
  CAF_CHECK(changes.transitions[2].generation == at(60ms));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace container_reconciliation_test
