#include "model/rule/rule_engine.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;
using std::chrono::milliseconds;

/// Part of the keys of saved states, so it must not change.
constexpr std::string_view incidents_prefix = "stories ";

bool matches(const rule& rule, const alarm& alarm, const container* container) {
  if (rule.condition && alarm.rule != rule.name)
    return false;
  const auto has = [&](alarm_kind kind) { return rule.kinds.test(static_cast<std::size_t>(kind)); };
  const bool of_kind =
      has(alarm.kind) || (alarm.state == alarm_state::closed && has(ended_kind(alarm.kind)));
  return of_kind && rule.containers.covers(container);
}

bool names(const std::string& glob, const rule_sink& sink) {
  return matches_glob(glob, sink.kind) || matches_glob(glob, sink.url);
}

bool is_for(const rule& rule, const rule_sink& sink) {
  return rule.sinks.empty()
         || std::ranges::any_of(rule.sinks, [&](const auto& glob) { return names(glob, sink); });
}

sink_numbers numbers_of(const std::vector<rule_sink>& sinks, const auto& wanted) {
  sink_numbers numbers;
  for (std::size_t i = 0; i < sinks.size(); ++i)
    if (wanted(sinks[i]))
      numbers.push_back(i);
  return numbers;
}

std::string key_of(const std::string& id, audience audience) {
  return std::string{audience == audience::events ? "events " : incidents_prefix}.append(id);
}

/// Adds the sinks of the alarm that is ended.
void include(routing_decision& decision, const model::routing_decision& ended) {
  if (ended.muted)
    return;
  if (decision.muted) {
    decision.muted = false;
    decision.every_sink = ended.every_sink;
    decision.sinks = ended.sinks;
    return;
  }
  decision.every_sink = decision.every_sink || ended.every_sink;
  sink_numbers all;
  std::ranges::set_union(decision.sinks, ended.sinks, std::back_inserter(all));
  decision.sinks = std::move(all);
}

/// Returns a container with the names in the alarm.
container described_container(const alarm& alarm) {
  container c;
  c.id = alarm.container_id;
  c.name = alarm.container_name;
  c.image = alarm.image;
  return c;
}

} // namespace

rule_engine::rule_engine(rule_set rules, std::vector<rule_sink> sinks)
    : rules_(std::move(rules)), sinks_(std::move(sinks)) {}

routing_decision rule_engine::decide(
    const alarm& alarm, const container* container, model::audience audience) const {
  routing_decision result;
  const auto rule = std::ranges::find_if(
      rules_.rules, [&](const auto& r) { return matches(r, alarm, container); });
  const bool decided = rule != rules_.rules.end();
  result.sinks = numbers_of(sinks_, [&](const rule_sink& sink) {
    return sink.audience == audience && (!decided || is_for(*rule, sink));
  });
  if (!decided)
    return result;
  result.muted = rule->mute;
  result.rule = rule->name;
  result.every_sink = rule->sinks.empty();
  result.hold = rule->hold;
  result.cooldown = rule->cooldown;
  result.flapping = rule->flapping;
  if (rule->severity)
    result.severity = *rule->severity;
  else
    result.severity = alarm.severity;
  return result;
}

routing_decision
rule_engine::evaluate(const alarm& alarm, const container* container, model::audience audience) {
  if (alarm.state == alarm_state::closed) {
    const auto key = key_of(alarm.closes, audience);
    if (auto node = open_.extract(key)) {
      unsaved_.insert(key);
      auto result = std::move(node.mapped().decision);
      result.severity = alarm.severity;
      return result;
    }
  }
  const auto described = described_container(alarm);
  const bool is_about_one = !alarm.container_id.empty() || !alarm.container_name.empty();
  auto result = decide(alarm, !container && is_about_one ? &described : container, audience);
  // A `clear` alarm keeps its severity.
  if (alarm.severity == severity::clear || result.rule.empty())
    result.severity = alarm.severity;
  if (alarm.state == alarm_state::open && !alarm.closes.empty())
    if (auto node = open_.extract(key_of(alarm.closes, audience))) {
      unsaved_.insert(node.key());
      include(result, node.mapped().decision);
    }
  if (alarm.state == alarm_state::open)
    remember(key_of(alarm.id, audience), result);
  return result;
}

