#define CAF_SUITE actors.http_facade
#include "tests/actors/sampling/http_facade_fixture.hpp"

namespace http_facade_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(http_facade_tests, tests::http_facade_fixture)

CAF_TEST(before the first round nothing is shown and nothing is missing) {
  CAF_CHECK_EQUAL(latest_snapshot->current()->rows().size(), 0u);
}

CAF_TEST(a changed status is shown within a tenth of a second) {
  change(web);
  CAF_CHECK(!row("web"));
  pass(100ms);
  CAF_CHECK(row("web"));
}

CAF_TEST(a burst of changes is one snapshot) {
  for (int i = 0; i < 100; ++i)
    change(container("c" + std::to_string(i), model::container_status::running, 1s));
  pass(100ms);
  CAF_CHECK_EQUAL(latest_snapshot->current()->rows().size(), 100u);
  CAF_CHECK_EQUAL(latest_snapshot->current()->round(), 1u);
}

CAF_TEST(samples are shown with the round) {
  change(web);
  sample(web, 1);
  CAF_CHECK_EQUAL(self_metrics->samples.load(), 1u);
  pass(1000ms);
  const auto round = latest_snapshot->current()->round();
  sample(web, 2);
  pass(900ms);
  CAF_CHECK_EQUAL(latest_snapshot->current()->round(), round);
  pass(100ms);
  CAF_CHECK_EQUAL(latest_snapshot->current()->round(), round + 1);
  CAF_CHECK(row("web")->sample->cpu_percent == 2.0);
}

CAF_TEST(a poller that falls silent costs its own row only) {
  const auto db = container("db", model::container_status::running, 1s);
  change(web);
  change(db);
  sample(web, 1);
  sample(db, 1);
  for (int second = 0; second < 40; ++second) {
    sample(db, 2);
    pass(1s, 500ms);
  }
  CAF_CHECK(!row("web")->sample);
  CAF_CHECK(row("db")->sample != nullptr);
}

CAF_TEST(who counts OOM kills hears of each reading with more) {
  std::string counted;
  const oom_kills_actor counter = end_with_test(sys.spawn([&](oom_kills_actor::pointer) {
    return oom_kills_actor::behavior_type{[&](const oom_kills_read& read) {
      counted += read.id + ":" + std::to_string(read.kills) + (read.started_at ? " " : "? ");
    }};
  }));
  const auto read = [this](const model::container_ptr& c, std::uint64_t kills) {
    model::sample s;
    s.now.memory_oom_kills = kills;
    caf::anon_send(facade, samples_taken{{{c, std::make_shared<const model::sample>(s), {}}}});
    consume_messages();
  };
  change(web);
  read(web, 1); // nobody counts yet
  caf::anon_send(facade, counter);
  read(web, 1);
  read(web, 1);
  read(web, 3);
  const auto next = container("web", model::container_status::running, 9s);
  change(next);
  read(next, 0);
  read(next, 1);
  CAF_CHECK_EQUAL(counted, "web-id:1 web-id:3 web-id:1 ");
}

CAF_TEST(the limits of a container are known after it ended) {
  change(web);
  model::sample s;
  model::resource_limits limits;
  limits.cgroup_path = "/system.slice/docker-web.scope";
  s.now.limits = std::make_shared<const model::resource_limits>(limits);
  caf::anon_send(facade, samples_taken{{{web, std::make_shared<const model::sample>(s), {}}}});
  consume_messages();
  change(container("web", model::container_status::exited, 1s));
  change(container("web", model::container_status::running, 9s));
  pass(100ms);
  CAF_CHECK(!row("web")->sample);
  CAF_REQUIRE(limits_of(*row("web")) != nullptr);
  CAF_CHECK_EQUAL(limits_of(*row("web"))->cgroup_path, limits.cgroup_path);
}

CAF_TEST(the machine has what its own files tell) {
  model::container c;
  c.id = c.name = model::host_id;
  c.status = model::container_status::running;
  const auto host = std::make_shared<const model::container>(std::move(c));
  model::engine_status engine;
  engine.cores = 2; // when it was connected to
  engine.memory_bytes = 1000;
  caf::anon_send(facade, engine);
  consume_messages();
  pass(100ms);
  CAF_CHECK(latest_snapshot->current()->engine().cores == 2u);
  model::sample s;
  model::resource_limits limits;
  limits.cores = 4;
  s.now.limits = std::make_shared<const model::resource_limits>(limits);
  const auto read = [&](std::uint64_t memory) {
    s.now.memory_limit_bytes = memory;
    caf::anon_send(facade, samples_taken{{{host, std::make_shared<const model::sample>(s), {}}}});
    consume_messages();
    pass(1000ms);
  };
  read(2000);
  CAF_CHECK(latest_snapshot->current()->engine().cores == 2u); // another machine's engine
  read(1000);
  CAF_CHECK(latest_snapshot->current()->engine().cores == 4u);
  read(3000);
  CAF_CHECK(latest_snapshot->current()->engine().memory_bytes == 3000u);
}

CAF_TEST(a removed container is gone) {
  change(web);
  containers_changed message;
  message.removed.push_back(web->id);
  caf::anon_send(facade, message);
  sample(web, 1);
  pass(1000ms);
  CAF_CHECK(!row("web"));
}

