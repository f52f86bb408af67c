#include "terminal/client/shown_alarm.hpp"

#include "engine/api/json_fields.hpp"
#include "terminal/view/text.hpp"

#include <utility>

namespace docker_monitor::terminal {

namespace {

/// Reads what is not part of `model::alarm`.
void read_addition(std::string_view json, shown_alarm& alarm) {
  const auto document = engine::parse_object(json);
  if (!document)
    return;
  alarm.host_away = engine::text_of(*document, "state") == "unknown";
  if (const auto taken = engine::object_of(*document, "acknowledged")) {
    alarm.acknowledged_by = clean(engine::text_of(*taken, "by"));
    alarm.acknowledged_at = model::parse_rfc3339(engine::text_of(*taken, "at"));
  }
}

} // namespace

std::optional<shown_alarm> parse_shown_alarm(std::string_view json) {
  auto parsed = model::parse_alarm(json);
  if (!parsed)
    return std::nullopt;
  shown_alarm alarm{*std::move(parsed), {}, {}, false};
  read_addition(json, alarm);
  for (auto* text :
       {&alarm.container_name, &alarm.container_id, &alarm.host, &alarm.image, &alarm.image_id,
        &alarm.identity, &alarm.url, &alarm.current_name, &alarm.current_image, &alarm.reason,
        &alarm.metric, &alarm.rule})
    *text = clean(*text);
  for (auto& text : alarm.log_lines)
    text = clean_output(text);
  alarm.probe_output = clean_output(alarm.probe_output);
  return alarm;
}

} // namespace docker_monitor::terminal
