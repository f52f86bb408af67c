#pragma once

#include "engine/engine_client.hpp"
#include "model/alarm.hpp"
#include "model/container.hpp"
#include "model/event.hpp"
#include "model/failure.hpp"
#include "model/sample.hpp"
#include "model/snapshot.hpp"
#include "model/transition.hpp"
#include "sinks/sink_status.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/type_id.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// What changed about containers, from the listener to whoever watches or shows them.
struct containers_changed {
  std::vector<model::container_ptr> changed;
  std::vector<std::string> removed; ///< ids
};

/// Transitions in the order they happened, from the listener to the alarm router.
struct transitions {
  std::vector<model::transition> list;
};

/// What an inspection told of a container, from the listener to the alarm router.
struct container_facts {
  std::string id;
  model::container_ptr facts; ///< null: the engine no longer knows it
};

/// A poller's newest sample.
struct sample_taken {
  model::container_ptr container; ///< whose, as the poller knew it
  model::sample_ptr sample;       ///< null where the newest reading gave no valid one
  model::engine_time sampled_at{};
};

/// What the pollers of a slot took.
struct samples_taken {
  std::vector<sample_taken> list;
};

class slot_samples;

/// Wakes a poller: its sample goes to a place among those of its slot.
struct slot_tick {
  std::shared_ptr<slot_samples> into;
  std::size_t place = 0;
};

/// An answer of the engine, with the number of the attempt or call it belongs to, so that late
/// ones can be told from current ones.
template <class T>
struct answer {
  std::uint64_t number = 0;
  model::expected<T> result = T{};
};

using negotiated = answer<engine::engine_identity>;
using listed = answer<std::vector<model::container>>;
using pinged = answer<bool>;

/// The outcome of a reading that took its time.
struct reading {
  model::expected<model::counters> result = model::counters{};
};

/// The answer to an inspection.
struct inspected {
  std::string id;
  std::uint64_t number = 0;
  model::expected<model::container> result = model::container{};
};

/// Events as they came in.
struct streamed {
  std::uint64_t number = 0;
  model::event_batch batch;
};

/// The event stream ended.
struct stream_ended {
  std::uint64_t number = 0;
  model::failure why{};
};

} // namespace docker_monitor::actors

CAF_BEGIN_TYPE_ID_BLOCK(docker_monitor, caf::first_custom_type_id)

CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::alarm_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::container_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::engine_status))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::sinks::sink_status_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::containers_changed))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::transitions))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::container_facts))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::samples_taken))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::slot_tick))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::negotiated))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::listed))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::pinged))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::reading))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::inspected))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::streamed))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::stream_ended))

CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, begin_atom, "begin")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, tick_atom, "tick")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, round_atom, "round")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, expire_atom, "expire")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, opened_atom, "opened")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, ping_atom, "ping")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, compare_atom, "compare")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, confirm_atom, "confirm")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, show_atom, "show")

CAF_END_TYPE_ID_BLOCK(docker_monitor)

// Everything stays in this process.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::alarm_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::container_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::engine_status)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::sinks::sink_status_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::containers_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::transitions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::container_facts)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::samples_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::slot_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::negotiated)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::listed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::pinged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::reading)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::inspected)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::streamed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::stream_ended)
