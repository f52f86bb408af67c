#include "terminal/view/alarm_words.hpp"
#include "terminal/view/figures.hpp"
#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"

#include <algorithm>

namespace docker_monitor::terminal {

namespace {

style look_of(const model::alarm& alarm, bool open) {
  if (!open)
    return {.dim = true};
  return {
      .colour = alarm.severity >= model::severity::major ? colour::red : colour::yellow,
      .bold = true};
}

std::string age_of(const model::alarm& alarm, const scene& from) {
  return brief_time(server_now(from) - alarm.time) + " ago";
}

/// Returns `open` or `ended` for an alarm that lasts, `clear` for one that ends another, else
/// `event`.
std::string state_of(const model::alarm& alarm, const overview& known) {
  if (alarm.state == model::alarm_state::open)
    return known.is_open(alarm) ? "open" : "ended";
  if (has_ended(alarm))
    return "ended";
  return alarm.state == model::alarm_state::closed ? "clear" : "event";
}

/// Returns the number of columns for the subject of an alarm.
std::size_t subject_width(const scene& from) {
  return from.width >= 100 ? std::max<std::size_t>(28, from.width / 3) : 16;
}

} // namespace

line draw_alarm(const model::alarm& alarm, const scene& from, bool about_one) {
  const auto look = look_of(alarm, from.known.is_open(alarm));
  line drawn;
  add(drawn, fit(age_of(alarm, from), 11, side::right) + "  ");
  add(drawn, fit(model::to_string(alarm.severity), 9), look);
  add(drawn, fit(state_of(alarm, from.known), 6), look);
  if (!about_one)
    add(drawn, fit(shorten(subject_of(alarm), subject_width(from)), subject_width(from)) + " ");
  add(drawn, account_of(alarm));
  return drawn;
}

line draw_alarm_line(const scene& from) {
  line drawn;
  const auto* newest = from.known.newest_open_alarm();
  if (!newest) {
    add(drawn, from.known.knows_open_alarms() ? "no open alarm" : "", {.dim = true});
    return drawn;
  }
  const auto count = from.known.open_alarms();
  add(drawn, std::to_string(count) + (count == 1 ? " open alarm  " : " open alarms  "));
  add(drawn, std::string{model::to_string(newest->severity)} + "  ", look_of(*newest, true));
  add(drawn, shorten(subject_of(*newest), subject_width(from)), {.bold = true});
  // On a narrow screen the age is more important than the end of the sentence.
  const auto age = "  " + age_of(*newest, from);
  const auto taken = width_of(drawn) + 2 + width_of(age);
  const auto room = from.width > taken ? from.width - taken : 0;
  const auto account = account_of(*newest);
  add(drawn, "  " + (width_of(account) > room ? fit(account, room) : account));
  add(drawn, age, {.dim = true});
  return drawn;
}

std::vector<line> draw_alarms(const scene& from) {
  std::vector<line> lines;
  line head;
  add(head,
      fit("WHEN", 11, side::right) + "  " + fit("SEVERITY", 9) + fit("STATE", 6)
          + fit("CONTAINER", subject_width(from)) + " WHAT",
      {.underline = true});
  pad(head, from.width, {.underline = true});
  lines.push_back(std::move(head));
  for (const auto& alarm : from.known.alarms())
    lines.push_back(draw_alarm(alarm, from, false));
  if (lines.size() == 1)
    lines.push_back({{"no alarm is known", {.dim = true}}});
  return lines;
}

} // namespace docker_monitor::terminal
