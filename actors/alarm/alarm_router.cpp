#include "actors/alarm/alarm_router.hpp"

#include "logging/log.hpp"
#include "model/alarm/persisted.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::actors {

namespace {

using router_pointer = alarm_router_actor::stateful_pointer<alarm_router_state>;

constexpr std::chrono::seconds housekeeping{1};

template <class Items>
void append(Items& to, Items more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace

void alarm_router_state::restore() {
  pipeline.know(std::exchange(deps.known_alarms, {}));
  const auto now = self->clock().now();
  for (const auto& state : std::exchange(deps.saved, {})) {
    const auto taken = model::persisted{pipeline, self_alarms}.restore(state, now);
    if (!taken)
      logging::warn(
          {.event = "state-lost", .error = taken.error().message},
          "cannot read what was saved of {}: {}", state.key, taken.error().message);
  }
  pipeline.apply_restored(deps.wall_clock());
  publish_silences();
  // The saved name of the engine's host is used until the engine answers.
  set_host_name(
      deps.host_name.empty() && pipeline.host_name().empty() ? deps.machine_name : deps.host_name);
}

void alarm_router_state::set_host_name(const std::string& host_name) {
  pipeline.set_host_name(host_name);
  self_alarms.set_host_name(pipeline.host_name());
}

void alarm_router_state::take(const transitions& made) {
  const auto samples = deps.samples ? deps.samples->current() : nullptr;
  const auto now = self->clock().now();
  for (const auto& transition : made.list) {
    const auto& id = transition.container->id;
    containers.insert_or_assign(id, transition.container);
    pipeline.take(transition, samples ? samples->find(id) : nullptr, now);
  }
  for (const auto& id : made.stopped)
    pipeline.learn_stop(id);
  for (const auto& named : made.named)
    pipeline.follow(named, deps.wall_clock());
  for (const auto& taken : made.successions)
    pipeline.succeed(taken);
  held.take(made.states, made.cursor);
}

void alarm_router_state::take(const container_facts& inspected) {
  if (inspected.facts)
    pipeline.learn(*inspected.facts);
  else
    pipeline.forget(inspected.id);
}

void alarm_router_state::take(const connection_event& event) {
  const auto& url = deps.engine_url;
  std::vector<model::alarm> made;
  switch (event.kind) {
  case connection_event::type::unreachable:
    self_alarms.begin(
        model::alarm_kind::engine_unreachable, url, event.from, event.at, event.reason, made);
    break;
  case connection_event::type::away:
    pipeline.engine_left(event.ended_with_it);
    break;
  case connection_event::type::reachable:
    if (deps.host_name.empty())
      set_host_name(event.host_name);
    pipeline.engine_back(self->clock().now());
    // An alarm of an earlier run may have another `--docker-host` of the same engine.
    self_alarms.end_all(model::alarm_kind::engine_unreachable, event.at, made);
    break;
  case connection_event::type::event_gap: {
    auto alarm =
        model::host_event(model::alarm_kind::event_gap, pipeline.host_name(), url, event.at);
    alarm.gap_from = event.from;
    alarm.reason = event.reason;
    made.push_back(std::move(alarm));
    break;
  }
  }
  add(std::move(made));
}

void alarm_router_state::take(const self_alarm& report) {
  const auto now = deps.wall_clock();
  std::vector<model::alarm> made;
  if (report.message.empty())
    self_alarms.end(model::alarm_kind::degraded, report.source, now, made);
  else
    self_alarms.begin(
        model::alarm_kind::degraded, report.source, now, now, report.source + ": " + report.message,
        made);
  add(std::move(made));
}

void alarm_router_state::take(const received_alarms& received) {
  pipeline.receive(received.from_host);
  add(received.about_host);
  append(received_states, received.states);
  if (received.committed)
    committed.push_back(received.committed);
}

/// Adds alarms without a container. They are recorded, since a replay cannot make them.
void alarm_router_state::add(std::vector<model::alarm> made) {
  if (deps.record)
    for (const auto& alarm : made)
      deps.record({alarm.time, model::recorded_alarm{alarm}});
  pipeline.add(std::move(made));
}

void alarm_router_state::tick() {
  const model::alarm_pipeline::moment now{deps.wall_clock(), self->clock().now()};
  pipeline.expire(now.steady);
  std::vector<model::alarm> over;
  self_alarms.expire(now.steady, now.wall, over);
  add(std::move(over));
  if (!deps.samples)
    return;
  const auto snapshot = deps.samples->current();
  if (std::exchange(round, snapshot->round()) == snapshot->round())
    return;
  if (deps.record)
    if (const auto record = sampled.take(*snapshot, now.wall))
      deps.record(*record);
  pipeline.evaluate_thresholds(*snapshot, now);
}

void alarm_router_state::take(const new_rules& changed) {
  pipeline.replace(*changed.rules, deps.wall_clock());
}

void alarm_router_state::publish_silences() {
  if (deps.silences)
    deps.silences->publish(pipeline.silences().all());
}

operator_answer alarm_router_state::take(const operator_request& request) {
  using what = operator_request::what;
  const auto now = deps.wall_clock();
  switch (request.kind) {
  case what::add_silence: {
    auto added = pipeline.add(request.silence, now);
    if (!added)
      return {added.error().message};
    logging::info({.event = "silence-added"}, "{} silences {}", request.by, model::to_json(*added));
    publish_silences();
    auto note = model::unmatched_note(*added, watched());
    return {{}, {*std::move(added)}, std::move(note)};
  }
  case what::end_silence:
    if (const auto ended = pipeline.end_silence(request.id, now); !ended)
      return {ended.error().message};
    logging::info({.event = "silence-ended"}, "{} ends silence {}", request.by, request.id);
    publish_silences();
    return {};
  case what::acknowledge:
    if (const auto known = pipeline.acknowledge(request.id, now); !known)
      return {known.error().message};
    logging::info(
        {.event = "alarm-acknowledged", .alarm = request.id}, "{} acknowledges alarm {}",
        request.by, request.id);
    acknowledged.push_back({request.id, request.by, now});
    return {};
  case what::list_silences:
    break;
  }
  return {{}, pipeline.silences().all()};
}

void alarm_router_state::forget_saved() {
  model::persisted{pipeline, self_alarms}.forget_saved();
}

std::vector<model::container_ptr> alarm_router_state::watched() const {
  if (!deps.samples)
    return {};
  const auto snapshot = deps.samples->current();
  std::vector<model::container_ptr> list;
  for (const auto& row : snapshot->rows())
    list.push_back(row->container);
  return list;
}

/// The samples have the containers without a recent transition.
model::container_ptr alarm_router_state::find(const std::string& id) const {
  if (const auto remembered = containers.find(id); remembered != containers.end())
    return remembered->second;
  if (!deps.samples)
    return nullptr;
  const auto snapshot = deps.samples->current();
  const auto* row = snapshot->find(id);
  return row ? row->container : nullptr;
}

void alarm_router_state::publish(const model::alarm& alarm) const {
  if (deps.self_metrics->alarms.fetch_add(1, std::memory_order_relaxed) == 0)
    logging::info(
        {.event = "first-alarm", .container = alarm.container_name, .alarm = alarm.id},
        "first alarm: {}: {}", is_about_host(alarm) ? alarm.host : alarm.container_name,
        describe(alarm));
  if (deps.on_alarm)
    deps.on_alarm(alarm);
}

void alarm_router_state::address(
    model::routed_alarm routed, model::audience audience, bool is_update,
    commit_batch& kept) const {
  if (!deps.external_url.empty())
    routed.alarm.url = model::page_url(deps.external_url, routed.alarm, deps.page_owner);
  const bool shown = audience == model::audience::events;
  if (shown)
    publish(routed.alarm);
  logging::debug(
      {.event = shown ? "alarm" : "incident",
       .container = routed.alarm.container_name,
       .alarm = routed.alarm.id},
      "{}: {} {}", shown ? "alarm" : "incident", routed.alarm.container_name,
      model::to_string(routed.alarm.kind));
  addressed_alarm addressed{
      std::make_shared<const model::alarm>(std::move(routed.alarm)), shown, {}, is_update};
  if (routed.decision.every_sink) {
    for (std::size_t i = 0; i < deps.sinks.size(); ++i)
      if (deps.sinks[i].is.audience == audience)
        addressed.sinks.push_back(i);
  } else {
    addressed.sinks = std::move(routed.decision.sinks);
  }
  if (shown || !addressed.sinks.empty())
    kept.alarms.push_back(std::move(addressed));
}

void alarm_router_state::collect_states(commit_batch& kept) {
  append(kept.states, held.release([this](const auto& id) { return pipeline.waits_for(id); }));
  append(kept.states, model::persisted{pipeline, self_alarms}.take_unsaved());
}

void alarm_router_state::finish_step() {
  auto outcome = pipeline.dispatch(
      {deps.wall_clock(), self->clock().now()}, [this](const auto& id) { return find(id); });
  if (outcome.silences_over)
    publish_silences();
  commit_batch kept;
  for (auto& [audience, routed, is_update] : outcome.alarms)
    address(std::move(routed), audience, is_update, kept);
  collect_states(kept);
  append(kept.states, std::exchange(received_states, {}));
  kept.committed = std::exchange(committed, {});
  kept.acknowledged = std::exchange(acknowledged, {});
  for (const auto& id : outcome.gone)
    containers.erase(id);
  kept.gone = std::move(outcome.gone);
  kept.load = std::exchange(load, nullptr);
  const auto alarms = kept.alarms;
  const containers_gone departed{kept.gone};
  // The store comes first: it must know an alarm before its delivery is reported.
  if (deps.store
      && !(
          kept.alarms.empty() && kept.states.empty() && kept.gone.empty()
          && kept.acknowledged.empty() && kept.committed.empty()))
    self->send(deps.store, std::move(kept));
  for (const auto& addressed : alarms)
    for (const auto number : addressed.sinks)
      self->send(deps.sinks[number].actor, addressed.alarm);
  if (!departed.ids.empty())
    for (const auto& sink : deps.sinks)
      self->send(sink.actor, departed);
  if (expiry_pending)
    return;
  const auto next = pipeline.next_deadline();
  if (!next)
    return;
  expiry_pending = true;
  const auto now = self->clock().now();
  self->delayed_send(self, std::max(*next, now) - now, expire_atom_v);
}

alarm_router_actor::behavior_type alarm_router(router_pointer self, alarm_router_deps deps) {
  auto& state = self->state;
  state.deps = std::move(deps);
  std::vector<model::rule_sink> known_sinks;
  for (const auto& sink : state.deps.sinks)
    known_sinks.push_back(sink.is);
  state.pipeline = {state.deps.rules, known_sinks, state.deps.await_logs};
  state.restore();
  self->delayed_send(self, housekeeping, tick_atom_v);
  const auto step = [self](const auto& message) {
    self->state.take(message);
    self->state.finish_step();
  };
  return {
      [self, step](const transitions& message) {
        self->state.load = message.load;
        step(message);
      },
      [step](const container_facts& message) { step(message); },
      [self](const container_logs& message) {
        self->state.pipeline.learn_logs(message.id, message.lines);
        self->state.finish_step();
      },
      [step](const connection_event& message) { step(message); },
      [step](const received_alarms& message) { step(message); },
      [step](const self_alarm& message) { step(message); },
      [step](const new_rules& message) { step(message); },
      [self](const operator_request& request) {
        auto answer = self->state.take(request);
        self->state.finish_step();
        return answer;
      },
      [self](saved_lost) {
        self->state.forget_saved();
        self->state.finish_step();
      },
      [self](expire_atom) {
        self->state.expiry_pending = false;
        self->state.pipeline.expire_waiting(self->clock().now());
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
