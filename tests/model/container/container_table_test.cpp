#define CAF_SUITE model.container_table
#include "tests/model/container/table_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace container_table_test {

using namespace docker_monitor::model;
using namespace docker_monitor::model::test;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(container_table_tests, table_fixture)

CAF_TEST(the first list makes no transitions) {
  table.adopt({running(0ms)}, changes);
  CAF_CHECK_EQUAL(changes.changed.size(), 1u);
  CAF_CHECK_EQUAL(changes.inspect.size(), 1u);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a life is up and down) {
  apply(event_action::create, 0ms);
  apply(event_action::start, 10ms);
  apply(event_action::die, 20ms, 3);
  CAF_CHECK_EQUAL(take(), "up down/3");
  apply(event_action::destroy, 30ms);
  CAF_CHECK_EQUAL(changes.removed.size(), 1u);
  CAF_CHECK_EQUAL(take(), "");
  CAF_CHECK_EQUAL(table.size(), 0u);
}

CAF_TEST(a second die in one generation changes nothing) {
  adopt(running(0ms));
  apply(event_action::die, 20ms, 1);
  apply(event_action::die, 21ms, 1);
  CAF_CHECK_EQUAL(take(), "down/1");
}

CAF_TEST(pause and unpause are transitions of an up container) {
  adopt(running(0ms));
  apply(event_action::pause, 10ms);
  apply(event_action::pause, 11ms);
  CAF_CHECK_EQUAL(take(), "paused");
  CAF_CHECK(table.find(id)->status == container_status::paused);
  apply(event_action::unpause, 20ms);
  CAF_CHECK_EQUAL(take(), "unpaused");
}

CAF_TEST(a start whose die was lost is a down and an up) {
  apply(event_action::start, 10ms);
  apply(event_action::start, 20ms);
  CAF_CHECK_EQUAL(take(), "up down/reconciled up");
}

CAF_TEST(the start event of an adopted generation is nothing new) {
  adopt(running(0ms));
  apply(event_action::start, 1ms);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a replay of what is known changes nothing) {
  apply(event_action::start, 10ms);
  apply(event_action::die, 20ms, 1);
  take();
  apply(event_action::start, 10ms, {}, alarm_origin::replayed);
  apply(event_action::die, 20ms, 1, alarm_origin::replayed);
  CAF_CHECK_EQUAL(take(), "");
  apply(event_action::start, 30ms, {}, alarm_origin::replayed);
  CAF_CHECK_EQUAL(take(), "up/replayed");
}

CAF_TEST(a destroy of an up container shows that its die was lost) {
  adopt(running(0ms));
  apply(event_action::destroy, 10ms);
  CAF_CHECK_EQUAL(take(), "down/reconciled");
}

CAF_TEST(a label called exitCode is not taken for the exit code) {
  auto c = running(0ms);
  c.labels["exitCode"] = "0";
  adopt(c);
  apply(event_action::die, 10ms, 0);
  CAF_CHECK_EQUAL(take(), "down");
}

CAF_TEST(health and lack of memory are transitions) {
  apply(event_action::start, 10ms);
  take();
  const auto health = [&](const char* word, std::chrono::milliseconds when) {
    event e;
    e.container_id = id;
    e.action = event_action::health_status;
    e.health = word;
    e.time = at(when);
    table.apply(e, alarm_origin::live, changes);
  };
  health("healthy", 20ms);
  CAF_CHECK_EQUAL(take(), "");
  health("unhealthy", 30ms);
  health("unhealthy", 40ms);
  CAF_CHECK_EQUAL(take(), "unhealthy");
  health("starting", 45ms);
  CAF_CHECK_EQUAL(take(), "");
  health("healthy", 50ms);
  CAF_CHECK_EQUAL(take(), "healthy");
  apply(event_action::oom, 60ms);
  apply(event_action::oom, 61ms);
  CAF_CHECK_EQUAL(take(), "oom");
}

