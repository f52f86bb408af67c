#pragma once

#include "http/stream/stream_event.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The newest events of the stream, for clients that were away for a moment. Bounded: the oldest
/// go first.
class stream_log {
 public:
  /// The most events and bytes kept.
  static constexpr std::size_t max_events = 4096;
  static constexpr std::size_t max_bytes = std::size_t{4} * 1024 * 1024;

  /// `epoch` tells the events of this process from those of others; it must have no line break.
  explicit stream_log(std::string epoch) : epoch_(std::move(epoch)) {}

  /// Adds an event behind the others. Valid until the next call.
  stream_event& append(stream_topic topic, std::string_view name, std::string_view data);

  /// The number of the newest event, kept or not; 0 before the first.
  [[nodiscard]] std::uint64_t newest() const { return newest_; }

  /// What a client that has seen everything up to this number says when it comes back.
  [[nodiscard]] std::string id_of(std::uint64_t number) const;

  /// The number in such an id, where all events behind it are still here.
  [[nodiscard]] std::optional<std::uint64_t> find(std::string_view id) const;

  /// The first kept event after a number.
  std::deque<stream_event>::iterator after(std::uint64_t number);

  std::deque<stream_event>::iterator end() { return events_.end(); }

  /// Forgets all events: there will be a gap.
  void clear();

 private:
  std::string epoch_;
  std::deque<stream_event> events_; ///< numbered without gaps
  std::uint64_t newest_ = 0;
  std::size_t bytes_ = 0; ///< of their plain texts, about
};

} // namespace docker_monitor::http
