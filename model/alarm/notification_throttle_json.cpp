// The throttle's saved states. Times are nanoseconds since 1970: only this program reads them.

#include "model/alarm/notification_throttle.hpp"
#include "model/json_members.hpp"

#include <algorithm>
#include <span>
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

/// The last two `|` separate the parts.
std::string notification_throttle::subject_key::text() const {
  auto text = identity + '|' + kind + '|' + rule;
  std::replace(text.end() - static_cast<std::ptrdiff_t>(rule.size()), text.end(), '|', '\x1f');
  return text;
}

auto notification_throttle::subject_key::parse(std::string_view text)
    -> std::optional<subject_key> {
  // Names of rules were written as they are: the last kind between two `|` is it.
  for (auto end = text.rfind('|'); end != std::string_view::npos && end > 0;
       end = text.rfind('|', end - 1)) {
    const auto begin = text.rfind('|', end - 1);
    if (begin == std::string_view::npos)
      break;
    const auto kind = text.substr(begin + 1, end - begin - 1);
    if (parse_alarm_kind(kind))
      return subject_key{
          std::string{text.substr(0, begin)}, std::string{kind}, std::string{text.substr(end + 1)}};
  }
  return std::nullopt;
}

std::string notification_throttle::to_json(const subject_key& key, const subject& s) const {
  json document{
      {"cooldown", s.cooldown.count()},
      {"changes", s.flapping.changes},
      {"within", s.flapping.within.count()},
      {"flapping", s.is_flapping},
      {"subject", json::array({key.identity, key.kind, key.rule})}};
  if (s.opened)
    document["opened"] = count(*s.opened);
  document["changed"] = json::array();
  for (const auto at : s.changes)
    document["changed"].push_back(count(at));
  const auto document_of = [](const sent_opening& one) {
    return json{
        {"id", one.id},
        {"name", one.name},
        {"image", one.image},
        {"host", one.host},
        {"standsFor", one.replaced_by}};
  };
  if (!s.sent.empty()) {
    document["told"] = document_of(s.sent.back());
    if (s.sent.back().held_ending)
      document["ending"] = to_document(*s.sent.back().held_ending, sinks_);
    for (const auto& one : std::span{s.sent}.first(s.sent.size() - 1)) {
      json entry{{"told", document_of(one)}};
      if (one.held_ending)
        entry["ending"] = to_document(*one.held_ending, sinks_);
      document["toldBefore"].push_back(std::move(entry));
    }
  }
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
        {area, key.text(), found == subjects_.end() ? std::string{} : to_json(key, found->second)});
  }
  for (auto& key : std::exchange(obsolete_, {}))
    states.push_back({area, std::move(key), {}});
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
    const auto read_sent = [&](const json& entry) {
      const auto found = entry.find("told");
      if (found == entry.end())
        return;
      auto& sent = s.sent.emplace_back(sent_opening{
          found->at("id").get<std::string>(), found->value("name", std::string{}),
          found->at("image").get<std::string>(), found->value("host", std::string{}),
          found->at("standsFor").get<std::string>(), std::nullopt});
      if (const auto ending = entry.find("ending"); ending != entry.end())
        sent.held_ending = from_document(*ending, sinks_);
    };
    if (const auto earlier = document.find("toldBefore"); earlier != document.end())
      for (const auto& entry : *earlier)
        read_sent(entry);
    read_sent(document);
    for (const auto& entry : document.at("held")) {
      held_opening opening{from_document(entry, sinks_), time_of_ns(entry.at("cool")), {}};
      if (const auto until = entry.find("maintained"); until != entry.end())
        opening.maintained = time_of_ns(*until);
      s.held.push_back(std::move(opening));
    }
    const auto parts = document.find("subject");
    const auto known = parts == document.end()
                           ? subject_key::parse(state.key)
                           : std::optional{subject_key{
                               parts->at(0).get<std::string>(), parts->at(1).get<std::string>(),
                               parts->at(2).get<std::string>()}};
    if (!known)
      refuse_json("no key: " + state.key);
    if (s.deadline())
      waiting_.insert(*known);
    if (known->text() != state.key) {
      obsolete_.push_back(state.key);
      unsaved_.insert(*known);
    }
    subjects_.insert_or_assign(*known, std::move(s));
    return true;
  } catch (const nlohmann::json::exception& error) {
    return failure{failure_code::malformed, std::string{"a saved incident: "} + error.what()};
  }
}

} // namespace docker_monitor::model
