#include "engine/api/log_text.hpp"

#include <algorithm>

namespace docker_monitor::engine {

namespace {

constexpr std::size_t header_size = 8;

/// Returns true where a frame begins here, and its length.
bool begins_frame(std::string_view text, std::size_t& length) {
  constexpr unsigned char last_stream = 2; // stderr
  if (text.size() < header_size || static_cast<unsigned char>(text[0]) > last_stream || text[1] != 0
      || text[2] != 0 || text[3] != 0)
    return false;
  length = 0;
  for (std::size_t i = 4; i < header_size; ++i)
    length = length << 8U | static_cast<unsigned char>(text[i]);
  return true;
}

/// Returns the text without the headers of its frames.
std::string unframe(std::string_view body) {
  std::string text;
  text.reserve(body.size());
  std::size_t length = 0;
  while (begins_frame(body, length)) {
    body.remove_prefix(header_size);
    const auto part = body.substr(0, length);
    text += part;
    body.remove_prefix(part.size());
  }
  return text;
}

} // namespace

std::vector<std::string> parse_log(std::string_view body, std::size_t most) {
  std::size_t length = 0;
  const std::string text = begins_frame(body, length) ? unframe(body) : std::string{body};
  std::vector<std::string> lines;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (!line.empty() && line.back() == '\r')
      line.remove_suffix(1);
    if (!line.empty())
      lines.emplace_back(line.substr(0, max_log_line));
  }
  if (lines.size() > most)
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
  return lines;
}

} // namespace docker_monitor::engine
