#include "config/option_value.hpp"

#include "model/nearest_word.hpp"
#include "model/whole_number.hpp"

#include <algorithm>

namespace docker_monitor::config {

namespace {

using std::chrono::milliseconds;

std::string in_quotes(std::string_view text) {
  return '"' + std::string{text} + '"';
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Formats a duration in the largest unit without a fraction.
std::string duration_text(milliseconds duration) {
  constexpr std::pair<milliseconds, const char*> units[] = {
      {std::chrono::hours{1}, "h"},
      {std::chrono::minutes{1}, "m"},
      {std::chrono::seconds{1}, "s"},
      {milliseconds{1}, "ms"},
  };
  for (const auto& [unit, name] : units)
    if (duration % unit == milliseconds{0})
      return std::to_string(duration / unit) + name;
  return {};
}

} // namespace

option_value text(std::string metavar, setter<std::string> set) {
  option_value value;
  value.metavar = std::move(metavar);
  value.read = [set](parsed_options& into, const std::string& given) {
    set(into, given);
    return std::nullopt;
  };
  return value;
}

option_value checked_text(
    std::string metavar, setter<std::string> set,
    std::optional<std::string> (*problem)(const std::string& text)) {
  auto value = text(std::move(metavar), set);
  value.read =
      [set, problem](parsed_options& into, const std::string& given) -> std::optional<std::string> {
    if (auto wrong = problem(given))
      return wrong;
    set(into, given);
    return std::nullopt;
  };
  return value;
}

option_value texts(std::string metavar, setter<std::string> set) {
  auto value = text(std::move(metavar), std::move(set));
  value.repeatable = true;
  return value;
}

option_value number(setter<std::uint64_t> set, std::uint64_t least, std::uint64_t most) {
  option_value value;
  value.type = option_value::kind::number;
  value.metavar = "N";
  value.range = "from " + std::to_string(least) + " to " + std::to_string(most);
  value.read = [=, range = value.range](
                   parsed_options& into, const std::string& given) -> std::optional<std::string> {
    const auto read = model::whole_number(given);
    if (!read || *read < least || *read > most)
      return in_quotes(given) + " is not a number " + range;
    set(into, *read);
    return std::nullopt;
  };
  return value;
}

option_value duration(setter<milliseconds> set, milliseconds least, milliseconds most) {
  option_value value;
  value.metavar = "DURATION";
  const bool long_ones = least >= std::chrono::hours{1};
  value.range = "from " + duration_text(least) + " to " + duration_text(most);
  value.read = [=, range = value.range](
                   parsed_options& into, const std::string& given) -> std::optional<std::string> {
    const auto read = parse_duration(given);
    if (!read && is_number(given))
      return in_quotes(given) + " has no unit; write " + given + (long_ones ? "h" : "s");
    if (!read || *read < least || *read > most)
      return in_quotes(given) + " is not a duration " + range + "; write it as "
             + (long_ones ? "24h or 720h" : "250ms, 1s or 5m");
    set(into, *read);
    return std::nullopt;
  };
  return value;
}

option_value bytes(setter<std::uint64_t> set) {
  option_value value;
  value.metavar = "BYTES";
  value.read = [=](parsed_options& into, const std::string& given) -> std::optional<std::string> {
    const auto read = parse_bytes(given);
    if (!read)
      return in_quotes(given) + " is not a number of bytes; write it as 512MB, 64MiB or 0";
    set(into, *read);
    return std::nullopt;
  };
  return value;
}

option_value choice(setter<chosen_word> set, std::initializer_list<std::string_view> words) {
  option_value value;
  value.words = true;
  for (const auto word : words)
    value.metavar.append(value.metavar.empty() ? "" : "|").append(word);
  value.read = [set, known = std::vector<std::string_view>{words}](
                   parsed_options& into, const std::string& given) -> std::optional<std::string> {
    const auto found = std::ranges::find(known, given);
    if (found == known.end())
      return in_quotes(given) + " is unknown" + model::suggestion(given, known);
    set(into, {static_cast<std::size_t>(found - known.begin()), *found});
    return std::nullopt;
  };
  return value;
}

option_value on_or_off(setter<bool> set) {
  option_value value;
  value.type = option_value::kind::boolean;
  value.read = [=](parsed_options& into, const std::string& given) -> std::optional<std::string> {
    const bool on = given == "true" || given == "1";
    if (!on && given != "false" && given != "0")
      return in_quotes(given) + " is not true or false";
    set(into, on);
    return std::nullopt;
  };
  return value;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const auto part = text.substr(0, comma);
    const auto begin = part.find_first_not_of(" \t");
    if (begin != std::string_view::npos)
      parts.emplace_back(part.substr(begin, part.find_last_not_of(" \t") - begin + 1));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

} // namespace docker_monitor::config
