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
    if (!taken)
      spdlog::warn("cannot read what was saved of {}: {}", state.key, taken.error().message);
  }
}

void alarm_router_state::take(const transitions& news) {
  for (auto transition : news.list) {
    if (transition.kind == model::alarm_kind::down)
      transition.reading = reading_of(transition.container->id);
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
  case engine_news::what::reachable:
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

void alarm_router_state::hand_over(
    std::vector<model::alarm> alarms, bool as_stories, records& kept) {
  for (auto& alarm : alarms) {
    spdlog::debug(
        "{}: {} {}", as_stories ? "story" : "alarm", alarm.container_name,
        model::to_string(alarm.kind));
    addressed_alarm addressed;
    addressed.alarm = std::make_shared<const model::alarm>(std::move(alarm));
    addressed.shown = !as_stories;
    for (std::size_t i = 0; i < settings.sinks.size(); ++i)
      if (settings.sinks[i].stories == as_stories)
        addressed.sinks.push_back(i);
    if (addressed.shown || !addressed.sinks.empty())
      kept.alarms.push_back(std::move(addressed));
  }
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
}

void alarm_router_state::finish_step() {
  fold();
  records kept;
  hand_over(std::exchange(made, {}), false, kept);
  hand_over(std::exchange(told, {}), true, kept);
  collect_states(kept);
  kept.gone = std::exchange(gone, {});
  const auto alarms = kept.alarms;
  // The store first: it must know an alarm before it learns of its delivery.
  if (settings.store && !(kept.alarms.empty() && kept.states.empty() && kept.gone.empty()))
    self->send(settings.store, std::move(kept));
  for (const auto& addressed : alarms)
    for (const auto number : addressed.sinks)
      self->send(settings.sinks[number].carrier, addressed.alarm);
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
      [self](resave_atom) {
        auto& s = self->state;
        s.folding.forget_saved();
        s.restarts.forget_saved();
        s.stories.forget_saved();
        s.troubles.forget_saved();
        s.finish_step();
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
