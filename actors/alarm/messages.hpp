#pragma once

#include "model/alarm/addressed_alarm.hpp"
#include "model/alarm/alarm_query.hpp"
#include "model/rule/rules.hpp"
#include "model/rule/silence.hpp"
#include "model/saved_state.hpp"

#include <caf/typed_actor.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::actors {

using model::addressed_alarm;

/// Other rules than before, from whoever reads their file.
struct new_rules {
  std::shared_ptr<const model::rule_set> rules; ///< not null
};

/// Containers that are no more, from the router to sinks.
struct containers_gone {
  std::vector<std::string> ids;
};

/// What must be on disk together, from the router to the store. It must be sent there before its
/// alarms go to the sinks, so that the store knows an alarm before it learns of its delivery.
struct commit_batch {
  std::vector<addressed_alarm> alarms; ///< in their order
  model::saved_states states;
  std::vector<std::string> gone; ///< ids of containers that are no more: nothing of them is open
  std::vector<model::acknowledgement> acknowledged{};
  std::shared_ptr<const void> load{}; ///< as that of `transitions`
};

/// What became of alarms, from a sink to the store.
struct delivery_report {
  std::size_t sink = 0;               ///< its number
  std::vector<std::string> delivered; ///< ids
  std::vector<std::string> parked;    ///< not to be tried again before the next start
  std::vector<std::string> dropped;   ///< superseded by newer ones

  [[nodiscard]] bool empty() const {
    return delivered.empty() && parked.empty() && dropped.empty();
  }
};

/// A question to the store.
struct alarm_log_query {
  model::alarm_query query;
  model::alarm_page_handler done; ///< called once; dropped uncalled where there will be no answer
};

/// A request that came through the control socket.
struct operator_request {
  enum class what : std::uint8_t { add_silence, end_silence, list_silences, acknowledge };
  what kind = what::list_silences;
  model::silence silence{}; ///< to add
  std::string id{};         ///< of the silence to end, or the alarm
  std::string by{};         ///< the user who asks
};

/// The answer to it.
struct operator_answer {
  std::string problem{};                  ///< empty: done
  std::vector<model::silence> silences{}; ///< the one that was added, or all
};

/// Our own trouble, from a sink or a store to the router.
struct self_alarm {
  std::string source;  ///< who has it: `store`, `sink amqp://…`
  std::string message; ///< cause and consequence; empty: it is over
};

/// Is told of our own trouble: the router. Stores and sinks take it as a message.
using self_alarm_actor = caf::typed_actor<caf::reacts_to<self_alarm>>;

/// Everything that must survive us has to be saved again, as what was saved is lost; from the store
/// to those that save.
struct saved_lost {};

/// Saves with the alarm store: the router and the listener. The store takes it as a message.
using saver_actor = caf::typed_actor<caf::reacts_to<saved_lost>>;

} // namespace docker_monitor::actors
