#include "model/fleet/host_presences.hpp"

#include "model/json_members.hpp"

#include <cstdlib>
#include <utility>

namespace docker_monitor::model {

namespace {

using std::chrono::milliseconds;
using std::chrono::time_point_cast;
using condition = host_presence::condition;

constexpr unsigned returns_of_a_duplicate = 2;

/// The prefix of the keys of saved alarms.
constexpr std::string_view alarm_key = "alarm ";

/// Returns the source of the alarm about messages that were refused. It ends with the host, as the
/// keys of all saved alarms.
std::string messages_of(const std::string& name) {
  return "messages " + name;
}

std::string in_seconds(milliseconds time) {
  return std::to_string(std::chrono::round<std::chrono::seconds>(time).count()) + " s";
}

} // namespace

std::string_view to_string(condition is) {
  switch (is) {
  case condition::invited:
    return "invited";
  case condition::present:
    return "present";
  case condition::lost:
    return "lost";
  case condition::revoked:
    return "revoked";
  }
  return "unknown";
}

host_presences::host_presences(moment now) : last_tick_{now.steady} {
  // nop
}

void host_presences::set(const std::string& name, condition is, std::optional<engine_time> since) {
  auto& shown = shown_[name];
  shown.is = is;
  shown.since = since;
  unsaved_.insert(name);
}

void host_presences::begin(
    alarm_kind kind, const std::string& name, moment now, const std::string& reason,
    std::vector<alarm>& out) {
  open_.set_host_name(name);
  open_.begin(kind, name, now.wall, now.wall, reason, out);
}

/// Ends all alarms about a host.
void host_presences::end_all_of(const std::string& name, moment now, std::vector<alarm>& out) {
  for (const auto kind : {alarm_kind::host_lost, alarm_kind::duplicate_host, alarm_kind::degraded})
    open_.end(kind, name, now.wall, out);
  open_.end(alarm_kind::degraded, messages_of(name), now.wall, out);
}

void host_presences::enter(
    const std::string& name, bool revoked, moment now, std::vector<alarm>& out) {
  const bool known = hosts_.contains(name);
  auto& entered = hosts_[name];
  if (revoked) {
    if (!known || shown_[name].is != condition::revoked)
      set(name, condition::revoked, known ? std::optional{now.wall} : std::nullopt);
    entered = {};
    end_all_of(name, now, out);
    return;
  }
  if (known) {
    if (shown_[name].is == condition::revoked)
      set(name, condition::invited, now.wall);
    return;
  }
  if (open_.is_open(alarm_kind::degraded, messages_of(name)))
    entered.refused = now.steady;
  const auto before = restored_.find(name);
  set(name, condition::invited, std::nullopt);
  if (before == restored_.end())
    return;
  shown_[name].last_heard = before->second;
  if (open_.is_open(alarm_kind::host_lost, name)) {
    set(name, condition::lost, before->second);
    return;
  }
  set(name, condition::present, std::nullopt);
  entered.heard = now.steady + timeout - lost_after;
}

void host_presences::remove(const std::string& name, moment now, std::vector<alarm>& out) {
  hosts_.erase(name);
  shown_.erase(name);
  restored_.erase(name);
  end_all_of(name, now, out);
  unsaved_.insert(name);
}

bool host_presences::heard(
    const std::string& name, const sign_of_life& from, moment now, std::vector<alarm>& out) {
  const auto found = hosts_.find(name);
  if (found == hosts_.end() || shown_[name].is == condition::revoked)
    return false;
  found->second.heard = now.steady;
  auto& shown = shown_[name];
  shown.last_heard = now.wall;
  if (shown.is != condition::present)
    set(name, condition::present, now.wall);
  open_.end(alarm_kind::host_lost, name, now.wall, out);
  if (!note_user(name, from, now, out))
    return false;
  shown.machine = from.machine;
  note_skew(name, from, now, out);
  return true;
}

bool host_presences::note_user(
    const std::string& name, const sign_of_life& from, moment now, std::vector<alarm>& out) {
  auto& host = hosts_[name];
  if (!host.first || host.first->instance == from.instance) {
    host.first = user{from.instance, from.machine, now.steady};
    if (host.second && ++host.returns >= returns_of_a_duplicate) {
      shown_[name].duplicated = true;
      begin(
          alarm_kind::duplicate_host, name, now,
          "the credential of " + name + " is used on " + host.first->machine + " and on "
              + host.second->machine + ", which is ignored: invite each host by itself",
          out);
    }
    return true;
  }
  const bool same = host.second && host.second->instance == from.instance;
  // A restarted program has another instance; the previous ones are no longer heard. If another
  // still is, it comes again.
  if (now.steady - host.first->heard > lost_after) {
    host.first = user{from.instance, from.machine, now.steady};
    host.second.reset();
    shown_[name].duplicated = false;
    open_.end(alarm_kind::duplicate_host, name, now.wall, out);
    host.returns = 0;
    return true;
  }
  if (!same)
    host.returns = 0;
  host.second = user{from.instance, from.machine, now.steady};
  return false;
}

void host_presences::note_skew(
    const std::string& name, const sign_of_life& from, moment now, std::vector<alarm>& out) {
  if (!from.sent_at)
    return;
  // In milliseconds: nanoseconds of three centuries would overflow.
  const auto skew =
      time_point_cast<milliseconds>(*from.sent_at) - time_point_cast<milliseconds>(now.wall);
  shown_[name].skew = skew;
  const auto off = std::chrono::abs(skew);
  constexpr milliseconds good = max_skew - std::chrono::seconds{1};
  auto& off_since = hosts_[name].off_since;
  if (off <= max_skew)
    off_since.reset();
  else if (!off_since)
    off_since = now.steady;
  if (off_since && now.steady - *off_since >= skew_settles)
    begin(
        alarm_kind::degraded, name, now,
        "the clock of " + name + " is " + in_seconds(off)
            + (skew.count() > 0 ? " ahead of" : " behind") + " the hub's; times in its alarms and "
            + "samples are off by as much",
        out);
  else if (off < good)
    open_.end(alarm_kind::degraded, name, now.wall, out);
}

void host_presences::refused(
    const std::string& name, const std::string& why, moment now, std::vector<alarm>& out) {
  const auto found = hosts_.find(name);
  if (found == hosts_.end() || shown_[name].is == condition::revoked)
    return;
  found->second.refused = now.steady;
  open_.set_host_name(name);
  open_.begin(
      alarm_kind::degraded, messages_of(name), now.wall, now.wall,
      name + " sends what is refused: " + why, out);
}

void host_presences::set_connected(bool connected, moment now) {
  if (connected && !connected_)
    allow_silence(now);
  connected_ = connected;
}

/// Gives all hosts time to return, because the hub could not receive.
void host_presences::allow_silence(moment now) {
  const auto least = now.steady + timeout - lost_after;
  for (auto& [name, host] : hosts_)
    host.heard = std::max(host.heard, least);
}

void host_presences::tick(moment now, std::vector<alarm>& out) {
  const auto pause = now.steady - std::exchange(last_tick_, now.steady);
  if (pause > max_tick_pause)
    allow_silence(now);
  for (auto& [name, host] : hosts_) {
    if (host.second && now.steady - host.second->heard > duplicate_gone_after) {
      host.second.reset();
      host.returns = 0;
      shown_[name].duplicated = false;
      open_.end(alarm_kind::duplicate_host, name, now.wall, out);
    }
    if (host.refused && now.steady - *host.refused > refusals_over_after) {
      host.refused.reset();
      open_.end(alarm_kind::degraded, messages_of(name), now.wall, out);
    }
    if (connected_ && shown_[name].is == condition::present && now.steady - host.heard > lost_after)
      lose(name, now, out);
  }
}

void host_presences::lose(const std::string& name, moment now, std::vector<alarm>& out) {
  auto& shown = shown_[name];
  set(name, condition::lost, shown.last_heard ? shown.last_heard : now.wall);
  hosts_[name].first.reset();
  const auto since = shown.last_heard ? "was heard last at " + format_rfc3339(*shown.last_heard)
                                      : std::string{"has not been heard since the hub started"};
  begin(alarm_kind::host_lost, name, now, name + ' ' + since, out);
}

saved_states host_presences::take_unsaved() {
  saved_states states;
  for (auto& alarm : open_.take_unsaved())
    states.push_back({area, std::string{alarm_key} + alarm.key, std::move(alarm.text)});
  for (const auto& name : std::exchange(unsaved_, {})) {
    const auto shown = shown_.find(name);
    if (shown == shown_.end() || !shown->second.last_heard) {
      states.push_back({area, name, ""});
      continue;
    }
    nlohmann::ordered_json text;
    put(text, "lastHeardAt", shown->second.last_heard);
    states.push_back({area, name, text.dump()});
  }
  return states;
}

void host_presences::forget_saved() {
  open_.forget_saved();
  for (const auto& [name, shown] : shown_)
    unsaved_.insert(name);
}

expected<bool> host_presences::restore(const saved_state& state, moment now) {
  if (state.key.starts_with(alarm_key))
    return open_.restore(
        {self_alarms::area, state.key.substr(alarm_key.size()), state.text}, now.steady);
  try {
    std::optional<engine_time> heard;
    get(nlohmann::ordered_json::parse(state.text), "lastHeardAt", heard);
    restored_[state.key] = heard;
    return true;
  } catch (const nlohmann::ordered_json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
