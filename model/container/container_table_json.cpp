// The table's saved states.

#include "model/container/container_document.hpp"
#include "model/container/container_table.hpp"
#include "model/json_members.hpp"
#include "model/whole_number.hpp"

#include <memory>
#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

/// Calls a function with the key and the value of each member that is needed to find samples.
template <class Container, class Function>
void for_each_sampling_member(Container& c, const Function& with) {
  with("networkMode", c.network_mode);
  with("cgroupParent", c.cgroup_parent);
  with("pid", c.pid);
}

template <class Counters, class Function>
void for_each_counter(Counters& counters, const Function& with) {
  with("earlierOomKills", counters.earlier_oom_kills);
  with("oomEvents", counters.oom_events);
  with("cgroupOomKills", counters.cgroup_oom_kills);
  with("restarts", counters.restarts);
  with("lastRestartCount", counters.last_restart_count);
}

/// Returns a function that writes members into an object.
auto writer_of(json& object) {
  return [&object](const char* key, const auto& value) { put(object, key, value); };
}

/// Returns a function that reads members of an object.
auto reader_of(const json& object) {
  return [&object](const char* key, auto& value) { get(object, key, value); };
}

/// The members of a recording, and those that are needed to find samples.
json to_document(const container& c) {
  auto object = container_to_json(c);
  for_each_sampling_member(c, writer_of(object));
  return object;
}

json to_document(const identity_registry::entry& e) {
  json object{{"claim", e.claim}, {"running", e.running}, {"requested", e.ended_by_request}};
  put(object, "key", e.identity);
  put(object, "created", e.created);
  put(object, "ended", e.ended);
  return object;
}

container read_container(const json& object) {
  auto c = container_from_json(object);
  for_each_sampling_member(c, reader_of(object));
  return c;
}

json to_document(const container_counters& counters) {
  auto object = json::object();
  for_each_counter(counters, writer_of(object));
  return object;
}

/// Reads a key of `kills`, where 0 stands for an unnamed signal.
int signal_number(const std::string& text) {
  const auto number = whole_number<int>(text);
  if (!number || *number < 0)
    refuse_json("no signal: " + text);
  return *number;
}

container_counters read_counters(const json& object) {
  container_counters counters;
  for_each_counter(counters, reader_of(object));
  return counters;
}

} // namespace

saved_state container_table::save(const std::string& id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end()) {
    const auto removed = gone_.find(id);
    return {
        area, id,
        removed == gone_.end() ? "" : json{{"gone", exact_rfc3339(removed->second)}}.dump()};
  }
  const auto& e = found->second;
  json object{
      {"container", to_document(*e.facts)},
      {"lastEvent", exact_rfc3339(e.last_event)},
      {"stopRequested", e.stop_requested},
      {"unhealthy", e.unhealthy},
      {"inspected", e.inspected}};
  put(object, "generation", e.generation);
  put(object, "startEvent", e.start_event);
  put(object, "adopted", e.adopted);
  for (const auto& [signal, time] : e.kills)
    object["kills"][std::to_string(signal)] = exact_rfc3339(time);
  put(object, "lastOom", e.last_oom);
  put(object, "lastDown", e.last_down);
  put(object, "lastUnpause", e.last_unpause);
  if (const auto* identity = identities_.find(id))
    object["identity"] = to_document(*identity);
  if (e.counters != container_counters{})
    object["counters"] = to_document(e.counters);
  return {area, id, object.dump(-1, ' ', false, json::error_handler_t::replace)};
}

saved_states container_table::take_unsaved() {
  saved_states states;
  for (auto& id : identities_.take_changed())
    unsaved_.insert(std::move(id));
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

void container_table::restore_identity(const std::string& id, const json& object, entry& e) {
  const auto found = object.find("identity");
  if (found == object.end()) { // saved by a version without identities
    if (is_up(e.facts->status))
      identify(e, identities_.start(*e.facts));
    else if (e.facts->status != container_status::created)
      identify(e, identities_.add_ended(*e.facts));
    return;
  }
  identity_registry::entry known;
  found->at("claim").get_to(known.claim);
  found->at("running").get_to(known.running);
  found->at("requested").get_to(known.ended_by_request);
  get(*found, "key", known.identity);
  get(*found, "created", known.created);
  get(*found, "ended", known.ended);
  identities_.restore(id, std::move(known));
  identify(e, identities_.find(id)->identity);
}

expected<bool> container_table::restore(const saved_state& state) {
  try {
    const auto object = json::parse(state.text);
    if (const auto gone = object.find("gone"); gone != object.end()) {
      gone_.insert_or_assign(state.key, time_of(*gone));
      return true;
    }
    entry e;
    e.facts = std::make_shared<const container>(read_container(object.at("container")));
    e.last_event = time_of(object.at("lastEvent"));
    e.stop_requested = object.at("stopRequested").get<bool>();
    e.unhealthy = object.at("unhealthy").get<bool>();
    e.inspected = object.at("inspected").get<bool>();
    get(object, "generation", e.generation);
    get(object, "startEvent", e.start_event);
    get(object, "adopted", e.adopted);
    if (const auto kills = object.find("kills"); kills != object.end())
      for (const auto& [signal, time] : kills->items())
        e.kills[signal_number(signal)] = time_of(time);
    get(object, "lastOom", e.last_oom);
    get(object, "lastDown", e.last_down);
    get(object, "lastUnpause", e.last_unpause);
    restore_identity(state.key, object, e);
    if (const auto found = object.find("counters"); found != object.end())
      e.counters = read_counters(*found);
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
  forget_saved(); // the next save removes all of them
  entries_.clear();
  identities_.clear();
  gone_.clear();
}

} // namespace docker_monitor::model
