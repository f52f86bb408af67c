#include "actors/alarm_router.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::actors {

namespace {

using pointer = alarm_router_actor::stateful_pointer<alarm_router_state>;

constexpr std::chrono::seconds housekeeping{1};

template <class Items>
void append(Items& to, Items more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace

void alarm_router_state::restore() {
  known.insert(settings.known_alarms.begin(), settings.known_alarms.end());
  const auto now = self->clock().now();
  for (const auto& state : std::exchange(settings.saved, {})) {
    model::expected<bool> taken = true;
    if (state.area == model::alarm_folding::area)
      taken = folding.restore(state);
    else if (state.area == model::restart_watch::area)
      taken = restarts.restore(state, now);
    else if (state.area == model::story_folding::area)
      taken = stories.restore(state, now);
    else if (state.area == model::trouble_book::area)
      taken = troubles.restore(state, now);
    else if (state.area == model::rule_book::area)
      taken = book.restore(state);
    else if (state.area == model::stories_gate::area)
      taken = gate.restore(state);
    else if (state.area == model::threshold_watch::area)
      taken = thresholds.restore(state);
    if (!taken)
      spdlog::warn("cannot read what was saved of {}: {}", state.key, taken.error().message);
  }
}

void alarm_router_state::take(const transitions& news) {
  for (auto transition : news.list) {
    if (transition.kind == model::alarm_kind::down)
      transition.reading = reading_of(transition.container->id);
    containers.insert_or_assign(transition.container->id, transition.container);
    folding.take(transition, self->clock().now(), made);
  }
  for (const auto& state : news.states)
    held_states.insert_or_assign(state.key, state);
  if (!news.cursor.empty())
    held_cursor = news.cursor;
}

std::optional<model::last_reading> alarm_router_state::reading_of(const std::string& id) const {
  if (!settings.samples)
    return std::nullopt;
  const auto snapshot = settings.samples->current();
  const auto* row = snapshot->find(id);
  if (!row || !row->sample)
    return std::nullopt;
  const auto& sample = *row->sample;
  model::last_reading reading;
  reading.sampled_at = row->sampled_at;
  reading.cpu_percent = sample.cpu_percent;
  reading.memory_percent = sample.memory_percent;
  reading.memory_usage_bytes = sample.now.memory_usage_bytes;
  reading.memory_limit_bytes = sample.now.memory_limit_bytes;
  return reading;
}

void alarm_router_state::take(const container_facts& news) {
  if (news.facts) {
    folding.learn(*news.facts, made);
    return;
  }
  folding.forget(news.id, made);
  gone.push_back(news.id);
}

void alarm_router_state::take(const engine_news& news) {
  const auto& url = settings.engine_url;
  switch (news.kind) {
  case engine_news::what::unreachable:
    troubles.begin(
        model::alarm_kind::engine_unreachable, url, news.from, news.at, news.reason, made);
    break;
  case engine_news::what::away:
    stories.engine_left();
    break;
  case engine_news::what::reachable:
    stories.engine_back(self->clock().now());
    troubles.end(model::alarm_kind::engine_unreachable, url, news.at, made);
    break;
  case engine_news::what::blind: {
    auto alarm = model::host_event(model::alarm_kind::blind_interval, settings.host, url, news.at);
    alarm.blind_from = news.from;
    alarm.reason = news.reason;
    made.push_back(std::move(alarm));
    break;
  }
  }
}

void alarm_router_state::take(const own_trouble& news) {
  const auto now = settings.wall_clock();
  if (news.message.empty())
    troubles.end(model::alarm_kind::degraded, news.source, now, made);
  else
    troubles.begin(
        model::alarm_kind::degraded, news.source, now, now, news.source + ": " + news.message,
        made);
}

void alarm_router_state::expire() {
  folding.expire(self->clock().now(), made);
}

void alarm_router_state::tick() {
  const auto now = self->clock().now();
  restarts.expire(now, made);
  troubles.expire(now, settings.wall_clock(), made);
  stories.expire(now, told);
  if (!settings.samples)
    return;
  const auto snapshot = settings.samples->current();
  if (std::exchange(round, snapshot->round()) == snapshot->round())
    return;
  const auto time = settings.wall_clock();
  if (settings.record)
    if (const auto record = sampled.take(*snapshot, time))
      settings.record(*record);
  thresholds.look(*snapshot, {time, now}, made);
}

void alarm_router_state::record_host_alarms() const {
  for (const auto& alarm : made)
    if (alarm.container_id.empty())
      settings.record({alarm.time, model::recorded_alarm{alarm}});
}

void alarm_router_state::take(const new_rules& news) {
  book.replace(*news.rules);
  thresholds.replace(*news.rules);
  gate.replace(news.rules->windows, settings.wall_clock());
}

void alarm_router_state::forget_saved() {
  folding.forget_saved();
  restarts.forget_saved();
  stories.forget_saved();
  troubles.forget_saved();
  book.forget_saved();
  gate.forget_saved();
  thresholds.forget_saved();
}

/// Alarms that follow from alarms, and the stories of all.
void alarm_router_state::fold() {
  const auto now = self->clock().now();
  // One that is in the store already was found again after a restart: all that followed from it is
  // there, too.
  if (!known.empty())
    std::erase_if(made, [&](const auto& alarm) { return known.contains(alarm.id); });
  std::vector<model::alarm> all;
  for (auto& alarm : made) {
    std::vector<model::alarm> following;
    restarts.take(alarm, now, following);
    stories.take(alarm, now, told);
    for (const auto& next : following)
      stories.take(next, now, told);
    all.push_back(std::move(alarm));
    append(all, std::move(following));
  }
  made = std::move(all);
  for (const auto& id : gone) {
    const auto when = settings.wall_clock();
    const auto before = made.size();
    restarts.forget(id, when, made);
    for (auto i = before; i < made.size(); ++i)
      stories.take(made[i], now, told);
    stories.forget(id, when, now, told);
  }
}

model::judged_alarm alarm_router_state::judge(model::alarm alarm, model::audience audience) {
  const auto remembered = containers.find(alarm.container_id);
  model::judged_alarm judged;
  judged.container = remembered == containers.end() ? nullptr : remembered->second;
  if (!judged.container && settings.samples && !alarm.container_id.empty()) {
    const auto snapshot = settings.samples->current();
    if (const auto* row = snapshot->find(alarm.container_id))
      judged.container = row->container;
  }
  judged.verdict = book.judge(alarm, judged.container.get(), audience);
  model::apply(judged.verdict, alarm);
  judged.alarm = std::move(alarm);
  return judged;
}

void alarm_router_state::address(
    model::judged_alarm judged, model::audience audience, records& kept) const {
  const bool shown = audience == model::audience::events;
  spdlog::debug(
      "{}: {} {}", shown ? "alarm" : "story", judged.alarm.container_name,
      model::to_string(judged.alarm.kind));
  addressed_alarm addressed{
      std::make_shared<const model::alarm>(std::move(judged.alarm)), shown, {}};
  if (judged.verdict.every_sink) {
    for (std::size_t i = 0; i < settings.sinks.size(); ++i)
      if (settings.sinks[i].is.audience == audience)
        addressed.sinks.push_back(i);
  } else {
    addressed.sinks = std::move(judged.verdict.sinks);
  }
  if (shown || !addressed.sinks.empty())
    kept.alarms.push_back(std::move(addressed));
}

void alarm_router_state::judge_all(records& kept) {
  for (auto& alarm : std::exchange(made, {}))
    if (auto judged = judge(std::move(alarm), model::audience::events); !judged.verdict.muted)
      address(std::move(judged), model::audience::events, kept);
  const auto now = settings.wall_clock();
  std::vector<model::judged_alarm> passed;
  for (auto& story : std::exchange(told, {}))
    if (auto judged = judge(std::move(story), model::audience::stories); !judged.verdict.muted)
      gate.take(std::move(judged), now, passed);
  if (const auto next = gate.next_deadline(); next && *next <= now)
    gate.expire(now, passed);
  for (auto& judged : passed)
    address(std::move(judged), model::audience::stories, kept);
}

void alarm_router_state::collect_states(records& kept) {
  for (auto i = held_states.begin(); i != held_states.end();) {
    if (folding.waits_for(i->first)) {
      ++i;
      continue;
    }
    kept.states.push_back(std::move(i->second));
    i = held_states.erase(i);
  }
  if (held_states.empty())
    append(kept.states, std::exchange(held_cursor, {}));
  append(kept.states, folding.take_unsaved());
  append(kept.states, restarts.take_unsaved());
  append(kept.states, stories.take_unsaved());
  append(kept.states, troubles.take_unsaved());
  append(kept.states, book.take_unsaved());
  append(kept.states, gate.take_unsaved());
  append(kept.states, thresholds.take_unsaved());
}

void alarm_router_state::finish_step() {
  if (settings.record)
    record_host_alarms();
  fold();
  records kept;
  judge_all(kept);
  collect_states(kept);
  for (const auto& id : gone)
    containers.erase(id);
  kept.gone = std::exchange(gone, {});
  const auto alarms = kept.alarms;
  const containers_gone departed{kept.gone};
  // The store first: it must know an alarm before it learns of its delivery.
  if (settings.store && !(kept.alarms.empty() && kept.states.empty() && kept.gone.empty()))
    self->send(settings.store, std::move(kept));
  for (const auto& addressed : alarms)
    for (const auto number : addressed.sinks)
      self->send(settings.sinks[number].carrier, addressed.alarm);
  if (!departed.ids.empty())
    for (const auto& sink : settings.sinks)
      self->send(sink.carrier, departed);
  if (expiry_pending)
    return;
  const auto next = folding.next_deadline();
  if (!next)
    return;
  expiry_pending = true;
  const auto now = self->clock().now();
  self->delayed_send(self, std::max(*next, now) - now, expire_atom_v);
}

alarm_router_actor::behavior_type alarm_router(pointer self, router_settings settings) {
  auto& state = self->state;
  state.settings = std::move(settings);
  state.folding = model::alarm_folding{state.settings.await_logs};
  state.troubles = model::trouble_book{state.settings.host};
  std::vector<model::rule_sink> known_sinks;
  for (const auto& sink : state.settings.sinks)
    known_sinks.push_back(sink.is);
  state.book = model::rule_book{state.settings.rules, known_sinks};
  state.gate = model::stories_gate{state.settings.rules.windows, known_sinks};
  state.thresholds = model::threshold_watch{state.settings.rules};
  state.restore();
  self->delayed_send(self, housekeeping, tick_atom_v);
  const auto step = [self](const auto& news) {
    self->state.take(news);
    self->state.finish_step();
  };
  return {
      [step](const transitions& news) { step(news); },
      [step](const container_facts& news) { step(news); },
      [self](const container_logs& news) {
        self->state.folding.learn_logs(news.id, news.lines, self->state.made);
        self->state.finish_step();
      },
      [step](const engine_news& news) { step(news); },
      [step](const own_trouble& news) { step(news); },
      [step](const new_rules& news) { step(news); },
      [self](resave_atom) {
        self->state.forget_saved();
        self->state.finish_step();
      },
      [self](expire_atom) {
        self->state.expiry_pending = false;
        self->state.expire();
        self->state.finish_step();
      },
      [self](tick_atom) {
        self->delayed_send(self, housekeeping, tick_atom_v);
        self->state.tick();
        self->state.finish_step();
      },
  };
}

} // namespace docker_monitor::actors
