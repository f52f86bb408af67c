#include "model/alarm/alarm_folding.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

constexpr int killed = 137; // 128 + SIGKILL

constexpr std::string_view legacy_prefix = "identity:"; // no container id begins so

} // namespace

std::string alarm_id(
    const std::string& container_id, engine_time time, alarm_kind kind, std::uint64_t ordinal) {
  // The namespace is the name-based UUID of "docker-monitor" in the DNS namespace; it never
  // changes.
  static const boost::uuids::uuid ours =
      boost::uuids::name_generator_sha1{boost::uuids::ns::dns()}("docker-monitor");
  std::string name = container_id;
  name += '|';
  name += std::to_string(time.time_since_epoch().count());
  name += '|';
  name += to_string(kind);
  name += '|';
  name += std::to_string(ordinal);
  return to_string(boost::uuids::name_generator_sha1{ours}(name));
}

std::optional<down_cause> classify(const transition& down) {
  if (down.engine_gone)
    return down_cause::engine;
  if (down.stop_requested)
    return down_cause::stopped;
  if (!down.exit_code)
    return std::nullopt;
  if (*down.exit_code == killed && (down.oom_seen || down.container->oom_killed))
    return down_cause::oom;
  return *down.exit_code == 0 ? down_cause::exited : down_cause::crashed;
}

bool alarm_folding::is_complete(const waiting& w) const {
  const auto& t = w.transition;
  if (await_logs_ && t.kind == alarm_kind::down && !t.log_lines)
    return false;
  if (t.origin == alarm_origin::reconciled)
    return true; // made of an inspection: there is nothing more to learn
  if (!t.container->started_at)
    return false;
  if (t.kind != alarm_kind::down)
    return true;
  if (!t.exit_code)
    return false;
  // Killed, by nobody we saw: only an inspection tells whether memory was the reason.
  return *t.exit_code != killed || w.inspected || t.stop_requested || t.oom_seen
         || t.container->oom_killed;
}

void alarm_folding::enrich(transition& t, const container& facts) {
  // Facts are about this generation unless they name another one.
  const auto& ours = *t.container;
  if (ours.started_at && facts.started_at && *ours.started_at != *facts.started_at)
    return;
  if (facts.started_at && *facts.started_at > t.time) // that run began later
    return;
  auto c = ours;
  if (!c.started_at)
    c.started_at = facts.started_at;
  if (c.image_id.empty())
    c.image_id = facts.image_id;
  if (t.kind == alarm_kind::down && !is_up(facts.status)) {
    c.oom_killed = facts.oom_killed;
    if (!t.exit_code)
      t.exit_code = facts.exit_code;
  }
  t.container = std::make_shared<const container>(std::move(c));
}

void alarm_folding::take(const transition& transition, instant now, std::vector<alarm>& out) {
  auto& s = subjects_[transition.container->id];
  s.queue.push_back({transition, now + patience});
  drain(s, out, std::nullopt);
}

void alarm_folding::learn(const container& facts, std::vector<alarm>& out) {
  const auto found = subjects_.find(facts.id);
  if (found == subjects_.end() || found->second.queue.empty())
    return;
  auto& s = found->second;
  for (auto& w : s.queue)
    enrich(w.transition, facts);
  // A killed container's facts came and deny an OOM: nothing is missing any more.
  auto& head = s.queue.front();
  const auto& t = head.transition;
  if (t.kind == alarm_kind::down && t.exit_code && !is_up(facts.status) && facts.finished_at
      && t.container->started_at && facts.started_at == t.container->started_at)
    head.inspected = true;
  drain(s, out, std::nullopt);
}

void alarm_folding::learn_logs(
    const std::string& container_id, const std::vector<std::string>& lines,
    std::vector<alarm>& out) {
  const auto found = subjects_.find(container_id);
  if (found == subjects_.end() || found->second.queue.empty())
    return;
  for (auto& w : found->second.queue)
    if (w.transition.kind == alarm_kind::down && !w.transition.log_lines)
      w.transition.log_lines = lines;
  drain(found->second, out, std::nullopt);
}

