#include "terminal/view/alarm_words.hpp"

#include "terminal/view/text.hpp"

namespace docker_monitor::terminal {

std::string subject_of(const model::alarm& alarm) {
  if (!alarm.container_name.empty() && alarm.container_name != "-")
    return alarm.container_name;
  if (!alarm.container_id.empty())
    return alarm.container_id.substr(0, 12);
  return alarm.host.empty() ? "host" : "host " + alarm.host;
}

bool has_ended(const model::alarm& alarm) {
  return alarm.state == model::alarm_state::closed && alarm.severity != model::severity::clear;
}

std::string sentence_of(const model::alarm& alarm) {
  auto began = alarm;
  if (has_ended(alarm)) // describes the event, not its end
    began.state = model::alarm_state::open;
  return clean(model::describe(began));
}

std::string exit_code_text(std::int64_t code) {
  const auto signal = model::signal_of(static_cast<int>(code));
  return std::to_string(code) + (signal.empty() ? "" : " (" + std::string{signal} + ")");
}

std::string_view state_word(const shown_alarm& alarm, const overview& known) {
  if (alarm.state == model::alarm_state::open)
    return known.is_open(alarm) ? "open" : "ended";
  if (has_ended(alarm))
    return "ended";
  return alarm.state == model::alarm_state::closed ? "clear" : "event";
}

std::string explanation_of(const model::alarm& alarm) {
  auto account = sentence_of(alarm);
  std::string why;
  const auto add = [&why](const std::string& part) {
    if (!why.empty())
      why += ", ";
    why += part;
  };
  if (alarm.cause)
    add(std::string{model::to_string(*alarm.cause)});
  if (alarm.exit_code)
    add("exit code " + exit_code_text(*alarm.exit_code));
  if (alarm.restarts)
    add(std::to_string(*alarm.restarts) + " restarts");
  if (!alarm.reason.empty())
    add(alarm.reason);
  if (!why.empty())
    account += ": " + why;
  return account;
}

} // namespace docker_monitor::terminal
