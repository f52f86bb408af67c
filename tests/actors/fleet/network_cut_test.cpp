#define CAF_SUITE actors.network_cut
#include "actors/alarm/sink.hpp"
#include "sinks/delivery/memory_outbox.hpp"
#include "sinks/fleet/fleet_sink.hpp"
#include "tests/actors/fleet/listened_fleet.hpp"

#include <caf/test/dsl.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// A host and its hub while the network between them lets nothing through, on the test's clock.

namespace network_cut_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

/// The sink of a host, which never waits for a connection.
struct impatient_fleet_sink : sinks::fleet_sink {
  using fleet_sink::fleet_sink;
  sinks::outcome open(std::chrono::milliseconds) override { return std::nullopt; }
};

struct fixture : tests::listened_fleet {
  /// The time between two alarms of the host, and the longest between two attempts of its sink.
  static constexpr std::chrono::seconds alarm_pause = 10s;
  static constexpr std::chrono::seconds max_retry_pause = 30s;
  static constexpr int containers = 5;

  bool is_cut = false;
  int attempts = 0;
  std::vector<std::string> in_transit; ///< alarms that the hub has not read yet
  std::shared_ptr<http::latest_sink_state> state = std::make_shared<http::latest_sink_state>();
  sink_actor sink;
  std::map<std::string, int> newest; ///< number of the newest alarm, by container

  fixture() {
    set_roster({"a"});
    sink_deps deps;
    deps.url.kind = sinks::sink_kind::fleet;
    deps.sink = std::make_shared<impatient_fleet_sink>(
        [this](const std::string& text, std::chrono::milliseconds) -> model::expected<std::string> {
          ++attempts;
          if (is_cut)
            return model::failure{model::failure_code::timeout, "no answer in time"};
          in_transit.push_back(text);
          return std::string{"taken"};
        },
        [] { return std::string{}; }, model::log_lines::left_out);
    deps.outbox = std::make_shared<sinks::memory_outbox>();
    deps.latest_state = state;
    sink = end_with_test(sys.spawn(actors::sink, std::move(deps)));
    report("a", tests::whole(tests::web), true);
    received.clear();
  }

  /// A container goes down, or up again.
  void raise(const std::string& container) {
    const auto number = ++newest[container];
    auto alarm = std::make_shared<model::alarm>();
    alarm->id = container + '-' + std::to_string(number);
    alarm->container_id = alarm->container_name = container;
    alarm->kind = number % 2 == 1 ? model::alarm_kind::down : model::alarm_kind::up;
    alarm->state = number % 2 == 1 ? model::alarm_state::open : model::alarm_state::closed;
    if (number % 2 == 0)
      alarm->closes = container + '-' + std::to_string(number - 1);
    alarm->time = wall;
    caf::anon_send(sink, model::alarm_ptr{std::move(alarm)});
  }

  /// Lets time pass in which the containers go down and up in turn, and the host reports.
  void live(std::chrono::seconds time) {
    for (int second = 0; second < time / 1s; ++second) {
      if (second % (alarm_pause / 1s) == 0)
        raise("c" + std::to_string(second / (alarm_pause / 1s) % containers));
      wall += 1s;
      if (!is_cut)
        report("a", "");
      pass(1s, 500ms);
    }
  }

  /// Returns how many alarms about a lost host are in `received`, openings or endings.
  int losses(model::alarm_state state_of_alarm) const {
    int count = 0;
    for (const auto& message : received)
      for (const auto& alarm : message.about_host)
        count += static_cast<int>(
            alarm.kind == model::alarm_kind::host_lost && alarm.state == state_of_alarm);
    return count;
  }

  model::host_presence::condition presence() const { return hosts->find("a")->presence.is; }

  /// Cuts the network for so long, and checks what the hub knows then and in the end.
  void cut_for(std::chrono::seconds time) {
    live(1min);
    CAF_CHECK(presence() == model::host_presence::condition::present);
    CAF_CHECK_EQUAL(losses(model::alarm_state::open), 0);
    is_cut = true;
    attempts = 0;
    live(time);
    CAF_CHECK(presence() == model::host_presence::condition::lost);
    CAF_CHECK_EQUAL(losses(model::alarm_state::open), 1);
    CAF_CHECK(attempts <= time / 1s); // less than one a second
    is_cut = false;
    live(max_retry_pause);
    CAF_CHECK(presence() == model::host_presence::condition::present);
    CAF_CHECK_EQUAL(losses(model::alarm_state::closed), 1);
    CAF_CHECK_EQUAL(losses(model::alarm_state::open), 1);
    CAF_CHECK_EQUAL(state->current()->pending, 0u);
    CAF_CHECK_EQUAL(state->current()->dropped, 0u);
    check_alarms();
  }

  /// Checks that the hub gets every alarm once, in the order of its container.
  void check_alarms() {
    for (const auto& text : std::exchange(in_transit, {}))
      deliver("a", model::fleet_topic::alarms, text, "_INBOX.a.1");
    std::map<std::string, int> arrived;
    bool in_order = true;
    for (const auto& message : received)
      for (const auto& alarm : message.from_host) {
        const auto number = ++arrived[alarm.container_name];
        in_order = in_order && alarm.id == alarm.container_name + '-' + std::to_string(number);
      }
    CAF_CHECK(in_order);
    CAF_CHECK(arrived == newest);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(network_cut_tests, fixture)

CAF_TEST(alarms of an hour without a network arrive in the order of their container) {
  cut_for(1h);
}

CAF_TEST(alarms of a day without a network arrive in the order of their container) {
  cut_for(24h);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace network_cut_test
