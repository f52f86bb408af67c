#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace docker_monitor::terminal {

/// Parses Server-Sent Events that arrive in any pieces.
class event_reader {
 public:
  /// Called with an event's name (`message` where it has none) and its data.
  using handler = std::function<void(std::string_view event, std::string_view data)>;

  /// An event may have at most `longest` bytes.
  explicit event_reader(std::size_t longest) : longest_(longest) {}

  /// Takes the next bytes and calls `take` for each event that they complete. Returns false where
  /// an event is too long; then the reader is unusable.
  bool feed(std::string_view bytes, const handler& take);

 private:
  void read_line(std::string_view line, const handler& take);

  std::size_t longest_;
  std::string pending_; ///< of a line
  std::string event_;
  std::string data_;
  bool has_data_ = false;
};

} // namespace docker_monitor::terminal
