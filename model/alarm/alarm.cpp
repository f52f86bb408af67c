#include "model/alarm/alarm.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <utility>

namespace docker_monitor::model {

namespace {

/// The words of one kind of alarm.
struct kind_words {
  alarm_kind kind;
  std::string_view word;
  std::string_view sentence;
  std::string_view over; ///< the sentence of the alarm that ends it, if the kind is the same
  model::severity severity;
};

using enum severity;

constexpr std::array<kind_words, alarm_kinds> words{{
    {alarm_kind::down, "down", "container went down", "container is gone", major},
    {alarm_kind::up, "up", "container went up", "container went up", clear},
    {alarm_kind::paused, "paused", "container processes were paused",
     "container is no longer paused", major},
    {alarm_kind::unpaused, "unpaused", "container processes were unpaused",
     "container processes were unpaused", clear},
    {alarm_kind::unhealthy, "unhealthy", "container became unhealthy",
     "container is no longer unhealthy", major},
    {alarm_kind::healthy, "healthy", "container became healthy", "container became healthy", clear},
    {alarm_kind::oom, "oom", "container ran out of memory", "", critical},
    {alarm_kind::restart_loop, "restart-loop", "container is restarting in a loop",
     "container stopped restarting in a loop", critical},
    {alarm_kind::threshold, "threshold", "", "", major},
    {alarm_kind::engine_unreachable, "engine-unreachable", "container engine is unreachable",
     "container engine is reachable again", critical},
    {alarm_kind::event_gap, "blind-interval", "", "", warning},
    {alarm_kind::degraded, "degraded", "docker-monitor is degraded",
     "docker-monitor is no longer degraded", minor},
    {alarm_kind::heartbeat, "heartbeat", "docker-monitor is alive", "docker-monitor is alive",
     clear},
    {alarm_kind::host_lost, "host-lost", "host is lost", "host is back", critical},
    {alarm_kind::duplicate_host, "duplicate-host", "one credential is used by two hosts",
     "one credential is used by one host again", major},
    {alarm_kind::other, "other", "something happened", "something is over", warning},
}};

const kind_words& words_of(alarm_kind kind) {
  return words[static_cast<std::size_t>(kind)];
}

constexpr std::array<std::pair<severity, std::string_view>, 5> severities{{
    {clear, "Clear"},
    {warning, "Warning"},
    {minor, "Minor"},
    {major, "Major"},
    {critical, "Critical"},
}};

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

bool equal_but_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

} // namespace

bool is_about_host(const alarm& alarm) {
  return alarm.container_id.empty() && alarm.container_name.empty();
}

std::string page_url(const std::string& external_url, const alarm& alarm, page_owner owner) {
  if (is_about_host(alarm))
    return external_url + "/#view=alarms";
  auto name = alarm.current_name.empty() ? alarm.container_name : alarm.current_name;
  if (owner == page_owner::hub)
    name.insert(0, alarm.host + '/');
  auto url = external_url + "/#c=";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      url += c;
      continue;
    }
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", byte);
    url += escaped;
  }
  return url;
}

void end_alarm(
    alarm& ending, const std::string& raised_id, const std::string& raised_name,
    const std::string& raised_image) {
  ending.closes = raised_id;
  if (raised_name.empty())
    return;
  const auto now_name = ending.current_name.empty() ? ending.container_name : ending.current_name;
  const auto now_image = ending.current_image.empty() ? ending.image : ending.current_image;
  ending.container_name = raised_name;
  ending.image = raised_image;
  ending.current_name = now_name == raised_name ? std::string{} : now_name;
  ending.current_image = now_image == raised_image ? std::string{} : now_image;
}

std::string_view to_string(alarm_kind kind) {
  return words_of(kind).word;
}

std::string_view to_string(alarm_origin origin) {
  switch (origin) {
  case alarm_origin::live:
    return "live";
  case alarm_origin::replayed:
    return "replayed";
  case alarm_origin::reconciled:
    return "reconciled";
  case alarm_origin::adopted:
    return "adopted";
  }
  return "unknown";
}

std::string_view to_string(down_cause cause) {
  switch (cause) {
  case down_cause::stopped:
    return "stopped";
  case down_cause::exited:
    return "exited";
  case down_cause::crashed:
    return "crashed";
  case down_cause::oom:
    return "oom";
  case down_cause::engine:
    return "engine";
  }
  return "unknown";
}

std::string_view to_string(alarm_state state) {
  switch (state) {
  case alarm_state::open:
    return "open";
  case alarm_state::closed:
    return "closed";
  case alarm_state::event:
    return "event";
  }
  return "unknown";
}

std::string_view to_string(severity severity) {
  return severities[static_cast<std::size_t>(severity)].second;
}

std::optional<alarm_kind> parse_alarm_kind(std::string_view word) {
  const auto found = std::ranges::find(words, word, &kind_words::word);
  return found == words.end() ? std::nullopt : std::optional{found->kind};
}

std::optional<severity> parse_severity(std::string_view word) {
  const auto found = std::ranges::find_if(
      severities, [&](const auto& entry) { return equal_but_case(entry.second, word); });
  return found == severities.end() ? std::nullopt : std::optional{found->first};
}

std::string describe(const alarm& alarm) {
  const auto& of_kind = words_of(alarm.kind);
  if (alarm.kind == alarm_kind::threshold) {
    const auto limit = alarm.limit ? ' ' + number(*alarm.limit) : std::string{};
    return alarm.metric + (alarm.state == alarm_state::closed ? " no longer " : " ")
           + (alarm.below ? "below" : "above") + limit;
  }
  if (alarm.kind == alarm_kind::event_gap)
    return "events between " + (alarm.gap_from ? format_rfc3339(*alarm.gap_from) : "the start")
           + " and " + format_rfc3339(alarm.time) + " may have been missed";
  if (!alarm.other_sentence.empty())
    return alarm.other_sentence;
  return std::string{alarm.state == alarm_state::closed ? of_kind.over : of_kind.sentence};
}

severity default_severity(alarm_kind kind, alarm_state state) {
  return state == alarm_state::closed ? clear : words_of(kind).severity;
}

std::string_view signal_of(int exit_code) {
  constexpr int signals_begin = 128;
  // signal(7) of x86 and ARM; only signals that end a process.
  constexpr std::array<std::string_view, 32> names{
      "",        "SIGHUP",  "SIGINT",  "SIGQUIT", "SIGILL",  "SIGTRAP", "SIGABRT", "SIGBUS",
      "SIGFPE",  "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
      "",        "",        "",        "",        "",        "",        "",        "",
      "SIGXCPU", "SIGXFSZ", "",        "",        "",        "",        "",        "SIGSYS"};
  const auto signal = exit_code - signals_begin;
  if (signal <= 0 || signal >= static_cast<int>(names.size()))
    return {};
  return names[static_cast<std::size_t>(signal)];
}

} // namespace docker_monitor::model
