#define CAF_SUITE actors.container_supervisor
#include "actors/sampling/container_supervisor.hpp"
#include "model/container/snapshot.hpp"
#include "tests/engine/cgroup/scratch_tree.hpp"
#include "tests/support/actor_fixture.hpp"

#include <map>
#include <set>
#include <stdexcept>

namespace container_supervisor_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

/// Counts the readings of each container; one may be made to fail badly.
class counting_source final : public engine::sample_source {
 public:
  struct reader final : engine::sample_reader {
    reader(counting_source& source, std::string id) : owner(source), container(std::move(id)) {}
    void update(const model::container&) override {}
    model::expected<engine::reading_state>
    read(model::counters&, const engine::handler<model::counters>&) override {
      ++owner.readings[container];
      if (container == owner.poisoned)
        throw std::runtime_error{"broken on purpose"};
      return engine::reading_state::changed;
    }
    counting_source& owner;
    std::string container;
  };
  std::unique_ptr<engine::sample_reader> open(const model::container& container) override {
    return std::make_unique<reader>(*this, container.id);
  }
  std::map<std::string, int> readings;
  std::string poisoned;
};

struct fixture : tests::actor_fixture {
  fixture() { consume_messages(); }

  /// Replaces the supervisor by one that watches the host, too.
  void watch_host() {
    tree.write("proc/stat", "cpu 1 2 3 4\nbtime 1795340652\n");
    host = engine::host_source::make({.proc_root = tree.at("proc")});
    supervisor = end_with_test(sys.spawn(
        container_supervisor,
        container_supervisor_deps{source, facade, 1000ms, host, self_metrics}));
    consume_messages();
  }

  void change(const std::string& id, model::container_status status) {
    model::container c;
    c.id = id;
    c.status = status;
    containers_changed message;
    message.changed.push_back(std::make_shared<const model::container>(std::move(c)));
    caf::anon_send(supervisor, message);
    consume_messages();
  }

  std::size_t pollers() {
    return caf::actor_cast<caf::strong_actor_ptr>(supervisor) ? state().entries.size() : 0;
  }

  container_supervisor_state& state() {
    return deref<container_supervisor_actor::stateful_base<container_supervisor_state>>(supervisor)
        .state;
  }

