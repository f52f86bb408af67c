#define CAF_SUITE model.container_inspection
#include "tests/model/container/table_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace container_inspection_test {

using namespace docker_monitor::model;
using namespace docker_monitor::model::test;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(container_inspection_tests, table_fixture)

CAF_TEST(an inspection of a newer generation does not change the state) {
  apply(event_action::start, 10ms);
  apply(event_action::die, 20ms, 1);
  take();
  table.inspected(running(30ms), at(40ms), changes);
  CAF_CHECK(table.find(id)->status == container_status::exited);
  CAF_CHECK(table.find(id)->exit_code == 1);
}

CAF_TEST(an inspection shows the generation and the facts) {
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

CAF_TEST(a change of health that no event reported is found by an inspection) {
  apply(event_action::start, 10ms);
  auto facts = running(10ms);
  facts.health = "unhealthy"; // so it was when we first looked: nothing new
  table.inspected(facts, at(20ms), changes);
  take();
  facts.health = "healthy";
  table.inspected(facts, at(30ms), changes);
  CAF_CHECK_EQUAL(take(), "healthy/reconciled");
}

CAF_TEST(unhealthy without a failed check is no health) {
  auto facts = running(0ms);
  adopt(facts);
  facts.health = "unhealthy";
  facts.health_unproven = true;
  table.inspected(facts, at(10ms), changes);
  CAF_CHECK_EQUAL(table.find(id)->health, "");
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a check that fails after a pause is found although no event reports it) {
  auto facts = running(0ms);
  facts.health = "healthy";
  adopt(facts);
  table.inspected(facts, at(1ms), changes);
  CAF_CHECK(!table.look_again_after(facts));
  apply(event_action::pause, 10ms);
  take();
  apply(event_action::unpause, 20ms);
  CAF_CHECK_EQUAL(changes.inspect.size(), 1u);
  CAF_CHECK_EQUAL(take(), "unpaused");
  facts.health = "unhealthy";
  facts.health_unproven = true;
  table.inspected(facts, at(30ms), changes);
  CAF_CHECK(table.look_again_after(facts) == 95s);
  table.differences({facts}, false, changes); // on a new connection
  CAF_CHECK_EQUAL(changes.inspect.size(), 1u);
  table.inspected(facts, at(96s), changes);
  CAF_CHECK_EQUAL(take(), "");
  CAF_CHECK_EQUAL(table.find(id)->health, "healthy");
  CAF_CHECK(table.look_again_after(facts) == 95s);
  facts.health_unproven = false;
  table.inspected(facts, at(191s), changes);
  CAF_CHECK_EQUAL(take(), "unhealthy/reconciled");
  CAF_CHECK(!table.look_again_after(facts));
}

CAF_TEST(one that waits for a restart is looked at again) {
  auto facts = exited(0ms, 5ms, 1);
  adopt(facts);
  CAF_CHECK(!table.look_again_after(facts));
  for (const auto status : {container_status::restarting, container_status::removing}) {
    facts.status = status;
    CAF_CHECK(table.look_again_after(facts) == 10s);
  }
  facts.status = container_status::restarting;
  table.differences({facts}, false, changes);
  CAF_CHECK_EQUAL(changes.inspect.size(), 1u);
  facts.id = "c2";
  CAF_CHECK(!table.look_again_after(facts));
}

CAF_TEST(the health of the dead is none) {
  auto sick = exited(10ms, 20ms, 1);
  sick.health = "unhealthy";
  table.adopt({sick}, changes);
  table.inspected(sick, at(25ms), changes);
  CAF_CHECK_EQUAL(table.find(id)->health, "");
  CAF_CHECK_EQUAL(take(), "down/1/adopted");
  apply(event_action::start, 30ms);
  auto fine = running(30ms);
  fine.health = "healthy";
  table.inspected(fine, at(31ms), changes);
  CAF_CHECK_EQUAL(take(), "up");
  apply(event_action::die, 40ms, 1);
  CAF_CHECK_EQUAL(table.find(id)->health, "");
}

CAF_TEST(an inspection fills in the facts of the run) {
  adopt(running(0ms));
  CAF_CHECK_EQUAL(table.take_unsaved().size(), 1u);
  auto facts = running(0ms);
  facts.name = "new";
  facts.image = "nginx:2";
  facts.image_id = "sha256:2";
  facts.labels = {{"a", "b"}};
  facts.network_mode = "host";
  facts.cgroup_parent = "/x";
  facts.restart_count = 5;
  facts.health = "healthy";
  facts.pid = 7;
  facts.configuration = std::make_shared<const container_configuration>();
  table.inspected(facts, at(10ms), changes);
  CAF_REQUIRE_EQUAL(changes.changed.size(), 1u);
  CAF_CHECK_EQUAL(table.take_unsaved().size(), 1u);
  const auto c = changes.changed[0];
  CAF_CHECK_EQUAL(c->name, "new");
  CAF_CHECK_EQUAL(c->image, "nginx:2");
  CAF_CHECK_EQUAL(c->image_id, "sha256:2");
  CAF_CHECK_EQUAL(c->labels.size(), 1u);
  CAF_CHECK_EQUAL(c->network_mode, "host");
  CAF_CHECK_EQUAL(c->cgroup_parent, "/x");
  CAF_CHECK(c->restart_count == 5u);
  CAF_CHECK_EQUAL(c->health, "healthy");
  CAF_CHECK(c->pid == 7);
  CAF_CHECK(c->configuration == facts.configuration);
  facts.id = "c2";
  table.inspected(facts, at(11ms), changes);
  CAF_CHECK_EQUAL(changes.changed.size(), 1u);
}

CAF_TEST(an inspection brings how the run ended) {
  adopt(exited(0ms, 5ms, 1));
  auto facts = exited(0ms, 6ms, 2);
  facts.oom_killed = true;
  facts.status = container_status::dead;
  table.inspected(facts, at(10ms), changes);
  auto c = table.find(id);
  CAF_CHECK(c->status == container_status::dead);
  CAF_CHECK(c->exit_code == 2);
  CAF_CHECK(c->oom_killed);
  CAF_CHECK(c->finished_at == at(6ms));
  facts.finished_at.reset();
  facts.started_at.reset();
  table.inspected(facts, at(11ms), changes);
  c = table.find(id);
  CAF_CHECK(c->finished_at == at(6ms));
  CAF_CHECK(!c->exit_code); // it never ran
  CAF_CHECK(c->started_at == at(0ms));
}

CAF_TEST(an inspection that is behind or ahead of the table leaves the run alone) {
  adopt(running(0ms));
  auto ahead = running(5ms);
  ahead.pid = 9;
  table.inspected(ahead, at(10ms), changes);
  CAF_CHECK(table.find(id)->started_at == at(0ms));
  CAF_CHECK(!table.find(id)->pid);
  auto behind = exited(0ms, 5ms, 1);
  table.inspected(behind, at(10ms), changes);
  CAF_CHECK(table.find(id)->status == container_status::running);
  CAF_CHECK(!table.find(id)->finished_at);
  auto other = running(-5ms);
  other.pid = 8;
  table.inspected(other, at(10ms), changes);
  CAF_CHECK(table.find(id)->started_at == at(0ms));
}

CAF_TEST(one that was only created learns nothing of a run before its start) {
  auto c = running(0ms);
  c.status = container_status::created;
  c.started_at.reset();
  adopt(c);
  const auto ran = exited(5ms, 6ms, 1);
  table.inspected(ran, at(10ms), changes);
  CAF_CHECK(table.find(id)->status == container_status::created);
  CAF_CHECK(!table.find(id)->started_at);
  table.inspected(running(5ms), at(10ms), changes);
  CAF_CHECK(table.find(id)->status == container_status::created);
}

CAF_TEST(health is compared from the second inspection on) {
  adopt(running(0ms));
  auto facts = running(0ms);
  facts.health = "starting";
  table.inspected(facts, at(1ms), changes);
  facts.health = "unhealthy";
  facts.health_output = "no route to db";
  table.inspected(facts, at(2ms), changes);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 1u);
  CAF_CHECK(changes.transitions[0].time == at(2ms));
  CAF_CHECK(changes.transitions[0].probe_output == "no route to db");
  CAF_CHECK_EQUAL(take(), "unhealthy/reconciled");
  table.inspected(facts, at(3ms), changes);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(the health of a paused container is not believed) {
  adopt(running(0ms));
  auto facts = running(0ms);
  facts.health = "healthy";
  table.inspected(facts, at(1ms), changes);
  apply(event_action::pause, 2ms);
  take();
  facts.status = container_status::paused;
  facts.health = "unhealthy";
  table.inspected(facts, at(3ms), changes);
  CAF_CHECK_EQUAL(take(), "");
  CAF_CHECK_EQUAL(table.find(id)->health, "healthy");
  apply(event_action::unpause, 4ms);
  facts.status = container_status::running;
  table.inspected(facts, at(5ms), changes); // no check ran since
  CAF_CHECK_EQUAL(take(), "unpaused");
  table.inspected(facts, at(91s), changes);
  CAF_CHECK_EQUAL(take(), "unhealthy/reconciled");
}

CAF_TEST(bad health from before the first list is adopted) {
  const auto adopts = [this](container c, std::chrono::milliseconds now = 1h) {
    table = {};
    table.adopt({c}, changes);
    take();
    table.inspected(c, at(now), changes);
    auto words = take();
    table.inspected(c, at(now + 1s), changes);
    return words + take();
  };
  auto c = running(0ms);
  CAF_CHECK_EQUAL(adopts(c), "");
  c.health = "unhealthy";
  CAF_CHECK_EQUAL(adopts(c), "unhealthy/adopted");
  c.status = container_status::paused;
  CAF_CHECK_EQUAL(adopts(c), "paused/adopted");
  for (const int code : {0, 130, 137, 143})
    CAF_CHECK_EQUAL(adopts(exited(0ms, 1s, code)), "");
  CAF_CHECK_EQUAL(adopts(exited(0ms, 1s, 3)), "down/3/adopted");
  CAF_CHECK_EQUAL(adopts(exited(0ms, 1s, 3), 25h), "");
  c = exited(0ms, 1s, 3);
  c.restart_policy = "always";
  CAF_CHECK_EQUAL(adopts(c, 25h), "down/3/adopted");
  c.restart_policy = "no";
  CAF_CHECK_EQUAL(adopts(c, 25h), "");
  c = exited(0ms, 1s, 137);
  c.oom_killed = true;
  CAF_CHECK_EQUAL(adopts(c), "down/137/adopted");
  for (const int code : {0, 130, 143}) { // a child ran out of memory
    c.exit_code = code;
    CAF_CHECK_EQUAL(adopts(c), "");
  }
  c.exit_code = 3;
  CAF_CHECK_EQUAL(adopts(c), "down/3/adopted");
  for (const auto status : {container_status::restarting, container_status::dead}) {
    c = exited(0ms, 1s, 0);
    c.status = status;
    CAF_CHECK_EQUAL(adopts(c, 48h), "down/0/adopted");
  }
  c.status = container_status::created;
  CAF_CHECK_EQUAL(adopts(c), "");
}

CAF_TEST(an adopted one that got well is new) {
  auto c = running(0ms);
  c.health = "unhealthy";
  table.adopt({c}, changes);
  table.inspected(c, at(1ms), changes);
  take();
  c.health = "healthy";
  table.inspected(c, at(2ms), changes);
  CAF_CHECK_EQUAL(take(), "healthy/reconciled");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace container_inspection_test
