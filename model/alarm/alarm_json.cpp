// The JSON texts of an alarm.

#include "model/alarm/addressed_alarm.hpp"
#include "model/alarm/alarm.hpp"
#include "model/json_members.hpp"
#include "model/text.hpp"

#include <cmath>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

std::string dump(const json& document) {
  return printable_json(document.dump(-1, ' ', false, json::error_handler_t::replace));
}

json subject_of(const alarm& alarm) {
  if (is_about_host(alarm))
    return {{"container", "-"}, {"image", "-"}, {"host", alarm.host}};
  return {{"container", alarm.container_name}, {"image", alarm.image}};
}

/// Rounds to hundredths, as in the API.
std::optional<double> rounded(const std::optional<double>& percent) {
  constexpr double hundredths = 100;
  return percent ? std::optional{std::round(*percent * hundredths) / hundredths} : std::nullopt;
}

json reading_of(const last_reading& reading) {
  json object{{"sampledAt", format_rfc3339(reading.sampled_at)}};
  put(object, "cpuPercent", rounded(reading.cpu_percent));
  put(object, "memoryPercent", rounded(reading.memory_percent));
  put(object, "memoryUsageBytes", reading.memory_usage_bytes);
  put(object, "memoryLimitBytes", reading.memory_limit_bytes);
  return object;
}

json additional_data_of(const alarm& alarm, log_lines lines) {
  auto data = json::object();
  if (alarm.exit_code) {
    data["exitCode"] = *alarm.exit_code;
    if (const auto signal = signal_of(*alarm.exit_code); !signal.empty())
      data["signal"] = signal;
  }
  if (alarm.cause)
    data["cause"] = to_string(*alarm.cause);
  put(data, "oomKilled", alarm.oom_killed);
  data["origin"] = to_string(alarm.origin);
  put(data, "imageId", alarm.image_id);
  put(data, "identity", alarm.identity);
  put(data, "rule", alarm.rule);
  put(data, "restarts", alarm.restarts);
  put(data, "metric", alarm.metric);
  put(data, "value", alarm.value);
  put(data, "limit", alarm.limit);
  put(data, "below", alarm.below);
  if (alarm.gap_from)
    data["from"] = format_rfc3339(*alarm.gap_from);
  put(data, "reason", alarm.reason);
  put(data, "otherKind", alarm.other_kind);
  put(data, "currentName", alarm.current_name);
  put(data, "currentImage", alarm.current_image);
  if (alarm.reading)
    data["lastSample"] = reading_of(*alarm.reading);
  if (lines == log_lines::included && !alarm.log_lines.empty())
    data["lastLogLines"] = alarm.log_lines;
  if (lines == log_lines::included)
    put(data, "probeOutput", alarm.probe_output);
  return data;
}

// Reading. The library throws for a malformed text; `parse_alarm` catches it.

template <class T>
std::optional<T> get(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::nullopt : std::optional<T>{value_of<T>(*found)};
}

std::string text(const json& object, const char* key) {
  return get<std::string>(object, key).value_or(std::string{});
}

std::optional<engine_time> time(const json& object, const char* key) {
  return parse_rfc3339(text(object, key));
}

/// Returns the value with this word, of an enumeration whose last value is `last`.
template <class Enum>
std::optional<Enum> parse_word(const std::string& word, Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i)
    if (to_string(static_cast<Enum>(i)) == word)
      return static_cast<Enum>(i);
  return std::nullopt;
}

void read_additional_data(const json& data, alarm& alarm) {
  alarm.exit_code = get<int>(data, "exitCode");
  alarm.cause = parse_word(text(data, "cause"), down_cause::engine);
  alarm.oom_killed = get<bool>(data, "oomKilled").value_or(false);
  alarm.origin = parse_word(text(data, "origin"), alarm_origin::adopted).value_or(alarm.origin);
  alarm.image_id = text(data, "imageId");
  alarm.identity = text(data, "identity");
  alarm.rule = text(data, "rule");
  alarm.restarts = get<unsigned>(data, "restarts");
  alarm.metric = text(data, "metric");
  alarm.value = get<double>(data, "value");
  alarm.limit = get<double>(data, "limit");
  alarm.below = get<bool>(data, "below").value_or(false);
  alarm.gap_from = time(data, "from");
  alarm.reason = text(data, "reason");
  if (alarm.kind == alarm_kind::other && alarm.other_kind.empty())
    alarm.other_kind = text(data, "otherKind");
  alarm.current_name = text(data, "currentName");
  alarm.current_image = text(data, "currentImage");
  if (const auto reading = data.find("lastSample"); reading != data.end())
    alarm.reading = last_reading{
        time(*reading, "sampledAt").value_or(engine_time{}), get<double>(*reading, "cpuPercent"),
        get<double>(*reading, "memoryPercent"), get<std::uint64_t>(*reading, "memoryUsageBytes"),
        get<std::uint64_t>(*reading, "memoryLimitBytes")};
  alarm.probe_output = text(data, "probeOutput");
  alarm.log_lines =
      get<std::vector<std::string>>(data, "lastLogLines").value_or(std::vector<std::string>{});
}

