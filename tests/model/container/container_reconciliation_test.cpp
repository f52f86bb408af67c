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

CAF_TEST(a down that an inspection found has the output of the last check) {
  auto facts = exited(0ms, 5ms, 1);
  facts.health_output = "no route to db";
  adopt(running(0ms));
  table.reconcile(id, &facts, at(9ms), false, changes);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 1u);
  CAF_CHECK(changes.transitions[0].probe_output == "no route to db");
  take();
  facts.started_at = at(6ms);
  facts.finished_at = at(8ms);
  table.reconcile(id, &facts, at(9ms), false, changes);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 2u);
  CAF_CHECK(changes.transitions[1].probe_output == "no route to db");
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

CAF_TEST(pauses and names in a list are differences or taken over) {
  adopt(running(0ms));
  auto theirs = running(0ms);
  theirs.status = container_status::paused;
  CAF_CHECK_EQUAL(table.differences({theirs}, false, changes).size(), 1u);
  CAF_CHECK(changes.changed.empty());
  theirs.status = container_status::running;
  theirs.name = "renamed";
  CAF_CHECK(table.differences({theirs}, false, changes).empty());
  CAF_CHECK_EQUAL(changes.changed.size(), 1u);
  CAF_CHECK_EQUAL(table.find(id)->name, "renamed");
  theirs.id = "c2";
  CAF_CHECK_EQUAL(table.differences({theirs}, false, changes).size(), 2u);
}

CAF_TEST(a list that agrees changes nothing) {
  adopt(running(0ms));
  CAF_CHECK_EQUAL(table.take_unsaved().size(), 1u);
  table.differences({running(0ms)}, false, changes);
  CAF_CHECK(changes.changed.empty());
  CAF_CHECK(table.take_unsaved().empty());
}

CAF_TEST(table and engine disagree about what is up and since when) {
  const auto theirs = running(0ms);
  CAF_CHECK(table.disagrees(id, &theirs));
  CAF_CHECK(!table.disagrees(id, nullptr));
  adopt(running(0ms));
  CAF_CHECK(!table.disagrees(id, &theirs));
  CAF_CHECK(table.disagrees(id, nullptr));
  auto paused = running(0ms);
  paused.status = container_status::paused;
  CAF_CHECK(table.disagrees(id, &paused));
  const auto later = running(1ms);
  CAF_CHECK(table.disagrees(id, &later));
  const auto earlier = running(-1ms);
  CAF_CHECK(!table.disagrees(id, &earlier));
  auto unknown = running(0ms);
  unknown.started_at.reset();
  CAF_CHECK(!table.disagrees(id, &unknown));
}

CAF_TEST(two states in which nothing runs do not disagree) {
  adopt(exited(0ms, 5ms, 1));
  auto theirs = exited(0ms, 5ms, 1);
  theirs.status = container_status::dead;
  CAF_CHECK(!table.disagrees(id, &theirs));
  const auto another_run = exited(1ms, 5ms, 1);
  CAF_CHECK(table.disagrees(id, &another_run));
}

CAF_TEST(what agrees is not reconciled) {
  adopt(running(0ms));
  const auto theirs = running(0ms);
  table.reconcile(id, &theirs, at(9000ms), true, changes);
  CAF_CHECK(changes.changed.empty());
  CAF_CHECK_EQUAL(take(), "");
  table.reconcile("c2", nullptr, at(9000ms), true, changes);
  CAF_CHECK(changes.removed.empty());
}

CAF_TEST(what was asked for is no work of the engine) {
  adopt(running(0ms));
  apply(event_action::stop, 10ms);
  take();
  const auto theirs = exited(0ms, 500ms, 0);
  table.reconcile(id, &theirs, at(9000ms), true, changes);
  CAF_CHECK_EQUAL(take(), "down/0/asked/reconciled");
  table = {};
  adopt(running(0ms));
  apply(event_action::kill, 10ms, 9);
  const auto killed = exited(0ms, 500ms, 137);
  table.reconcile(id, &killed, at(9000ms), true, changes);
  CAF_CHECK_EQUAL(take(), "down/137/asked/reconciled");
  table = {};
  adopt(running(0ms));
  apply(event_action::kill, 10ms, 1);
  table.reconcile(id, &killed, at(9000ms), false, changes);
  CAF_CHECK_EQUAL(take(), "down/137/reconciled");
}

CAF_TEST(one that is gone went with the engine or because that was asked for) {
  adopt(running(0ms));
  table.reconcile(id, nullptr, at(9000ms), true, changes);
  CAF_CHECK(changes.transitions[0].time == at(9000ms));
  CAF_CHECK(!changes.transitions[0].exit_code);
  CAF_CHECK(changes.transitions[0].container->status == container_status::exited);
  CAF_CHECK_EQUAL(take(), "down/engine/reconciled");
  auto c2 = running(0ms);
  c2.id = "c2";
  adopt(c2);
  event stop;
  stop.container_id = "c2";
  stop.action = event_action::stop;
  stop.time = at(10ms);
  table.apply(stop, alarm_origin::live, changes);
  table.reconcile("c2", nullptr, at(9000ms), true, changes);
  CAF_CHECK_EQUAL(take(), "down/asked/reconciled");
}

