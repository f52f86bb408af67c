#include "model/rule/rule_book.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;
using std::chrono::milliseconds;

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
  return (audience == audience::events ? "events " : "stories ") + id;
}

/// Lets those hear of it, too, that were told of what it ends.
void include(verdict& verdict, const model::verdict& ended) {
  if (ended.muted)
    return;
  if (verdict.muted) {
    verdict.muted = false;
    verdict.every_sink = ended.every_sink;
    verdict.sinks = ended.sinks;
    return;
  }
  verdict.every_sink = verdict.every_sink || ended.every_sink;
  sink_numbers all;
  std::ranges::set_union(verdict.sinks, ended.sinks, std::back_inserter(all));
  verdict.sinks = std::move(all);
}

/// The container as far as the alarm tells of it.
container told_of(const alarm& alarm) {
  container c;
  c.id = alarm.container_id;
  c.name = alarm.container_name;
  c.image = alarm.image;
  return c;
}

} // namespace

rule_book::rule_book(rule_set rules, std::vector<rule_sink> sinks)
    : rules_(std::move(rules)), sinks_(std::move(sinks)) {}

verdict
rule_book::decide(const alarm& alarm, const container* container, model::audience audience) const {
  verdict result;
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

verdict rule_book::judge(const alarm& alarm, const container* container, model::audience audience) {
  if (alarm.state == alarm_state::closed) {
    const auto key = key_of(alarm.closes, audience);
    if (auto node = open_.extract(key)) {
      unsaved_.insert(key);
      auto result = std::move(node.mapped().verdict);
      result.severity = alarm.severity;
      return result;
    }
  }
  const auto stand_in = told_of(alarm);
  const bool is_about_one = !alarm.container_id.empty() || !alarm.container_name.empty();
  auto result = decide(alarm, !container && is_about_one ? &stand_in : container, audience);
  // What ends something, or says that all is well, has nothing to be graver than.
  if (alarm.severity == severity::clear || result.rule.empty())
    result.severity = alarm.severity;
  if (alarm.state == alarm_state::open && !alarm.closes.empty())
    if (auto node = open_.extract(key_of(alarm.closes, audience))) {
      unsaved_.insert(node.key());
      include(result, node.mapped().verdict);
    }
  if (alarm.state == alarm_state::open)
    remember(key_of(alarm.id, audience), result);
  return result;
}

void rule_book::remember(const std::string& key, const verdict& verdict) {
  open_.insert_or_assign(key, remembered{verdict, ++count_});
  unsaved_.insert(key);
  if (open_.size() <= most_open)
    return;
  // Seldom: a tenth at a time.
  std::vector<std::uint64_t> numbers;
  numbers.reserve(open_.size());
  for (const auto& [name, entry] : open_)
    numbers.push_back(entry.number);
  const auto tenth = numbers.begin() + static_cast<std::ptrdiff_t>(most_open / 10);
  std::ranges::nth_element(numbers, tenth);
  std::erase_if(open_, [&](const auto& entry) {
    const bool old = entry.second.number < *tenth;
    if (old)
      unsaved_.insert(entry.first);
    return old;
  });
}

saved_states rule_book::take_unsaved() {
  saved_states changed;
  for (const auto& key : std::exchange(unsaved_, {})) {
    const auto found = open_.find(key);
    changed.push_back(
        {area, key, found == open_.end() ? std::string{} : to_json(found->second.verdict, sinks_)});
  }
  return changed;
}

void rule_book::forget_saved() {
  for (const auto& [key, entry] : open_)
    unsaved_.insert(key);
}

expected<bool> rule_book::restore(const saved_state& state) {
  const auto audience = state.key.starts_with("stories ") ? audience::stories : audience::events;
  auto verdict = parse_verdict(state.text, sinks_, audience);
  if (!verdict)
    return verdict.error();
  open_.insert_or_assign(state.key, remembered{*std::move(verdict), ++count_});
  return true;
}

std::vector<std::string> doubts_about(const rule_set& rules, const std::vector<rule_sink>& sinks) {
  std::string known;
  for (const auto& sink : sinks)
    known += (known.empty() ? "" : ", ") + sink.url;
  std::vector<std::string> doubts;
  for (const auto& rule : rules.rules)
    for (const auto& glob : rule.sinks)
      if (std::ranges::none_of(sinks, [&](const auto& sink) { return names(glob, sink); }))
        doubts.push_back(
            "rule \"" + rule.name + "\": no sink is called \"" + glob
            + "\"; there are: " + (known.empty() ? "none" : known));
  return doubts;
}

void apply(const verdict& verdict, alarm& alarm) {
  if (alarm.severity == severity::clear || alarm.severity == verdict.severity)
    return;
  alarm.severity = verdict.severity;
  if (alarm.rule.empty())
    alarm.rule = verdict.rule;
}

std::string to_json(const verdict& verdict, const std::vector<rule_sink>& sinks) {
  auto document = json::object();
  if (verdict.muted)
    document["muted"] = true;
  if (!verdict.rule.empty())
    document["rule"] = verdict.rule;
  if (!verdict.every_sink) {
    auto keys = json::array();
    for (const auto number : verdict.sinks)
      keys.push_back(sinks[number].key);
    document["sinks"] = std::move(keys);
  }
  if (verdict.cooldown.count() > 0)
    document["cooldown"] = verdict.cooldown.count();
  if (verdict.flapping.changes > 0) {
    document["changes"] = verdict.flapping.changes;
    document["within"] = verdict.flapping.within.count();
  }
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

expected<verdict> parse_verdict(
    std::string_view text, const std::vector<rule_sink>& sinks, model::audience audience) {
  try {
    const auto document = json::parse(text);
    verdict result;
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
    return failure{failure_code::malformed, std::string{"a saved verdict: "} + error.what()};
  }
}

} // namespace docker_monitor::model
