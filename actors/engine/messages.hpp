#pragma once

#include "engine/api/engine_client.hpp"
#include "model/container/container.hpp"
#include "model/container/transition.hpp"
#include "model/event/event.hpp"
#include "model/failure.hpp"
#include "model/saved_state.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// An answer of the engine, with the number of its attempt or call, which distinguishes late
/// answers from current ones.
template <class T>
struct answer {
  std::uint64_t number = 0;
  model::expected<T> result = T{};
};

using negotiated = answer<engine::engine_identity>;
using listed = answer<std::vector<model::container>>;
using pinged = answer<bool>;
using recalled = answer<model::event_memory>;

/// The answer to an inspection.
struct inspected {
  std::string id;
  std::uint64_t number = 0;
  model::expected<model::container> result = model::container{};
};

/// Events in the order of arrival.
struct streamed {
  std::uint64_t number = 0;
  model::event_batch batch;
};

/// The event stream ended.
struct stream_ended {
  std::uint64_t number = 0;
  model::failure why{};
};

/// The resources of the engine's machine.
struct machine_answer {
  std::uint64_t number = 0; ///< of the connection
  std::uint64_t memory_bytes = 0;
  std::uint32_t cores = 0;
};

/// The engine's disk usage.
struct disk_usage_answer {
  std::uint64_t number = 0; ///< of the connection
  model::expected<model::disk_usage> result = model::disk_usage{};
};

/// Changes of containers, from the listener to the supervisor and the facade.
struct containers_changed {
  std::vector<model::container_ptr> changed;
  std::vector<std::string> removed; ///< ids
};

/// Transitions in the order they happened, from the listener to the alarm router, with the states
/// to store no earlier than their alarms.
struct transitions {
  std::vector<model::transition> list;
  model::saved_states states{};       ///< of containers, by id
  model::saved_states cursor{};       ///< how far the events are read
  std::vector<std::string> stopped{}; ///< ids of containers whose newest end was requested
  std::vector<model::succession> successions{};
  std::vector<model::naming> named{};
  /// Held until all of this is stored: it counts against the in-flight limit.
  std::shared_ptr<const void> load{};
};

/// An event about the engine itself, from the listener to the alarm router.
struct connection_event {
  enum class type : std::uint8_t {
    unreachable, ///< since `from`
    away,        ///< the connection ended; it may be back in a moment
    reachable,   ///< the list of containers arrived; sent at every connect
    event_gap,   ///< events between `from` and `at` may have been missed
  };
  type kind = type::reachable;
  model::engine_time from{};
  model::engine_time at{};
  std::string reason{};
  std::string host_name{}; ///< of reachable: the engine's name of its machine; may be empty
  std::vector<std::string> ended_with_it{}; ///< of away: ids of containers the engine stopped
};

/// The last lines a container wrote before it went down.
struct container_logs {
  std::string id;
  std::vector<std::string> lines; ///< empty if the engine sent none
};

/// The result of an inspection, from the listener to the alarm router.
struct container_facts {
  std::string id;
  model::container_ptr facts; ///< null: the engine no longer knows the container
};

} // namespace docker_monitor::actors
