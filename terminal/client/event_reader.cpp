#include "terminal/client/event_reader.hpp"

namespace docker_monitor::terminal {

bool event_reader::feed(std::string_view bytes, const handler& take) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const auto part = bytes.substr(0, end);
    if (pending_.size() + part.size() + data_.size() > longest_)
      return false;
    if (end == std::string_view::npos) {
      pending_ += part;
      return true;
    }
    bytes.remove_prefix(end + 1);
    if (pending_.empty()) {
      read_line(part, take);
      continue;
    }
    pending_ += part;
    read_line(pending_, take);
    pending_.clear();
  }
  return true;
}

void event_reader::read_line(std::string_view line, const handler& take) {
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  if (line.empty()) {
    if (has_data_)
      take(event_.empty() ? std::string_view{"message"} : event_, data_);
    event_.clear();
    data_.clear();
    has_data_ = false;
    return;
  }
  const auto colon = line.find(':');
  const auto field = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
  if (value.starts_with(' '))
    value.remove_prefix(1);
  if (field == "event") {
    event_ = value;
  } else if (field == "data") {
    if (has_data_)
      data_ += '\n';
    data_ += value;
    has_data_ = true;
  } // a comment or an unused field
}

} // namespace docker_monitor::terminal
