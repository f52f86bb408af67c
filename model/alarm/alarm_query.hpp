#pragma once

#include "model/alarm/alarm.hpp"
#include "model/failure.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// Which alarms of the log a client asks for, newest first.
struct alarm_query {
  static constexpr std::size_t default_limit = 100;
  static constexpr std::size_t most = 1000;

  bool open = true;   ///< alarms that are still open
  bool closed = true; ///< alarms that have ended, and events
  std::optional<model::severity> severity;
  std::string container; ///< a name, or the beginning of an id; empty: any
  /// The container's id, if it exists: includes its alarms under earlier names.
  std::string container_id;
  std::string host;                   ///< on which it happened; empty: any
  bool with_logs = false;             ///< include what containers wrote, if it is stored
  std::optional<std::uint64_t> after; ///< the cursor of the previous page
  std::size_t limit = default_limit;
};

/// A page of the alarm log.
struct alarm_page {
  std::vector<std::string> alarms;   ///< each the JSON of one alarm, with its current state
  std::optional<std::uint64_t> next; ///< the cursor of the next page; none after the last
};

/// Takes an answer, once, on any thread. It must not block.
using alarm_page_handler = std::function<void(expected<alarm_page>)>;

/// Queries the alarm log, from any thread; the answer comes later.
using alarm_history = std::function<void(const alarm_query& query, alarm_page_handler done)>;

} // namespace docker_monitor::model
