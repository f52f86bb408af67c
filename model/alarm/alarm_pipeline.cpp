#include "model/alarm/alarm_pipeline.hpp"

#include "model/alarm/persisted.hpp"

#include <iterator>
#include <utility>

namespace docker_monitor::model {

namespace {

template <class Items>
void append(Items& to, Items more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

last_reading reading_of(const row& row) {
  const auto& sample = *row.sample;
  last_reading reading;
  reading.sampled_at = row.sampled_at;
  reading.cpu_percent = sample.cpu_percent;
  reading.memory_percent = sample.memory_percent;
  reading.memory_usage_bytes = sample.now.memory_usage_bytes;
  reading.memory_limit_bytes = sample.now.memory_limit_bytes;
  return reading;
}

} // namespace

alarm_pipeline::alarm_pipeline(
    const rule_set& rules, const std::vector<rule_sink>& sinks, bool await_logs)
    : builder_{await_logs}, rules_{rules, sinks}, throttle_{rules.windows, sinks}, thresholds_{
                                                                                       rules} {}

void alarm_pipeline::take(transition transition, const row* row, instant now) {
  if (transition.kind == alarm_kind::down && row && row->sample)
    transition.reading = reading_of(*row);
  builder_.take(transition, now, made_);
}

void alarm_pipeline::forget(const std::string& id) {
  builder_.forget(id, made_);
  gone_.push_back(id);
}

void alarm_pipeline::add(std::vector<alarm> alarms) {
  append(made_, std::move(alarms));
}

void alarm_pipeline::receive(std::vector<alarm> alarms) {
  constexpr std::size_t max_remembered = 50'000;
  for (auto& alarm : alarms) {
    if (!known_.insert(alarm.id).second)
      continue;
    received_ids_.push_back(alarm.id);
    if (received_ids_.size() > max_remembered) {
      known_.erase(received_ids_.front());
      received_ids_.pop_front();
    }
    received_.push_back(std::move(alarm));
  }
}

void alarm_pipeline::engine_left(const std::vector<std::string>& ended_with_it) {
  append(updates_, correlator_.engine_left(ended_with_it));
}

void alarm_pipeline::expire(instant now) {
  restarts_.expire(now, made_);
  correlator_.expire(now, incidents_);
}

void alarm_pipeline::replace(const rule_set& rules, engine_time now) {
  rules_.replace(rules);
  thresholds_.replace(rules);
  apply_windows(now);
}

/// Applies the windows of the rules and the silences.
void alarm_pipeline::apply_windows(engine_time now) {
  auto windows = rules_.rules().windows;
  append(windows, silences_.windows());
  throttle_.replace(std::move(windows), now);
}

void alarm_pipeline::follow(const naming& named, engine_time now) {
  if (silences_.follow(named))
    apply_windows(now);
}

expected<silence> alarm_pipeline::add(silence what, engine_time now) {
  auto added = silences_.add(std::move(what));
  if (added)
    apply_windows(now);
  return added;
}

expected<bool> alarm_pipeline::end_silence(const std::string& id, engine_time now) {
  auto ended = silences_.end(id);
  if (ended)
    apply_windows(now);
  return ended;
}

expected<bool> alarm_pipeline::acknowledge(const std::string& id, engine_time now) {
  if (!hosts_.is_open(id))
    return failure{
        failure_code::not_found,
        "no open alarm of a container has the id " + id + hosts_.suggestion_for(id)};
  if (auto ending = hosts_.acknowledged(id, now)) {
    correlator_.acknowledge(id, now, incidents_);
    acknowledged_.push_back(*std::move(ending));
  }
  return true;
}

/// Appends the alarm and those that follow from it, and correlates all of them.
void alarm_pipeline::correlate(alarm alarm, const moment& now, std::vector<model::alarm>& all) {
  const auto first = static_cast<std::ptrdiff_t>(all.size());
  all.push_back(std::move(alarm));
  std::vector<model::alarm> following;
  // An adopted alarm began before the first start: it is open, and no sink gets it.
  if (all.back().origin == alarm_origin::adopted)
    return;
  if (all.back().kind == alarm_kind::up)
    throttle_.note_up(all.back().identity, now.wall);
  restarts_.take(all.back(), now.steady, following);
  append(all, std::move(following));
  for (auto one = all.begin() + first; one != all.end(); ++one)
    correlator_.take(*one, now.steady, incidents_);
}

routed_alarm
alarm_pipeline::evaluate(alarm alarm, model::audience audience, const container_finder& find) {
  routed_alarm routed;
  if (!alarm.container_id.empty())
    routed.container = find(alarm.container_id);
  routed.decision = rules_.evaluate(alarm, routed.container.get(), audience);
  if (alarm.origin == alarm_origin::adopted) {
    routed.decision.every_sink = false;
    routed.decision.sinks.clear();
  }
  apply(routed.decision, alarm);
  routed.alarm = std::move(alarm);
  return routed;
}

alarm_pipeline::outcome alarm_pipeline::dispatch(const moment& now, const container_finder& find) {
  outcome result;
  std::vector<alarm> all;
  // These come before the alarms of the run that began with the succession.
  for (const auto& taken : successions_)
    if (taken.predecessor_id.empty())
      follow(taken, now);
  std::erase_if(successions_, [](const auto& taken) { return taken.predecessor_id.empty(); });
  for (auto& alarm : std::exchange(made_, {}))
    // An alarm of an earlier run was found again: it and what followed from it were reported then.
    if (!known_.contains(alarm.id)) {
      hosts_.stamp(alarm);
      correlate(std::move(alarm), now, all);
    }
  for (auto& alarm : std::exchange(received_, {})) {
    if (is_about_host(alarm)) {
      incidents_.push_back(alarm);
    } else {
      auto correlated = alarm;
      // Containers of one name on two hosts are two.
      correlated.identity =
          alarm.host + '/' + (alarm.identity.empty() ? alarm.container_name : alarm.identity);
      if (correlated.kind == alarm_kind::up)
        throttle_.note_up(correlated.identity, now.wall);
      correlator_.take(correlated, now.steady, incidents_);
    }
    all.push_back(std::move(alarm));
  }
  follow_successions(now, result.gone);
  const auto removed = std::exchange(gone_, {});
  for (const auto& id : removed) {
    std::vector<alarm> last;
    restarts_.forget(id, now.wall, now.steady, last);
    for (const auto& alarm : last)
      correlator_.take(alarm, now.steady, incidents_);
    append(all, std::move(last));
    correlator_.forget(id, now.wall, now.steady, incidents_);
    hosts_.forget(id);
    silences_.forget(id);
    result.gone.push_back(id);
  }
  for (auto& alarm : all)
    if (auto routed = evaluate(std::move(alarm), audience::events, find); !routed.decision.muted)
      result.alarms.push_back({audience::events, std::move(routed)});
  const auto show = [&](alarm shown, bool is_update) {
    routed_alarm routed{std::move(shown), {}, nullptr};
    routed.decision.every_sink = false;
    result.alarms.push_back({audience::events, std::move(routed), is_update});
  };
  for (auto& alarm : std::exchange(updates_, {}))
    show(std::move(alarm), true);
  for (auto& alarm : std::exchange(acknowledged_, {}))
    show(std::move(alarm), false);
  result.silences_over = silences_.expire(now.wall);
  if (result.silences_over)
    apply_windows(now.wall);
  std::vector<routed_alarm> passed;
  for (auto& incident : std::exchange(incidents_, {}))
    if (auto routed = evaluate(std::move(incident), audience::incidents, find);
        !routed.decision.muted)
      throttle_.take(std::move(routed), now.wall, passed);
  throttle_.expire(now.wall, passed);
  for (auto& routed : passed)
    result.alarms.push_back({audience::incidents, std::move(routed)});
  return result;
}

void alarm_pipeline::follow(const succession& taken, const moment& now) {
  restarts_.succeed(taken);
  throttle_.rename(taken.former_identity, taken.successor->identity);
  correlator_.succeed(taken, now.steady, incidents_);
}

/// Follows the successions whose predecessor has no waiting alarm. The others stay for the next
/// call: an alarm made after the succession would be late.
void alarm_pipeline::follow_successions(const moment& now, std::vector<std::string>& gone) {
  std::vector<succession> early;
  for (auto& taken : std::exchange(successions_, {})) {
    if (builder_.waits_for(taken.predecessor_id)) {
      early.push_back(std::move(taken));
      continue;
    }
    follow(taken, now);
    hosts_.forget(taken.predecessor_id);
    gone.push_back(taken.predecessor_id);
  }
  successions_ = std::move(early);
}

/// Returns every part with saved states.
auto alarm_pipeline::parts() {
  return persisted{builder_, hosts_,    restarts_, correlator_,
                   rules_,   throttle_, silences_, thresholds_};
}

saved_states alarm_pipeline::take_unsaved() {
  return parts().take_unsaved();
}

void alarm_pipeline::forget_saved() {
  parts().forget_saved();
}

expected<bool> alarm_pipeline::restore(const saved_state& state, instant now) {
  return parts().restore(state, now);
}

} // namespace docker_monitor::model
