#include "config/rule_file.hpp"

#include "config/table_reader.hpp"
#include "config/time_zones.hpp"
#include "model/nearest_word.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace docker_monitor::config {

using namespace model;

namespace {

std::bitset<alarm_kinds> read_kinds(table_reader& r, const toml::table& table) {
  std::bitset<alarm_kinds> kinds;
  const auto* node = table.get("kinds");
  if (!node)
    return kinds.set();
  word_list known;
  for (std::size_t i = 0; i < alarm_kinds; ++i)
    if (static_cast<alarm_kind>(i) != alarm_kind::heartbeat)
      known.push_back(to_string(static_cast<alarm_kind>(i)));
  for (const auto& word : r.texts(table, "kinds")) {
    const auto kind = parse_alarm_kind(word);
    if (kind && kind != alarm_kind::heartbeat)
      kinds.set(static_cast<std::size_t>(*kind));
    else
      r.complain(node->source(), "unknown kind " + in_quotes(word) + suggestion(word, known));
  }
  if (kinds.none())
    r.complain(node->source(), "kinds: expected at least one");
  return kinds;
}

std::optional<severity> read_severity(table_reader& r, const toml::table& table) {
  const auto word = r.text(table, "severity");
  if (word.empty())
    return std::nullopt;
  const auto result = parse_severity(word);
  if (!result || *result == severity::clear)
    r.complain(
        table.get("severity")->source(),
        "unknown severity " + in_quotes(word)
            + suggestion(word, {"Warning", "Minor", "Major", "Critical"}));
  return result;
}

flap_damping read_flapping(table_reader& r, const toml::table& table) {
  const auto* node = table.get("flapping");
  if (!node)
    return {};
  const auto* inner = node->as_table();
  if (!inner) {
    r.complain(node->source(), R"(flapping: expected { changes = 4, within = "10m" })");
    return {};
  }
  r.only(*inner, {"changes", "within"}, "flapping");
  const auto changes = r.number(*inner, "changes").value_or(0);
  const auto within = r.duration(*inner, "within").value_or(std::chrono::milliseconds{0});
  constexpr double most = 1000;
  const bool is_count = changes >= 1 && changes <= most && changes == std::floor(changes);
  if (!is_count || within.count() == 0)
    r.complain(
        node->source(), R"(flapping: expected { changes = 4, within = "10m" }, changes a whole )"
                        "number from 1 to 1000");
  else
    return {static_cast<unsigned>(changes), within};
  return {};
}

std::optional<condition> read_condition(table_reader& r, const toml::table& table) {
  const auto when = r.text(table, "when");
  if (when.empty()) {
    for (const auto* key : {"clear", "clear-for"})
      if (const auto* node = table.get(key))
        r.complain(node->source(), std::string{key} + ": needs a \"when\" in the same rule");
    return std::nullopt;
  }
  auto parsed = parse_condition(when);
  if (!parsed) {
    r.complain(table.get("when")->source(), "when: " + parsed.error().message);
    return std::nullopt;
  }
  auto result = *std::move(parsed);
  result.hold = r.duration(table, "for").value_or(result.hold);
  constexpr std::chrono::seconds shortest{10};
  if (result.what != measure::value && result.hold < shortest)
    r.complain(table.source(), "for: a growth is taken over 10s at least");
  result.clear_hold = r.duration(table, "clear-for").value_or(result.clear_hold);
  if (const auto clear = r.number(table, "clear")) {
    if (result.below ? *clear < result.limit : *clear > result.limit)
      r.complain(
          table.get("clear")->source(), std::string{"clear: expected a value "}
                                            + (result.below ? "above" : "below") + " the limit");
    result.clear = *clear;
    if (const auto why = never_clears(result))
      r.complain(table.get("clear")->source(), "clear: " + why->message);
  }
  return result;
}

/// Reads how long an alarm must last, in a rule without a condition.
std::chrono::milliseconds read_hold(table_reader& r, const toml::table& table, const rule& of) {
  const auto* node = table.get("for");
  if (!node)
    return {};
  if (!table.contains("kinds"))
    r.complain(
        node->source(), "for: needs a \"when\", or the \"kinds\" that must last, such as "
                        "kinds = [\"down\"]");
  for (std::size_t i = 0; i < alarm_kinds; ++i)
    if (const auto kind = static_cast<alarm_kind>(i); of.kinds.test(i) && !stays_open(kind))
      r.complain(
          node->source(), "for: an alarm of kind " + std::string{to_string(kind)}
                              + " is over at once; kinds that last are down, paused, unhealthy, "
                                "restart-loop, engine-unreachable and degraded");
  return r.duration(table, "for").value_or(std::chrono::milliseconds{0});
}

rule read_rule(table_reader& r, const toml::table& table) {
  r.only(
      table,
      {"name", "include", "exclude", "kinds", "severity", "mute", "sinks", "cooldown", "flapping",
       "when", "for", "clear", "clear-for"},
      "[[rule]]");
  rule result;
  result.name = r.name(table, "[[rule]]");
  result.containers = r.containers(table);
  result.kinds = read_kinds(r, table);
  result.severity = read_severity(r, table);
  result.mute = r.yes(table, "mute");
  result.sinks = r.texts(table, "sinks");
  result.cooldown = r.duration(table, "cooldown").value_or(result.cooldown);
  result.flapping = read_flapping(r, table);
  result.condition = read_condition(r, table);
  if (!table.contains("when"))
    result.hold = read_hold(r, table, result);
  if (result.condition) {
    if (const auto* kinds = table.get("kinds"))
      r.complain(kinds->source(), "kinds: a rule with \"when\" makes alarms of kind threshold");
    result.kinds.reset().set(static_cast<std::size_t>(alarm_kind::threshold));
  }
  return result;
}

/// Reads a time; without a zone of its own it is in `zone`.
std::optional<engine_time> read_date(
    table_reader& r, const toml::table& table, std::string_view key,
    const model::time_zone_ptr& zone) {
  const auto* node = table.get(key);
  if (const auto stamp = node->value_exact<toml::date_time>()) {
    // 64 bits of nanoseconds cover 1677 to 2262.
    if (stamp->date.year >= 1700 && stamp->date.year < 2262) {
      using namespace std::chrono;
      const year_month_day date{
          year{stamp->date.year}, month{stamp->date.month}, day{stamp->date.day}};
      const auto clock = hours{stamp->time.hour} + minutes{stamp->time.minute};
      const auto rest = seconds{stamp->time.second} + nanoseconds{stamp->time.nanosecond};
      if (!stamp->offset && zone)
        return zone->moment(local_days{date}, clock) + rest;
      const minutes ahead{stamp->offset ? stamp->offset->minutes : 0};
      return engine_time{sys_days{date}} + clock + rest - ahead;
    }
  } else if (const auto word = node->value_exact<std::string>()) {
    if (const auto time = parse_rfc3339(*word))
      return time;
  }
  r.complain(
      node->source(),
      std::string{key} + ": expected a time like 2026-11-22T22:00:00Z, or of day, \"02:00\"");
  return std::nullopt;
}

std::chrono::minutes read_clock(table_reader& r, const toml::table& table, std::string_view key) {
  using namespace std::chrono;
  const auto* node = table.get(key);
  if (const auto clock = node->value_exact<toml::time>())
    return hours{clock->hour} + minutes{clock->minute};
  const auto word = node->value_exact<std::string>().value_or(std::string{});
  if (word == "24:00")
    return hours{24};
  if (word.size() == 5)
    if (const auto time = parse_rfc3339("1970-01-01T" + word + ":00Z"))
      return floor<minutes>(time->time_since_epoch());
  r.complain(node->source(), std::string{key} + R"(: expected a time of day, "02:00")");
  return {};
}

std::uint8_t read_days(table_reader& r, const toml::table& table) {
  static const word_list known{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  constexpr std::uint8_t every_day = 0x7f;
  unsigned days = 0;
  const auto* node = table.get("days");
  if (!node)
    return every_day;
  for (const auto& word : r.texts(table, "days")) {
    const auto found = std::ranges::find(known, word);
    if (found == known.end())
      r.complain(node->source(), "unknown day " + in_quotes(word) + suggestion(word, known));
    else
      days |= 1U << (found - known.begin());
  }
  if (days == 0)
    r.complain(node->source(), "days: expected at least one");
  return static_cast<std::uint8_t>(days);
}

model::time_zone_ptr read_zone(table_reader& r, const toml::table& table) {
  const auto name = r.text(table, "timezone");
  auto zone = name.empty() ? system_time_zone() : find_time_zone(name);
  if (zone)
    return *std::move(zone);
  const auto* node = table.get("timezone");
  r.complain(node ? node->source() : table.source(), "timezone: " + zone.error().message);
  return nullptr;
}

/// Returns true for a time of day, which weekly windows have, and false for a date.
bool is_clock(const toml::table& table, std::string_view key) {
  const auto* node = table.get(key);
  const auto word = node->value_exact<std::string>().value_or(std::string{});
  return node->is_time() || (word.size() == 5 && word[2] == ':');
}

/// Returns true for a date without a zone of its own.
bool is_local_date(const toml::table& table, std::string_view key) {
  const auto date = table.get(key)->value_exact<toml::date_time>();
  return date && !date->offset;
}

maintenance_window read_window(table_reader& r, const toml::table& table) {
  r.only(
      table, {"name", "include", "exclude", "days", "from", "to", "timezone"}, "[[maintenance]]");
  maintenance_window result;
  result.name = r.name(table, "[[maintenance]]");
  result.containers = r.containers(table);
  if (!table.contains("from") || !table.contains("to")) {
    r.complain(table.source(), "[[maintenance]] needs \"from\" and \"to\"");
  } else if (table.contains("days") || is_clock(table, "from")) {
    result.zone = read_zone(r, table);
    result.days = read_days(r, table);
    result.from = read_clock(r, table, "from");
    result.to = read_clock(r, table, "to");
    if (result.from == result.to || result.from == std::chrono::days{1})
      r.complain(table.get("from")->source(), "the window has no length");
  } else {
    const bool needs_zone =
        table.contains("timezone") || is_local_date(table, "from") || is_local_date(table, "to");
    const auto zone = needs_zone ? read_zone(r, table) : nullptr;
    const auto from = read_date(r, table, "from", zone);
    const auto to = read_date(r, table, "to", zone);
    if (from && to && *from >= *to)
      r.complain(table.get("to")->source(), "the window ends before it begins");
    if (from && to)
      result.once = {*from, *to};
  }
  return result;
}

template <class Read>
auto read_all(table_reader& r, const toml::table& document, std::string_view key, Read read) {
  std::vector<decltype(read(r, document))> result;
  const auto* node = document.get(key);
  if (!node)
    return result;
  const auto* array = node->as_array();
  if (!array || !array->is_homogeneous<toml::table>()) {
    r.complain(node->source(), "expected [[" + std::string{key} + "]]");
    return result;
  }
  for (const auto& element : *array)
    result.push_back(read(r, *element.as_table()));
  return result;
}

} // namespace

expected<rule_set> parse_rules(std::string_view text, std::string_view file) {
  table_reader r{file};
  const auto parsed = toml::parse(text);
  if (!parsed) {
    r.complain(parsed.error().source(), description_of(parsed.error()));
    return *r.mistake;
  }
  const auto& document = parsed.table();
  r.only(document, {"rule", "maintenance"}, "a rule file");
  rule_set result;
  result.rules = read_all(r, document, "rule", read_rule);
  result.windows = read_all(r, document, "maintenance", read_window);
  if (r.mistake)
    return *r.mistake;
  return result;
}

} // namespace docker_monitor::config
