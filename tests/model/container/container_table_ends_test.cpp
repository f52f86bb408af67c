#define CAF_SUITE model.container_table_ends
#include "tests/model/container/table_fixture.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <string>

namespace container_table_ends_test {

using namespace docker_monitor::model;
using namespace docker_monitor::model::test;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(container_table_ends_tests, table_fixture)

CAF_TEST(a stop is one transition whether die or stop comes first) {
  adopt(running(0ms));
  apply(event_action::kill, 10ms, 15);
  apply(event_action::die, 20ms, 0);
  apply(event_action::stop, 21ms);
  CAF_CHECK_EQUAL(take(), "down/0/asked");
  apply(event_action::start, 30ms);
  CAF_CHECK_EQUAL(take(), "up");
  apply(event_action::kill, 40ms, 15);
  apply(event_action::stop, 50ms);
  CAF_CHECK_EQUAL(changes.confirm.size(), 1u);
  apply(event_action::die, 51ms, 143);
  CAF_CHECK_EQUAL(take(), "down/143/asked");
}

CAF_TEST(a signal that only reloads is no request to stop) {
  adopt(running(0ms));
  apply(event_action::kill, 10ms, 1);
  apply(event_action::die, 20ms, 2);
  CAF_CHECK_EQUAL(take(), "down/2");
}

CAF_TEST(dying of the very signal sent was asked for) {
  adopt(running(0ms));
  apply(event_action::kill, 10ms, 1);
  apply(event_action::die, 20ms, 129);
  CAF_CHECK_EQUAL(take(), "down/129/asked");
}

CAF_TEST(a term that was ignored an hour ago does not explain a crash) {
  adopt(running(0ms));
  apply(event_action::kill, 10ms, 15);
  apply(event_action::die, 3'600'000ms, 1);
  CAF_CHECK_EQUAL(take(), "down/1");
}

CAF_TEST(an oom event explains the death right after it only) {
  adopt(running(0ms));
  apply(event_action::oom, 10ms);
  apply(event_action::die, 20ms, 137);
  apply(event_action::start, 30ms);
  apply(event_action::oom, 40ms);
  apply(event_action::die, 60'000ms, 137);
  CAF_CHECK_EQUAL(take(), "oom down/137/oom up oom down/137");
}

CAF_TEST(a signal that asks for an end explains a death for ten minutes) {
  auto own = running(0ms);
  for (const int signal : {15, 10, 37}) {
    if (signal != 15) // which needs no naming
      own.stop_signal = signal;
    table = {};
    adopt(own);
    apply(event_action::kill, 0ms, signal);
    apply(event_action::die, 10min - 1ms, 1);
    CAF_CHECK_EQUAL(take(), "down/1/asked");
    table = {};
    adopt(own);
    apply(event_action::kill, 0ms, signal);
    apply(event_action::die, 10min, 1);
    CAF_CHECK_EQUAL(take(), "down/1");
  }
  table = {};
  adopt(running(0ms));
  apply(event_action::kill, 0ms, 9);
  apply(event_action::die, 24h, 1);
  CAF_CHECK_EQUAL(take(), "down/1/asked");
  table = {};
  adopt(running(0ms));
  apply(event_action::kill, 0ms); // Podman does not report which signal
  apply(event_action::die, 1s, 1);
  CAF_CHECK_EQUAL(take(), "down/1/asked");
}

CAF_TEST(a signal that is not the own stop signal asks for no end) {
  for (const int signal : {1, 2, 3, 10, 28}) {
    table = {};
    adopt(running(0ms));
    apply(event_action::kill, 0ms, signal);
    apply(event_action::die, 8s, 1);
    CAF_CHECK(changes.transitions.at(0).stop_possible);
    CAF_CHECK_EQUAL(take(), "down/1");
    table = {};
    adopt(running(0ms));
    apply(event_action::kill, 0ms, signal);
    apply(event_action::die, 9s, 128 + signal);
    CAF_CHECK_EQUAL(take(), "down/" + std::to_string(128 + signal) + "/asked");
    table = {};
    adopt(running(0ms));
    apply(event_action::kill, 0ms, signal);
    apply(event_action::die, 11s, 128 + signal);
    CAF_CHECK_EQUAL(take(), "down/" + std::to_string(128 + signal));
  }
}

CAF_TEST(a later signal does not hide an earlier one) {
  adopt(running(0ms));
  apply(event_action::kill, 0ms, 15);
  apply(event_action::kill, 1ms, 10);
  apply(event_action::die, 10ms, 1);
  CAF_CHECK_EQUAL(take(), "down/1/asked");
}

CAF_TEST(a label called signal proves nothing) {
  auto c = running(0ms);
  c.labels["signal"] = "9";
  adopt(c);
  apply(event_action::kill, 0ms, 9);
  apply(event_action::die, 1s, 1);
  CAF_CHECK(changes.transitions.at(0).stop_possible);
  CAF_CHECK_EQUAL(take(), "down/1");
  apply(event_action::start, 2s);
  apply(event_action::kill, 3s, 9);
  apply(event_action::die, 4s, 143);
  CAF_CHECK_EQUAL(take(), "up down/143/asked");
}

CAF_TEST(a stop that follows the die shows that it was asked for) {
  adopt(running(0ms));
  apply(event_action::die, 10ms, 1);
  apply(event_action::stop, 20ms);
  CAF_CHECK_EQUAL(take(), "down/1/asked"); // in one batch
  apply(event_action::start, 30ms);
  apply(event_action::die, 40ms, 1);
  CAF_CHECK_EQUAL(take(), "up down/1");
  apply(event_action::stop, 50ms);
  CAF_REQUIRE_EQUAL(changes.stopped.size(), 1u);
  CAF_CHECK_EQUAL(changes.stopped[0], id);
  CAF_CHECK_EQUAL(changes.inspect.size(), 1u); // it may have waited for a restart
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(an oom right after the death is shown with it) {
  adopt(running(0ms));
  apply(event_action::die, 10ms, 137);
  apply(event_action::oom, 20ms);
  CAF_CHECK(table.find(id)->oom_killed);
  CAF_CHECK_EQUAL(take(), "down/137 oom");
}

CAF_TEST(an engine that stops takes down all at once) {
  const auto add = [this](
                       const char* name, std::chrono::milliseconds kill,
                       std::chrono::milliseconds die) {
    for (const auto action : {event_action::start, event_action::kill, event_action::die}) {
      event e;
      e.container_id = e.name = name;
      e.action = action;
      e.time = at(action == event_action::start ? 0ms : action == event_action::kill ? kill : die);
      if (action == event_action::kill)
        e.kill_signal = 15;
      table.apply(e, alarm_origin::live, changes);
    }
  };
  CAF_CHECK(table.taken_down(at(30s)).empty());
  add("before", 20s, 21s); // somebody stopped it
  add("fast", 24s, 24s);
  add("slow", 25s, 30s);
  auto ids = table.taken_down(at(30s));
  std::sort(ids.begin(), ids.end());
  CAF_REQUIRE_EQUAL(ids.size(), 2u);
  CAF_CHECK_EQUAL(ids[0], "fast");
  CAF_CHECK_EQUAL(ids[1], "slow");
  CAF_CHECK(table.taken_down(at(60s)).empty());
  apply(event_action::start, 30s);
  CAF_CHECK(table.taken_down(at(30s)).empty());
}

CAF_TEST(a stop that ended before the engine began to stop keeps its cause) {
  adopt(running(0ms));
  apply(event_action::kill, 10s, 15);
  apply(event_action::die, 11'250ms, 0);
  apply(event_action::stop, 11'300ms);
  CAF_CHECK_EQUAL(table.taken_down(at(14'300ms)).size(), 1u);
  CAF_CHECK(table.taken_down(at(14'301ms)).empty());
  CAF_CHECK(table.taken_down(at(15'300ms)).empty()); // dockerd gets SIGTERM 4 s after the stop
}

CAF_TEST(a stop shortly before the engine takes the others down keeps its cause) {
  const auto happen = [this](
                          const char* which, event_action action, std::chrono::milliseconds when,
                          std::optional<int> signal = {}) {
    event e;
    e.container_id = e.name = which;
    e.action = action;
    e.time = at(when);
    e.kill_signal = signal;
    table.apply(e, alarm_origin::live, changes);
  };
  for (const auto* name : {"solo", "web", "slow"})
    happen(name, event_action::start, 0ms);
  happen("web", event_action::kill, 5s, 1); // to read its configuration again
  happen("solo", event_action::kill, 40s, 15);
  happen("solo", event_action::die, 41s);
  happen("slow", event_action::kill, 44s, 15);
  happen("web", event_action::kill, 44s, 15);
  happen("web", event_action::die, 44s);
  happen("slow", event_action::kill, 54s, 9);
  happen("slow", event_action::die, 54s);
  auto ids = table.taken_down(at(55s));
  std::sort(ids.begin(), ids.end());
  CAF_REQUIRE_EQUAL(ids.size(), 2u);
  CAF_CHECK_EQUAL(ids[0], "slow");
  CAF_CHECK_EQUAL(ids[1], "web");
}

CAF_TEST(lack of memory explains a death for five seconds and is a transition once a second) {
  adopt(running(0ms));
  apply(event_action::oom, 0ms);
  apply(event_action::oom, 1s);
  apply(event_action::oom, 2001ms);
  CAF_CHECK_EQUAL(take(), "oom oom");
  apply(event_action::die, 7000ms, 137);
  CAF_CHECK_EQUAL(take(), "down/137/oom");
  apply(event_action::start, 8000ms);
  apply(event_action::oom, 9000ms);
  apply(event_action::die, 14'000ms, 137);
  CAF_CHECK_EQUAL(take(), "up oom down/137");
}

CAF_TEST(an end by SIGKILL without a request follows from any OOM kill of its run) {
  adopt(running(0ms));
  apply(event_action::oom, 21'700ms);
  apply(event_action::die, 28'960ms, 137); // a slow machine
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 2u);
  CAF_CHECK(changes.transitions[1].oom_in_run);
  CAF_CHECK(is_oom_death(changes.transitions[1]));
  CAF_CHECK(table.find(id)->oom_killed);
  apply(event_action::start, 30s); // another run: nothing is known of its memory
  apply(event_action::die, 31s, 137);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 4u);
  CAF_CHECK(!changes.transitions[3].oom_in_run);
  CAF_CHECK(!is_oom_death(changes.transitions[3]));
  CAF_CHECK(!table.find(id)->oom_killed);
}

CAF_TEST(an early OOM kill explains no other end) {
  for (const int code : {0, 1, 139}) {
    table = {};
    adopt(running(0ms));
    apply(event_action::oom, 0ms);
    apply(event_action::die, 7s, code);
    CAF_CHECK(!is_oom_death(changes.transitions.at(1)));
    CAF_CHECK(!table.find(id)->oom_killed);
    CAF_CHECK_EQUAL(take(), "oom down/" + std::to_string(code));
  }
  table = {};
  adopt(running(0ms));
  apply(event_action::oom, 0ms);
  apply(event_action::kill, 6s, 9);
  apply(event_action::die, 7s, 137);
  CAF_CHECK(!is_oom_death(changes.transitions.at(1)));
  CAF_CHECK(!table.find(id)->oom_killed);
  CAF_CHECK_EQUAL(take(), "oom down/137/asked");
}

CAF_TEST(an OOM kill that only the cgroup counted explains the end of its run) {
  adopt(running(0ms));
  table.count_oom_kills(id, at(0ms), 1, changes);
  apply(event_action::die, 7s, 137);
  CAF_CHECK(is_oom_death(changes.transitions.at(0)));
  apply(event_action::start, 8s);
  apply(event_action::die, 9s, 137);
  CAF_CHECK(!is_oom_death(changes.transitions.at(2)));
}

CAF_TEST(a destroy shows whether the lost end was asked for) {
  adopt(running(0ms));
  apply(event_action::kill, 5ms, 9);
  apply(event_action::destroy, 10ms, {}, alarm_origin::replayed);
  CAF_CHECK_EQUAL(changes.removed.size(), 1u);
  CAF_CHECK_EQUAL(take(), "down/asked/replayed");
  apply(event_action::destroy, 11ms);
  CAF_CHECK(changes.removed.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace container_table_ends_test
