#include "app/log_line.hpp"

#include "model/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace docker_monitor::app {

std::string
json_log_line(model::engine_time time, std::string_view level, std::string_view message) {
  nlohmann::ordered_json line;
  line["time"] = model::format_rfc3339(time);
  line["level"] = level;
  line["message"] = message;
  return model::printable_json(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string
text_log_line(model::engine_time time, std::string_view level, std::string_view message) {
  constexpr std::size_t level_width = 8;
  std::string line = model::format_rfc3339(time);
  line.append(" ").append(level);
  line.append(level_width - std::min(level_width, level.size()), ' ');
  return line.append(model::one_line(message));
}

} // namespace docker_monitor::app
