#include "model/event/engine_link.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace docker_monitor::model {

namespace {

bool is_of_earlier_run(table_origin table) {
  return table == table_origin::restored || table == table_origin::restored_after_boot;
}

} // namespace

std::optional<link_state> next(link_state from, link_event event) {
  using state = link_state;
  using happened = link_event;
  struct row {
    state from;
    happened event;
    state to;
  };
  static constexpr std::array rows{
      row{state::connecting, happened::identified, state::subscribing},
      row{state::connecting, happened::identified_after_gap, state::recalling},
      row{state::away, happened::identified, state::subscribing},
      row{state::away, happened::identified_after_gap, state::recalling},
      row{state::recalling, happened::recalled, state::subscribing},
      row{state::subscribing, happened::subscribed, state::listing},
      row{state::listing, happened::listed, state::live},
      row{state::listing, happened::listed_after_gap, state::replaying},
      row{state::replaying, happened::continuity_known, state::live},
      row{state::live, happened::fell_silent, state::checking},
      row{state::checking, happened::checked, state::live},
  };
  if (event == happened::lost) // anywhere
    return state::away;
  const auto* found =
      std::ranges::find_if(rows, [&](const row& r) { return r.from == from && r.event == event; });
  return found == rows.end() ? std::nullopt : std::optional{found->to};
}

bool engine_link::take(link_event event) {
  const auto to = next(state_, event);
  if (!to)
    return false;
  state_ = *to;
  if (is_followed())
    away_ = false;
  return true;
}

bool engine_link::is_followed() const {
  return state_ == link_state::replaying || state_ == link_state::live
         || state_ == link_state::checking;
}

void engine_link::restore(bool rebooted) {
  table_ = rebooted ? table_origin::restored_after_boot : table_origin::restored;
}

bool engine_link::is_restored() const {
  return is_of_earlier_run(table_);
}

void engine_link::begin() {
  began_with_ = table_;
  was_unreachable_ = std::exchange(failures_, 0) > 0;
}

bool engine_link::has_restarted(const event_replay& replay) const {
  // After a long absence of this program, the engine may have lost events without a restart.
  if (is_of_earlier_run(began_with_))
    return was_unreachable_ || began_with_ == table_origin::restored_after_boot;
  return is_repeated() && (replay.remembered() ? replay.has_forgotten() : was_unreachable_);
}

bool engine_link::may_have_lost_events(const event_replay& replay) const {
  return was_unreachable_ || !replay.is_continuous() || replay.is_full();
}

std::optional<std::uint64_t> engine_link::begin_outage() {
  if (std::exchange(away_, true))
    return std::nullopt;
  return ++outages_;
}

} // namespace docker_monitor::model
