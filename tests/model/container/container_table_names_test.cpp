#define CAF_SUITE model.container_table_names
#include "tests/model/container/table_fixture.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace container_table_names_test {

using namespace docker_monitor::model;
using namespace docker_monitor::model::test;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(container_table_names_tests, table_fixture)

CAF_TEST(a generation keeps its name whatever an inspection shows) {
  table.adopt({running(5ms)}, changes);
  apply(event_action::pause, 8ms);
  apply(event_action::die, 10ms, 1);
  apply(event_action::start, 20ms);
  table.inspected(running(19ms), at(21ms), changes);
  apply(event_action::pause, 30ms);
  apply(event_action::die, 40ms, 1);
  apply(event_action::start, 50ms);
  CAF_REQUIRE_EQUAL(changes.transitions.size(), 6u);
  const auto generation = [this](std::size_t i) { return changes.transitions[i].generation; };
  CAF_CHECK(generation(0) == at(5ms));
  CAF_CHECK(generation(1) == at(5ms));
  for (std::size_t i : {2U, 3U, 4U})
    CAF_CHECK(generation(i) == at(20ms));
  CAF_CHECK(generation(5) == at(50ms));
}

CAF_TEST(a container is named by its event until it is inspected) {
  event e;
  e.container_id = "c9";
  e.name = "db";
  e.image = "postgres";
  e.attributes = {{"team", "a"}};
  e.action = event_action::create;
  table.apply(e, alarm_origin::live, changes);
  const auto c = table.find("c9");
  CAF_REQUIRE(c != nullptr);
  CAF_CHECK_EQUAL(c->name, "db");
  CAF_CHECK_EQUAL(c->image, "postgres");
  CAF_CHECK_EQUAL(c->labels.at("team"), "a");
  CAF_CHECK(c->status == container_status::created);
}

CAF_TEST(a rename moves nothing but the name) {
  adopt(running(0ms));
  apply(event_action::die, 10ms, 1);
  event e;
  e.container_id = id;
  e.name = "other";
  e.action = event_action::rename;
  e.time = at(20ms);
  table.apply(e, alarm_origin::live, changes);
  apply(event_action::start, 30ms);
  CAF_CHECK_EQUAL(table.find(id)->name, "other");
  CAF_CHECK_EQUAL(changes.transitions.back().container->identity, "web");
}

CAF_TEST(each new name is reported with the one before) {
  apply(event_action::create, 1ms);
  CAF_REQUIRE_EQUAL(changes.named.size(), 1u);
  CAF_CHECK(!changes.named[0].before);
  event e;
  e.container_id = id;
  e.name = "other";
  e.action = event_action::rename;
  e.time = at(20ms);
  table.apply(e, alarm_origin::live, changes);
  CAF_REQUIRE_EQUAL(changes.named.size(), 2u);
  CAF_CHECK_EQUAL(changes.named[1].before->name, "web");
  CAF_CHECK_EQUAL(changes.named[1].container->name, "other");
  auto listed = running(0ms); // the event of the rename back was lost
  listed.status = container_status::created;
  changes = {};
  table.differences({listed}, false, changes);
  CAF_REQUIRE_EQUAL(changes.named.size(), 1u);
  CAF_CHECK_EQUAL(changes.named[0].container->name, "web");
}

CAF_TEST(a task that replaces another takes over when that is stopped) {
  const auto happen =
      [this](const char* which, event_action action, std::chrono::milliseconds when) {
        event e;
        e.container_id = which;
        e.name = std::string{"web.1."} + which;
        e.action = action;
        e.time = at(when);
        if (action == event_action::create || action == event_action::start)
          e.attributes["com.docker.swarm.task.name"] = e.name;
        table.apply(e, alarm_origin::live, changes);
      };
  happen("old", event_action::create, 0ms);
  happen("old", event_action::start, 1ms);
  happen("new", event_action::create, 2ms);
  happen("new", event_action::start, 3ms);
  CAF_CHECK_EQUAL(table.find("old")->identity, "web/1");
  CAF_CHECK_EQUAL(table.find("new")->identity, "web.1.new");
  happen("old", event_action::kill, 4ms);
  changes = {};
  happen("old", event_action::die, 5ms);
  CAF_REQUIRE_EQUAL(changes.successions.size(), 1u);
  const auto& taken = changes.successions[0];
  CAF_CHECK_EQUAL(taken.predecessor_id, "old");
  CAF_CHECK_EQUAL(taken.former_identity, "web.1.new");
  CAF_CHECK_EQUAL(taken.successor->identity, "web/1");
  CAF_CHECK_EQUAL(table.find("new")->identity, "web/1");
  CAF_CHECK_EQUAL(changes.changed.back()->id, "new");
}

CAF_TEST(an identity that became free meanwhile is taken at the next start) {
  adopt(running(0ms));
  const auto happen = [this](event_action action, std::chrono::milliseconds when) {
    event e;
    e.container_id = "0123456789abcdef";
    e.name = "web";
    e.action = action;
    e.time = at(when);
    table.apply(e, alarm_origin::live, changes);
  };
  happen(event_action::start, 10ms);
  CAF_CHECK_EQUAL(table.find("0123456789abcdef")->identity, "web#0123456789ab");
  happen(event_action::die, 20ms);
  apply(event_action::destroy, 30ms);
  changes = {};
  happen(event_action::start, 40ms);
  CAF_CHECK_EQUAL(table.find("0123456789abcdef")->identity, "web");
  CAF_REQUIRE_EQUAL(changes.successions.size(), 1u);
  CAF_CHECK(changes.successions[0].predecessor_id.empty());
  CAF_CHECK_EQUAL(changes.successions[0].former_identity, "web#0123456789ab");
  CAF_CHECK_EQUAL(changes.successions[0].successor->identity, "web");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace container_table_names_test
