#include "model/container/identity_registry.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

std::string label(const container& c, const char* key) {
  const auto found = c.labels.find(key);
  return found == c.labels.end() ? std::string{} : found->second;
}

/// Compose writes `True`; other programs that set its labels may use another case.
bool is_true(std::string_view word) {
  constexpr std::string_view yes = "true";
  return std::ranges::equal(word, yes, {}, [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
}

std::string compose_claim(const container& c) {
  const auto project = label(c, "com.docker.compose.project");
  const auto service = label(c, "com.docker.compose.service");
  // Containers of `compose run` have the labels of the service too, with or without a number. They
  // run beside the service's containers and do not belong to it.
  const auto number = label(c, "com.docker.compose.container-number");
  if (project.empty() || service.empty() || number.empty()
      || is_true(label(c, "com.docker.compose.oneoff")))
    return {};
  return project + '/' + service + '/' + number;
}

/// A task's name is `SERVICE.SLOT.TASK`, or `SERVICE.NODE.TASK` for a global service (moby,
/// daemon/cluster/executor/container). A service's name may contain dots.
std::string swarm_claim(const container& c) {
  const auto task = label(c, "com.docker.swarm.task.name");
  const auto last = task.rfind('.');
  if (last == std::string::npos || last == 0)
    return {};
  const auto slot = task.rfind('.', last - 1);
  if (slot == std::string::npos || slot == 0 || slot + 1 == last)
    return {};
  return task.substr(0, slot) + '/' + task.substr(slot + 1, last - slot - 1);
}

} // namespace

std::string identity_claim(const container& c) {
  if (auto claim = compose_claim(c); !claim.empty())
    return claim;
  if (auto claim = swarm_claim(c); !claim.empty())
    return claim;
  return c.name;
}

/// Returns true if the successor may take the identity of the predecessor.
bool identity_registry::may_succeed(
    const entry& successor, const std::string& predecessor_id) const {
  const auto found = entries_.find(predecessor_id);
  if (found == entries_.end())
    return true;
  const auto& predecessor = found->second;
  if (predecessor.running)
    return false;
  return predecessor.ended_by_request
         || (predecessor.ended && successor.created && *successor.created > *predecessor.ended);
}

void identity_registry::give(const std::string& id, entry& e, const std::string& identity) {
  if (e.identity == identity)
    return;
  if (!e.identity.empty())
    holders_.erase(e.identity);
  if (const auto holder = holders_.find(identity); holder != holders_.end()) {
    entries_.at(holder->second).identity.clear();
    changed_.push_back(holder->second);
  }
  changed_.push_back(id);
  e.identity = identity;
  holders_.insert_or_assign(identity, id);
  if (identity == e.claim)
    waiting_.erase(id);
  else
    waiting_.insert(id);
}

/// Returns a key that no other container has.
std::string identity_registry::own_identity(const container& c, const entry& e) const {
  if (!holders_.contains(c.name))
    return c.name;
  constexpr std::size_t short_id = 12;
  return e.claim + '#' + c.id.substr(0, short_id);
}

std::string identity_registry::start(const container& c) {
  auto& e = entries_[c.id];
  if (e.claim.empty())
    e.claim = identity_claim(c);
  if (c.created_at)
    e.created = c.created_at;
  e.running = true;
  e.ended.reset();
  e.ended_by_request = false;
  if (e.identity == e.claim)
    return e.identity;
  const auto holder = holders_.find(e.claim);
  if (holder == holders_.end() || may_succeed(e, holder->second))
    give(c.id, e, e.claim);
  else if (e.identity.empty())
    give(c.id, e, own_identity(c, e));
  return e.identity;
}

std::string identity_registry::add_ended(const container& c) {
  auto& e = entries_[c.id];
  e.claim = identity_claim(c);
  e.created = c.created_at;
  e.ended = c.finished_at;
  if (!holders_.contains(e.claim))
    give(c.id, e, e.claim);
  return e.identity;
}

/// Gives the identity of a container that ended to a running one that waits for it.
std::optional<takeover> identity_registry::hand_over(const std::string& predecessor_id) {
  const auto identity = entries_.at(predecessor_id).identity;
  if (identity.empty())
    return std::nullopt;
  entry* newest = nullptr;
  std::string newest_id;
  for (const auto& id : waiting_) {
    auto& e = entries_.at(id);
    if (!e.running || e.claim != identity || !may_succeed(e, predecessor_id))
      continue;
    if (newest == nullptr || newest->created < e.created) {
      newest = &e;
      newest_id = id;
    }
  }
  if (newest == nullptr)
    return std::nullopt;
  auto former = newest->identity;
  give(newest_id, *newest, identity);
  return takeover{identity, std::move(former), newest_id, predecessor_id};
}

std::optional<takeover>
identity_registry::end(const std::string& id, engine_time at, bool requested) {
  const auto found = entries_.find(id);
  if (found == entries_.end())
    return std::nullopt;
  auto& e = found->second;
  e.running = false;
  e.ended = at;
  e.ended_by_request = e.ended_by_request || requested;
  return hand_over(id);
}

std::optional<takeover> identity_registry::remove(const std::string& id) {
  const auto found = entries_.find(id);
  if (found == entries_.end())
    return std::nullopt;
  found->second.running = false;
  found->second.ended_by_request = true;
  auto handed = hand_over(id);
  if (!found->second.identity.empty())
    holders_.erase(found->second.identity);
  waiting_.erase(id);
  entries_.erase(found);
  return handed;
}

void identity_registry::set_created(const std::string& id, engine_time created) {
  if (const auto found = entries_.find(id); found != entries_.end())
    found->second.created = created;
}

void identity_registry::set_ended(const std::string& id, engine_time ended) {
  if (const auto found = entries_.find(id); found != entries_.end() && !found->second.running)
    found->second.ended = ended;
}

const identity_registry::entry* identity_registry::find(const std::string& id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<std::string> identity_registry::take_changed() {
  return std::exchange(changed_, {});
}

void identity_registry::restore(const std::string& id, entry e) {
  if (!e.identity.empty() && !holders_.try_emplace(e.identity, id).second)
    e.identity.clear();
  if (!e.identity.empty() && e.identity != e.claim)
    waiting_.insert(id);
  entries_.insert_or_assign(id, std::move(e));
}

void identity_registry::clear() {
  entries_.clear();
  holders_.clear();
  waiting_.clear();
}

} // namespace docker_monitor::model
