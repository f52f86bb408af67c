#pragma once

#include "actors/fleet/fleet_reporter.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_bus.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::tests {

/// A bus that is opened once.
struct opened_bus : fake_bus {
  bool open() override { return !std::exchange(opened, true); }
  [[nodiscard]] bool connected() const override { return opened; }
  bool opened = false;
};

/// The reporter of the host `a`, which has sent its first document, and its hub.
struct reporter_fixture : actor_fixture {
  reporter_fixture() {
    pass(std::chrono::seconds{10}, std::chrono::seconds{1}); // no clock of the reporter is at zero
    actors::fleet_reporter_deps deps;
    deps.bus = bus;
    deps.host = "a";
    deps.instance = "1";
    deps.machine = "machine";
    deps.latest_snapshot = std::make_shared<http::latest_snapshot>();
    // The test begins at the instant at which this host reports.
    deps.wall_clock = [this, begin = sched.clock().now()] {
      return *model::parse_rfc3339("2026-11-22T10:00:00Z") + model::report_offset("a")
             + (sched.clock().now() - begin);
    };
    reporter = end_with_test(sys.spawn(actors::fleet_reporter, std::move(deps)));
    consume_messages();
  }

  /// Returns true while the reporter listens to the hub.
  bool listens() { return bus->handlers.contains("fleet.a.ask"); }

  /// The hub sends a message, `times` times, before the reporter reads any.
  void ask(const std::string& payload, std::size_t times = 1, const std::string& reply = "_HUB.1") {
    for (std::size_t i = 0; i < times && listens(); ++i)
      bus->handlers.at("fleet.a.ask")({"fleet.a.ask", reply, payload, {}});
    consume_messages();
  }

  /// The hub sends a message that is not answered.
  void tell(const std::string& payload) { ask(payload, 1, ""); }

  /// Returns how many answers with this status were sent.
  std::size_t answers(std::string_view status) {
    return static_cast<std::size_t>(std::ranges::count_if(bus->messages, [&](const auto& message) {
      return message.subject == "_HUB.1" && message.header("Status") == status;
    }));
  }

  std::shared_ptr<opened_bus> bus = std::make_shared<opened_bus>();
  actors::fleet_reporter_actor reporter;
};

} // namespace docker_monitor::tests
