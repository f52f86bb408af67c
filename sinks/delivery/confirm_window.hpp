#pragma once

#include "sinks/sink.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace docker_monitor::sinks {

/// The publisher confirms of one AMQP channel: which alarms were published and not confirmed yet,
/// and the fate of those that were.
///
/// A confirm may come after the deadline of the call that published. The alarm then is not
/// published again but still waited for, so that a slow broker gets no duplicates.
class confirm_window {
 public:
  /// The next message of the channel carries this alarm; an earlier fate of it is history.
  void published(const std::string& id);

  /// True while the alarm is published and its fate unknown.
  [[nodiscard]] bool waits_for(const std::string& id) const { return tags_.contains(id); }

  /// True if the alarm's fate is known and good.
  [[nodiscard]] bool is_safe(const std::string& id) const;

  /// The number of alarms whose fate is unknown.
  [[nodiscard]] std::size_t size() const { return unconfirmed_.size(); }

  /// basic.return: the broker could not route the alarm; its confirm follows.
  void returned(const std::string& id, model::failure why);

  /// basic.ack, of all up to `tag` if `multiple`.
  void acked(std::uint64_t tag, bool multiple);

  /// basic.nack, of all up to `tag` if `multiple`.
  void nacked(std::uint64_t tag, bool multiple, const model::failure& why);

  /// The alarm's fate, once: none while it is not known.
  std::optional<outcome> take(const std::string& id);

  /// The channel is gone: what it had not confirmed must be published again.
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
