// Decides whether the end of a container was requested.

#include "model/container/container_table.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace docker_monitor::model {

namespace {

using namespace std::chrono_literals;

/// How long after a stop request a death still counts as requested. Stop timeouts in use are
/// shorter than ten minutes.
constexpr auto stop_window = 10min;

/// How long after a signal the process may take to die of it.
constexpr auto signal_window = 10s;

/// How long a container may have been down when its engine ends: the engine waits for others for
/// their stop timeout, by default 10 s.
constexpr auto shutdown_time = 15s;

/// An engine that stops signals all containers within this time.
constexpr auto shutdown_burst = 2s;

/// An engine that stops exits within this time after the last event of its last container. Docker
/// 20.10 took 1.8 s on a machine with five times as much to do as it has cores.
constexpr auto shutdown_exit = 3s;

/// The signal of a `kill` event that names none, as in Podman.
constexpr int signal_unknown = 0;

} // namespace

/// Labels replace attributes of the same name in an event, so the value may be the label's.
bool container_table::is_shadowed(const container& c, const char* attribute) {
  return c.labels.contains(attribute);
}

void container_table::note_kill(entry& e, const event& event) {
  const bool is_named = event.kill_signal && !is_shadowed(*e.facts, "signal");
  e.kills[is_named ? *event.kill_signal : signal_unknown] = event.time;
}

/// The transition comes from `die`, before or after this. The check finds a lost `die`.
void container_table::note_stop(entry& e, const event& event, table_changes& changes) {
  e.stop_requested = true;
  if (is_up(e.facts->status)) {
    changes.confirm.push_back(event.container_id);
    return;
  }
  const auto down = std::find_if(
      changes.transitions.rbegin(), changes.transitions.rend(), [&](const transition& t) {
        return t.kind == alarm_kind::down && t.container->id == event.container_id;
      });
  if (down != changes.transitions.rend())
    down->stop_requested = true;
  else
    changes.stopped.push_back(event.container_id);
}

/// An end is requested if it follows: SIGKILL; the container's own stop signal or a `kill` without
/// a signal, within `stop_window`; a signal it died of, within `signal_window`; or `stop`.
bool container_table::asked_to_end(const entry& e, std::optional<int> exit_code, engine_time at) {
  if (e.stop_requested)
    return true;
  const auto own = e.facts->stop_signal.value_or(signal_term);
  const bool is_hidden = is_shadowed(*e.facts, "signal");
  return std::ranges::any_of(e.kills, [&](const auto& kill) {
    const auto& [signal, time] = kill;
    const auto age = at - time;
    const auto died_of = [&](int which) {
      return exit_code == signal_exit_codes + which && age < signal_window;
    };
    if (signal == signal_unknown && is_hidden)
      return died_of(signal_kill) || died_of(own);
    if (signal == signal_kill)
      return true;
    return ((signal == own || signal == signal_unknown) && age < stop_window) || died_of(signal);
  });
}

/// Returns true if the container was sent a signal that it cannot survive.
bool container_table::was_killed(const entry& e) {
  return e.kills.contains(signal_kill)
         || (e.kills.contains(signal_unknown) && !is_shadowed(*e.facts, "signal"));
}

/// Returns when the container was asked to end; signals that ask for no end do not count.
engine_time container_table::asked_at(const entry& e) {
  const auto own = e.facts->stop_signal.value_or(signal_term);
  auto first = engine_time::max();
  for (const auto& [signal, time] : e.kills)
    if (signal == own || signal == signal_kill || signal == signal_unknown)
      first = std::min(first, time);
  return first;
}

std::vector<std::string> container_table::taken_down(engine_time end) const {
  struct stopped {
    engine_time ended; // its last event
    engine_time asked;
    std::string id;
  };
  std::vector<stopped> all;
  for (const auto& [id, e] : entries_) {
    if (is_up(e.facts->status))
      return {};
    if (!e.stop_requested || !e.last_down || *e.last_down + shutdown_time < end)
      continue;
    if (const auto asked = asked_at(e); asked != engine_time::max())
      all.push_back({std::max(*e.last_down, e.last_event), asked, id});
  }
  std::vector<std::string> ids;
  const auto last = std::ranges::max_element(all, {}, &stopped::ended);
  if (last == all.end() || last->ended + shutdown_exit < end)
    return ids;
  for (const auto& one : all)
    if (std::chrono::abs(one.asked - last->asked) <= shutdown_burst)
      ids.push_back(one.id);
  return ids;
}

} // namespace docker_monitor::model
