#define CAF_SUITE actors.stats_poller
#include "actors/sampling/slot_samples.hpp"
#include "actors/sampling/stats_poller.hpp"
#include "engine/api/engine_sample_source.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_engine_client.hpp"

namespace stats_poller_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using docker_monitor::tests::fake_engine_client;
using namespace std::chrono_literals;

namespace {

/// A source that gives at once what the test says.
struct still_source final : engine::sample_source {
  struct reader final : engine::sample_reader {
    explicit reader(still_source& source) : owner(source) {}
    void update(const model::container&) override {}
    model::expected<engine::reading_state>
    read(model::counters& into, const engine::handler<model::counters>&) override {
      into = owner.now;
      return owner.state;
    }
    still_source& owner;
  };
  std::unique_ptr<engine::sample_reader> open(const model::container&) override {
    return std::make_unique<reader>(*this);
  }
  still_source() { now.cpu_total_ns = 5; }

  model::counters now;
  engine::reading_state state = engine::reading_state::changed;
};

struct fixture : tests::actor_fixture {
  fixture() {
    facade = end_with_test(sys.spawn([this](http_facade_actor::pointer) {
      return http_facade_actor::behavior_type{
          [](const containers_changed&) {},
          [this](const samples_taken& taken) {
            samples.insert(samples.end(), taken.list.begin(), taken.list.end());
          },
          [](const oom_kills_actor&) {},
          [](const model::engine_status&) {},
          [](round_atom) {},
          [](show_atom) {}};
    }));
    poller =
        end_with_test(sys.spawn(stats_poller, stats_poller_deps{container(0s), source, facade}));
    consume_messages();
  }

  static model::container_ptr container(std::chrono::seconds started) {
    model::container c;
    c.id = "c1";
    c.status = model::container_status::running;
    c.started_at = model::engine_time{1000s + started};
    return std::make_shared<const model::container>(std::move(c));
  }

  void tick() {
    caf::anon_send(poller, slot_tick{std::make_shared<slot_samples>(1, facade), 0});
    consume_messages();
  }

  void answer(std::chrono::seconds at, std::chrono::nanoseconds cpu) {
    model::counters c;
    c.read_at = model::engine_time{2000s + at};
    c.clock = at;
    c.cpu_total_ns = static_cast<std::uint64_t>(cpu.count());
    c.memory_usage_bytes = 10;
    c.memory_limit_bytes = 100;
    answer(c);
  }

  void answer(model::expected<model::counters> result) {
    CAF_REQUIRE(!client->stats_calls.empty());
    fake_engine_client::pop(client->stats_calls).second(std::move(result));
    consume_messages();
  }