void alarm_folding::forget(const std::string& container_id, std::vector<alarm>& out) {
  const auto found = subjects_.find(container_id);
  if (found == subjects_.end())
    return;
  drain(found->second, out, instant::max());
  leave_behind(found->second);
  subjects_.erase(found);
  unsaved_.insert(container_id);
}

void alarm_folding::expire(instant now, std::vector<alarm>& out) {
  const std::vector<std::string> ids{waiting_.begin(), waiting_.end()};
  for (const auto& id : ids)
    drain(subjects_.at(id), out, now);
}

std::optional<engine_time> alarm_folding::oldest_waiting() const {
  std::optional<engine_time> oldest;
  for (const auto& id : waiting_) {
    const auto time = subjects_.at(id).queue.front().transition.time;
    if (!oldest || time < *oldest)
      oldest = time;
  }
  return oldest;
}

std::optional<alarm_folding::instant> alarm_folding::next_deadline() const {
  std::optional<instant> next;
  for (const auto& id : waiting_) {
    const auto deadline = subjects_.at(id).queue.front().deadline;
    if (!next || deadline < *next)
      next = deadline;
  }
  return next;
}

void alarm_folding::drain(subject& s, std::vector<alarm>& out, std::optional<instant> now) {
  while (!s.queue.empty()) {
    const auto& head = s.queue.front();
    const auto& id = head.transition.container->id;
    if (!is_complete(head) && !(now && head.deadline <= *now)) {
      waiting_.insert(id);
      return;
    }
    waiting_.erase(id);
    out.push_back(finish(s, head.transition));
    s.queue.pop_front();
  }
}

alarm alarm_folding::finish(subject& s, const transition& t) {
  const auto& c = *t.container;
  // Where nobody knows it, it is named by what began it, or continues the last one.
  const auto generation = t.generation                                ? *t.generation
                          : c.started_at                              ? *c.started_at
                          : t.kind == alarm_kind::up || !s.generation ? t.time
                                                                      : *s.generation;
  if (s.generation != generation) {
    s.generation = generation;
    s.ordinals = {};
  }
  unsaved_.insert(c.id);
  alarm a;
  a.kind = t.kind;
  a.origin = t.origin;
  a.time = t.time;
  a.container_id = c.id;
  a.container_name = c.name;
  a.image = c.image;
  a.image_id = c.image_id;
  a.identity = identity_of(c);
  // An event's time tells it from all others, whatever else we know. What was found without one has
  // no time that would be the same when it is found again.
  if (t.origin == alarm_origin::reconciled)
    a.id = alarm_id(c.id, generation, t.kind, ++s.ordinals[static_cast<std::size_t>(t.kind)]);
  else
    a.id = alarm_id(c.id, t.time, t.kind, 0);
  switch (t.kind) {
  case alarm_kind::down:
    a.exit_code = t.exit_code;
    a.cause = classify(t);
    a.reading = t.reading;
    a.log_lines = t.log_lines.value_or(std::vector<std::string>{});
    s.open_down = a.id;
    break;
  case alarm_kind::paused:
    s.open_pause = a.id;
    break;
  case alarm_kind::up:
    a.closes.swap(s.open_down);
    s.open_pause.clear();
    if (a.closes.empty())
      inherit(a.identity, a);
    break;
  case alarm_kind::unpaused:
    a.closes.swap(s.open_pause);
    break;
  case alarm_kind::unhealthy:
    s.open_unhealthy = a.id;
    break;
  case alarm_kind::healthy:
    a.closes.swap(s.open_unhealthy);
    break;
  default: // an event: neither open nor the end of anything
    break;
  }
  s.identity = a.identity;
  s.image = a.image;
  if (t.kind == alarm_kind::down || t.kind == alarm_kind::paused || t.kind == alarm_kind::unhealthy)
    a.state = alarm_state::open;
  else
    a.state = a.closes.empty() ? alarm_state::event : alarm_state::closed;
  a.severity = default_severity(a.kind, a.state);
  return a;
}

