#include "model/container/signals.hpp"

#include "model/whole_number.hpp"
#include "model/word_table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace docker_monitor::model {

namespace {

constexpr int newest_signal = 64;
constexpr int rtmin = 34; // the first one that the C library leaves to programs
constexpr int rtmax = 64;

constexpr std::array<std::pair<std::string_view, int>, 34> names{{
    {"HUP", 1},   {"INT", 2},   {"QUIT", 3},  {"ILL", 4},     {"TRAP", 5},    {"ABRT", 6},
    {"IOT", 6},   {"BUS", 7},   {"FPE", 8},   {"KILL", 9},    {"USR1", 10},   {"SEGV", 11},
    {"USR2", 12}, {"PIPE", 13}, {"ALRM", 14}, {"TERM", 15},   {"STKFLT", 16}, {"CHLD", 17},
    {"CLD", 17},  {"CONT", 18}, {"STOP", 19}, {"TSTP", 20},   {"TTIN", 21},   {"TTOU", 22},
    {"URG", 23},  {"XCPU", 24}, {"XFSZ", 25}, {"VTALRM", 26}, {"PROF", 27},   {"WINCH", 28},
    {"IO", 29},   {"POLL", 29}, {"PWR", 30},  {"SYS", 31},
}};

std::optional<int> number_of(std::string_view text) {
  const auto number = whole_number<int>(text);
  return number && *number >= 0 && *number <= newest_signal ? number : std::nullopt;
}

/// Reads a real-time signal: `RTMIN`, `RTMIN+N`, `RTMAX`, `RTMAX-N`.
std::optional<int> real_time_signal(std::string_view name) {
  const bool from_below = name.starts_with("RTMIN");
  if (!from_below && !name.starts_with("RTMAX"))
    return std::nullopt;
  name.remove_prefix(5);
  if (name.empty())
    return from_below ? rtmin : rtmax;
  if (name.front() != (from_below ? '+' : '-'))
    return std::nullopt;
  const auto distance = number_of(name.substr(1));
  if (!distance || *distance > rtmax - rtmin)
    return std::nullopt;
  return from_below ? rtmin + *distance : rtmax - *distance;
}

} // namespace

std::optional<int> parse_signal(std::string_view text) {
  std::string name{text};
  std::ranges::transform(
      name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (const auto number = number_of(name))
    return *number > 0 ? number : std::nullopt;
  std::string_view word = name;
  if (word.starts_with("SIG"))
    word.remove_prefix(3);
  if (const auto number = value_of_word(names, word))
    return number;
  return real_time_signal(word);
}

} // namespace docker_monitor::model
