#define CAF_SUITE model.saved_table
#include "tests/model/container/table_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace saved_table_test {

using namespace docker_monitor::model;
using namespace docker_monitor::model::test;
using namespace std::chrono_literals;

namespace {

struct fixture : table_fixture {
  /// What is saved after a restart, to be compared with what was saved before.
  std::string saved_again(const saved_state& state) {
    container_table next;
    CAF_REQUIRE(next.restore(state));
    CAF_CHECK(next.take_unsaved().empty());
    next.forget_saved();
    const auto again = next.take_unsaved();
    CAF_REQUIRE_EQUAL(again.size(), 1u);
    CAF_CHECK_EQUAL(again[0].key, state.key);
    CAF_CHECK_EQUAL(again[0].area, "container");
    table = next;
    return again[0].text;
  }

  saved_state saved() {
    const auto states = table.take_unsaved();
    CAF_REQUIRE_EQUAL(states.size(), 1u);
    return states[0];
  }
};

container full() {
  auto c = exited(-5000ms, -1000ms, 137);
  c.image_id = "sha256:1";
  c.labels = {{"a", "b"}};
  c.network_mode = "host";
  c.cgroup_parent = "/x";
  c.oom_killed = true;
  c.health = "unhealthy";
  c.restart_count = 4;
  c.pid = 42;
  return c;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(saved_table_tests, fixture)

CAF_TEST(every fact of a container is saved) {
  table.adopt({full()}, changes);
  const auto state = saved();
  CAF_CHECK_EQUAL(saved_again(state), state.text);
  const auto c = table.find(id);
  CAF_REQUIRE(c != nullptr);
  CAF_CHECK_EQUAL(c->name, "web");
  CAF_CHECK_EQUAL(c->image, "nginx");
  CAF_CHECK_EQUAL(c->image_id, "sha256:1");
  CAF_CHECK_EQUAL(c->labels.at("a"), "b");
  CAF_CHECK_EQUAL(c->network_mode, "host");
  CAF_CHECK_EQUAL(c->cgroup_parent, "/x");
  CAF_CHECK(c->status == container_status::exited);
  CAF_CHECK(c->started_at == at(-5000ms));
  CAF_CHECK(c->finished_at == at(-1000ms));
  CAF_CHECK(c->exit_code == 137);
  CAF_CHECK(c->oom_killed);
  CAF_CHECK_EQUAL(c->health, "unhealthy");
  CAF_CHECK(c->restart_count == 4u);
  CAF_CHECK(c->pid == 42);
}

CAF_TEST(what was asked for and seen in a run is saved) {
  apply(event_action::start, 10ms);
  apply(event_action::oom, 15ms);
  apply(event_action::kill, 20ms, 15);
  apply(event_action::stop, 25ms);
  const auto state = saved();
  CAF_CHECK_EQUAL(saved_again(state), state.text);
  CAF_CHECK(table.last_event(id) == at(25ms));
  for (const auto* member :
       {"generation", "startEvent", "kills", "lastOom", "identity", "lastEvent"})
    CAF_CHECK(state.text.find(member) != std::string::npos);
  take();
  apply(event_action::oom, 16ms, {}, alarm_origin::replayed); // known
  apply(event_action::start, 10ms, {}, alarm_origin::replayed);
  CAF_CHECK_EQUAL(take(), "");
  apply(event_action::start, 30ms); // so its `die` was lost
  CAF_CHECK_EQUAL(take(), "down/asked/reconciled up");
}

CAF_TEST(a kill is remembered with its signal over a restart) {
  apply(event_action::start, 10ms);
  apply(event_action::kill, 20ms, 1);
  saved_again(saved());
  take();
  apply(event_action::die, 30ms, 129);
  CAF_CHECK_EQUAL(take(), "down/129/asked");
}

CAF_TEST(lack of memory is remembered over a restart) {
  apply(event_action::start, 10ms);
  apply(event_action::oom, 20ms);
  saved_again(saved());
  take();
  apply(event_action::die, 30ms, 137);
  CAF_CHECK_EQUAL(take(), "down/137/oom");
}

CAF_TEST(known health and the first inspection are remembered) {
  auto sick = running(0ms);
  sick.health = "unhealthy";
  table.adopt({sick}, changes);
  table.inspected(sick, at(1ms), changes);
  saved_again(saved());
  take();
  sick.health = "healthy";
  table.inspected(sick, at(2ms), changes);
  CAF_CHECK_EQUAL(take(), "healthy/reconciled");
}

CAF_TEST(one that was never inspected is adopted after a restart) {
  auto fine = running(0ms);
  table.adopt({fine}, changes);
  saved_again(saved());
  fine.health = "unhealthy";
  table.inspected(fine, at(2ms), changes);
  CAF_CHECK_EQUAL(take(), "unhealthy/adopted");
}

CAF_TEST(an identity and its holder are remembered) {
  auto first = running(0ms);
  table.adopt({first}, changes);
  auto second = first;
  second.id = "0123456789abcdef";
  second.created_at = at(5ms);
  const auto start = [&](const container& c) {
    event e;
    e.container_id = c.id;
    e.name = c.name;
    e.action = event_action::start;
    e.time = at(10ms);
    table.apply(e, alarm_origin::live, changes);
  };
  start(second);
  const auto states = table.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 2u);
  container_table next;
  for (const auto& state : states)
    CAF_REQUIRE(next.restore(state));
  CAF_CHECK_EQUAL(next.find(id)->identity, "web");
  CAF_CHECK_EQUAL(next.find(second.id)->identity, "web#0123456789ab");
}

CAF_TEST(the removed are saved and forgotten with the rest) {
  apply(event_action::start, 10ms);
  apply(event_action::destroy, 20ms);
  const auto state = saved();
  CAF_CHECK_EQUAL(saved_again(state), state.text);
  CAF_CHECK(table.all().empty());
  table.clear();
  const auto cleared = saved();
  CAF_CHECK_EQUAL(cleared.key, id);
  CAF_CHECK(cleared.text.empty());
  adopt(running(0ms));
  CAF_CHECK_EQUAL(table.all().size(), 1u);
  table.clear();
  CAF_CHECK_EQUAL(table.size(), 0u);
  CAF_CHECK(saved().text.empty());
}

CAF_TEST(what is no saved container is malformed) {
  adopt(running(0ms));
  const auto good = saved().text;
  for (const auto* member :
       {"container", "lastEvent", "stopRequested", "unhealthy", "inspected", "\"id\"",
        "\"name\""}) {
    auto text = good;
    text.insert(text.find(member) + 1, "_");
    const auto refused = container_table{}.restore({container_table::area, id, text});
    CAF_REQUIRE(!refused);
    CAF_CHECK(refused.error().code == failure_code::malformed);
  }
  for (const auto* text : {"", "{", R"({"gone":"yesterday"})", R"({"gone":7})"})
    CAF_CHECK(!container_table{}.restore({container_table::area, id, text}));
  auto text = good;
  text.replace(text.find("running"), 7, "jogging");
  CAF_CHECK(!container_table{}.restore({container_table::area, id, text}));
}

CAF_TEST(a state is saved in one line) {
  auto c = running(0ms);
  c.image = "k\u00e4se";
  table.adopt({c}, changes);
  CAF_CHECK_EQUAL(
      saved().text, "{\"container\":{\"id\":\"c1\",\"name\":\"web\",\"image\":\"k\u00e4se\","
                    "\"status\":\"running\","
                    "\"startedAt\":\"1970-01-12T13:46:40.000000000Z\"},"
                    "\"lastEvent\":\"1970-01-01T00:00:00.000000000Z\",\"stopRequested\":false,"
                    "\"unhealthy\":false,\"inspected\":false,\"adopted\":true,"
                    "\"identity\":{\"claim\":\"web\",\"running\":true,\"requested\":false,"
                    "\"key\":\"web\"}}");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace saved_table_test
