#include "model/rule/rules.hpp"

#include "model/nearest_word.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace docker_monitor::model {

namespace {

using namespace std::chrono_literals;

constexpr auto default_growth_time = 5min;
constexpr double hysteresis = 0.05;

failure bad(std::string message) {
  return {failure_code::bad_option, std::move(message)};
}

std::string in_quotes(std::string_view text) {
  std::string result{'"'};
  result.append(text).append(1, '"');
  return result;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

struct unit_word {
  std::string_view word;
  std::string_view of; ///< the unit it belongs to: `bytes` also covers bytes per second
  double factor;
};

constexpr double kilo = 1000;
constexpr double kibi = 1024;

constexpr std::array<unit_word, 21> unit_words{{
    {"%", "percent", 1},
    {"B", "bytes", 1},
    {"k", "bytes", kilo},
    {"kB", "bytes", kilo},
    {"KB", "bytes", kilo},
    {"M", "bytes", kilo* kilo},
    {"MB", "bytes", kilo* kilo},
    {"G", "bytes", kilo* kilo* kilo},
    {"GB", "bytes", kilo* kilo* kilo},
    {"TB", "bytes", kilo* kilo* kilo* kilo},
    {"Ki", "bytes", kibi},
    {"KiB", "bytes", kibi},
    {"Mi", "bytes", kibi* kibi},
    {"MiB", "bytes", kibi* kibi},
    {"Gi", "bytes", kibi* kibi* kibi},
    {"GiB", "bytes", kibi* kibi* kibi},
    {"TiB", "bytes", kibi* kibi* kibi* kibi},
    {"ms", "seconds", 0.001},
    {"s", "seconds", 1},
    {"m", "seconds", 60},
    {"h", "seconds", 3600},
}};

expected<double> parse_limit(std::string_view text, std::string_view unit) {
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || !std::isfinite(number))
    return bad("the limit " + in_quotes(text) + " is no number");
  const auto suffix = trim({rest, static_cast<std::size_t>(end - rest)});
  if (suffix.empty())
    return number;
  for (const auto& known : unit_words)
    if (known.word == suffix && unit.starts_with(known.of)) {
      if (!std::isfinite(number * known.factor))
        return bad("the limit " + in_quotes(text) + " is too large");
      return number * known.factor;
    }
  return bad(
      "the limit " + in_quotes(text) + " has the unit " + in_quotes(suffix)
      + ", but the metric is in " + std::string{unit});
}

expected<const metric*> parse_metric(std::string_view name) {
  if (const auto* found = find_metric(name))
    return found;
  std::vector<std::string_view> known;
  for (const auto& metric : metrics())
    known.push_back(metric.name);
  return bad("unknown metric " + in_quotes(name) + suggestion(name, known));
}

/// Formats the end of a range, which is a whole number.
std::string whole(double number) {
  return std::to_string(static_cast<long long>(number));
}

/// The range of possible values of a running container.
struct value_range {
  double least = 0;
  std::optional<double> most;
};

value_range range_of(const condition& c) {
  if (c.what == measure::rate && !c.of->counter)
    return {-std::numeric_limits<double>::infinity(), std::nullopt};
  // Engine and kernel report no limit of 0: where there is none, the metric is absent.
  constexpr std::array<std::string_view, 3> least_is_one{
      "pids.current", "pids.limit", "memory.limitBytes"};
  if (c.what == measure::value && std::ranges::find(least_is_one, c.of->name) != least_is_one.end())
    return {1, std::nullopt};
  constexpr double all = 100;
  if (c.what == measure::value
      && (c.of->name == "cpu.hostPercent" || c.of->name == "memory.percent"))
    return {0, all};
  return {};
}

/// Returns why a condition can never be met; none if it can.
std::optional<failure> never(const condition& c) {
  if (c.of->name == "exitCode")
    return bad("a container that runs has no exitCode; write kinds = [\"down\"] instead");
  const auto [least, most] = range_of(c);
  if (c.below && c.limit <= least)
    return bad(c.text + " is never below " + whole(least));
  if (!c.below && most && c.limit >= *most)
    return bad(c.text + " is never above " + whole(*most));
  return std::nullopt;
}

/// Returns the value at which an alarm ends where the rule names none.
double default_clear(const condition& c) {
  const auto [least, most] = range_of(c);
  const double margin = hysteresis * std::abs(c.limit);
  if (c.below)
    return std::min(c.limit + margin, std::max(c.limit, most.value_or(c.limit + margin)));
  return std::max(c.limit - margin, std::min(c.limit, least));
}

} // namespace

std::optional<failure> never_clears(const condition& c) {
  const auto [least, most] = range_of(c);
  if (!c.below && c.clear < least)
    return bad(
        c.text + " is never below " + whole(least) + ", so the alarm would not end; write "
        + whole(least) + " or more");
  if (c.below && most && c.clear > *most)
    return bad(
        c.text + " is never above " + whole(*most) + ", so the alarm would not end; write "
        + whole(*most) + " or less");
  return std::nullopt;
}

expected<condition> parse_condition(std::string_view when) {
  const auto at = when.find_first_of("<>");
  if (at == std::string_view::npos)
    return bad(in_quotes(when) + ": expected METRIC > LIMIT or METRIC < LIMIT");
  const auto metric_text = trim(when.substr(0, at));
  condition result;
  result.text = metric_text;
  result.below = when[at] == '<';
  auto name = metric_text;
  if (const auto open = metric_text.find('(');
      open != std::string_view::npos && metric_text.back() == ')') {
    const auto function = trim(metric_text.substr(0, open));
    name = trim(metric_text.substr(open + 1, metric_text.size() - open - 2));
    if (function == "rate") {
      result.what = measure::rate;
    } else if (function == "time-to-limit") {
      result.what = measure::time_to_limit;
      if (name != "memory")
        return bad("time-to-limit knows \"memory\" only, not " + in_quotes(name));
      if (!result.below)
        return bad("time-to-limit(memory) can be too short only: write < instead of >");
      name = "memory.workingSetBytes";
    } else {
      return bad(
          "unknown function " + in_quotes(function)
          + suggestion(function, {"rate", "time-to-limit"}));
    }
    result.hold = default_growth_time;
  }
  const auto metric = parse_metric(name);
  if (!metric)
    return metric.error();
  result.of = *metric;
  const auto unit = result.what == measure::time_to_limit ? "seconds" : (*metric)->unit;
  const auto limit = parse_limit(trim(when.substr(at + 1)), unit);
  if (!limit)
    return limit.error();
  result.limit = *limit;
  if (auto why = never(result))
    return *std::move(why);
  result.clear = default_clear(result);
  return result;
}

bool stays_open(alarm_kind kind) {
  switch (kind) {
  case alarm_kind::down:
  case alarm_kind::paused:
  case alarm_kind::unhealthy:
  case alarm_kind::restart_loop:
  case alarm_kind::threshold:
  case alarm_kind::engine_unreachable:
  case alarm_kind::degraded:
    return true;
  default:
    return false;
  }
}

alarm_kind ended_kind(alarm_kind kind) {
  switch (kind) {
  case alarm_kind::up:
    return alarm_kind::down;
  case alarm_kind::unpaused:
    return alarm_kind::paused;
  case alarm_kind::healthy:
    return alarm_kind::unhealthy;
  default:
    return kind;
  }
}

} // namespace docker_monitor::model
