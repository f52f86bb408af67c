#pragma once

#include "model/time.hpp"

#include <chrono>
#include <string_view>

namespace docker_monitor::model {

/// Returns the instant of each second at which a host reports, by its own clock: one of eight. So
/// the messages of many hosts whose clocks agree arrive together, and neither nats-server nor the
/// hub is woken for each: that is the larger part of the cost of a short message.
std::chrono::milliseconds report_offset(std::string_view host);

/// Returns how long a host that reports at `offset` waits from `now` on, at least a quarter of a
/// second: a timer may be early.
std::chrono::nanoseconds pause_to_report(engine_time now, std::chrono::milliseconds offset);

/// Decides when a host sends its whole state, and whether a document may be made with the
/// dictionary of payloads, which an older hub does not have.
///
/// A hub that has it says so after each document that is made without it. So one is sent once a
/// minute: a host notices that way that an older hub took over.
class report_schedule {
 public:
  using instant = std::chrono::steady_clock::time_point;

  /// The interval between two whole states towards a hub that does not say what it has: nothing
  /// else makes up for lost messages.
  static constexpr std::chrono::seconds state_pause{60};
  /// That interval towards a hub that has the dictionary: it also notices lost messages and asks.
  static constexpr std::chrono::minutes long_state_pause{5};
  /// The interval between two documents without the dictionary.
  static constexpr std::chrono::seconds plain_pause{60};
  /// How long the word of the hub is valid.
  static constexpr std::chrono::seconds word_valid{70};

  /// Forgets the hub: the connection was lost.
  void forget_hub() { known_until_ = {}; }

  /// Notes that the hub said it has the dictionary.
  void note_hub_has_dictionary(instant now) { known_until_ = now + word_valid; }

  /// Notes that the whole state is sent, without the dictionary.
  void note_state(instant now) { state_at_ = plain_at_ = now; }

  /// Returns true if the whole state is due again.
  [[nodiscard]] bool is_state_due(instant now) const;

  /// Returns true if the next document may be made with the dictionary. If not, the document
  /// counts as sent without it.
  bool may_use_dictionary(instant now);

 private:
  [[nodiscard]] bool hub_has_dictionary(instant now) const { return now < known_until_; }

  instant known_until_{};
  instant state_at_{};
  instant plain_at_{};
};

} // namespace docker_monitor::model
