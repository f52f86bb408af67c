#include "app/log_line.hpp"

#include <nlohmann/json.hpp>

namespace docker_monitor::app {

std::string
json_log_line(model::engine_time time, std::string_view level, std::string_view message) {
  nlohmann::ordered_json line;
  line["time"] = model::format_rfc3339(time);
  line["level"] = level;
  line["message"] = message;
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace docker_monitor::app
