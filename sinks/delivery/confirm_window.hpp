#pragma once

#include "sinks/sink.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace docker_monitor::sinks {

/// The publisher confirms of one AMQP channel: the alarms that were published and not confirmed
/// yet, and the outcomes of confirmed ones.
///
/// A confirm may arrive after the deadline of the call that published. Such an alarm is not
/// published again but still waited for, so a slow broker gets no duplicates.
class confirm_window {
 public:
  /// Records that the next message of the channel has this alarm. Discards its earlier outcome.
  void published(const std::string& id);

  /// Returns true while the alarm is published and not confirmed.
  [[nodiscard]] bool waits_for(const std::string& id) const { return tags_.contains(id); }

  /// Returns true if the alarm is confirmed and accepted.
  [[nodiscard]] bool is_safe(const std::string& id) const;

  /// Returns the number of unconfirmed alarms.
  [[nodiscard]] std::size_t size() const { return unconfirmed_.size(); }

  /// Takes a basic.return: the broker could not route the alarm. Its confirm follows.
  void returned(const std::string& id, model::failure why);

  /// Takes a basic.ack, of all messages up to `tag` if `multiple`.
  void acked(std::uint64_t tag, bool multiple);

  /// Takes a basic.nack, of all messages up to `tag` if `multiple`.
  void nacked(std::uint64_t tag, bool multiple, const model::failure& why);

  /// Returns the alarm's outcome once; none while it is unknown.
  std::optional<outcome> take(const std::string& id);

  /// Handles the end of the channel: unconfirmed alarms must be published again.
  void forget_unconfirmed();

 private:
  struct message {
    std::string id;
    outcome problem;
  };

  void settle(std::uint64_t tag, bool multiple, const outcome& problem);
  void settle(const message& delivery_report, const outcome& problem);

  std::uint64_t last_tag_ = 0;
  std::map<std::uint64_t, message> unconfirmed_;
  std::unordered_map<std::string, std::uint64_t> tags_;
  std::unordered_map<std::string, outcome> settled_;
};

} // namespace docker_monitor::sinks
