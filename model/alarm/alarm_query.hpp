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

/// Which alarms of the history are wanted, newest first.
struct alarm_query {
  static constexpr std::size_t default_limit = 100;
  static constexpr std::size_t most = 1000;

  bool open = true;   ///< those that nothing has ended yet
  bool closed = true; ///< the others, events that end nothing too
  std::optional<model::severity> severity;
  std::string container; ///< a name, or the beginning of an id; empty: any
  /// Of the container that is meant, where it exists: its alarms under an earlier name count, too.
  std::string container_id;
  bool with_logs = false;             ///< with what containers wrote, where that is kept
  std::optional<std::uint64_t> after; ///< the cursor of the page before
  std::size_t limit = default_limit;
};

/// A part of the history.
struct alarm_page {
  std::vector<std::string> alarms;   ///< each the JSON of one alarm, its state that of now
  std::optional<std::uint64_t> next; ///< the cursor of the next page; none after the last
};

/// Takes an answer, once, on any thread; must not block.
using alarm_page_handler = std::function<void(expected<alarm_page>)>;

/// Whom to ask for the history, from any thread; answers later.
using alarm_history = std::function<void(const alarm_query& query, alarm_page_handler done)>;

} // namespace docker_monitor::model