  tests::scratch_tree tree;
  std::shared_ptr<engine::host_source> host;
  int host_samples = 0;
  std::optional<model::engine_time> host_started;
  std::shared_ptr<counting_source> source = std::make_shared<counting_source>();
  http_facade_actor facade = end_with_test(sys.spawn([this](http_facade_actor::pointer) {
    return http_facade_actor::behavior_type{
        [](const containers_changed&) {},
        [this](const samples_taken& taken) {
          for (const auto& sample : taken.list) {
            if (sample.container->id != model::host_id)
              continue;
            ++host_samples;
            host_started = sample.container->started_at;
          }
        },
        [](const oom_kills_actor&) {},
        [](const model::engine_status&) {},
        [](round_atom) {},
        [](show_atom) {}};
  }));
  http::self_metrics_ptr self_metrics = std::make_shared<http::self_metrics>();
  container_supervisor_actor supervisor =
      end_with_test(sys.spawn(container_supervisor, container_supervisor_deps{source, facade}));
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(container_supervisor_tests, fixture)

CAF_TEST(a poller lives while its container is up) {
  change("a", model::container_status::running);
  CAF_CHECK_EQUAL(pollers(), 1u);
  change("a", model::container_status::paused);
  CAF_CHECK_EQUAL(pollers(), 1u);
  change("a", model::container_status::exited);
  CAF_CHECK_EQUAL(pollers(), 0u);
  const auto before = source->readings["a"];
  pass(5s);
  CAF_CHECK_EQUAL(source->readings["a"], before);
}

CAF_TEST(each container is read at once and then once an interval) {
  for (int i = 0; i < 1000; ++i)
    change("c" + std::to_string(i), model::container_status::running);
  CAF_CHECK_EQUAL(source->readings.size(), 1000u);
  pass(1s, 10ms); // a beat that began with fewer slots ends
  source->readings.clear();
  pass(10s, 10ms);
  CAF_CHECK_EQUAL(source->readings.size(), 1000u);
  for (const auto& [id, count] : source->readings) {
    CAF_CHECK_LESS_OR_EQUAL(9, count);
    CAF_CHECK_LESS_OR_EQUAL(count, 11);
  }
}

CAF_TEST(pollers are woken in slots) {
  for (int i = 0; i < 1000; ++i)
    change("c" + std::to_string(i), model::container_status::running);
  CAF_CHECK_EQUAL(state().slots(), 4u);
  pass(1s, 10ms);
  source->readings.clear();
  pass(250ms, 10ms);
  CAF_CHECK(source->readings.size() == 250u || source->readings.size() == 500u);
  pass(750ms, 10ms);
  CAF_CHECK_EQUAL(source->readings.size(), 1000u);
}

CAF_TEST(slots are near a fixed beat and not on it) {
  auto& s = state();
  s.next_tick = {};
  std::chrono::steady_clock::time_point now{};
  std::set<std::chrono::nanoseconds> phases;
  for (int beat = 1; beat <= 20; ++beat) {
    now += s.pause(now);
    const auto off = now.time_since_epoch() - beat * 1000ms;
    CAF_CHECK(off >= 0ns && off <= 250ms);
    phases.insert(off);
    now += 5ms; // of work
  }
  CAF_CHECK_LESS_OR_EQUAL(10u, phases.size());
}

CAF_TEST(after a pause of the machine nothing is caught up) {
  auto& s = state();
  s.next_tick = {};
  const auto late = std::chrono::steady_clock::time_point{} + 60s;
  CAF_CHECK(s.pause(late) <= 250ms);
  CAF_CHECK(s.pause(late) >= 1000ms);
}

CAF_TEST(a poller that crashes is replaced and counted) {
  source->poisoned = "a";
  change("a", model::container_status::running);
  change("b", model::container_status::running);
  CAF_CHECK_EQUAL(pollers(), 2u);
  const auto crashed = state().crashed;
  CAF_CHECK_LESS_OR_EQUAL(1u, crashed);
  source->poisoned.clear();
  source->readings.clear();
  pass(3s);
  CAF_CHECK_LESS_OR_EQUAL(2, source->readings["a"]);
  CAF_CHECK_LESS_OR_EQUAL(2, source->readings["b"]);
}

CAF_TEST(without a host only containers are read) {
  change("a", model::container_status::running);
  pass(5s);
  CAF_CHECK(!state().host_poller);
  CAF_CHECK_EQUAL(host_samples, 0);
}

CAF_TEST(the host is read at once and then once an interval) {
  watch_host();
  CAF_CHECK_EQUAL(host_samples, 1);
  CAF_CHECK_EQUAL(self_metrics->samplings.load(), 1u);
  CAF_CHECK_LESS(0u, self_metrics->sampling_ns.load());
  pass(1s, 10ms);
  host_samples = 0;
  pass(10s, 10ms);
  CAF_CHECK_LESS_OR_EQUAL(9, host_samples);
  CAF_CHECK_LESS_OR_EQUAL(host_samples, 11);
}

CAF_TEST(the boot of the host is reported again after its clock was set) {
  watch_host();
  pass(2s, 10ms);
  CAF_CHECK(host_started == model::engine_time{1795340652s});
  tree.write("proc/stat", "cpu 1 2 3 4\nbtime 1795340700\n");
  pass(15s, 10ms);
  CAF_CHECK(host_started == model::engine_time{1795340700s});
}

CAF_TEST(the host is woken with the containers and is none of them) {
  watch_host();
  for (int i = 0; i < 500; ++i)
    change("c" + std::to_string(i), model::container_status::running);
  CAF_CHECK_EQUAL(pollers(), 500u);
  CAF_CHECK_EQUAL(state().order.size(), 500u);
  CAF_CHECK_EQUAL(state().slots(), 2u);
  pass(1s, 10ms);
  source->readings.clear();
  host_samples = 0;
  pass(10s, 10ms);
  CAF_CHECK_LESS_OR_EQUAL(9, host_samples);
  CAF_CHECK_LESS_OR_EQUAL(host_samples, 11);
  CAF_CHECK_EQUAL(source->readings.size(), 500u);
  for (int i = 0; i < 500; ++i)
    change("c" + std::to_string(i), model::container_status::exited);
  host_samples = 0;
  pass(3s, 10ms);
  CAF_CHECK_LESS_OR_EQUAL(2, host_samples);
}

CAF_TEST(a poller of the host that crashes is replaced and counted) {
  watch_host();
  const auto before = state().host_poller;
  caf::anon_send_exit(before, caf::exit_reason::kill);
  consume_messages();
  CAF_CHECK_EQUAL(state().crashed, 1u);
  CAF_CHECK(state().host_poller != before);
  CAF_CHECK_EQUAL(pollers(), 0u);
  host_samples = 0;
  pass(3s, 10ms);
  CAF_CHECK_LESS_OR_EQUAL(2, host_samples);
}

CAF_TEST(the poller of the host ends with the supervisor) {
  watch_host();
  const auto poller = caf::actor_cast<caf::weak_actor_ptr>(state().host_poller);
  caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_CHECK(!poller.lock());
}

CAF_TEST(a thousand that come and go leave nothing behind) {
  for (int i = 0; i < 1000; ++i)
    change("c" + std::to_string(i), model::container_status::running);
  for (int i = 0; i < 1000; ++i)
    change("c" + std::to_string((i * 7) % 1000), model::container_status::exited);
  CAF_CHECK_EQUAL(pollers(), 0u);
  CAF_CHECK_EQUAL(state().order.size(), 0u);
}

CAF_TEST(those that stay are read on when others go) {
  for (int i = 0; i < 10; ++i)
    change("c" + std::to_string(i), model::container_status::running);
  change("c3", model::container_status::exited);
  change("c9", model::container_status::exited);
  change("c9", model::container_status::exited);
  containers_changed message;
  message.removed = {"c0", "unknown"};
  caf::anon_send(supervisor, message);
  consume_messages();
  CAF_CHECK_EQUAL(state().order.size(), 7u);
  for (std::size_t i = 0; i < state().order.size(); ++i)
    CAF_CHECK_EQUAL(state().order[i]->position, i);
  pass(1s, 10ms);
  source->readings.clear();
  pass(3s, 10ms);
  std::set<std::string> read;
  for (const auto& [id, count] : source->readings)
    read.insert(id);
  CAF_CHECK(read == (std::set<std::string>{"c1", "c2", "c4", "c5", "c6", "c7", "c8"}));
}

CAF_TEST(how often pollers crashed can be asked for) {
  source->poisoned = "a";
  change("a", model::container_status::running);
  inject((show_atom), from(self).to(supervisor).with(show_atom_v));
  self->receive([&](std::uint64_t crashed) { CAF_CHECK_EQUAL(crashed, state().crashed); });
  CAF_CHECK_EQUAL(state().crashed, 1u);
}

CAF_TEST(a poller that we end is no crash) {
  change("a", model::container_status::running);
  change("a", model::container_status::exited);
  pass(2s);
  CAF_CHECK_EQUAL(state().crashed, 0u);
}

CAF_TEST(the samples of a slot are counted with the host) {
  watch_host();
  for (int i = 0; i < 3; ++i)
    change("c" + std::to_string(i), model::container_status::running);
  const auto before = self_metrics->samplings.load();
  pass(1200ms, 10ms);
  CAF_CHECK_EQUAL(self_metrics->samplings.load(), before + 1);
}

CAF_TEST(pollers that end before they are through leave no slot waiting) {
  watch_host();
  for (const auto* id : {"a", "b", "c"})
    change(id, model::container_status::running);
  const auto before = self_metrics->samplings.load();
  host_samples = 0;
  inject((tick_atom), from(self).to(supervisor).with(tick_atom_v));
  // None of them has taken its tick when they end.
  caf::anon_send_exit(state().entries["a"].poller, caf::exit_reason::kill);
  containers_changed message;
  message.removed = {"b"};
  caf::anon_send(supervisor, message);
  CAF_REQUIRE(sched.prioritize(supervisor));
  sched.run_once();
  consume_messages();
  CAF_CHECK_EQUAL(self_metrics->samplings.load(), before + 1);
  CAF_CHECK_EQUAL(host_samples, 1);
}

CAF_TEST(slots that are finished are not kept) {
  for (int i = 0; i < 1000; ++i)
    change("c" + std::to_string(i), model::container_status::running);
  pass(2s, 10ms);
  CAF_CHECK_LESS_OR_EQUAL(state().unfinished.size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace container_supervisor_test
