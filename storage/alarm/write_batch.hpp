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

/// What waits to be written in one transaction. While the disk takes nothing it grows only up to a
/// bound: of states the newest of each key stays, of alarms the newest.
class write_batch {
 public:
  /// The most alarms, and the most of the smaller changes.
  static constexpr std::size_t max_alarms = 20'000;
  static constexpr std::size_t max_changes = 100'000;

  /// An alarm with the sinks that have settled it since it came.
  struct entry {
    model::addressed_alarm what;
    std::vector<std::size_t> settled{};
  };

  /// What became of an alarm that was written before.
  struct change {
    std::size_t sink;
    std::string id;
    bool parked; ///< else it is done with
  };

  write_batch() = default;
  write_batch(const write_batch&) = delete;
  write_batch& operator=(const write_batch&) = delete;

  /// Takes an alarm behind all others.
  void add(model::addressed_alarm alarm);

  /// Takes a piece of state.
  void keep(model::saved_state state);

  /// Nothing of this container is open any more.
  void close(std::string container_id);

  /// A person has taken notice of an alarm.
  void acknowledge(model::acknowledgement taken) {
    if (acknowledged_.size() < max_changes)
      acknowledged_.push_back(std::move(taken));
  }

  /// A sink is done with an alarm.
  void settle(std::size_t sink, const std::string& id);

  /// A sink has given an alarm up until a restart.
  void park(std::size_t sink, std::string id);

  [[nodiscard]] bool empty() const;
  void clear();

  [[nodiscard]] const std::deque<entry>& alarms() const { return alarms_; }
  /// By area and key.
  [[nodiscard]] const std::map<std::pair<std::string, std::string>, std::string>& states() const {
    return states_;
  }
  [[nodiscard]] const std::unordered_set<std::string>& gone() const { return gone_; }
  [[nodiscard]] const std::deque<change>& changes() const { return changes_; }
  [[nodiscard]] const std::vector<model::acknowledgement>& acknowledged() const {
    return acknowledged_;
  }

  /// Alarms that were left out for want of room, since `clear`.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  void drop_oldest();
  void note(change what);

  std::deque<entry> alarms_;
  std::unordered_multimap<std::string_view, entry*> by_id_; ///< the alarms own the texts
  std::map<std::pair<std::string, std::string>, std::string> states_;
  std::unordered_set<std::string> gone_;
  std::deque<change> changes_;
  std::vector<model::acknowledgement> acknowledged_;
  std::size_t left_out_ = 0;
};

} // namespace docker_monitor::storage