void rule_engine::remember(const std::string& key, const routing_decision& decision) {
  open_.insert_or_assign(key, remembered{decision, ++count_});
  unsaved_.insert(key);
  if (open_.size() <= max_open)
    return;
  // Removes a tenth at a time, so that this happens seldom.
  std::vector<std::uint64_t> numbers;
  numbers.reserve(open_.size());
  for (const auto& [name, entry] : open_)
    numbers.push_back(entry.number);
  const auto tenth = numbers.begin() + static_cast<std::ptrdiff_t>(max_open / 10);
  std::ranges::nth_element(numbers, tenth);
  std::erase_if(open_, [&](const auto& entry) {
    const bool old = entry.second.number < *tenth;
    if (old)
      unsaved_.insert(entry.first);
    return old;
  });
}

saved_states rule_engine::take_unsaved() {
  saved_states changed;
  for (const auto& key : std::exchange(unsaved_, {})) {
    const auto found = open_.find(key);
    changed.push_back(
        {area, key,
         found == open_.end() ? std::string{} : to_json(found->second.decision, sinks_)});
  }
  return changed;
}

void rule_engine::forget_saved() {
  for (const auto& [key, entry] : open_)
    unsaved_.insert(key);
}

expected<bool> rule_engine::restore(const saved_state& state) {
  const auto audience =
      state.key.starts_with(incidents_prefix) ? audience::incidents : audience::events;
  auto decision = parse_routing_decision(state.text, sinks_, audience);
  if (!decision)
    return decision.error();
  open_.insert_or_assign(state.key, remembered{*std::move(decision), ++count_});
  return true;
}

std::vector<std::string> lint(const rule_set& rules, const std::vector<rule_sink>& sinks) {
  std::string known;
  for (const auto& sink : sinks)
    known += (known.empty() ? "" : ", ") + sink.url;
  std::vector<std::string> problems;
  for (const auto& rule : rules.rules)
    for (const auto& glob : rule.sinks)
      if (std::ranges::none_of(sinks, [&](const auto& sink) { return names(glob, sink); }))
        problems.push_back(
            "rule \"" + rule.name + "\": no sink is called \"" + glob
            + "\"; there are: " + (known.empty() ? "none" : known));
  return problems;
}

void apply(const routing_decision& decision, alarm& alarm) {
  if (alarm.severity == severity::clear || alarm.severity == decision.severity)
    return;
  alarm.severity = decision.severity;
  if (alarm.rule.empty())
    alarm.rule = decision.rule;
}

std::string to_json(const routing_decision& decision, const std::vector<rule_sink>& sinks) {
  auto document = json::object();
  if (decision.muted)
    document["muted"] = true;
  if (!decision.rule.empty())
    document["rule"] = decision.rule;
  if (!decision.every_sink) {
    auto keys = json::array();
    for (const auto number : decision.sinks)
      keys.push_back(sinks[number].key);
    document["sinks"] = std::move(keys);
  }
  if (decision.cooldown.count() > 0)
    document["cooldown"] = decision.cooldown.count();
  if (decision.flapping.changes > 0) {
    document["changes"] = decision.flapping.changes;
    document["within"] = decision.flapping.within.count();
  }
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

expected<routing_decision> parse_routing_decision(
    std::string_view text, const std::vector<rule_sink>& sinks, model::audience audience) {
  try {
    const auto document = json::parse(text);
    routing_decision result;
    result.muted = document.value("muted", false);
    result.rule = document.value("rule", std::string{});
    result.every_sink = !document.contains("sinks");
    const auto keys = document.value("sinks", std::vector<std::string>{});
    result.sinks = numbers_of(sinks, [&](const rule_sink& sink) {
      return sink.audience == audience
             && (result.every_sink || std::ranges::find(keys, sink.key) != keys.end());
    });
    result.cooldown = milliseconds{document.value("cooldown", std::int64_t{0})};
    result.flapping.changes = document.value("changes", 0U);
    result.flapping.within = milliseconds{document.value("within", std::int64_t{0})};
    return result;
  } catch (const nlohmann::json::exception& error) {
    return failure{
        failure_code::malformed, std::string{"a saved routing decision: "} + error.what()};
  }
}

} // namespace docker_monitor::model
