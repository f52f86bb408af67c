// How the table is kept across restarts.

#include "model/container_table.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::json;

std::int64_t nanoseconds(engine_time time) {
  return time.time_since_epoch().count();
}

template <class T>
void put(json& object, const char* key, const std::optional<T>& value) {
  if (!value)
    return;
  if constexpr (std::is_same_v<T, engine_time>)
    object[key] = nanoseconds(*value);
  else
    object[key] = *value;
}

template <class T>
void get(const json& object, const char* key, std::optional<T>& value) {
  const auto found = object.find(key);
  if (found == object.end())
    return;
  if constexpr (std::is_same_v<T, engine_time>)
    value = engine_time{std::chrono::nanoseconds{found->template get<std::int64_t>()}};
  else
    value = found->template get<T>();
}

json to_json(const container& c) {
  json object{
      {"name", c.name},
      {"image", c.image},
      {"status", to_string(c.status)},
      {"imageId", c.image_id},
      {"labels", c.labels},
      {"networkMode", c.network_mode},
      {"cgroupParent", c.cgroup_parent},
      {"oomKilled", c.oom_killed},
      {"health", c.health}};
  put(object, "startedAt", c.started_at);
  put(object, "finishedAt", c.finished_at);
  put(object, "exitCode", c.exit_code);
  put(object, "restartCount", c.restart_count);
  put(object, "pid", c.pid);
  return object;
}

container read_container(const std::string& id, const json& object) {
  container c;
  c.id = id;
  c.name = object.at("name").get<std::string>();
  c.image = object.at("image").get<std::string>();
  c.status = parse_container_status(object.at("status").get<std::string>())
                 .value_or(container_status::created);
  c.image_id = object.at("imageId").get<std::string>();
  c.labels = object.at("labels").get<std::map<std::string, std::string>>();
  c.network_mode = object.at("networkMode").get<std::string>();
  c.cgroup_parent = object.at("cgroupParent").get<std::string>();
  c.oom_killed = object.at("oomKilled").get<bool>();
  c.health = object.at("health").get<std::string>();
  get(object, "startedAt", c.started_at);
  get(object, "finishedAt", c.finished_at);
  get(object, "exitCode", c.exit_code);
  get(object, "restartCount", c.restart_count);
  get(object, "pid", c.pid);
  return c;
}

} // namespace

saved_state container_table::save(const std::string& id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end()) {
    const auto grave = gone_.find(id);
    return {
        area, id, grave == gone_.end() ? "" : json{{"gone", nanoseconds(grave->second)}}.dump()};
  }
  const auto& e = found->second;
  json object{
      {"container", to_json(*e.facts)},
      {"lastEvent", nanoseconds(e.last_event)},
      {"stopRequested", e.stop_requested},
      {"unhealthy", e.unhealthy},
      {"inspected", e.inspected}};
  put(object, "generation", e.generation);
  put(object, "startEvent", e.start_event);
  put(object, "lastKill", e.last_kill);
  put(object, "lastSignal", e.last_signal);
  put(object, "lastOom", e.last_oom);
  return {area, id, object.dump(-1, ' ', false, json::error_handler_t::replace)};
}

saved_states container_table::take_unsaved() {
  saved_states states;
  states.reserve(unsaved_.size());
  for (const auto& id : std::exchange(unsaved_, {}))
    states.push_back(save(id));
  return states;
}

void container_table::forget_saved() {
  for (const auto& [key, value] : entries_)
    unsaved_.insert(key);
  for (const auto& [key, value] : gone_)
    unsaved_.insert(key);
}

expected<bool> container_table::restore(const saved_state& state) {
  try {
    const auto object = json::parse(state.text);
    if (const auto gone = object.find("gone"); gone != object.end()) {
      gone_.insert_or_assign(
          state.key, engine_time{std::chrono::nanoseconds{gone->get<std::int64_t>()}});
      return true;
    }
    entry e;
    e.facts = std::make_shared<const container>(read_container(state.key, object.at("container")));
    e.last_event =
        engine_time{std::chrono::nanoseconds{object.at("lastEvent").get<std::int64_t>()}};
    e.stop_requested = object.at("stopRequested").get<bool>();
    e.unhealthy = object.at("unhealthy").get<bool>();
    e.inspected = object.at("inspected").get<bool>();
    get(object, "generation", e.generation);
    get(object, "startEvent", e.start_event);
    get(object, "lastKill", e.last_kill);
    get(object, "lastSignal", e.last_signal);
    get(object, "lastOom", e.last_oom);
    entries_.insert_or_assign(state.key, std::move(e));
    return true;
  } catch (const json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

std::vector<container_ptr> container_table::all() const {
  std::vector<container_ptr> containers;
  containers.reserve(entries_.size());
  for (const auto& [id, e] : entries_)
    containers.push_back(e.facts);
  return containers;
}

void container_table::clear() {
  for (const auto& [id, e] : entries_)
    unsaved_.insert(id);
  for (const auto& [id, time] : gone_)
    unsaved_.insert(id);
  entries_.clear();
  gone_.clear();
}

} // namespace docker_monitor::model
