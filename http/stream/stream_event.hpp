#pragma once

#include "http/message/response.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// What a client of the stream may choose.
enum class stream_topic : std::uint8_t {
  samples = 1,
  containers = 2,
  alarms = 4,
  host = 8, ///< always told: it says whether the rest can be believed
};

/// A set of topics.
class stream_topics {
 public:
  /// All of them.
  stream_topics() = default;

  /// Those that a list such as `samples,alarms` names, and `host`; none for an unknown word.
  static std::optional<stream_topics> parse(std::string_view list);

  [[nodiscard]] bool has(stream_topic topic) const {
    return (bits_ & static_cast<unsigned>(topic)) != 0;
  }

 private:
  unsigned bits_ = 15;
};

/// One Server-Sent Event, rendered (and compressed) once for all who are told of it.
class stream_event {
 public:
  /// `number` counts the events of this process from 1 on, `id` is what the client repeats to us.
  /// `data` must be a JSON text, which has no line breaks.
  stream_event(
      std::uint64_t number, stream_topic topic, std::string_view name, std::string_view id,
      std::string_view data);

  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] stream_topic topic() const { return topic_; }

  /// As it goes over the wire; in gzip form, a part of a stream that began with `gzip_head`. Null
  /// where memory is too short for compressing.
  const body_ptr& text(bool gzip);

  /// The bytes it keeps of its plain text.
  [[nodiscard]] std::size_t bytes() const { return sizeof *this + plain_->capacity(); }

 private:
  std::uint64_t number_;
  stream_topic topic_;
  body_ptr plain_;
  body_ptr compressed_;
};

/// The text of an event (HTML Living Standard, 9.2.5): `id`, `event` and one line of `data`.
std::string event_text(std::string_view name, std::string_view id, std::string_view data);

} // namespace docker_monitor::http