/// Reads the kind. Returns false if there is none.
bool read_kind(const json& document, alarm& alarm) {
  const auto word = text(document, "kind");
  constexpr std::size_t max_word = 64;
  if (word.empty() || word.size() > max_word)
    return false;
  const auto kind = parse_alarm_kind(word);
  alarm.kind = kind.value_or(alarm_kind::other);
  if (!kind)
    alarm.other_kind = word;
  if (alarm.kind == alarm_kind::other)
    alarm.other_sentence = text(document, "description");
  return true;
}

expected<alarm> read(const json& document) {
  alarm alarm;
  const auto at = time(document, "eventTimestamp");
  if (!read_kind(document, alarm) || !at)
    return failure{failure_code::malformed, "an alarm without kind or time"};
  alarm.time = *at;
  alarm.id = text(document, "id");
  alarm.state = parse_word(text(document, "state"), alarm_state::event).value_or(alarm.state);
  alarm.severity = parse_severity(text(document, "severity"))
                       .value_or(default_severity(alarm.kind, alarm.state));
  alarm.container_id = text(document, "containerId");
  alarm.closes = text(document, "closes");
  const auto& subject = document.at("primarySubject");
  alarm.host = text(document, "host");
  alarm.url = text(document, "url");
  if (alarm.host.empty()) // the form of earlier versions
    alarm.host = text(subject, "host");
  if (subject.find("host") == subject.end()) {
    alarm.container_name = text(subject, "container");
    alarm.image = text(subject, "image");
  }
  read_additional_data(document.at("additionalData"), alarm);
  return alarm;
}

} // namespace

std::string to_json(const alarm& alarm, log_lines lines) {
  json document;
  document["namespace"] = "dojot.docker.container";
  document["domain"] = "docker container status change";
  document["eventTimestamp"] = format_rfc3339(alarm.time);
  document["description"] = describe(alarm);
  document["severity"] = to_string(alarm.severity);
  document["primarySubject"] = subject_of(alarm);
  document["id"] = alarm.id;
  document["kind"] = to_string(alarm.kind);
  document["state"] = to_string(alarm.state);
  put(document, "containerId", alarm.container_id);
  put(document, "closes", alarm.closes);
  put(document, "host", alarm.host);
  put(document, "url", alarm.url);
  document["additionalData"] = additional_data_of(alarm, lines);
  return dump(document);
}

expected<alarm> parse_alarm(std::string_view text) {
  try {
    return read(json::parse(text));
  } catch (const json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

std::string acknowledged_json(const acknowledgement& taken) {
  return R"(,"acknowledged":)" + dump({{"by", taken.by}, {"at", format_rfc3339(taken.at)}}) + '}';
}

std::string to_alarm_manager_json(const alarm& alarm) {
  auto timestamp = format_rfc3339(alarm.time);
  timestamp.pop_back(); // the consumer reads UTC without a zone
  const auto subject = subject_of(alarm);
  json document;
  document["namespace"] = "dojot.docker";
  document["domain"] = "ContainerError";
  document["primarySubject"] = {{"container", subject["container"]}, {"image", subject["image"]}};
  document["additionalData"] = {
      {"exitCode", alarm.exit_code ? std::to_string(*alarm.exit_code) : "NA"},
      {"imageId", alarm.image_id.empty() ? "NA" : alarm.image_id}};
  document["severity"] = to_string(alarm.severity);
  document["eventTimestamp"] = timestamp;
  return dump(document);
}

} // namespace docker_monitor::model
