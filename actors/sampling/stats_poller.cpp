#include "actors/sampling/stats_poller.hpp"

#include "actors/sampling/slot_samples.hpp"
#include "logging/log.hpp"

#include <utility>

namespace docker_monitor::actors {

namespace {

void report_missing(const model::container& polled, const model::failure& why) {
  logging::debug(
      {.event = "no-sample", .container = polled.name, .error = why.message}, "{}: no sample: {}",
      polled.name, why.message);
}

} // namespace

void stats_poller_state::begin(stats_poller_deps deps) {
  reader = deps.source->open(*deps.container);
  container = std::move(deps.container);
  facade = std::move(deps.facade);
  // Made once, not at each tick. It must not keep the actor alive.
  later = [me = caf::actor_cast<caf::weak_actor_ptr>(self->ctrl())](
              model::expected<model::counters> result) {
    if (const auto poller = caf::actor_cast<stats_poller_actor>(me))
      caf::anon_send(poller, reading{std::move(result)});
  };
}

void stats_poller_state::take(model::container_ptr newer) {
  const bool other_generation =
      container->started_at && newer->started_at && *container->started_at != *newer->started_at;
  if (other_generation) {
    now = {};
    sample.reset();
    outdated = waiting;
  }
  container = std::move(newer);
  reader->update(*container);
}

std::optional<sample_taken> stats_poller_state::tick() {
  if (waiting) {
    overdue = true;
    return std::nullopt;
  }
  waiting = true; // set before the call, which may call `later` at once
  const auto state = reader->read(now, later);
  if (state && *state == engine::reading_state::later)
    return std::nullopt;
  waiting = false;
  if (state)
    return publish(*state);
  report_missing(*container, state.error());
  return std::nullopt;
}

void stats_poller_state::take(const reading& outcome) {
  send_sample(finish(outcome));
  if (std::exchange(overdue, false))
    send_sample(tick());
}

void stats_poller_state::send_sample(std::optional<sample_taken> taken) {
  if (taken)
    self->send(facade, samples_taken{{*std::move(taken)}});
}

std::optional<sample_taken> stats_poller_state::finish(const reading& outcome) {
  waiting = false;
  if (std::exchange(outdated, false))
    return std::nullopt;
  if (!outcome.result) {
    report_missing(*container, outcome.result.error());
    return std::nullopt;
  }
  now = *outcome.result;
  return publish(engine::reading_state::changed);
}

std::optional<sample_taken> stats_poller_state::publish(engine::reading_state state) {
  if (!now.cpu_total_ns && !now.memory_usage_bytes) { // the container does not run
    sample.reset();
    return sample_taken{container, nullptr, now.read_at};
  }
  // Two equal readings give the same sample again if its CPU rate is 0.
  const bool same =
      state == engine::reading_state::unchanged && sample && sample->cpu_percent == 0.0;
  if (!same)
    sample = std::make_shared<const model::sample>(
        sample ? model::rates(*sample, confirmed, now) : model::first_sample(now));
  confirmed = now.clock;
  return sample_taken{container, sample, now.read_at};
}

stats_poller_actor::behavior_type stats_poller(
    stats_poller_actor::stateful_pointer<stats_poller_state> self, stats_poller_deps deps) {
  self->state.begin(std::move(deps));
  return {
      [self](const slot_tick& tick) { tick.into->finish(tick.place, self->state.tick()); },
      [self](const reading& outcome) { self->state.take(outcome); },
      [self](model::container_ptr& newer) { self->state.take(std::move(newer)); },
  };
}

} // namespace docker_monitor::actors
