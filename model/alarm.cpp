#include "model/alarm.hpp"

#include <nlohmann/json.hpp>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

std::string dump(const json& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

std::string_view to_string(alarm_kind kind) {
  switch (kind) {
  case alarm_kind::down:
    return "down";
  case alarm_kind::up:
    return "up";
  case alarm_kind::paused:
    return "paused";
  case alarm_kind::unpaused:
    return "unpaused";
  }
  return "unknown";
}

std::string_view to_string(alarm_origin origin) {
  switch (origin) {
  case alarm_origin::live:
    return "live";
  case alarm_origin::replayed:
    return "replayed";
  case alarm_origin::reconciled:
    return "reconciled";
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

std::string_view description(alarm_kind kind) {
  switch (kind) {
  case alarm_kind::down:
    return "container went down";
  case alarm_kind::up:
    return "container went up";
  case alarm_kind::paused:
    return "container processes were paused";
  case alarm_kind::unpaused:
    return "container processes were unpaused";
  }
  return "unknown";
}

std::string_view severity(alarm_kind kind) {
  return kind == alarm_kind::down || kind == alarm_kind::paused ? "Major" : "Clear";
}

std::string to_json(const alarm& alarm) {
  json document;
  document["namespace"] = "dojot.docker.container";
  document["domain"] = "docker container status change";
  document["eventTimestamp"] = format_rfc3339(alarm.time);
  document["description"] = description(alarm.kind);
  document["severity"] = severity(alarm.kind);
  document["primarySubject"] = {{"container", alarm.container_name}, {"image", alarm.image}};
  document["id"] = alarm.id;
  document["kind"] = to_string(alarm.kind);
  document["state"] = to_string(alarm.state);
  document["containerId"] = alarm.container_id;
  if (!alarm.closes.empty())
    document["closes"] = alarm.closes;
  auto additional = json::object();
  if (alarm.exit_code)
    additional["exitCode"] = *alarm.exit_code;
  if (alarm.cause)
    additional["cause"] = to_string(*alarm.cause);
  additional["origin"] = to_string(alarm.origin);
  if (!alarm.image_id.empty())
    additional["imageId"] = alarm.image_id;
  document["additionalData"] = std::move(additional);
  return dump(document);
}

std::string to_alarm_manager_json(const alarm& alarm) {
  auto timestamp = format_rfc3339(alarm.time);
  timestamp.pop_back(); // the consumer reads UTC without a zone
  json document;
  document["namespace"] = "dojot.docker";
  document["domain"] = "ContainerError";
  document["primarySubject"] = {{"container", alarm.container_name}, {"image", alarm.image}};
  document["additionalData"] = {
      {"exitCode", alarm.exit_code ? std::to_string(*alarm.exit_code) : "NA"},
      {"imageId", alarm.image_id.empty() ? "NA" : alarm.image_id}};
  document["severity"] = severity(alarm.kind);
  document["eventTimestamp"] = timestamp;
  return dump(document);
}

} // namespace docker_monitor::model