void alarm_folding::inherit(const std::string& identity, alarm& up) {
  const auto found = legacies_.find(identity);
  if (found == legacies_.end())
    return;
  up.closes = found->second.down;
  if (found->second.image != up.image)
    up.closes_image = found->second.image;
  legacies_.erase(found);
  unsaved_legacies_.insert(identity);
}

void alarm_folding::leave_behind(const subject& s) {
  if (s.open_down.empty() || s.identity.empty())
    return;
  legacies_[s.identity] = {s.open_down, s.image};
  legacy_order_.push_back(s.identity);
  unsaved_legacies_.insert(s.identity);
  while (legacy_order_.size() > most_legacies) {
    const auto oldest = std::move(legacy_order_.front());
    legacy_order_.pop_front();
    if (std::ranges::find(legacy_order_, oldest) == legacy_order_.end() && legacies_.erase(oldest))
      unsaved_legacies_.insert(oldest);
  }
}

saved_states alarm_folding::take_unsaved() {
  using nlohmann::json;
  saved_states states;
  for (auto i = unsaved_.begin(); i != unsaved_.end();) {
    if (waiting_.contains(*i)) {
      ++i;
      continue;
    }
    saved_state state{area, *i, {}};
    if (const auto found = subjects_.find(*i); found != subjects_.end()) {
      const auto& s = found->second;
      json object{{"ordinals", s.ordinals}, {"down", s.open_down},
                  {"pause", s.open_pause},  {"unhealthy", s.open_unhealthy},
                  {"identity", s.identity}, {"image", s.image}};
      if (s.generation)
        object["generation"] = s.generation->time_since_epoch().count();
      state.text = object.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    states.push_back(std::move(state));
    i = unsaved_.erase(i);
  }
  for (const auto& identity : std::exchange(unsaved_legacies_, {})) {
    saved_state state{area, std::string{legacy_prefix} + identity, {}};
    if (const auto found = legacies_.find(identity); found != legacies_.end())
      state.text = json{{"down", found->second.down}, {"image", found->second.image}}.dump(
          -1, ' ', false, json::error_handler_t::replace);
    states.push_back(std::move(state));
  }
  return states;
}

void alarm_folding::forget_saved() {
  for (const auto& [key, value] : subjects_)
    unsaved_.insert(key);
  for (const auto& [identity, l] : legacies_)
    unsaved_legacies_.insert(identity);
}

expected<bool> alarm_folding::restore(const saved_state& state) {
  using nlohmann::json;
  try {
    const auto object = json::parse(state.text);
    if (state.key.starts_with(legacy_prefix)) {
      const auto identity = state.key.substr(legacy_prefix.size());
      legacies_[identity] = {
          object.at("down").get<std::string>(), object.at("image").get<std::string>()};
      legacy_order_.push_back(identity);
      return true;
    }
    subject s;
    const auto ordinals = object.at("ordinals").get<std::vector<unsigned>>();
    std::copy_n(ordinals.begin(), std::min(ordinals.size(), s.ordinals.size()), s.ordinals.begin());
    s.open_down = object.at("down").get<std::string>();
    s.open_pause = object.at("pause").get<std::string>();
    s.open_unhealthy = object.at("unhealthy").get<std::string>();
    s.identity = object.at("identity").get<std::string>();
    s.image = object.at("image").get<std::string>();
    if (object.contains("generation"))
      s.generation =
          engine_time{std::chrono::nanoseconds{object.at("generation").get<std::int64_t>()}};
    subjects_.insert_or_assign(state.key, std::move(s));
    return true;
  } catch (const json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
