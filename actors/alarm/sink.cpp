#include "actors/alarm/sink.hpp"

#include "actors/end_last.hpp"

#include <utility>

namespace docker_monitor::actors {

void sink_state::begin(sink_deps with) {
  deps = std::move(with);
  deps.sink->restore(std::exchange(deps.open, {}));
  for (auto& alarm : std::exchange(deps.pending, {}))
    deps.outbox->push(std::move(alarm));
  sinks::delivery_environment environment;
  environment.clock = [this] { return self->clock().now(); };
  environment.host = deps.host;
  environment.report = [this](std::string message) { notify(std::move(message)); };
  delivery_worker = std::make_unique<sinks::delivery_worker>(
      deps.url, deps.sink, deps.outbox, sinks::retry_backoff(deps.url.kind),
      std::move(environment));
  report();
}

void sink_state::attach(self_alarm_actor to) {
  router = std::move(to);
  if (!problem.empty())
    notify(problem);
}

void sink_state::notify(std::string message) {
  problem = message;
  if (router)
    self->send(router, self_alarm{"sink " + deps.url.display_url, std::move(message)});
}

void sink_state::call_in(std::chrono::milliseconds delay) {
  ++epoch;
  if (delay.count() == 0)
    self->send(self, tick_atom_v, epoch);
  else
    self->delayed_send(self, delay, tick_atom_v, epoch);
}

void sink_state::report() {
  deps.latest_state->publish(delivery_worker->status());
  auto results = delivery_worker->take_results();
  delivery_report message{
      deps.number, std::move(results.delivered), std::move(results.parked),
      std::move(results.dropped)};
  if (deps.store && !message.empty())
    self->send(deps.store, std::move(message));
}

sink_actor::behavior_type sink(sink_actor::stateful_pointer<sink_state> self, sink_deps deps) {
  self->state.begin(std::move(deps));
  end_last(self);
  self->state.call_in(std::chrono::milliseconds{0});
  return {
      [self](self_alarm_actor& router) { self->state.attach(std::move(router)); },
      [self](model::alarm_ptr& alarm) {
        if (self->state.delivery_worker->accept(std::move(alarm)))
          self->state.call_in(std::chrono::milliseconds{0});
        self->state.report();
      },
      [self](containers_gone& message) {
        if (self->state.delivery_worker->forget(std::move(message.ids)))
          self->state.call_in(std::chrono::milliseconds{0});
      },
      [self](caf::get_atom) { return self->state.delivery_worker->status(); },
      [self](tick_atom, std::uint64_t epoch) {
        if (epoch != self->state.epoch || self->state.ending)
          return;
        const auto delay = self->state.delivery_worker->attempt();
        self->state.report();
        self->state.call_in(delay);
      },
      [self](end_atom) {
        self->state.delivery_worker->finish();
        self->state.report();
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

} // namespace docker_monitor::actors
