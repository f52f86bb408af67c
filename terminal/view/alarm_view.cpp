#include "terminal/view/alarm_words.hpp"
#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"
#include "terminal/view/value_format.hpp"

#include <algorithm>
#include <cstdint>

namespace docker_monitor::terminal {

namespace {

constexpr std::size_t short_age_width = 7;

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

/// The parts of a row of the list that the screen has room for.
enum class row_form : std::uint8_t {
  whole,   ///< with severity, state and what happened
  shorter, ///< with severity and state
  least,   ///< with a mark for open ones
};

row_form form_for(std::size_t width) {
  constexpr std::size_t whole_from = 60;
  constexpr std::size_t shorter_from = 36;
  return width >= whole_from     ? row_form::whole
         : width >= shorter_from ? row_form::shorter
                                 : row_form::least;
}

/// Returns the number of columns for the subject of an alarm.
std::size_t subject_width(const scene& from) {
  return from.width >= 100 ? std::max<std::size_t>(28, from.width / 3) : 16;
}

/// Draws an alarm on a narrow screen: its age, what the form has, and its subject.
line draw_narrow_alarm(const shown_alarm& alarm, const scene& from, row_form form) {
  const bool open = from.known.is_open(alarm);
  const auto look = look_of(alarm, open);
  line drawn;
  if (form == row_form::least)
    add(drawn, open ? "● " : "  ", look);
  const auto age = brief_time(server_now(from) - alarm.time);
  add(drawn, fit(age, short_age_width, side::right) + " ");
  if (form == row_form::shorter) {
    add(drawn, fit(model::to_string(alarm.severity), 9), look);
    add(drawn, fit(state_word(alarm, from.known), 6), look);
  }
  add(drawn, shorten(subject_of(alarm), from.width - std::min(from.width, width_of(drawn))));
  return drawn;
}

line head_of_alarms(const scene& from, row_form form) {
  std::string text;
  switch (form) {
  case row_form::whole:
    text = fit("WHEN", 11, side::right) + "  " + fit("SEVERITY", 9) + fit("STATE", 6)
           + fit("CONTAINER", subject_width(from)) + " WHAT";
    break;
  case row_form::shorter:
    text = fit("AGE", short_age_width, side::right) + " " + fit("SEVERITY", 9) + fit("STATE", 6)
           + "CONTAINER";
    break;
  case row_form::least:
    text = "  " + fit("AGE", short_age_width, side::right) + " CONTAINER";
    break;
  }
  line head;
  add(head, text, {.underline = true});
  pad(head, from.width, {.underline = true});
  return head;
}

} // namespace

line draw_alarm(const shown_alarm& alarm, const scene& from, bool about_one) {
  const auto look = look_of(alarm, from.known.is_open(alarm));
  line drawn;
  add(drawn, fit(age_of(alarm, from), 11, side::right) + "  ");
  add(drawn, fit(model::to_string(alarm.severity), 9), look);
  add(drawn, fit(state_word(alarm, from.known), 6), look);
  if (!about_one)
    add(drawn, fit(shorten(subject_of(alarm), subject_width(from)), subject_width(from)) + " ");
  add(drawn, explanation_of(alarm));
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
  const auto explanation = explanation_of(*newest);
  add(drawn, "  " + (width_of(explanation) > room ? fit(explanation, room) : explanation));
  add(drawn, age, {.dim = true});
  return drawn;
}

std::vector<line> draw_alarms(view_state& view, const scene& from, std::size_t height) {
  std::vector<line> lines;
  if (height == 0)
    return lines;
  const auto form = form_for(from.width);
  lines.push_back(head_of_alarms(from, form));
  const auto rows = height - 1;
  view.page_lines = rows;
  const auto& alarms = from.known.alarms();
  const auto cursor = selected_alarm(view, from.known);
  if (!cursor) {
    lines.push_back({{"no alarm is known", {.dim = true}}});
    view.alarm_top = 0;
    return lines;
  }
  view.alarm = alarms[*cursor].id;
  view.alarm_line = *cursor;
  view.alarm_top = rows == 0 ? 0 : top_for(view.alarm_top, *cursor, alarms.size(), rows);
  for (auto i = view.alarm_top; i < alarms.size() && lines.size() < height; ++i) {
    auto row = form == row_form::whole ? draw_alarm(alarms[i], from, false)
                                       : draw_narrow_alarm(alarms[i], from, form);
    if (i == *cursor)
      show_cursor(row, from.width);
    lines.push_back(std::move(row));
  }
  return lines;
}

} // namespace docker_monitor::terminal
