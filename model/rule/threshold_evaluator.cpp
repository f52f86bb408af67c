#include "model/rule/threshold_evaluator.hpp"

#include "model/alarm/alarm_builder.hpp"
#include "model/json_members.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

std::vector<rule> with_conditions(const rule_set& rules) {
  std::vector<rule> result;
  std::ranges::copy_if(rules.rules, std::back_inserter(result), [](const rule& r) {
    return r.condition.has_value();
  });
  return result;
}

/// Container ids have no blanks; rule names may have.
std::string key_of(const std::string& container_id, const std::string& rule) {
  return container_id + ' ' + rule;
}

bool is_same(const condition& a, const condition& b) {
  return a.text == b.text && a.below == b.below && a.limit == b.limit && a.clear == b.clear
         && a.hold == b.hold && a.clear_hold == b.clear_hold;
}

/// Returns the seconds until memory that grows by `slope` bytes per second is at its limit;
/// infinite if it does not grow, none without a limit of its own.
std::optional<double>
time_to_limit(const row& row, double slope, std::optional<std::uint64_t> host_memory) {
  const auto limit = row.sample->now.memory_limit_bytes;
  const auto used = row.sample->memory_working_set_bytes;
  if (!limit || !used || (host_memory && *limit >= *host_memory))
    return std::nullopt;
  if (*used >= *limit)
    return 0;
  if (slope <= 0)
    return std::numeric_limits<double>::infinity();
  return static_cast<double>(*limit - *used) / slope;
}

} // namespace

threshold_evaluator::threshold_evaluator(const rule_set& rules) : rules_(with_conditions(rules)) {}

void threshold_evaluator::replace(const rule_set& rules) {
  auto before = std::exchange(rules_, with_conditions(rules));
  sweep_due_ = true;
  // The record of a removed rule is kept as after a restart.
  for (auto& [id, s] : subjects_) {
    for (auto& w : s->rules) {
      const auto& old = before[w.rule];
      const auto same = std::ranges::find_if(rules_, [&](const rule& r) {
        return r.name == old.name && is_same(*r.condition, *old.condition);
      });
      if (w.past.ordinal > 0 && same == rules_.end())
        inactive_.insert_or_assign(key_of(id, old.name), std::move(w.past));
      w.rule =
          same == rules_.end() ? rules_.size() : static_cast<std::size_t>(same - rules_.begin());
    }
    std::erase_if(s->rules, [&](const watched& w) { return w.rule == rules_.size(); });
    s->container.reset(); // forces a new comparison of the patterns
  }
}

void threshold_evaluator::evaluate_round(
    const snapshot& round, const moment& now, std::vector<alarm>& out) {
  const auto& engine = round.engine();
  if (!engine.list_received)
    return;
  ++round_;
  const evaluation_context here{now, engine.cores, engine.memory_bytes};
  const auto& rows = round.rows();
  places_.resize(rows.size(), nullptr);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = *rows[i];
    auto*& s = places_[i];
    if (!s || s->container != row.container)
      s = &refresh(row, now, out);
    s->seen = round_;
    if (s->sampled_at != row.sampled_at)
      evaluate(row, *s, here, out);
  }
  if (subjects_.size() > rows.size() || sweep_due_)
    sweep(now, out);
}

threshold_evaluator::subject&
threshold_evaluator::refresh(const row& row, const moment& now, std::vector<alarm>& out) {
  auto& found = subjects_[row.container->id];
  if (!found)
    found = std::make_unique<subject>();
  auto& s = *found;
  if (s.container == row.container)
    return s;
  const auto before = std::exchange(s.container, row.container);
  const auto& started = row.container->started_at;
  if (!before || before->name != row.container->name || before->image != row.container->image
      || before->labels != row.container->labels)
    match(s, now, out);
  const bool is_new_run =
      before && before->started_at && started && *before->started_at != *started;
  for (auto& w : s.rules) {
    const bool is_of_another_run = w.past.generation && started && *w.past.generation != *started;
    if (is_up(row.container->status) && !is_new_run && !is_of_another_run)
      continue;
    close(row.container->id, rules_[w.rule].name, w.past, std::nullopt, now.wall, out);
    w.since.reset();
    if (w.window)
      w.window->clear();
  }
  return s;
}

