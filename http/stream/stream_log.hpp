#pragma once

#include "http/stream/stream_event.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The newest events of the stream, for clients that reconnect. Bounded: the oldest are dropped
/// first.
class stream_log {
 public:
  /// The most events and bytes kept.
  static constexpr std::size_t max_events = 4096;
  static constexpr std::size_t max_bytes = std::size_t{4} * 1024 * 1024;

  /// `epoch` distinguishes the events of this process from those of others; it must have no line
  /// break.
  explicit stream_log(std::string epoch) : epoch_(std::move(epoch)) {}

  /// Appends an event. Valid until the next call.
  stream_event& append(stream_topic topic, std::string_view name, std::string_view data);

  /// Returns the number of the newest event, stored or not; 0 before the first.
  [[nodiscard]] std::uint64_t newest() const { return newest_; }

  /// Returns the id that a client returns if it has seen all events up to this number.
  [[nodiscard]] std::string id_of(std::uint64_t number) const;

  /// Returns the number in such an id, if all later events are still stored.
  [[nodiscard]] std::optional<std::uint64_t> find(std::string_view id) const;

  /// Returns the first stored event after a number.
  std::deque<stream_event>::iterator after(std::uint64_t number);

  std::deque<stream_event>::iterator end() { return events_.end(); }

  /// Removes all events and leaves a gap in the numbers.
  void clear();

 private:
  std::string epoch_;
  std::deque<stream_event> events_; ///< numbered without gaps
  std::uint64_t newest_ = 0;
  std::size_t bytes_ = 0; ///< approximate bytes of their plain texts
};

} // namespace docker_monitor::http