  std::shared_ptr<fake_engine_client> client = std::make_shared<fake_engine_client>();
  std::shared_ptr<engine::sample_source> source =
      std::make_shared<engine::engine_sample_source>(*client);
  http_facade_actor facade;
  stats_poller_actor poller;
  std::vector<sample_taken> samples;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(stats_poller_tests, fixture)

CAF_TEST(two readings make a sample) {
  tick();
  answer(0s, 0s);
  CAF_REQUIRE_EQUAL(samples.size(), 1u);
  CAF_CHECK(!samples[0].sample->cpu_percent);
  CAF_CHECK(samples[0].sample->memory_percent == 10.0); // needs no second one
  tick();
  answer(2s, 1s);
  CAF_REQUIRE_EQUAL(samples.size(), 2u);
  CAF_REQUIRE(samples[1].sample);
  CAF_CHECK(samples[1].sample->cpu_percent == 50.0);
  CAF_CHECK(samples[1].sample->memory_percent == 10.0);
}

CAF_TEST(ticks that find a reading under way are made up for by one at its end) {
  tick();
  tick();
  tick();
  CAF_CHECK_EQUAL(client->stats_calls.size(), 1u);
  answer(0s, 0s);
  CAF_CHECK_EQUAL(client->stats_calls.size(), 1u);
  answer(1s, 0s);
  CAF_CHECK_EQUAL(client->stats_calls.size(), 0u);
}

CAF_TEST(a failed reading is passed over and the next one goes on) {
  tick();
  answer(0s, 0s);
  tick();
  answer(model::failure{model::failure_code::timeout, "mute"});
  CAF_CHECK_EQUAL(samples.size(), 1u);
  tick();
  answer(4s, 1s);
  CAF_REQUIRE_EQUAL(samples.size(), 2u);
  CAF_CHECK(samples[1].sample->cpu_percent == 25.0);
}

CAF_TEST(counters that started again give no rate) {
  tick();
  answer(0s, 5s);
  tick();
  answer(2s, 1s);
  CAF_REQUIRE_EQUAL(samples.size(), 2u);
  CAF_CHECK(!samples[1].sample->cpu_percent);
}

CAF_TEST(another generation begins a new baseline) {
  tick();
  answer(0s, 0s);
  caf::anon_send(poller, container(500s));
  tick();
  answer(2s, 1s);
  CAF_REQUIRE_EQUAL(samples.size(), 2u);
  CAF_CHECK(!samples[1].sample->cpu_percent);
}

CAF_TEST(a container that does not run has no sample) {
  tick();
  answer(model::counters{});
  CAF_REQUIRE_EQUAL(samples.size(), 1u);
  CAF_CHECK(!samples[0].sample);
}

CAF_TEST(an answer about the run before is passed over) {
  tick();
  caf::anon_send(poller, container(500s));
  consume_messages();
  answer(0s, 0s);
  CAF_CHECK(samples.empty());
  tick();
  answer(2s, 1s);
  CAF_REQUIRE_EQUAL(samples.size(), 1u);
  CAF_CHECK(samples[0].container->started_at == model::engine_time{1500s});
}

CAF_TEST(newer facts of the same run keep the baseline) {
  tick();
  answer(0s, 0s);
  auto newer = *container(0s);
  newer.name = "renamed";
  caf::anon_send(poller, std::make_shared<const model::container>(newer));
  auto unknown = newer;
  unknown.started_at.reset();
  caf::anon_send(poller, std::make_shared<const model::container>(unknown));
  caf::anon_send(poller, std::make_shared<const model::container>(newer));
  tick();
  answer(2s, 1s);
  CAF_REQUIRE_EQUAL(samples.size(), 2u);
  CAF_CHECK(samples[1].sample->cpu_percent == 50.0);
  CAF_CHECK_EQUAL(samples[1].container->name, "renamed");
}

CAF_TEST(one reading is enough to run) {
  model::counters c;
  c.memory_usage_bytes = 5;
  tick();
  answer(c);
  CAF_REQUIRE_EQUAL(samples.size(), 1u);
  CAF_CHECK(samples[0].sample != nullptr);
  c = {};
  c.cpu_total_ns = 5;
  tick();
  answer(c);
  CAF_REQUIRE_EQUAL(samples.size(), 2u);
  CAF_CHECK(samples[1].sample != nullptr);
}

CAF_TEST(readings that change nothing give the same sample again) {
  const auto still = std::make_shared<still_source>();
  poller = end_with_test(sys.spawn(stats_poller, stats_poller_deps{container(0s), still, facade}));
  consume_messages();
  for (int i = 0; i < 4; ++i) {
    still->now.clock += 1s;
    tick();
    still->state = engine::reading_state::unchanged;
  }
  still->state = engine::reading_state::changed;
  tick();
  CAF_REQUIRE_EQUAL(samples.size(), 5u);
  CAF_CHECK(!samples[0].sample->cpu_percent);
  CAF_CHECK(samples[1].sample != samples[0].sample); // the first with a rate
  CAF_CHECK(samples[1].sample->cpu_percent == 0.0);
  CAF_CHECK(samples[2].sample == samples[1].sample);
  CAF_CHECK(samples[3].sample == samples[1].sample);
  CAF_CHECK(samples[4].sample != samples[1].sample);
}

CAF_TEST(a sample with a rate is not given again where nothing changes) {
  const auto still = std::make_shared<still_source>();
  poller = end_with_test(sys.spawn(stats_poller, stats_poller_deps{container(0s), still, facade}));
  consume_messages();
  tick();
  still->now.clock += 1s;
  still->now.cpu_total_ns = 500'000'005;
  tick();
  still->now.clock += 1s;
  still->state = engine::reading_state::unchanged;
  tick();
  CAF_REQUIRE_EQUAL(samples.size(), 3u);
  CAF_CHECK(samples[1].sample->cpu_percent == 50.0);
  CAF_CHECK(samples[2].sample->cpu_percent == 0.0);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace stats_poller_test