void threshold_evaluator::match(subject& s, const moment& now, std::vector<alarm>& out) {
  const auto& id = s.container->id;
  auto before = std::exchange(s.rules, {});
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto known = std::ranges::find(before, i, &watched::rule);
    if (!rules_[i].containers.covers(s.container.get())) {
      if (known != before.end() && known->past.ordinal > 0) {
        close(id, rules_[i].name, known->past, std::nullopt, now.wall, out);
        inactive_.insert_or_assign(key_of(id, rules_[i].name), std::move(known->past));
      }
      continue;
    }
    if (known != before.end()) {
      s.rules.push_back(std::move(*known));
      continue;
    }
    auto& w = s.rules.emplace_back();
    w.rule = i;
    const auto& condition = *rules_[i].condition;
    if (condition.what != measure::value)
      w.window = std::make_unique<growth_window>(condition.hold);
    if (auto past = inactive_.extract(key_of(id, rules_[i].name)))
      w.past = std::move(past.mapped());
    const auto& open = w.past.open;
    const bool is_same_condition =
        open && open->metric == condition.text && open->limit == condition.limit;
    if (open && !is_same_condition)
      close(id, rules_[i].name, w.past, std::nullopt, now.wall, out);
  }
}

void threshold_evaluator::evaluate(
    const row& row, subject& s, const evaluation_context& here, std::vector<alarm>& out) {
  s.sampled_at = row.sampled_at;
  for (auto& w : s.rules) {
    const auto& c = *rules_[w.rule].condition;
    const auto value = c.what == measure::value ? model::value(*c.of, row, here.cores)
                                                : computed_value(c, row, w, here);
    if (value)
      update(row, w, *value, here.now, out);
    else if (!w.window) // a window has gaps between its points
      w.since.reset();
  }
}

std::optional<double> threshold_evaluator::computed_value(
    const condition& c, const row& row, watched& w, const evaluation_context& here) {
  const auto value = model::value(*c.of, row, here.cores);
  if (!value || !w.window->add(here.now.steady, *value))
    return std::nullopt;
  if (c.what == measure::rate)
    return w.window->slope();
  const auto slope = w.window->lasting_slope();
  return slope ? time_to_limit(row, *slope, here.memory_bytes) : std::nullopt;
}

void threshold_evaluator::update(
    const row& row, watched& w, double value, const moment& now, std::vector<alarm>& out) {
  const auto& c = *rules_[w.rule].condition;
  const bool is_open = w.past.open != nullptr;
  const bool turns = is_open ? (c.below ? value >= c.clear : value <= c.clear)
                             : (c.below ? value < c.limit : value > c.limit);
  if (!turns) {
    w.since.reset();
    return;
  }
  if (!w.since)
    w.since = now.steady;
  // A growth already covers the time of `for`.
  const auto hold = is_open ? c.clear_hold : w.window ? std::chrono::milliseconds{0} : c.hold;
  if (now.steady - *w.since < hold)
    return;
  w.since.reset();
  if (is_open)
    close(
        row.container->id, rules_[w.rule].name, w.past, value,
        std::max(row.sampled_at, w.past.open->time), out);
  else
    open(row, w, value, out);
}

void threshold_evaluator::open(const row& row, watched& w, double value, std::vector<alarm>& out) {
  const auto& rule = rules_[w.rule];
  const auto& c = *row.container;
  alarm a;
  a.kind = alarm_kind::threshold;
  a.state = alarm_state::open;
  a.severity = rule.severity.value_or(default_severity(a.kind, a.state));
  a.time = row.sampled_at;
  a.container_id = c.id;
  a.container_name = c.name;
  a.image = c.image;
  a.image_id = c.image_id;
  a.identity = identity_of(c);
  a.rule = rule.name;
  a.metric = rule.condition->text;
  a.below = rule.condition->below;
  a.value = value;
  a.limit = rule.condition->limit;
  // The count starts at the second of the first alarm, so that a count restarted after a loss of
  // state makes no id twice.
  using seconds = std::chrono::duration<std::uint64_t>;
  if (w.past.ordinal == 0)
    w.past.ordinal = std::chrono::duration_cast<seconds>(a.time.time_since_epoch()).count();
  ++w.past.ordinal;
  a.id = alarm_id(key_of(c.id, rule.name), engine_time{}, a.kind, 2 * w.past.ordinal - 1);
  w.past.open = std::make_shared<const alarm>(a);
  w.past.generation = c.started_at;
  save(c.id, rule.name, &w.past);
  out.push_back(std::move(a));
}

