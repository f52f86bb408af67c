#pragma once

#include "http/message/response.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The topics of the stream that a client may choose.
enum class stream_topic : std::uint8_t {
  samples = 1,
  containers = 2,
  alarms = 4,
  host = 8, ///< always included: it shows whether the other data are current
};

/// A set of topics.
class stream_topics {
 public:
  /// Selects all topics.
  stream_topics() = default;

  /// Reads a list such as `samples,alarms`, and adds `host`. Returns none for an unknown word.
  static std::optional<stream_topics> parse(std::string_view list);

  [[nodiscard]] bool has(stream_topic topic) const {
    return (bits_ & static_cast<unsigned>(topic)) != 0;
  }

 private:
  unsigned bits_ = 15;
};

/// One Server-Sent Event, rendered and compressed once for all clients.
class stream_event {
 public:
  /// `number` counts the events of this process from 1 on. The client returns `id` after a
  /// reconnect. `data` must be a JSON text without line breaks.
  stream_event(
      std::uint64_t number, stream_topic topic, std::string_view name, std::string_view id,
      std::string_view data);

  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] stream_topic topic() const { return topic_; }

  /// Returns the bytes to send; in gzip form, a part of a stream that began with `gzip_head`.
  /// Returns null where memory is too short for compression.
  const body_ptr& text(bool gzip);

  /// Returns the bytes kept for its plain text.
  [[nodiscard]] std::size_t bytes() const { return sizeof *this + plain_->capacity(); }

 private:
  std::uint64_t number_;
  stream_topic topic_;
  body_ptr plain_;
  body_ptr compressed_;
};

/// Returns the text of an event (HTML Living Standard, 9.2.5): `id`, `event` and one line of
/// `data`.
std::string event_text(std::string_view name, std::string_view id, std::string_view data);

} // namespace docker_monitor::http
