#pragma once

#include "actors/type_ids.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/test/dsl.hpp>

#include <chrono>
#include <vector>

namespace docker_monitor::tests {

/// An actor system's settings with our messages.
struct actor_config : caf::actor_system_config {
  actor_config() { add_message_types<caf::id_block::docker_monitor>(); }
};

/// Actors on a clock and a scheduler that the test owns. Actors given to `end_with_test` are ended
/// before the fixture's own destructor fires all timers, which a periodic actor would never let
/// come to an end.
struct actor_fixture : test_coordinator_fixture<actor_config> {
  ~actor_fixture() {
    for (const auto& actor : ended_with_test)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    consume_messages();
  }

  template <class Handle>
  Handle end_with_test(Handle handle) {
    ended_with_test.push_back(caf::actor_cast<caf::actor>(handle));
    return handle;
  }

  /// Lets time pass in steps and everything that happens meanwhile happen.
  template <class Duration>
  void pass(Duration time, std::chrono::milliseconds step = std::chrono::milliseconds{50}) {
    for (auto left = std::chrono::duration_cast<std::chrono::milliseconds>(time); left.count() > 0;
         left -= step) {
      advance_time(std::min(left, step));
      consume_messages();
    }
  }

  std::vector<caf::actor> ended_with_test;
};

} // namespace docker_monitor::tests