void threshold_evaluator::close(
    const std::string& container_id, const std::string& rule, record& past,
    std::optional<double> value, engine_time when, std::vector<alarm>& out) {
  if (!past.open)
    return;
  auto a = *std::exchange(past.open, nullptr);
  past.generation.reset();
  a.closes = a.id;
  a.id = alarm_id(key_of(container_id, rule), engine_time{}, a.kind, 2 * past.ordinal);
  a.state = alarm_state::closed;
  a.severity = severity::clear;
  a.time = when;
  a.value = value && std::isfinite(*value) ? value : std::nullopt;
  save(container_id, rule, &past);
  out.push_back(std::move(a));
}

void threshold_evaluator::sweep(const moment& now, std::vector<alarm>& out) {
  for (auto at = subjects_.begin(); at != subjects_.end();) {
    auto& [id, s] = *at;
    if (s->seen == round_) {
      ++at;
      continue;
    }
    for (auto& w : s->rules) {
      if (w.past.ordinal == 0)
        continue;
      close(id, rules_[w.rule].name, w.past, std::nullopt, now.wall, out);
      save(id, rules_[w.rule].name, nullptr);
    }
    places_.clear();
    at = subjects_.erase(at);
  }
  // Records without a rule or a container.
  for (auto at = inactive_.begin(); at != inactive_.end();) {
    auto& [key, past] = *at;
    const auto blank = key.find(' ');
    const auto id = key.substr(0, blank);
    const auto rule = key.substr(blank + 1);
    close(id, rule, past, std::nullopt, now.wall, out);
    if (subjects_.contains(id)) { // the ordinal is needed if the rule comes back
      ++at;
      continue;
    }
    save(id, rule, nullptr);
    at = inactive_.erase(at);
  }
  sweep_due_ = false;
}

void threshold_evaluator::save(
    const std::string& container_id, const std::string& rule, const record* past) {
  json document;
  if (past) {
    document["ordinal"] = past->ordinal;
    if (past->open)
      document["open"] = to_json(*past->open);
    if (past->generation)
      document["generation"] = past->generation->time_since_epoch().count();
  }
  unsaved_.push_back(
      {std::string{area}, key_of(container_id, rule),
       past ? document.dump(-1, ' ', false, json::error_handler_t::replace) : std::string{}});
}

void threshold_evaluator::forget_saved() {
  unsaved_.clear();
  for (const auto& [id, s] : subjects_)
    for (const auto& w : s->rules)
      if (w.past.ordinal > 0)
        save(id, rules_[w.rule].name, &w.past);
  for (const auto& [key, past] : inactive_)
    save(key.substr(0, key.find(' ')), key.substr(key.find(' ') + 1), &past);
}

saved_states threshold_evaluator::take_unsaved() {
  return std::exchange(unsaved_, {});
}

expected<bool> threshold_evaluator::restore(const saved_state& state) {
  const auto broken = [](std::string_view why) {
    return failure{failure_code::malformed, std::string{"a saved threshold: "}.append(why)};
  };
  if (state.key.find(' ') == std::string::npos)
    return broken("no rule");
  try {
    const auto document = json::parse(state.text);
    record past;
    past.ordinal = value_of<std::uint64_t>(document.at("ordinal"));
    if (const auto open = document.find("open"); open != document.end()) {
      auto parsed = parse_alarm(open->get<std::string>());
      if (!parsed)
        return parsed.error();
      past.open = std::make_shared<const alarm>(*std::move(parsed));
    }
    if (const auto generation = document.find("generation"); generation != document.end())
      past.generation = engine_time{std::chrono::nanoseconds{generation->get<std::int64_t>()}};
    inactive_.insert_or_assign(state.key, std::move(past));
    sweep_due_ = true;
    return true;
  } catch (const nlohmann::json::exception& error) {
    return broken(error.what());
  }
}

} // namespace docker_monitor::model