CAF_TEST(what was reported of a removed container is nothing new a second time) {
  apply(event_action::start, 10ms);
  apply(event_action::die, 20ms, 1);
  apply(event_action::destroy, 30ms);
  take();
  container_table next;
  for (const auto& state : table.take_unsaved())
    CAF_REQUIRE(next.restore(state));
  table = next;
  CAF_CHECK_EQUAL(table.size(), 0u);
  for (const auto origin : {alarm_origin::replayed, alarm_origin::live}) {
    apply(event_action::start, 10ms, {}, origin);
    apply(event_action::die, 20ms, 1, origin);
    apply(event_action::destroy, 30ms, {}, origin);
  }
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(nobody remembers the removed for ever) {
  apply(event_action::start, 10ms);
  apply(event_action::destroy, 30ms);
  event e;
  e.container_id = "c2";
  e.action = event_action::start;
  e.time = at(1ms);
  table.apply(e, alarm_origin::live, changes);
  CAF_CHECK_EQUAL(table.take_unsaved().size(), 2u);
  e.action = event_action::destroy;
  e.time = at(5min);
  table.apply(e, alarm_origin::live, changes);
  for (const auto& state : table.take_unsaved())
    CAF_CHECK_EQUAL(state.text.empty(), state.key == id);
}

CAF_TEST(what was saved goes on where it was) {
  apply(event_action::start, 10ms);
  table.inspected(running(10ms), at(11ms), changes);
  apply(event_action::kill, 20ms, 9);
  container_table next;
  const auto states = table.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  CAF_CHECK(table.take_unsaved().empty());
  CAF_REQUIRE(next.restore(states[0]));
  table = next;
  take();
  apply(event_action::kill, 20ms, 9, alarm_origin::replayed); // known
  apply(event_action::die, 30ms, 137, alarm_origin::replayed);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 1u);
  CAF_CHECK(changes.transitions[0].stop_requested);
  CAF_CHECK(changes.transitions[0].container->started_at == at(10ms));
  apply(event_action::destroy, 40ms);
  CAF_CHECK(table.take_unsaved().at(0).text.starts_with("{\"gone\":"));
  CAF_CHECK(!next.restore({container_table::area, id, "[]"}));
}

CAF_TEST(each event names what must be inspected) {
  apply(event_action::create, 1ms);
  CAF_CHECK_EQUAL(changes.changed.size(), 1u);
  CAF_CHECK_EQUAL(changes.inspect.size(), 1u);
  apply(event_action::start, 10ms);
  CAF_CHECK_EQUAL(changes.changed.size(), 2u);
  CAF_CHECK_EQUAL(changes.inspect.size(), 2u);
  apply(event_action::update, 11ms);
  CAF_CHECK_EQUAL(changes.changed.size(), 2u);
  CAF_CHECK_EQUAL(changes.inspect.size(), 3u);
  apply(event_action::rename, 12ms);
  CAF_CHECK_EQUAL(changes.changed.size(), 3u);
  CAF_CHECK_EQUAL(changes.inspect.size(), 4u);
  apply(event_action::pause, 13ms);
  CAF_CHECK_EQUAL(changes.changed.size(), 4u);
  CAF_CHECK_EQUAL(changes.inspect.size(), 4u);
  apply(event_action::die, 20ms, 1);
  CAF_CHECK_EQUAL(changes.changed.size(), 5u);
  CAF_CHECK_EQUAL(changes.inspect.size(), 5u);
  apply(event_action::stop, 21ms);
  CAF_CHECK(changes.confirm.empty());
  CAF_CHECK(table.last_event(id) == at(21ms));
  CAF_CHECK(table.last_event("c2") == engine_time{});
  CAF_CHECK(!table.find("c2"));
}

CAF_TEST(a pause that does not fit the state is looked at) {
  adopt(exited(0ms, 5ms, 1));
  apply(event_action::pause, 10ms);
  CAF_CHECK_EQUAL(changes.confirm.size(), 1u);
  apply(event_action::unpause, 11ms);
  CAF_CHECK_EQUAL(changes.confirm.size(), 2u);
  CAF_CHECK_EQUAL(take(), "");
  table = {};
  adopt(running(0ms));
  apply(event_action::unpause, 10ms); // it is what the event says
  CAF_CHECK(changes.confirm.empty());
}

