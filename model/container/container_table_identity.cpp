// The identities of containers, and what is wrong at the first start.

#include "model/container/container_table.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace docker_monitor::model {

namespace {

using namespace std::chrono_literals;

/// At the first start, failures older than this are not reported.
constexpr auto adopted_age = 24h;

/// Returns true for an ordinary end: exit code 0, or SIGINT, SIGTERM, or SIGKILL if memory did not
/// run out. With the others an OOM kill ended another process of the container.
bool is_ordinary(int exit_code, bool oom_killed) {
  constexpr int interrupted = 130;
  constexpr int killed = 137;
  constexpr int terminated = 143;
  return exit_code == 0 || exit_code == interrupted || exit_code == terminated
         || (exit_code == killed && !oom_killed);
}

/// Returns true if a container that is down at the first start ended with a failure.
bool ended_badly(const container& c, engine_time now) {
  if (c.status == container_status::restarting || c.status == container_status::dead)
    return true;
  if (c.status != container_status::exited || !c.exit_code
      || is_ordinary(*c.exit_code, c.oom_killed))
    return false;
  const bool recent = c.finished_at && now - *c.finished_at < adopted_age;
  return recent || (!c.restart_policy.empty() && c.restart_policy != "no");
}

} // namespace

void container_table::adopt(const std::vector<container>& list, table_changes& changes) {
  // Of several containers with one claim, the one that has run longest has the identity; if all
  // ended, the newest.
  auto sorted = list;
  std::ranges::stable_sort(sorted, [](const container& a, const container& b) {
    const bool a_up = is_up(a.status);
    const bool b_up = is_up(b.status);
    if (a_up != b_up)
      return a_up;
    return a_up ? a.created_at < b.created_at : b.created_at < a.created_at;
  });
  for (const auto& c : sorted) {
    auto& e = entries_[c.id];
    e.facts = std::make_shared<const container>(c);
    e.adopted = true;
    if (is_up(c.status))
      identify(e, identities_.start(c));
    else if (c.status != container_status::created)
      identify(e, identities_.add_ended(c));
    unsaved_.insert(c.id);
    changes.changed.push_back(e.facts);
    changes.inspect.push_back(c.id);
  }
}

/// Reports what is wrong with a container at the first inspection after the first start.
void container_table::adopt_failures(
    entry& e, const container& facts, engine_time now, table_changes& changes) {
  const auto add = [&](alarm_kind kind, engine_time time) -> transition& {
    changes.transitions.push_back(make(e, kind, alarm_origin::adopted, time, e.facts));
    return changes.transitions.back();
  };
  if (is_up(facts.status)) {
    e.unhealthy = facts.status == container_status::running && facts.health == "unhealthy"
                  && !facts.health_unproven;
    if (e.unhealthy)
      add(alarm_kind::unhealthy, now).probe_output = facts.health_output;
    if (facts.status == container_status::paused)
      add(alarm_kind::paused, now);
  } else if (ended_badly(facts, now)) {
    auto& down = add(alarm_kind::down, facts.finished_at.value_or(now));
    down.exit_code = facts.exit_code;
    down.probe_output = facts.health_output;
  }
}

void container_table::identify(entry& e, std::string identity) {
  if (e.facts->identity == identity)
    return;
  auto c = *e.facts;
  c.identity = std::move(identity);
  e.facts = std::make_shared<const container>(std::move(c));
}

/// Begins a run. The identity that the container waits for may be free by now.
std::string
container_table::start_identity(const container& c, engine_time at, table_changes& changes) {
  const auto* known = identities_.find(c.id);
  auto former = known ? known->identity : std::string{};
  auto identity = identities_.start(c);
  if (!former.empty() && former != identity) {
    auto successor = c;
    successor.identity = identity;
    changes.successions.push_back(
        {{}, std::move(former), std::make_shared<const container>(std::move(successor)), at});
  }
  return identity;
}

void container_table::end_identity(
    const std::string& id, engine_time at, bool requested, table_changes& changes) {
  unsaved_.insert(id);
  succeed(identities_.end(id, at, requested), at, changes);
}

void container_table::succeed(
    const std::optional<takeover>& taken, engine_time at, table_changes& changes) {
  if (!taken)
    return;
  const auto successor = entries_.find(taken->successor_id);
  if (successor == entries_.end())
    return;
  identify(successor->second, taken->identity);
  changes.changed.push_back(successor->second.facts);
  changes.successions.push_back(
      {taken->predecessor_id, taken->former_identity, successor->second.facts, at});
}

} // namespace docker_monitor::model
