#include "logging/log.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>

namespace docker_monitor::logging {

namespace {

/// A line of spdlog has no room for fields, so their text follows the message. The source location,
/// which is not used otherwise, says how long it is: its name is this very array, which no text
/// from outside can forge.
constexpr char mark[] = "fields";

} // namespace

std::string json_members(const fields& about) {
  auto object = nlohmann::ordered_json::object();
  const auto put = [&object](const char* name, std::string_view value) {
    if (!value.empty())
      object[name] = value;
  };
  put("event", about.event);
  put("container", about.container);
  put("alarm", about.alarm);
  put("sink", about.sink);
  put("error", about.error);
  if (object.empty())
    return {};
  auto text = object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text.front() = ',';
  text.pop_back();
  return text;
}

void write(spdlog::level::level_enum level, const fields& about, std::string_view message) {
  const auto members = json_members(about);
  auto text = std::string{message};
  text += members;
  spdlog::default_logger_raw()->log(
      spdlog::source_loc{mark, static_cast<int>(members.size()), mark}, level,
      spdlog::string_view_t{text.data(), text.size()});
}

line_parts parts_of(const spdlog::details::log_msg& line) {
  const std::string_view text{line.payload.data(), line.payload.size()};
  if (line.source.filename != mark || line.source.line < 0)
    return {text, {}};
  const auto length = std::min(static_cast<std::size_t>(line.source.line), text.size());
  return {text.substr(0, text.size() - length), text.substr(text.size() - length)};
}

} // namespace docker_monitor::logging
