// The builder's saved states. Times are nanoseconds since 1970: only this program reads them.

#include "model/alarm/alarm_builder.hpp"
#include "model/json_members.hpp"

#include <utility>

namespace docker_monitor::model {

namespace {

constexpr std::string_view legacy_prefix = "identity:"; // no container id begins with it

template <class Raised>
nlohmann::json document_of(const Raised& open) {
  return {{"id", open.id}, {"name", open.name}, {"image", open.image}};
}

} // namespace

alarm_builder::raised
alarm_builder::read_raised(const nlohmann::json& open, const nlohmann::json& around) {
  if (open.is_string()) // the form of an earlier version
    return {open.get<std::string>(), {}, around.at("image").get<std::string>()};
  return {open.at("id"), open.at("name"), open.at("image")};
}

saved_states alarm_builder::take_unsaved() {
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
      json object{
          {"ordinals", s.ordinals},
          {"down", document_of(s.open_down)},
          {"pause", document_of(s.open_pause)},
          {"unhealthy", document_of(s.open_unhealthy)},
          {"identity", s.identity}};
      if (s.went_down)
        object["wentDown"] = s.went_down->time_since_epoch().count();
      if (s.generation)
        object["generation"] = s.generation->time_since_epoch().count();
      state.text = object.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    states.push_back(std::move(state));
    i = unsaved_.erase(i);
  }
  for (const auto& identity : std::exchange(unsaved_orphans_, {})) {
    saved_state state{area, std::string{legacy_prefix} + identity, {}};
    if (const auto found = orphaned_downs_.find(identity); found != orphaned_downs_.end())
      state.text = json{{"down", document_of(found->second)}}.dump(
          -1, ' ', false, json::error_handler_t::replace);
    states.push_back(std::move(state));
  }
  return states;
}

void alarm_builder::forget_saved() {
  for (const auto& [key, value] : subjects_)
    unsaved_.insert(key);
  for (const auto& [identity, l] : orphaned_downs_)
    unsaved_orphans_.insert(identity);
}

expected<bool> alarm_builder::restore(const saved_state& state, instant now) {
  using nlohmann::json;
  try {
    const auto object = json::parse(state.text);
    if (state.key.starts_with(legacy_prefix)) {
      const auto identity = state.key.substr(legacy_prefix.size());
      orphaned_downs_[identity] = read_raised(object.at("down"), object);
      orphan_order_.push_back(identity);
      return true;
    }
    subject s;
    auto next = s.ordinals.begin();
    for (const auto& number : object.at("ordinals"))
      if (next != s.ordinals.end())
        *next++ = value_of<unsigned>(number);
    s.open_down = read_raised(object.at("down"), object);
    s.open_pause = read_raised(object.at("pause"), object);
    s.open_unhealthy = read_raised(object.at("unhealthy"), object);
    s.identity = object.at("identity").get<std::string>();
    if (object.contains("wentDown"))
      s.went_down = time_of_ns(object.at("wentDown"));
    if (object.contains("generation"))
      s.generation = time_of_ns(object.at("generation"));
    if (s.went_down && !s.open_unhealthy.id.empty()) {
      s.unhealthy_ends = now + unhealthy_settle;
      unhealthy_.insert(state.key);
    }
    if (!s.open_down.id.empty())
      down_[s.identity] = state.key;
    subjects_.insert_or_assign(state.key, std::move(s));
    return true;
  } catch (const json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
