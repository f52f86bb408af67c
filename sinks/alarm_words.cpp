#include "sinks/alarm_words.hpp"

#include "model/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>

namespace docker_monitor::sinks {

namespace {

constexpr std::string_view ellipsis = "…";

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
}

std::string bytes_in_words(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < units.size(); ++unit)
    value /= 1024;
  return number(value) + " " + units[unit];
}

/// `2026-11-22 10:28:23 UTC`
std::string time_in_words(model::engine_time time) {
  auto text = model::format_rfc3339(time);
  constexpr std::size_t seconds_end = 19;
  text.resize(seconds_end);
  text[10] = ' ';
  return text + " UTC";
}

std::string reading_in_words(const model::last_reading& reading) {
  std::string text;
  const auto put = [&text](const std::string& part) {
    text.append(text.empty() ? "" : ", ").append(part);
  };
  if (reading.cpu_percent)
    put("CPU " + number(*reading.cpu_percent) + " %");
  if (reading.memory_percent)
    put("memory " + number(*reading.memory_percent) + " %");
  if (reading.memory_usage_bytes && reading.memory_limit_bytes)
    put(bytes_in_words(*reading.memory_usage_bytes) + " of "
        + bytes_in_words(*reading.memory_limit_bytes));
  else if (reading.memory_usage_bytes)
    put(bytes_in_words(*reading.memory_usage_bytes));
  return text.empty() ? text : text + " at " + time_in_words(reading.sampled_at);
}

std::string_view sign_of(model::severity severity) {
  switch (severity) {
  case model::severity::clear:
    return "🟢";
  case model::severity::warning:
    return "🔵";
  case model::severity::minor:
    return "🟡";
  case model::severity::major:
    return "🟠";
  case model::severity::critical:
    return "🔴";
  }
  return "";
}

std::string_view cause_words(model::down_cause cause) {
  switch (cause) {
  case model::down_cause::stopped:
    return "stopped on request";
  case model::down_cause::exited:
    return "ended by itself";
  case model::down_cause::crashed:
    return "crashed";
  case model::down_cause::oom:
    return "killed for lack of memory";
  case model::down_cause::engine:
    return "went down with the container engine";
  }
  return "";
}

std::string_view origin_words(model::alarm_origin origin) {
  switch (origin) {
  case model::alarm_origin::live:
    return "";
  case model::alarm_origin::replayed:
    return "afterwards, from the engine's memory of events";
  case model::alarm_origin::reconciled:
    return "afterwards, by comparing states";
  case model::alarm_origin::adopted:
    return "it was so before our first start";
  }
  return "";
}

/// Counts the UTF-16 units of a text.
std::size_t units(std::string_view text) {
  std::size_t count = 0;
  for (const unsigned char c : text)
    count += (c & 0xc0U) == 0x80 ? 0 : c >= 0xf0 ? 2 : 1;
  return count;
}

} // namespace

std::string cause_in_words(const model::alarm& alarm) {
  std::string text{alarm.cause ? cause_words(*alarm.cause) : ""};
  if (!alarm.exit_code)
    return text;
  auto code = "exit code " + std::to_string(*alarm.exit_code);
  if (const auto signal = model::signal_of(*alarm.exit_code); !signal.empty())
    code.append(", ").append(signal);
  if (alarm.oom_killed && alarm.cause != model::down_cause::oom)
    code.append(", after memory ran out");
  return text.empty() ? code : text + " (" + code + ")";
}

std::string subject_of(const model::alarm& alarm) {
  return is_about_host(alarm) ? alarm.host : alarm.container_name;
}

alarm_words put_into_words(const model::alarm& alarm) {
  alarm_words words;
  words.sign = sign_of(alarm.severity);
  std::string title = model::describe(alarm) + " — " + subject_of(alarm);
  if (!is_about_host(alarm) && !alarm.host.empty())
    title += " on " + alarm.host;
  words.title = std::string{model::to_string(alarm.severity)} + ": " + model::one_line(title);
  const auto put = [&words](const char* what, const std::string& value) {
    if (!value.empty())
      words.facts.emplace_back(what, model::one_line(value));
  };
  const auto value_of = [](const std::optional<double>& value) {
    return value ? number(*value) : std::string{};
  };
  put("Host", alarm.host);
  put("Container", alarm.container_name);
  put("Now called", alarm.current_name);
  put("Service", alarm.identity == alarm.container_name ? std::string{} : alarm.identity);
  put("Image", alarm.image);
  put("Image now", alarm.current_image);
  put("Cause", cause_in_words(alarm));
  put("Reason", alarm.reason);
  put("Restarts", alarm.restarts ? std::to_string(*alarm.restarts) : std::string{});
  put("Measured", value_of(alarm.value));
  put("Limit", value_of(alarm.limit));
  put("Last sample", alarm.reading ? reading_in_words(*alarm.reading) : std::string{});
  put("When", time_in_words(alarm.time));
  put("Learnt", std::string{origin_words(alarm.origin)});
  put("Rule", alarm.rule);
  return words;
}

std::string last_lines(const std::vector<std::string>& lines, std::size_t limit) {
  std::string text;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    const auto shown = fit(model::one_line(*line, "\t"), limit / 3) + (text.empty() ? "" : "\n");
    if (shown.size() + text.size() > limit)
      break;
    text.insert(0, shown);
  }
  return text;
}

std::string last_output(const model::alarm& alarm, model::log_lines lines, std::size_t limit) {
  if (lines == model::log_lines::left_out)
    return {};
  return alarm.log_lines.empty() ? last_lines({alarm.probe_output}, limit)
                                 : last_lines(alarm.log_lines, limit);
}

std::string verbatim(std::string_view character) {
  return std::string{character};
}

std::string fit(std::string_view text, std::size_t limit, escaper escape) {
  std::string fitting;
  std::size_t used = 0;
  std::size_t room_for_ellipsis = 0; // where to cut if the rest is too long
  while (!text.empty()) {
    const auto first = model::first_character(text);
    const auto piece = first.is_valid() ? escape(text.substr(0, first.bytes))
                                        : std::string{model::replacement_text};
    used += units(piece);
    if (used > limit) {
      fitting.resize(room_for_ellipsis);
      return fitting.append(ellipsis);
    }
    fitting += piece;
    if (used < limit)
      room_for_ellipsis = fitting.size();
    text.remove_prefix(first.bytes);
  }
  return fitting;
}

} // namespace docker_monitor::sinks
