#include "tests/simulator/shapes.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <set>

namespace docker_monitor::simulator {

namespace {

using nlohmann::json;

void walk(const json& value, const std::string& path, std::set<std::string>& lines) {
  static const std::set<std::string> maps{"Networks", "networks", "Ports", "ExposedPorts"};
  lines.insert(path + ' ' + (value.is_number() ? "number" : value.type_name()));
  if (value.is_array())
    for (const auto& item : value)
      walk(item, path + "[]", lines);
  if (!value.is_object() || path.ends_with(".Labels"))
    return;
  const auto last = path.substr(path.rfind('.') + 1);
  for (const auto& [key, item] : value.items())
    walk(item, path + '.' + (maps.contains(last) ? "*" : key), lines);
}

} // namespace

std::string shape(const json& value) {
  std::set<std::string> lines;
  walk(value, "", lines);
  std::string all;
  for (const auto& line : lines)
    all += line + '\n';
  return all;
}

json recorded_answers(const std::string& release) {
  std::ifstream file{DOCKER_MONITOR_FIXTURES "/" + release + "/answers.json"};
  return json::parse(file);
}

} // namespace docker_monitor::simulator
