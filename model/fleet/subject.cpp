#include "model/fleet/subject.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace docker_monitor::model {

namespace {

constexpr std::string_view tree = "fleet.";
constexpr std::array topics{
    fleet_topic::state, fleet_topic::samples, fleet_topic::alarms, fleet_topic::ask};
constexpr std::size_t max_name = 63; // of a DNS label

} // namespace

std::string_view to_string(fleet_topic topic) {
  switch (topic) {
  case fleet_topic::state:
    return "state";
  case fleet_topic::samples:
    return "samples";
  case fleet_topic::alarms:
    return "alarms";
  case fleet_topic::ask:
    return "ask";
  }
  return "unknown";
}

std::string fleet_subject(std::string_view host, fleet_topic topic) {
  return std::string{tree}.append(host).append(".").append(to_string(topic));
}

std::optional<fleet_address> parse_fleet_subject(std::string_view subject) {
  if (!subject.starts_with(tree))
    return std::nullopt;
  subject.remove_prefix(tree.size());
  const auto dot = subject.find('.');
  if (dot == std::string_view::npos || fleet_name_problem(subject.substr(0, dot)))
    return std::nullopt;
  const auto found = std::ranges::find(
      topics, subject.substr(dot + 1), [](fleet_topic topic) { return to_string(topic); });
  if (found == topics.end())
    return std::nullopt;
  return fleet_address{subject.substr(0, dot), *found};
}

std::string fleet_inbox(std::string_view host) {
  return "_INBOX." + std::string{host};
}

bool is_inbox_of(std::string_view host, std::string_view reply_subject) {
  const auto inbox = fleet_inbox(host) + '.';
  return reply_subject.starts_with(inbox) && reply_subject.size() > inbox.size();
}

std::optional<std::string> fleet_name_problem(std::string_view name) {
  if (!name.empty() && name.size() <= max_name && std::ranges::all_of(name, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
      }))
    return std::nullopt;
  return '"' + std::string{name.substr(0, max_name)}
         + "\" is no name of a host: 1 to 63 letters, digits, - and _";
}

} // namespace docker_monitor::model