CAF_TEST(one that is gone and was down makes no transition) {
  adopt(exited(0ms, 5ms, 1));
  table.reconcile(id, nullptr, at(9000ms), false, changes);
  CAF_CHECK_EQUAL(changes.removed.size(), 1u);
  CAF_CHECK_EQUAL(take(), "");
  apply(event_action::start, 10ms, {}, alarm_origin::replayed); // its id is never used again
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a missed restart ends the old run without a code before the new one) {
  adopt(running(0ms));
  const auto theirs = running(700ms);
  table.reconcile(id, &theirs, at(9000ms), true, changes);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 2u);
  const auto& down = changes.transitions[0];
  CAF_CHECK(down.time == at(700ms));
  CAF_CHECK(!down.exit_code);
  CAF_CHECK(down.engine_gone);
  CAF_CHECK(down.container->started_at == at(0ms));
  CAF_CHECK(changes.transitions[1].time == at(700ms));
  CAF_CHECK(!changes.transitions[1].engine_gone);
  CAF_CHECK_EQUAL(changes.changed.size(), 1u);
}

CAF_TEST(a missed restart of a stopped container is an up only) {
  adopt(exited(0ms, 5ms, 1));
  const auto theirs = running(700ms);
  table.reconcile(id, &theirs, at(9000ms), false, changes);
  CAF_CHECK_EQUAL(take(), "up/reconciled");
  CAF_CHECK(table.find(id)->status == container_status::running);
}

CAF_TEST(a missed run of a stopped container is an up and a down with its code) {
  adopt(exited(0ms, 5ms, 1));
  const auto theirs = exited(700ms, 800ms, 7);
  table.reconcile(id, &theirs, at(9000ms), false, changes);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 2u);
  CAF_CHECK(is_up(changes.transitions[0].container->status));
  CAF_CHECK(!changes.transitions[0].container->exit_code);
  CAF_CHECK(changes.transitions[1].time == at(800ms));
  CAF_CHECK_EQUAL(take(), "up/reconciled down/7/reconciled");
}

CAF_TEST(a run that was missed as a whole ends the one before and then itself) {
  adopt(running(0ms));
  const auto theirs = exited(700ms, 800ms, 7);
  table.reconcile(id, &theirs, at(9000ms), false, changes);
  CAF_CHECK_EQUAL(take(), "down/reconciled up/reconciled down/7/reconciled");
}

CAF_TEST(an OOM kill explains an end that a comparison found) {
  adopt(running(0ms));
  apply(event_action::oom, 10ms);
  const auto theirs = exited(0ms, 8s, 137);
  table.reconcile(id, &theirs, at(9s), false, changes);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 2u);
  CAF_CHECK(is_oom_death(changes.transitions[1]));
  CAF_CHECK_EQUAL(take(), "oom down/137/reconciled");
}

CAF_TEST(what was asked for in the run before is not asked for in the next) {
  adopt(running(0ms));
  apply(event_action::oom, 10ms);
  apply(event_action::kill, 11ms, 9);
  take();
  const auto theirs = running(700ms);
  table.reconcile(id, &theirs, at(800ms), false, changes);
  CAF_CHECK_EQUAL(take(), "down/asked/reconciled up/reconciled");
  apply(event_action::die, 900ms, 137);
  CAF_CHECK_EQUAL(take(), "down/137");
}

CAF_TEST(a restart into a pause is all of it) {
  adopt(running(0ms));
  auto theirs = running(700ms);
  theirs.status = container_status::paused;
  table.reconcile(id, &theirs, at(800ms), false, changes);
  CAF_CHECK_EQUAL(take(), "down/reconciled up/reconciled paused/reconciled");
}

CAF_TEST(a paused container that died was not unpaused) {
  auto ours = running(0ms);
  ours.status = container_status::paused;
  adopt(ours);
  const auto theirs = exited(0ms, 500ms, 3);
  table.reconcile(id, &theirs, at(800ms), false, changes);
  CAF_CHECK_EQUAL(take(), "down/3/reconciled");
}

CAF_TEST(a paused container that was started again is not unpaused) {
  auto ours = running(0ms);
  ours.status = container_status::paused;
  adopt(ours);
  const auto theirs = running(700ms);
  table.reconcile(id, &theirs, at(800ms), false, changes);
  CAF_CHECK_EQUAL(take(), "down/reconciled up/reconciled");
}

CAF_TEST(what the engine says of the health of a paused container is not taken) {
  auto facts = running(0ms);
  facts.health = "healthy";
  adopt(facts);
  table.inspected(facts, at(1ms), changes);
  take();
  facts.status = container_status::paused;
  facts.health = "unhealthy";
  table.inspected(facts, at(10ms), changes);
  table.reconcile(id, &facts, at(11ms), false, changes);
  CAF_CHECK_EQUAL(take(), "paused/reconciled");
  CAF_CHECK_EQUAL(table.find(id)->health, "healthy");
  facts.status = container_status::running;
  table.inspected(facts, at(20ms), changes);
  table.reconcile(id, &facts, at(21ms), false, changes);
  table.inspected(facts, at(22ms), changes);
  CAF_CHECK_EQUAL(take(), "unpaused/reconciled");
  CAF_CHECK_EQUAL(table.find(id)->health, "healthy");
  table.inspected(facts, at(92s), changes); // a check has failed since
  CAF_CHECK_EQUAL(take(), "unhealthy/reconciled");
}

CAF_TEST(what is reconciled as dead has no health) {
  adopt(running(0ms));
  auto theirs = exited(0ms, 500ms, 3);
  theirs.health = "unhealthy";
  table.reconcile(id, &theirs, at(800ms), false, changes);
  CAF_CHECK_EQUAL(table.find(id)->health, "");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace container_reconciliation_test
