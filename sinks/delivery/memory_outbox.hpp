#pragma once

#include "sinks/delivery/outbox.hpp"

#include <list>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace docker_monitor::sinks {

/// An outbox in memory, bounded by bytes; the store has its contents on disk.
///
/// When full it first keeps the alarms with the newest state of each container (of each kind, and
/// for thresholds of each rule). An alarm that a later pending Clear ends is dropped together with
/// that Clear, unless the Clear is the newest. A Clear of an alarm that the receiver may have got
/// always stays. If that is not enough, the oldest Majors are dropped. Clears alone may exceed the
/// bound: there are no more of them than open alarms.
class memory_outbox : public outbox {
 public:
  /// Room for about 15,000 alarms.
  static constexpr std::size_t default_limit_bytes = 16 << 20;

  explicit memory_outbox(std::size_t limit_bytes = default_limit_bytes)
      : limit_bytes_{limit_bytes}, ceiling_{limit_bytes} {}

  void push(model::alarm_ptr alarm) override;
  std::vector<model::alarm_ptr> next(std::size_t max) override;
  void confirm(const std::string& id) override;
  void failed(const std::string& id, const model::failure& why) override;
  void park(const std::string& id, const model::failure& why) override;
  [[nodiscard]] bool holds(const std::string& container_id) const override {
    return subjects_.contains(container_id);
  }
  std::vector<std::string> take_dropped() override;
  [[nodiscard]] outbox_counters counters() const override;

  /// Returns the estimated bytes of the pending alarms.
  [[nodiscard]] std::size_t used_bytes() const { return used_bytes_; }

 private:
  struct entry {
    model::alarm_ptr alarm;
    std::uint64_t place; ///< in the order of `push`
    bool spare = false;  ///< ends an alarm that the receiver never got
  };
  /// The alarms of one container.
  struct subject {
    std::list<entry> queue;
    bool in_flight = false; ///< the state of its head

    [[nodiscard]] std::list<entry>::iterator first_waiting() {
      return in_flight ? std::next(queue.begin()) : queue.begin();
    }
  };

  void make_room();
  [[nodiscard]] static bool may_go(const entry& e);
  void coalesce(subject& lane);
  void drop_oldest_majors(std::size_t target_bytes);
  void drop(subject& lane, std::list<entry>::iterator position);
  void set_ready(subject& lane);
  subject* take_in_flight(const std::string& id);
  void remove_head(subject& lane);
  void remove_empty(const std::string& container_id);

  std::size_t limit_bytes_;
  std::size_t ceiling_; ///< used bytes at which room is made next
  std::size_t used_bytes_ = 0;
  std::uint64_t places_ = 0;
  std::uint64_t pending_ = 0;
  outbox_counters totals_;
  std::vector<std::string> dropped_;         ///< since `take_dropped`
  std::unordered_set<std::string_view> ids_; ///< of all pending alarms, which own the texts
  std::unordered_map<std::string, subject> subjects_;   ///< by container id, none empty
  std::map<std::uint64_t, subject*> ready_;             ///< by their head's place
  std::unordered_map<std::string, subject*> in_flight_; ///< by alarm id
};

} // namespace docker_monitor::sinks
