#include "terminal/view/alarm_words.hpp"

#include "terminal/view/text.hpp"

namespace docker_monitor::terminal {

std::optional<model::alarm> parse_shown_alarm(std::string_view json) {
  auto parsed = model::parse_alarm(json);
  if (!parsed)
    return std::nullopt;
  auto alarm = *std::move(parsed);
  for (auto* text :
       {&alarm.container_name, &alarm.container_id, &alarm.host, &alarm.image, &alarm.reason,
        &alarm.metric, &alarm.rule})
    *text = clean(*text);
  return alarm;
}

std::string subject_of(const model::alarm& alarm) {
  if (!alarm.container_name.empty() && alarm.container_name != "-")
    return alarm.container_name;
  if (!alarm.container_id.empty())
    return alarm.container_id.substr(0, 12);
  return alarm.host.empty() ? "host" : "host " + alarm.host;
}

bool has_ended(const model::alarm& alarm) {
  return alarm.state == model::alarm_state::closed && alarm.closes.empty()
         && alarm.severity != model::severity::clear;
}

std::string account_of(const model::alarm& alarm) {
  auto began = alarm;
  if (has_ended(alarm)) // describes the event, not its end
    began.state = model::alarm_state::open;
  auto account = clean(model::describe(began));
  std::string why;
  const auto add = [&why](const std::string& part) {
    if (!why.empty())
      why += ", ";
    why += part;
  };
  if (alarm.cause)
    add(std::string{model::to_string(*alarm.cause)});
  if (alarm.exit_code) {
    const auto signal = model::signal_of(*alarm.exit_code);
    add("exit code " + std::to_string(*alarm.exit_code)
        + (signal.empty() ? "" : " (" + std::string{signal} + ")"));
  }
  if (alarm.restarts)
    add(std::to_string(*alarm.restarts) + " restarts");
  if (!alarm.reason.empty())
    add(alarm.reason);
  if (!why.empty())
    account += ": " + why;
  return account;
}

} // namespace docker_monitor::terminal