CAF_TEST(the host is shown beside the containers and not among them) {
  model::container c;
  c.id = c.name = model::host_id;
  c.status = model::container_status::running;
  c.started_at = model::engine_time{1s};
  const auto host = std::make_shared<const model::container>(std::move(c));
  const auto shown_host = [this] { return latest_snapshot->current()->host(); };
  change(web);
  pass(100ms);
  CAF_CHECK(shown_host() == nullptr);
  sample(host, 12);
  pass(100ms); // the first rate is worth showing soon
  CAF_REQUIRE(shown_host() != nullptr);
  CAF_CHECK(shown_host()->container == host);
  CAF_CHECK(shown_host()->sample->cpu_percent == 12.0);
  CAF_CHECK_EQUAL(latest_snapshot->current()->rows().size(), 1u);
  CAF_CHECK(!row(model::host_id));
  sample(host, 13);
  pass(1000ms);
  CAF_CHECK(shown_host()->sample->cpu_percent == 13.0);
  sample(web, 1);
  pass(28s, 500ms);
  CAF_CHECK(shown_host()->sample != nullptr);
  pass(6s, 500ms); // as a container's, its sample is no valid one for ever
  CAF_CHECK(shown_host()->container == host);
  CAF_CHECK(shown_host()->sample == nullptr);
}

CAF_TEST(the state of the engine is shown within a tenth of a second) {
  model::engine_status status;
  status.connected = true;
  caf::anon_send(facade, status);
  consume_messages();
  pass(100ms);
  CAF_CHECK(latest_snapshot->current()->engine().connected);
}

CAF_TEST(a renamed container is in its new place) {
  change(web);
  change(container("db", model::container_status::running, 1s));
  pass(100ms);
  auto renamed = *web;
  renamed.name = "aaa";
  change(std::make_shared<const model::container>(renamed));
  sample(web, 3);
  pass(100ms);
  const auto rows = latest_snapshot->current()->rows();
  CAF_REQUIRE_EQUAL(rows.size(), 2u);
  CAF_CHECK_EQUAL(rows[0]->container->name, "aaa");
  CAF_CHECK(rows[0]->sample != nullptr);
  CAF_CHECK(!row("web"));
  CAF_CHECK(row("web-id") != nullptr);
}

CAF_TEST(a sample is put into the row of its container) {
  for (const auto* name : {"c", "a", "b"})
    change(container(name, model::container_status::running, 1s));
  pass(100ms);
  sample(container("b", model::container_status::running, 1s), 7);
  pass(100ms);
  CAF_CHECK(!row("a")->sample);
  CAF_CHECK(row("b")->sample->cpu_percent == 7.0);
  CAF_CHECK(!row("c")->sample);
  CAF_CHECK_EQUAL(row("b")->container->id, "b-id");
}

CAF_TEST(nothing is published where nothing changed) {
  change(web);
  pass(100ms);
  const auto round = latest_snapshot->current()->round();
  pass(5s, 500ms);
  CAF_CHECK_EQUAL(latest_snapshot->current()->round(), round);
  containers_changed message;
  message.removed = {"unknown"};
  caf::anon_send(facade, message);
  consume_messages();
  pass(1s);
  CAF_CHECK_EQUAL(latest_snapshot->current()->round(), round);
}

CAF_TEST(the second rate of a container waits for the round) {
  change(web);
  pass(100ms);
  model::sample s; // without a rate
  caf::anon_send(facade, samples_taken{{{web, std::make_shared<const model::sample>(s), {}}}});
  consume_messages();
  pass(100ms);
  CAF_CHECK(!row("web")->sample);
  sample(web, 1);
  pass(100ms);
  CAF_REQUIRE(row("web")->sample != nullptr);
  sample(web, 2);
  pass(100ms);
  CAF_CHECK(row("web")->sample->cpu_percent == 1.0);
}

CAF_TEST(the history is given each round that has samples) {
  std::vector<model::snapshot_ptr> rounds;
  const auto history = end_with_test(sys.spawn([&](history_keeper_actor::pointer) {
    return history_keeper_actor::behavior_type{
        [&](const model::snapshot_ptr& round) { rounds.push_back(round); },
        [](const model::history_round_ptr&) {},
        [](const metric_history_query&) {},
        [](kept_atom) {},
        [](opened_atom, std::int64_t) {},
        [](end_atom) {}};
  }));
  facade = end_with_test(
      sys.spawn(http_facade, http_facade_deps{latest_snapshot, 1000ms, self_metrics, history}));
  consume_messages();
  change(web);
  pass(2s);
  CAF_CHECK(rounds.empty());
  sample(web, 1);
  pass(2s);
  CAF_REQUIRE_EQUAL(rounds.size(), 1u);
  CAF_CHECK(rounds[0]->rows().at(0)->sample != nullptr);
  caf::anon_send(facade, samples_taken{});
  pass(2s);
  CAF_CHECK_EQUAL(rounds.size(), 1u);
}

CAF_TEST(the sources of samples are logged when each container has one) {
  const auto& state = deref<http_facade_actor::stateful_base<http_facade_state>>(facade).state;
  change(web);
  pass(1s);
  CAF_CHECK(!state.sources_logged);
  change(container("off", model::container_status::exited, 1s)); // needs none
  sample(web, 1);
  pass(100ms);
  CAF_CHECK(state.sources_logged);
}

CAF_TEST(the sources of samples are logged after five rounds in any case) {
  const auto& state = deref<http_facade_actor::stateful_base<http_facade_state>>(facade).state;
  change(web);
  change(container("mute", model::container_status::running, 1s));
  for (std::uint64_t i = 1; i < 5u; ++i) {
    sample(web, static_cast<double>(i));
    pass(1s);
    CAF_CHECK_EQUAL(state.sources_logged, state.round >= 5u);
  }
  sample(web, 9);
  pass(1s);
  CAF_CHECK(state.round >= 5u);
  CAF_CHECK(state.sources_logged);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace http_facade_test