CAF_TEST(a start clears what was of the run before) {
  auto c = exited(0ms, 5ms, 1);
  c.oom_killed = true;
  c.health = "unhealthy";
  c.pid = 4;
  adopt(c);
  apply(event_action::oom, 8ms);
  apply(event_action::kill, 9ms, 9);
  apply(event_action::start, 10ms);
  const auto started = table.find(id);
  CAF_CHECK(started->status == container_status::running);
  CAF_CHECK(!started->started_at);
  CAF_CHECK(!started->exit_code);
  CAF_CHECK(!started->oom_killed);
  CAF_CHECK(!started->pid);
  CAF_CHECK_EQUAL(started->health, "");
  take();
  apply(event_action::die, 20ms, 137);
  CAF_CHECK_EQUAL(take(), "down/137");
}

CAF_TEST(a die of a container that was only seen to be made is a death) {
  apply(event_action::create, 1ms);
  apply(event_action::die, 20ms, 127);
  CAF_CHECK_EQUAL(take(), "down/127");
  CAF_CHECK(table.find(id)->finished_at == at(20ms));
  apply(event_action::die, 21ms, 127);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(the check that fails while paused is nothing new) {
  adopt(running(0ms));
  apply(event_action::pause, 10ms);
  event e;
  e.container_id = id;
  e.action = event_action::health_status;
  e.health = "unhealthy";
  e.time = at(20ms);
  table.apply(e, alarm_origin::live, changes);
  CAF_CHECK_EQUAL(take(), "paused");
}

CAF_TEST(an unhealthy one that was down for long starts again) {
  auto sick = running(0ms);
  adopt(sick);
  sick.health = "unhealthy";
  const auto report = [&](std::chrono::milliseconds when, const char* health) {
    event e;
    e.container_id = id;
    e.action = event_action::health_status;
    e.health = health;
    e.time = at(when);
    table.apply(e, alarm_origin::live, changes);
  };
  report(10ms, "unhealthy");
  apply(event_action::die, 20ms, 1);
  apply(event_action::start, 9s);
  report(10s, "unhealthy"); // a restart in between does not flap
  CAF_CHECK_EQUAL(take(), "unhealthy down/1 up");
  apply(event_action::die, 20s, 1);
  apply(event_action::start, 31s);
  report(32s, "unhealthy");
  CAF_CHECK_EQUAL(take(), "down/1 up unhealthy");
}

CAF_TEST(sizes are shown and kept and no transition) {
  adopt(running(0ms));
  disk_usage usage;
  usage.containers["c1"] = {7, 9};
  usage.containers["other"] = {1, 1};
  table.take_sizes(usage, changes);
  CAF_CHECK_EQUAL(changes.changed.size(), 1u);
  table.take_sizes(usage, changes);
  CAF_CHECK_EQUAL(changes.changed.size(), 1u); // nothing new
  table.inspected(running(0ms), at(1ms), changes);
  CAF_CHECK(table.find(id)->size.rw_bytes == 7u);
  CAF_CHECK(table.find(id)->size.root_fs_bytes == 9u);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(what is replayed from before the run is nothing new) {
  adopt(running(100ms));
  apply(event_action::die, 50ms, 1, alarm_origin::replayed);
  CAF_CHECK_EQUAL(take(), "");
  apply(event_action::die, 100ms, 1, alarm_origin::replayed);
  CAF_CHECK_EQUAL(take(), "down/1/replayed");
}

CAF_TEST(the removed are remembered for two minutes) {
  apply(event_action::start, 10ms);
  apply(event_action::destroy, 0ms);
  event e;
  e.container_id = "c2";
  e.action = event_action::create;
  table.apply(e, alarm_origin::live, changes);
  e.action = event_action::destroy;
  e.time = at(2min);
  table.apply(e, alarm_origin::live, changes);
  take();
  apply(event_action::start, 10ms);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace container_table_test
