#include "sinks/alertmanager/alert_table.hpp"

#include "model/rule/rules.hpp"
#include "model/text.hpp"
#include "sinks/alarm_words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <string_view>
#include <utility>

namespace docker_monitor::sinks {

namespace {

using json = nlohmann::ordered_json;
using model::alarm_kind;
using model::alarm_state;

constexpr std::size_t max_ids = 8;

std::string_view name_of(alarm_kind kind) {
  constexpr std::array<std::string_view, model::alarm_kinds> names{
      "ContainerDown",
      "ContainerUp",
      "ContainerPaused",
      "ContainerUnpaused",
      "ContainerUnhealthy",
      "ContainerHealthy",
      "ContainerOutOfMemory",
      "ContainerRestartLoop",
      "ContainerThreshold",
      "ContainerEngineUnreachable",
      "DockerMonitorBlindInterval",
      "DockerMonitorDegraded",
      "DockerMonitorHeartbeat",
      "FleetHostLost",
      "FleetDuplicateHost",
      "DockerMonitorOther"};
  static_assert(!names.back().empty());
  return names[static_cast<std::size_t>(kind)];
}

std::string lower(std::string_view word) {
  std::string text{word};
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// The key of an alert: its labels without the severity, which may change.
std::string key_of(std::map<std::string, std::string> labels) {
  labels.erase("severity");
  std::string key;
  for (const auto& [name, value] : labels)
    key.append(name).append(1, '\0').append(value).append(1, '\0');
  return key;
}

std::map<std::string, std::string> annotations_of(const model::alarm& alarm) {
  std::map<std::string, std::string> annotations;
  const auto put = [&annotations](const char* name, const std::string& value) {
    if (!value.empty())
      annotations[name] = model::one_line(value, "\n");
  };
  put("summary", model::one_line(model::describe(alarm) + ": " + subject_of(alarm)));
  std::string facts;
  for (const auto& [what, value] : put_into_words(alarm).facts)
    facts.append(facts.empty() ? "" : "\n").append(what).append(": ").append(value);
  put("description", facts);
  put("cause", cause_in_words(alarm));
  put("image", alarm.image);
  put("exitCode", alarm.exit_code ? std::to_string(*alarm.exit_code) : std::string{});
  put("containerName", alarm.container_name);
  put("url", alarm.url);
  put("containerId", alarm.container_id);
  put("id", alarm.id);
  return annotations;
}

} // namespace

alert_table::texts alert_table::labels_of(const model::alarm& alarm) const {
  texts labels{
      {"alertname", std::string{name_of(alarm.kind)}},
      {"severity", lower(model::to_string(alarm.severity))}};
  const auto put = [&labels](const char* name, std::string value) {
    if (!value.empty())
      labels[name] = std::move(value);
  };
  put("instance", instance_.empty() ? alarm.host : instance_);
  if (is_about_host(alarm))
    put("host", alarm.host);
  else
    put("container", alarm.identity.empty() ? alarm.container_name : alarm.identity);
  // Of Compose: project/service/number; of swarm: service/slot.
  const auto first = alarm.identity.find('/');
  const auto second = alarm.identity.rfind('/');
  if (first != std::string::npos && second > first) {
    put("project", alarm.identity.substr(0, first));
    put("service", alarm.identity.substr(first + 1, second - first - 1));
  } else if (first != std::string::npos) {
    put("service", alarm.identity.substr(0, first));
  }
  if (alarm.kind == alarm_kind::threshold) {
    put("metric", alarm.metric);
    put("rule", alarm.rule);
  }
  return labels;
}

std::vector<std::string> alert_table::take(const model::alarm& alarm, const moment& now) {
  if (alarm.state == alarm_state::open && !alarm.closes.empty())
    return replace(alarm, now);
  if (alarm.state == alarm_state::closed || !alarm.closes.empty())
    return alarm.closes.empty() ? std::vector<std::string>{} : end(alarm, now);
  if (alarm.severity == model::severity::clear && alarm.kind != alarm_kind::heartbeat)
    return {};
  return raise(alarm, now);
}

/// Raises an alarm that takes the place of another, as a restart loop does of the crash that began
/// it.
std::vector<std::string> alert_table::replace(const model::alarm& alarm, const moment& now) {
  std::vector<std::string> changed;
  const auto former = find(alarm.closes);
  if (former != alerts_.end() && former->first != key_of(labels_of(alarm))) {
    end(former->second, alarm.time, now);
    changed.push_back(former->first);
  }
  auto raised = raise(alarm, now);
  std::ranges::move(raised, std::back_inserter(changed));
  return changed;
}

/// Returns the alert that an alarm raised.
auto alert_table::find(const std::string& id) -> std::map<std::string, alert>::iterator {
  return std::ranges::find_if(
      alerts_, [&](const auto& known) { return std::ranges::count(known.second.ids, id) > 0; });
}

std::vector<std::string> alert_table::raise(const model::alarm& alarm, const moment& now) {
  std::vector<std::string> changed;
  auto labels = labels_of(alarm);
  const auto key = key_of(labels);
  const auto found = alerts_.find(key);
  if (found != alerts_.end() && !found->second.ends && found->second.labels != labels)
    changed.push_back(supersede(key, now));
  auto& raised = alerts_[key];
  const bool known = std::ranges::count(raised.ids, alarm.id) > 0;
  if (!known && (raised.labels.empty() || raised.ends))
    begin(raised, alarm, now);
  if (!known)
    raised.ids.push_back(alarm.id);
  if (raised.ids.size() > max_ids)
    raised.ids.erase(raised.ids.begin());
  raised.labels = std::move(labels);
  raised.annotations = annotations_of(alarm);
  raised.container_id = alarm.container_id;
  changed.push_back(key);
  return changed;
}

/// Ends an alert whose severity rises, under the key that is returned: for the Alertmanager the
/// more severe alert is another one, which the end of the alarm ends then.
std::string alert_table::supersede(const std::string& key, const moment& now) {
  auto former = alerts_.extract(key);
  end(former.mapped(), now.wall, now);
  alerts_[key].ids = std::exchange(former.mapped().ids, {});
  auto ended = key + former.mapped().labels["severity"];
  alerts_.insert_or_assign(ended, std::move(former.mapped()));
  return ended;
}

/// Sets the times of an alert that is raised now.
void alert_table::begin(alert& raised, const model::alarm& alarm, const moment& now) const {
  if (raised.ends)
    raised = {};
  raised.starts = std::min(alarm.time, now.wall);
  if (alarm.state != alarm_state::event)
    return;
  // Counted from now, not from the event: an alert that is over on arrival would notify no one.
  std::chrono::milliseconds lasts = event_for;
  if (alarm.kind == alarm_kind::heartbeat)
    lasts = std::max(lasts, 2 * heartbeat_);
  raised.ends = model::later(std::max(now.wall, alarm.time), lasts);
  raised.drop_at = now.steady + lasts;
}

std::vector<std::string> alert_table::end(const model::alarm& alarm, const moment& now) {
  const auto found = find(alarm.closes);
  if (found != alerts_.end()) {
    end(found->second, alarm.time, now);
    return {found->first};
  }
  // Raised by an earlier run of the program that did not store it. It most likely had these labels;
  // if not, the alert ends by itself when it is not repeated.
  auto raised = alarm;
  raised.kind = model::ended_kind(alarm.kind);
  raised.severity = model::default_severity(raised.kind, alarm_state::open);
  alert ended;
  ended.labels = labels_of(raised);
  ended.annotations = annotations_of(raised);
  ended.ids = {alarm.closes};
  ended.starts = std::min(alarm.time, now.wall);
  end(ended, alarm.time, now);
  const auto key = key_of(ended.labels);
  if (const auto newer = alerts_.find(key); newer != alerts_.end() && !newer->second.ends)
    return {}; // raised again since
  alerts_.insert_or_assign(key, std::move(ended));
  return {key};
}

void alert_table::end(alert& ended, model::engine_time at, const moment& now) {
  if (ended.ends && *ended.ends <= now.wall)
    return;
  ended.ends = std::max(ended.starts, std::min(at, now.wall));
  ended.drop_at = now.steady + ended_for;
}

void alert_table::end_of(std::span<const std::string> container_ids, const moment& now) {
  for (auto& [key, open] : alerts_)
    if (!open.ends && std::ranges::count(container_ids, open.container_id) > 0)
      end(open, now.wall, now);
}

void alert_table::expire(const moment& now) {
  std::erase_if(alerts_, [&](const auto& known) {
    return known.second.drop_at && *known.second.drop_at < now.steady;
  });
}

std::vector<std::string> alert_table::keys() const {
  std::vector<std::string> all;
  for (const auto& known : alerts_)
    all.push_back(known.first);
  return all;
}

std::string alert_table::to_json(std::span<const std::string> keys, const moment& now) const {
  auto document = json::array();
  for (const auto& key : keys) {
    const auto found = alerts_.find(key);
    if (found == alerts_.end())
      continue;
    const auto& shown = found->second;
    document.push_back(
        {{"labels", shown.labels},
         {"annotations", shown.annotations},
         {"startsAt", model::format_rfc3339(shown.starts)},
         {"endsAt", model::format_rfc3339(shown.ends.value_or(now.wall + open_for))}});
  }
  return model::printable_json(document.dump(-1, ' ', false, json::error_handler_t::replace));
}

} // namespace docker_monitor::sinks
