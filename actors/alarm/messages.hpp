#pragma once

#include "model/alarm/addressed_alarm.hpp"
#include "model/alarm/alarm_query.hpp"
#include "model/rule/rules.hpp"
#include "model/rule/silence.hpp"
#include "model/saved_state.hpp"

#include <caf/typed_actor.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::actors {

using model::addressed_alarm;

/// New rules, after their file was read again.
struct new_rules {
  std::shared_ptr<const model::rule_set> rules; ///< not null
};

/// Containers that were removed, from the router to sinks.
struct containers_gone {
  std::vector<std::string> ids;
};

/// Data that must be on disk together, from the router to the store. The router sends them before
/// it sends the alarms to the sinks, so that the store knows an alarm before its delivery is
/// reported.
struct commit_batch {
  std::vector<addressed_alarm> alarms; ///< in order
  model::saved_states states;
  std::vector<std::string> gone; ///< ids of removed containers, which have no open alarms
  std::vector<model::acknowledgement> acknowledged{};
  std::shared_ptr<const void> load{};             ///< the same as in `transitions`
  std::vector<std::function<void()>> committed{}; ///< called once all of it is on disk
};

/// The results of deliveries, from a sink to the store.
struct delivery_report {
  std::size_t sink = 0;               ///< its index
  std::vector<std::string> delivered; ///< ids
  std::vector<std::string> parked;    ///< not tried again before the next start
  std::vector<std::string> dropped;   ///< replaced by newer ones

  [[nodiscard]] bool empty() const {
    return delivered.empty() && parked.empty() && dropped.empty();
  }
};

/// A query of the alarm log, to the store.
struct alarm_log_query {
  model::alarm_query query;
  model::alarm_page_handler done; ///< called once; destroyed uncalled if there is no answer
};

/// A request from the control socket.
struct operator_request {
  enum class what : std::uint8_t { add_silence, end_silence, list_silences, acknowledge };
  what kind = what::list_silences;
  model::silence silence{}; ///< the one to add
  std::string id{};         ///< of the silence to end, or the alarm
  std::string by{};         ///< the user
};

/// The answer to an operator's request.
struct operator_answer {
  std::string problem{};                  ///< empty: success
  std::vector<model::silence> silences{}; ///< the added one, or all
  std::string note{};                     ///< of a success: what may be a mistake; may be empty
};

/// Alarms of the hosts of a fleet, to the router of their hub.
struct received_alarms {
  std::vector<model::alarm> from_host;  ///< made there
  std::vector<model::alarm> about_host; ///< made by the hub
  model::saved_states states;           ///< stored with them
  std::function<void()> committed{};    ///< called once all of it is on disk; may be empty
};

/// A failure of docker-monitor itself, from a sink or a store to the router.
struct self_alarm {
  std::string source;  ///< the failing part: `store`, `sink amqp://…`
  std::string message; ///< cause and consequence; empty: the failure has ended
};

/// Receives self-alarms: the router. Stores and sinks take it as a message.
using self_alarm_actor = caf::typed_actor<caf::reacts_to<self_alarm>>;

/// Saved states are lost, so all must be saved again; from the store to the actors that save there.
struct saved_lost {};

/// An actor that saves states in the alarm store: the router or the listener. The store takes it as
/// a message.
using saver_actor = caf::typed_actor<caf::reacts_to<saved_lost>>;

} // namespace docker_monitor::actors
