// The throttle's saved states. Times are nanoseconds since 1970: only this program reads them.

#include "model/alarm/notification_throttle.hpp"
#include "model/json_members.hpp"

#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

std::int64_t count(engine_time time) {
  return time.time_since_epoch().count();
}

json to_document(const routed_alarm& held, const std::vector<rule_sink>& sinks) {
  return {
      {"alarm", to_json(held.alarm, log_lines::included)},
      {"verdict", to_json(held.decision, sinks)}};
}

/// Throws the library's exception for any malformed document.
routed_alarm from_document(const json& document, const std::vector<rule_sink>& sinks) {
  auto alarm = parse_alarm(document.at("alarm").get<std::string>());
  auto decision =
      parse_routing_decision(document.at("verdict").get<std::string>(), sinks, audience::incidents);
  if (!alarm || !decision)
    refuse_json("no alarm");
  decision->severity = alarm->severity;
  return {*std::move(alarm), *std::move(decision), nullptr};
}

} // namespace

std::string notification_throttle::to_json(const subject& s) const {
  json document{
      {"cooldown", s.cooldown.count()},
      {"changes", s.flapping.changes},
      {"within", s.flapping.within.count()},
      {"flapping", s.is_flapping}};
  if (s.opened)
    document["opened"] = count(*s.opened);
  document["changed"] = json::array();
  for (const auto at : s.changes)
    document["changed"].push_back(count(at));
  if (s.sent)
    document["told"] = {
        {"id", s.sent->id},
        {"name", s.sent->name},
        {"image", s.sent->image},
        {"host", s.sent->host},
        {"standsFor", s.sent->replaced_by}};
  if (s.held_ending)
    document["ending"] = to_document(*s.held_ending, sinks_);
  document["held"] = json::array();
  for (const auto& opening : s.held) {
    auto entry = to_document(opening.what, sinks_);
    entry["cool"] = count(opening.cooldown_until);
    if (opening.maintained)
      entry["maintained"] = count(*opening.maintained);
    document["held"].push_back(std::move(entry));
  }
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

saved_states notification_throttle::take_unsaved() {
  saved_states states;
  for (const auto& key : std::exchange(unsaved_, {})) {
    const auto found = subjects_.find(key);
    states.push_back(
        {area, key, found == subjects_.end() ? std::string{} : to_json(found->second)});
  }
  return states;
}

void notification_throttle::forget_saved() {
  for (const auto& [key, s] : subjects_)
    unsaved_.insert(key);
}

expected<bool> notification_throttle::restore(const saved_state& state) {
  try {
    const auto document = json::parse(state.text);
    subject s;
    s.cooldown = std::chrono::milliseconds{value_of<std::int64_t>(document.at("cooldown"))};
    s.flapping.changes = value_of<unsigned>(document.at("changes"));
    s.flapping.within = std::chrono::milliseconds{value_of<std::int64_t>(document.at("within"))};
    s.is_flapping = document.at("flapping").get<bool>();
    if (const auto opened = document.find("opened"); opened != document.end())
      s.opened = time_of_ns(*opened);
    for (const auto& at : document.at("changed"))
      s.changes.push_back(time_of_ns(at));
    if (const auto sent = document.find("told"); sent != document.end())
      s.sent = sent_opening{
          sent->at("id").get<std::string>(), sent->value("name", std::string{}),
          sent->at("image").get<std::string>(), sent->value("host", std::string{}),
          sent->at("standsFor").get<std::string>()};
    if (const auto ending = document.find("ending"); s.sent && ending != document.end())
      s.held_ending = from_document(*ending, sinks_);
    for (const auto& entry : document.at("held")) {
      held_opening opening{from_document(entry, sinks_), time_of_ns(entry.at("cool")), {}};
      if (const auto until = entry.find("maintained"); until != entry.end())
        opening.maintained = time_of_ns(*until);
      s.held.push_back(std::move(opening));
    }
    if (s.deadline())
      waiting_.insert(state.key);
    subjects_.insert_or_assign(state.key, std::move(s));
    return true;
  } catch (const nlohmann::json::exception& error) {
    return failure{failure_code::malformed, std::string{"a saved incident: "} + error.what()};
  }
}

} // namespace docker_monitor::model
