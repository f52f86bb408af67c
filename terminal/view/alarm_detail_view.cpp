#include "terminal/view/alarm_words.hpp"
#include "terminal/view/facts.hpp"
#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"
#include "terminal/view/value_format.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace docker_monitor::terminal {

namespace {

/// Returns why a container went down in the words of the page.
std::string cause_text(model::down_cause cause) {
  switch (cause) {
  case model::down_cause::stopped:
    return "stopped on request";
  case model::down_cause::oom:
    return "ran out of memory";
  case model::down_cause::engine:
    return "went down with the engine";
  default:
    return std::string{model::to_string(cause)};
  }
}

/// Formats a number of a rule with four digits, as the page does.
std::string measured(double value, const std::string& metric) {
  const bool in_percent = metric.ends_with("percent") || metric.ends_with("Percent");
  return fmt::format("{:.4g}{}", value, in_percent ? "%" : "");
}

/// Returns `name`, and `, now other` where the container has another one meanwhile.
std::string with_current(const std::string& name, const std::string& current) {
  return name + (current.empty() ? "" : ", now " + current);
}

/// Returns true where it is unknown whether the alarm has ended.
bool is_unknown(const shown_alarm& alarm, const scene& from) {
  return alarm.host_away && from.known.is_open(alarm);
}

/// Returns false for an alarm that takes the place of another and is open itself, as a crash loop
/// that goes on.
bool is_end(const model::alarm& alarm) {
  return alarm.severity == model::severity::clear;
}

/// Adds since when it is open, or when it ended, and what it ends.
void put_duration(facts& to, const shown_alarm& alarm, const scene& from) {
  if (from.known.is_open(alarm)) {
    if (!alarm.host_away)
      put(to, "open for", brief_time(server_now(from) - alarm.time));
  } else if (const auto* end = from.known.end_of(alarm)) {
    const bool over = is_end(*end);
    put(to, over ? "ended" : "became worse", time_and_age(end->time, from));
    put(to, over ? "ended after" : "became worse after", brief_time(end->time - alarm.time));
    if (over)
      put(to, "ended by", sentence_of(*end));
  }
  if (const auto* begin = alarm.closes.empty() ? nullptr : from.known.find_alarm(alarm.closes)) {
    put(to, is_end(alarm) ? "ends" : "follows",
        sentence_of(*begin) + ", " + time_and_age(begin->time, from));
    if (is_end(alarm))
      put(to, "was open for", brief_time(alarm.time - begin->time));
  }
}

void put_acknowledgement(facts& to, const shown_alarm& alarm, const scene& from) {
  if (alarm.acknowledged_by.empty())
    return;
  put(to, "acknowledged by", alarm.acknowledged_by);
  put(to, "acknowledged", alarm.acknowledged_at,
      [&](model::engine_time time) { return time_and_age(time, from); });
}

void put_last_reading(facts& to, const model::last_reading& before, const scene& from) {
  put(to, "CPU before", before.cpu_percent, percent);
  std::string memory;
  if (before.memory_usage_bytes)
    memory = binary_bytes(*before.memory_usage_bytes);
  if (before.memory_usage_bytes && before.memory_limit_bytes)
    memory += " of " + binary_bytes(*before.memory_limit_bytes);
  if (before.memory_percent) // as in the table; the bytes are with it
    memory +=
        (memory.empty() ? "" : ", ") + percent(*before.memory_percent) + " without file cache";
  put(to, "memory before", memory);
  if (before.sampled_at != model::engine_time{})
    put(to, "read at", time_and_age(before.sampled_at, from));
}

/// Returns what an alarm contains about the reasons.
facts reasons_of(const shown_alarm& alarm, const scene& from) {
  facts known;
  put(known, "cause", alarm.cause, cause_text);
  put(known, "exit code", alarm.exit_code, exit_code_text);
  if (alarm.oom_killed)
    put(known, "killed for memory", "yes");
  put(known, "restarts", alarm.restarts, [](unsigned count) { return std::to_string(count); });
  put(known, "metric", alarm.metric);
  const auto number = [&](double value) { return measured(value, alarm.metric); };
  put(known, "value", alarm.value, number);
  put(known, alarm.below ? "lower limit" : "limit", alarm.limit, number);
  put(known, "events missed from", alarm.gap_from,
      [&](model::engine_time time) { return time_and_age(time, from); });
  put(known, "reason", alarm.reason);
  if (alarm.reading)
    put_last_reading(known, *alarm.reading, from);
  return known;
}

/// Returns everything that an alarm contains but the output of programs.
facts particulars_of(const shown_alarm& alarm, const scene& from) {
  facts known;
  put(known, "what", sentence_of(alarm));
  put(known, "kind", std::string{model::to_string(alarm.kind)});
  put(known, "severity", std::string{model::to_string(alarm.severity)});
  put(known, "state",
      is_unknown(alarm, from) ? "unknown while its host is away"
                              : std::string{state_word(alarm, from.known)});
  put(known, "when", time_and_age(alarm.time, from));
  put_duration(known, alarm, from);
  put_acknowledgement(known, alarm, from);
  auto reasons = reasons_of(alarm, from);
  std::ranges::move(reasons, std::back_inserter(known));
  if (alarm.container_name != "-")
    put(known, "container", with_current(alarm.container_name, alarm.current_name));
  put(known, "container id", alarm.container_id);
  if (alarm.image != "-")
    put(known, "image", with_current(alarm.image, alarm.current_image));
  put(known, "image id", alarm.image_id);
  put(known, "identity", alarm.identity);
  put(known, "host", alarm.host);
  put(known, "rule", alarm.rule);
  put(known, "origin", std::string{model::to_string(alarm.origin)});
  put(known, "url", alarm.url);
  put(known, "alarm id", clean(alarm.id));
  return known;
}

/// Appends the output of a program below a title; nothing for an empty output.
void append_output(
    std::vector<line>& to, std::string title, std::string_view output, std::size_t width) {
  if (output.empty())
    return;
  to.emplace_back();
  for (auto& part : wrap(title, width))
    to.push_back({{std::move(part), {.bold = true}}});
  for (auto& part : wrap(output, width))
    to.push_back({{std::move(part)}});
}

} // namespace

std::vector<line> draw_alarm_detail(const view_state& view, const scene& from) {
  std::vector<line> lines;
  const auto* alarm = from.known.find_alarm(view.alarm);
  if (!alarm) {
    for (auto& part : wrap("this alarm is not in the list any more; Esc goes back", from.width))
      lines.push_back({{std::move(part), {.bold = true}}});
    return lines;
  }
  const style look{.bold = true, .reverse = true};
  line title;
  const std::string state =
      is_unknown(*alarm, from) ? "  unknown" : "  " + std::string{state_word(*alarm, from.known)};
  add(title,
      shorten(subject_of(*alarm), from.width - std::min(from.width, width_of(state))) + state,
      look);
  pad(title, from.width, {.reverse = true});
  lines.push_back(std::move(title));
  append(lines, whole_lines_of(particulars_of(*alarm, from), from.width));
  std::string output;
  for (const auto& row : alarm->log_lines)
    output += (output.empty() ? "" : "\n") + row;
  append_output(lines, "last log lines", output, from.width);
  append_output(lines, "output of the health check", alarm->probe_output, from.width);
  return lines;
}

} // namespace docker_monitor::terminal
