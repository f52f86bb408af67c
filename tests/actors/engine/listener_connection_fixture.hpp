#pragma once

#include "tests/actors/engine/listener_fixture.hpp"

#include <algorithm>
#include <cstdint>

namespace docker_monitor::tests {

/// A listener whose connection answers pings, loses events or starts again as a test says.
struct listener_connection_fixture : listener_fixture {
  void answer_ping(model::expected<bool> result) {
    pass(10s, 1s);
    CAF_REQUIRE_EQUAL(client->pings.size(), 1u);
    fake_engine_client::pop(client->pings)(std::move(result));
    consume_messages();
  }

  actors::event_listener_state& state() {
    return deref<actors::event_listener_actor::stateful_base<actors::event_listener_state>>(
               listener)
        .state;
  }

  /// Starts again with other settings.
  void start_over() {
    client->negotiations.clear();
    start();
  }

  void lose_events(std::uint32_t lines = 1) {
    model::event_batch batch;
    batch.unreadable_lines = lines;
    client->received(batch);
    consume_messages();
  }

  int event_gaps() const {
    return static_cast<int>(
        std::ranges::count(engine, connection_event::type::event_gap, &connection_event::kind));
  }

  const model::failure mute{model::failure_code::timeout, "mute"};
};

} // namespace docker_monitor::tests
