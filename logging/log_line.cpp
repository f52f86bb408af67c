#include "logging/log_line.hpp"

#include "model/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace docker_monitor::logging {

std::string json_log_line(
    model::engine_time time, std::string_view level, std::string_view message,
    std::string_view members) {
  nlohmann::ordered_json line;
  line["time"] = model::format_rfc3339(time);
  line["level"] = level;
  line["message"] = message;
  auto text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.insert(text.size() - 1, members);
  return model::printable_json(std::move(text));
}

std::string
text_log_line(model::engine_time time, std::string_view level, std::string_view message) {
  constexpr std::size_t level_width = 8;
  std::string line = model::format_rfc3339(time);
  line.append(" ").append(level);
  line.append(level_width - std::min(level_width, level.size()), ' ');
  return line.append(model::one_line(message));
}

std::string_view journal_priority(std::string_view level) {
  if (level == "critical")
    return "<2>";
  if (level == "error")
    return "<3>";
  if (level == "warning")
    return "<4>";
  return level == "info" ? "<6>" : "<7>";
}

bool is_journal(std::string_view journal_stream, std::uint64_t device, std::uint64_t inode) {
  return journal_stream == std::to_string(device) + ':' + std::to_string(inode);
}

} // namespace docker_monitor::logging
