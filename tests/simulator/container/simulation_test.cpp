#define CAF_SUITE simulator.simulation
#include "simulator/container/simulation.hpp"

#include <caf/test/unit_test.hpp>

#include <map>
#include <set>

namespace simulation_test {

using namespace docker_monitor;
using namespace docker_monitor::simulator;
using namespace std::chrono_literals;
using model::container_status;

namespace {

constexpr model::engine_time noon{1'800'000'000s};

simulation_options options(std::size_t containers, bool lively = false, std::string api = "1.45") {
  simulation_options made;
  made.containers = containers;
  made.lively = lively;
  made.api_version = std::move(api);
  return made;
}

/// The container events since the last call, as `kill:15 die:0 stop`.
std::string new_events(simulation& world) {
  std::string all;
  for (const auto& event : world.take_events()) {
    if (event->type != "container")
      continue;
    if (!all.empty())
      all += ' ';
    all += event->action;
    for (const auto* key : {"exitCode", "signal"})
      if (const auto value = event->attributes.find(key); value != event->attributes.end())
        all.append(":").append(value->second);
  }
  return all;
}

/// A world with one container, `x`, of the policy given.
simulation with_one(restart_policy policy, std::string api = "1.45") {
  simulation world{options(0, false, std::move(api)), noon};
  container_request request;
  request.name = "x";
  request.policy = policy;
  std::string id;
  world.create(request, id);
  world.start("x");
  world.take_events();
  return world;
}

std::uint64_t cpu_ns(const simulation& world) {
  const auto used = world.read(*world.find("x"));
  return used ? used->cpu_ns : 0;
}

/// All events of a life, with their times.
std::vector<std::string> life(std::uint64_t seed, std::chrono::seconds step) {
  auto made = options(24, true);
  made.seed = seed;
  simulation world{made, noon};
  std::vector<std::string> all;
  for (auto at = noon; at <= noon + 1h; at += step) {
    world.advance(at);
    for (const auto& event : world.take_events())
      all.push_back(
          std::to_string(event->time.time_since_epoch().count()) + event->actor + event->action);
  }
  return all;
}

} // namespace

CAF_TEST(the same seed gives the same life however often it is advanced) {
  const auto whole = life(7, 1h);
  CAF_CHECK(whole.size() > 500);
  CAF_CHECK(whole == life(7, 1s));
  CAF_CHECK(whole != life(8, 1h));
}

CAF_TEST(names and ids are unique among ten thousand) {
  const simulation world{options(10'000), noon};
  std::set<std::string> names;
  std::set<std::string> ids;
  for (const auto& [serial, container] : world.containers()) {
    names.insert(container.name);
    ids.insert(container.id);
    CAF_REQUIRE(container.status == container_status::running);
    CAF_REQUIRE(world.read(container).has_value());
  }
  CAF_CHECK_EQUAL(names.size(), 10'000u);
  CAF_CHECK_EQUAL(ids.size(), 10'000u);
}

CAF_TEST(a life that is not lively has no incidents) {
  simulation world{options(100), noon};
  world.advance(noon + 24h);
  CAF_CHECK(world.take_events().empty());
  CAF_CHECK(!world.next_due());
}

CAF_TEST(a lively life shows every kind of event and keeps most containers up) {
  simulation world{options(24, true), noon};
  std::set<std::string> kinds;
  std::size_t up = 0;
  for (int second = 0; second < 7200; ++second) {
    world.advance(noon + std::chrono::seconds{second});
    for (const auto& event : world.take_events())
      kinds.insert(event->action.substr(0, event->action.find(':')));
    for (const auto& [serial, container] : world.containers())
      up += model::is_up(container.status) ? 1 : 0;
  }
  for (const auto* kind :
       {"create", "start", "kill", "die", "stop", "oom", "pause", "unpause", "restart", "destroy",
        "health_status", "exec_create", "exec_start", "exec_die", "connect", "disconnect"})
    CAF_CHECK_EQUAL(std::string(kind), kinds.contains(kind) ? kind : "missing");
  CAF_CHECK(up > 7200 * 24 * 8 / 10);
}

CAF_TEST(no counter steps back within a generation) {
  simulation world{options(24, true), noon};
  std::map<std::pair<std::string, std::uint64_t>, usage> before;
  std::uint64_t host = 0;
  for (int step = 0; step < 20'000; ++step) {
    world.advance(noon + step * 130ms);
    CAF_REQUIRE(world.host_cpu_ns() >= host);
    host = world.host_cpu_ns();
    for (const auto& [serial, container] : world.containers()) {
      const auto now = world.read(container);
      if (!now)
        continue;
      auto& last = before[{container.id, container.generation}];
      CAF_REQUIRE(now->cpu_ns >= last.cpu_ns);
      CAF_REQUIRE(now->received_bytes >= last.received_bytes);
      CAF_REQUIRE(now->written_bytes >= last.written_bytes);
      last = *now;
    }
  }
}

CAF_TEST(a stop is reported in the order of the release) {
  auto old = with_one(restart_policy::no, "1.41");
  old.stop("x");
  CAF_CHECK_EQUAL(new_events(old), "kill:15 die:0 stop");
  auto newer = with_one(restart_policy::no, "1.45");
  newer.stop("x");
  CAF_CHECK_EQUAL(new_events(newer), "kill:15 stop die:0");
}

CAF_TEST(a restart is reported in the order of the release) {
  auto old = with_one(restart_policy::no, "1.41");
  old.restart("x");
  CAF_CHECK_EQUAL(new_events(old), "kill:15 die:0 stop start restart");
  auto newer = with_one(restart_policy::no, "1.45");
  newer.restart("x");
  CAF_CHECK_EQUAL(new_events(newer), "kill:15 stop die:0 start restart");
}

CAF_TEST(the stubborn are killed after being asked) {
  simulation world{options(24), noon};
  world.stop("debug-shell");
  CAF_CHECK_EQUAL(new_events(world), "kill:15 kill:9 stop die:137");
}

CAF_TEST(out of memory is oom then die and stays known until the next start) {
  auto world = with_one(restart_policy::no);
  world.oom("x");
  CAF_CHECK_EQUAL(new_events(world), "oom die:137");
  const auto* x = world.find("x");
  CAF_CHECK(x->status == container_status::exited);
  CAF_CHECK(x->oom_killed);
  CAF_CHECK_EQUAL(x->exit_code, 137);
  CAF_CHECK_EQUAL(x->pid, 0);
  world.start("x");
  CAF_CHECK(!world.find("x")->oom_killed);
}

CAF_TEST(what leaks runs out of memory by itself in a lively life) {
  simulation world{options(24, true), noon};
  bool seen = false;
  for (int minute = 0; minute < 60 && !seen; ++minute) {
    world.advance(noon + std::chrono::minutes{minute});
    for (const auto& event : world.take_events())
      seen = seen || (event->action == "oom" && event->attributes.at("name") == "blog-wordpress-1");
  }
  CAF_CHECK(seen);
}

CAF_TEST(a crash is restarted by policy after a delay that doubles) {
  auto world = with_one(restart_policy::always);
  auto at = noon;
  for (const auto delay : {100ms, 200ms, 400ms}) {
    world.crash("x", 139);
    CAF_CHECK_EQUAL(new_events(world), "die:139");
    CAF_CHECK(world.find("x")->status == container_status::restarting);
    world.advance(at + delay - 1ms);
    CAF_CHECK(world.find("x")->status == container_status::restarting);
    at += delay;
    world.advance(at);
    CAF_CHECK_EQUAL(new_events(world), "start");
  }
  CAF_CHECK_EQUAL(world.find("x")->restart_count, 3u);
  world.advance(at + 1min);
  world.crash("x", 1);
  world.advance(at + 1min + 100ms);
  CAF_CHECK(world.find("x")->status == container_status::running);
}

CAF_TEST(what is stopped or killed on request stays down whatever its policy) {
  auto world = with_one(restart_policy::always);
  world.kill("x", 9);
  CAF_CHECK_EQUAL(new_events(world), "kill:9 die:137");
  world.advance(noon + 1h);
  CAF_CHECK(world.find("x")->status == container_status::exited);
  world.start("x");
  world.crash("x", 1);
  world.stop("x");
  world.advance(noon + 2h);
  CAF_CHECK(world.find("x")->status == container_status::exited);
}

CAF_TEST(on - failure restarts failures only) {
  auto world = with_one(restart_policy::on_failure);
  world.crash("x", 0);
  CAF_CHECK(world.find("x")->status == container_status::exited);
  world.start("x");
  world.crash("x", 1);
  CAF_CHECK(world.find("x")->status == container_status::restarting);
}

CAF_TEST(a signal without an effect is only reported) {
  auto world = with_one(restart_policy::no);
  world.kill("x", 10);
  CAF_CHECK_EQUAL(new_events(world), "kill:10");
  CAF_CHECK(world.find("x")->status == container_status::running);
}

CAF_TEST(a paused container uses no CPU) {
  auto world = with_one(restart_policy::no);
  world.advance(noon + 1min);
  world.pause("x");
  const auto before = cpu_ns(world);
  world.advance(noon + 2min);
  CAF_CHECK_EQUAL(cpu_ns(world), before);
  world.unpause("x");
  CAF_CHECK_EQUAL(cpu_ns(world), before);
  world.advance(noon + 3min);
  CAF_CHECK(cpu_ns(world) > before);
  CAF_CHECK_EQUAL(new_events(world), "pause unpause");
}

CAF_TEST(a new generation starts its counters again and has another start) {
  auto world = with_one(restart_policy::no);
  world.advance(noon + 1h);
  const auto before = *world.find("x");
  const auto used = cpu_ns(world);
  world.restart("x");
  CAF_CHECK(cpu_ns(world) < used);
  CAF_CHECK(*world.find("x")->started_at > *before.started_at);
  CAF_CHECK(world.find("x")->pid != before.pid);
}

CAF_TEST(a health check reports after a start and when told) {
  simulation world{options(1), noon};
  world.restart("shop-web-1");
  CAF_CHECK_EQUAL(world.find("shop-web-1")->health, "starting");
  world.take_events();
  world.advance(noon + 10s);
  CAF_CHECK_EQUAL(new_events(world), "health_status: healthy");
  world.flip_health("shop-web-1");
  CAF_CHECK_EQUAL(new_events(world), "health_status: unhealthy");
  world.stop("shop-web-1");
  CAF_CHECK_EQUAL(world.find("shop-web-1")->health, "unhealthy");
}

CAF_TEST(dropped events change states and are reported to nobody) {
  auto world = with_one(restart_policy::no);
  world.drop_events(2);
  world.stop("x");
  CAF_CHECK_EQUAL(new_events(world), "die:0");
  CAF_CHECK(world.find("x")->status == container_status::exited);
}

CAF_TEST(a force removal kills and destroys) {
  auto world = with_one(restart_policy::no);
  const auto id = world.find("x")->id;
  CAF_CHECK(world.remove("x", false).outcome == command_outcome::conflict);
  CAF_CHECK(world.remove("x", true).outcome == command_outcome::done);
  CAF_CHECK_EQUAL(new_events(world), "kill:9 die:137 destroy");
  CAF_CHECK(world.find(id) == nullptr);
}

CAF_TEST(a rename shows both names) {
  auto world = with_one(restart_policy::no);
  world.rename("x", "y");
  const auto events = world.take_events();
  CAF_CHECK_EQUAL(events.front()->attributes.at("oldName"), "/x");
  CAF_CHECK_EQUAL(events.front()->attributes.at("name"), "y");
  CAF_CHECK(world.find("x") == nullptr);
  CAF_CHECK(world.find("/y") != nullptr);
}

CAF_TEST(a container is found by an unambiguous prefix of its id) {
  const simulation world{options(3), noon};
  const auto& id = world.containers().begin()->second.id;
  CAF_CHECK(world.find(id.substr(0, 12)) == &world.containers().begin()->second);
  CAF_CHECK(world.find("") == nullptr);
  const simulation many{options(100), noon};
  CAF_CHECK(many.find(many.containers().begin()->second.id.substr(0, 1)) == nullptr);
}

CAF_TEST(spawn and end are bursts of starts and ends) {
  simulation world{options(5), noon};
  world.spawn(100);
  CAF_CHECK_EQUAL(world.containers().size(), 105u);
  CAF_CHECK_EQUAL(world.end(1000), 105u);
  CAF_CHECK_EQUAL(world.end(1), 0u);
  world.advance(noon + 1h);
  CAF_CHECK(world.containers().begin()->second.status == container_status::exited);
}

CAF_TEST(a burst makes as many container events as asked and comes round) {
  simulation world{options(3), noon};
  world.burst(7, "restart");
  CAF_CHECK_EQUAL(new_events(world), "die:1 start die:1 start die:1 start die:1");
  CAF_CHECK(world.containers().begin()->second.status == container_status::exited);
  world.burst(1, "restart");
  CAF_CHECK_EQUAL(new_events(world), "start");
  world.burst(4, "pause");
  CAF_CHECK_EQUAL(new_events(world), "pause unpause pause unpause");
}

CAF_TEST(events of one instant have an order and a stepped clock goes back) {
  auto world = with_one(restart_policy::no);
  world.stop("x");
  auto last = model::engine_time{};
  for (const auto& event : world.take_events()) {
    CAF_CHECK(event->time > last);
    last = event->time;
  }
  world.step_clock(-1h);
  world.start("x");
  CAF_CHECK(world.take_events().front()->time < last - 59min);
  CAF_CHECK(world.wall() == noon - 1h);
}

CAF_TEST(podman has its own words) {
  auto made = options(0);
  made.brand = engine_brand::podman;
  simulation world{made, noon};
  std::string id;
  container_request request;
  request.name = "x";
  world.create(request, id);
  world.start("x");
  CAF_CHECK_EQUAL(new_events(world), "create init start");
  world.oom("x");
  CAF_CHECK_EQUAL(new_events(world), "die:137 cleanup");
  world.remove("x", false);
  CAF_CHECK_EQUAL(new_events(world), "remove");
}

} // namespace simulation_test
