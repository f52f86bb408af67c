#pragma once

#include "engine/api/engine_client.hpp"
#include "model/alarm/addressed_alarm.hpp"
#include "model/alarm/alarm.hpp"
#include "model/alarm/alarm_query.hpp"
#include "model/alarm/sink_status.hpp"
#include "model/container/container.hpp"
#include "model/container/event.hpp"
#include "model/container/snapshot.hpp"
#include "model/container/transition.hpp"
#include "model/failure.hpp"
#include "model/history/history_batch.hpp"
#include "model/history/history_book.hpp"
#include "model/history/history_query.hpp"
#include "model/metric/sample.hpp"
#include "model/rule/rules.hpp"
#include "model/saved_state.hpp"

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

/// Transitions in the order they happened, from the listener to the alarm router; with what must be
/// kept for the case that we end, no earlier than their alarms.
struct transitions {
  std::vector<model::transition> list;
  model::saved_states states{}; ///< of containers, by id
  model::saved_states cursor{}; ///< up to where the events are taken
};

/// What the listener tells of the engine itself.
struct engine_news {
  enum class what : std::uint8_t {
    unreachable, ///< since `from`
    away,        ///< the connection ended; it may be back in a moment
    reachable,   ///< the list of containers is in; told at every connect
    blind,       ///< events between `from` and `at` may have been missed
  };
  what kind = what::reachable;
  model::engine_time from{};
  model::engine_time at{};
  std::string reason{};
};

/// Other rules than before, from whoever reads their file.
struct new_rules {
  std::shared_ptr<const model::rule_set> rules; ///< not null
};

/// The last lines a container wrote before it went down.
struct container_logs {
  std::string id;
  std::vector<std::string> lines; ///< none where the engine gave none
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

using model::addressed_alarm;

/// Containers that are no more, from the router to sinks.
struct containers_gone {
  std::vector<std::string> ids;
};

/// What must be on disk together, from the router to the store. It must be sent there before its
/// alarms go to the sinks, so that the store knows an alarm before it learns of its delivery.
struct records {
  std::vector<addressed_alarm> alarms; ///< in their order
  model::saved_states states;
  std::vector<std::string> gone; ///< ids of containers that are no more: nothing of them is open
};

/// What became of alarms, from a sink to the store.
struct settled {
  std::size_t sink = 0;               ///< its number
  std::vector<std::string> delivered; ///< ids
  std::vector<std::string> parked;    ///< not to be tried again before the next start
  std::vector<std::string> dropped;   ///< superseded by newer ones

  [[nodiscard]] bool empty() const {
    return delivered.empty() && parked.empty() && dropped.empty();
  }
};

/// A question to the store.
struct history_question {
  model::alarm_query query;
  model::alarm_page_handler done; ///< called once; dropped uncalled where there will be no answer
};

/// A question for the figures of the past, to whoever keeps them.
struct figures_question {
  model::history_query query;
  model::history_line_handler done; ///< called once; dropped uncalled where there will be no answer
};

/// What memory can answer, to the store, which adds what is on disk and tells `done`.
struct stored_figures {
  model::history_book::answer answer;
  model::history_line_handler done;
};

/// Our own trouble, from a sink or a store to the router.
struct own_trouble {
  std::string source;  ///< who has it: `store`, `sink amqp://…`
  std::string message; ///< cause and consequence; empty: it is over
};

} // namespace docker_monitor::actors

CAF_BEGIN_TYPE_ID_BLOCK(docker_monitor, caf::first_custom_type_id)

CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::alarm_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::container_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::engine_status))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::sink_status_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::containers_changed))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::transitions))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::container_facts))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::engine_news))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::container_logs))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::new_rules))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::samples_taken))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::slot_tick))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::negotiated))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::listed))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::pinged))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::reading))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::inspected))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::streamed))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::stream_ended))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::records))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::containers_gone))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::settled))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::history_question))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::own_trouble))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::snapshot_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::history_batch_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::figures_question))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::stored_figures))

CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, begin_atom, "begin")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, tick_atom, "tick")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, round_atom, "round")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, expire_atom, "expire")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, opened_atom, "opened")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, ping_atom, "ping")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, compare_atom, "compare")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, confirm_atom, "confirm")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, show_atom, "show")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, unreachable_atom, "away")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, commit_atom, "commit")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, resave_atom, "resave")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, judge_atom, "judge")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, overload_atom, "overload")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, end_atom, "end")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, kept_atom, "kept")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, tend_atom, "tend")

CAF_END_TYPE_ID_BLOCK(docker_monitor)

// Everything stays in this process.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::alarm_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::container_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::engine_status)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::sink_status_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::containers_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::transitions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::container_facts)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::engine_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::container_logs)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::new_rules)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::samples_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::slot_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::negotiated)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::listed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::pinged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::reading)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::inspected)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::streamed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::stream_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::records)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::containers_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::settled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::history_question)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::own_trouble)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::snapshot_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::history_batch_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::figures_question)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::stored_figures)
