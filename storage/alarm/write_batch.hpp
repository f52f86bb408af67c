#pragma once

#include "model/alarm/addressed_alarm.hpp"
#include "model/saved_state.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace docker_monitor::storage {

/// The data that wait to be written in one transaction. If the disk fails, it grows up to a bound:
/// it keeps the newest state of each key, and the newest alarms.
class write_batch {
 public:
  /// The maximum numbers of alarms and of smaller changes.
  static constexpr std::size_t max_alarms = 20'000;
  static constexpr std::size_t max_changes = 100'000;

  /// An alarm with the sinks that have finished with it since it was added.
  struct entry {
    model::addressed_alarm what;
    std::vector<std::size_t> settled{};
  };

  /// The result of a delivery of an alarm that was written before.
  struct change {
    std::size_t sink;
    std::string id;
    bool parked; ///< else the sink has finished with it
  };

  write_batch() = default;
  write_batch(const write_batch&) = delete;
  write_batch& operator=(const write_batch&) = delete;

  /// Appends an alarm.
  void add(model::addressed_alarm alarm);

  /// Sets a state.
  void keep(model::saved_state state);

  /// Closes all alarms of this container.
  void close(std::string container_id);

  /// Adds an acknowledgement.
  void acknowledge(model::acknowledgement taken) {
    if (acknowledged_.size() < max_changes)
      acknowledged_.push_back(std::move(taken));
  }

  /// Notes that a sink has finished with an alarm.
  void settle(std::size_t sink, const std::string& id);

  /// Notes that a sink has parked an alarm until a restart.
  void park(std::size_t sink, std::string id);

  [[nodiscard]] bool empty() const;
  void clear();

  [[nodiscard]] const std::deque<entry>& alarms() const { return alarms_; }
  /// Returns the states by area and key.
  [[nodiscard]] const std::map<std::pair<std::string, std::string>, std::string>& states() const {
    return states_;
  }
  [[nodiscard]] const std::unordered_set<std::string>& gone() const { return gone_; }
  [[nodiscard]] const std::deque<change>& changes() const { return changes_; }
  [[nodiscard]] const std::vector<model::acknowledgement>& acknowledged() const {
    return acknowledged_;
  }

  /// Returns the number of alarms that were dropped at the limit since `clear`.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  void drop_oldest();
  void note(change what);

  std::deque<entry> alarms_;
  std::unordered_multimap<std::string_view, entry*> by_id_; ///< its keys refer to the alarms' ids
  std::map<std::pair<std::string, std::string>, std::string> states_;
  std::unordered_set<std::string> gone_;
  std::deque<change> changes_;
  std::vector<model::acknowledgement> acknowledged_;
  std::size_t left_out_ = 0;
};

} // namespace docker_monitor::storage
