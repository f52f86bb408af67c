#define CAF_SUITE actors.alarm_router
#include "actors/alarm_router.hpp"
#include "tests/support/actor_fixture.hpp"

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

const model::engine_time epoch{std::chrono::seconds{1'700'000'000}};

struct fixture : tests::actor_fixture {
  sink_actor make_sink(std::vector<model::alarm_ptr>& received) {
    return end_with_test(sys.spawn([&received](sink_actor::pointer) {
      return sink_actor::behavior_type{
          [&received](const model::alarm_ptr& a) { received.push_back(a); },
          [](caf::get_atom) { return sinks::sink_status_ptr{}; }, [](tick_atom, std::uint64_t) {}};
    }));
  }

  static model::container_ptr
  container(model::container_status status, std::optional<std::chrono::seconds> started) {
    model::container c;
    c.id = "c1";
    c.name = "web";
    c.status = status;
    if (started)
      c.started_at = epoch + *started;
    return std::make_shared<const model::container>(std::move(c));
  }

  void transit(model::alarm_kind kind, model::container_ptr c, std::optional<int> code = {}) {
    model::transition t;
    t.kind = kind;
    t.time = epoch + 10s;
    t.container = std::move(c);
    t.exit_code = code;
    caf::anon_send(router, transitions{{t}});
    consume_messages();
  }

  std::vector<model::alarm_ptr> first;
  std::vector<model::alarm_ptr> second;
  alarm_router_actor router = end_with_test(
      sys.spawn(alarm_router, std::vector<sink_actor>{make_sink(first), make_sink(second)}));
};

using model::alarm_kind;
using model::container_status;

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarm_router_tests, fixture)

CAF_TEST(every sink gets the same alarm) {
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_REQUIRE_EQUAL(second.size(), 1u);
  CAF_CHECK_EQUAL(first[0]->id, second[0]->id);
  CAF_CHECK(first[0]->cause == model::down_cause::crashed);
}

CAF_TEST(an alarm waits for its facts) {
  transit(alarm_kind::up, container(container_status::running, {}));
  CAF_CHECK(first.empty());
  caf::anon_send(router, container_facts{"c1", container(container_status::running, 9s)});
  consume_messages();
  CAF_CHECK_EQUAL(first.size(), 1u);
}

CAF_TEST(an alarm whose facts do not come goes after a quarter of a second) {
  transit(alarm_kind::up, container(container_status::running, {}));
  pass(200ms);
  CAF_CHECK(first.empty());
  pass(100ms);
  CAF_CHECK_EQUAL(first.size(), 1u);
  // And the next that waits has its own time.
  transit(alarm_kind::up, container(container_status::running, {}));
  pass(200ms);
  CAF_CHECK_EQUAL(first.size(), 1u);
  pass(100ms);
  CAF_CHECK_EQUAL(first.size(), 2u);
}

CAF_TEST(a container that is gone holds nothing back) {
  transit(alarm_kind::up, container(container_status::running, {}));
  transit(alarm_kind::down, container(container_status::exited, {}), 0);
  caf::anon_send(router, container_facts{"c1", nullptr});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.size(), 2u);
  CAF_CHECK(first[1]->kind == alarm_kind::down);
}

CAF_TEST_FIXTURE_SCOPE_END()
