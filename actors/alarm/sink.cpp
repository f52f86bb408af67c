#include "actors/alarm/sink.hpp"

#include <utility>

namespace docker_monitor::actors {

namespace {

using sink_pointer = sink_actor::stateful_pointer<sink_state>;

void call_in(sink_pointer self, std::chrono::milliseconds delay) {
  const auto epoch = ++self->state.epoch;
  if (delay.count() == 0)
    self->send(self, tick_atom_v, epoch);
  else
    self->delayed_send(self, delay, tick_atom_v, epoch);
}

/// Makes known what has come of the alarms.
void report(sink_pointer self) {
  auto& state = self->state;
  state.publish();
  auto news = state.take_settled();
  if (state.store && !news.empty())
    self->send(state.store, std::move(news));
}

sinks::courier_ties ties_of(sink_pointer self, const sinks::sink_url& url, const sink_ties& ties) {
  sinks::courier_ties made;
  made.clock = [self] { return self->clock().now(); };
  made.host = ties.host;
  if (ties.tell)
    made.tell = [tell = ties.tell, source = "sink " + url.display_url](std::string message) {
      tell({source, std::move(message)});
    };
  return made;
}

} // namespace

settled sink_state::take_settled() {
  auto news = courier->take_settlement();
  return {number, std::move(news.delivered), std::move(news.parked), std::move(news.dropped)};
}

sink_actor::behavior_type sink(
    sink_pointer self, const sinks::sink_url& url, std::shared_ptr<sinks::sink> sink,
    const std::shared_ptr<sinks::outbox>& outbox,
    std::shared_ptr<model::sink_publication> publication, const sink_ties& ties) {
  auto& state = self->state;
  sink->restore(ties.open);
  for (const auto& alarm : ties.pending)
    outbox->push(alarm);
  state.courier = std::make_unique<sinks::courier>(
      url, std::move(sink), outbox, sinks::retry_rhythm(url.kind), ties_of(self, url, ties));
  state.publication = std::move(publication);
  state.number = ties.number;
  state.store = ties.store;
  report(self);
  // An exit overtakes alarms that were sent before it; they go first.
  self->set_exit_handler([self](const caf::exit_msg&) {
    if (!std::exchange(self->state.ending, true))
      self->send(self, end_atom_v);
  });
  call_in(self, std::chrono::milliseconds{0});
  return {
      [self](model::alarm_ptr& alarm) {
        if (self->state.courier->accept(std::move(alarm)))
          call_in(self, std::chrono::milliseconds{0});
        report(self);
      },
      [self](containers_gone& news) {
        if (self->state.courier->forget(std::move(news.ids)))
          call_in(self, std::chrono::milliseconds{0});
      },
      [self](caf::get_atom) { return self->state.courier->status(); },
      [self](tick_atom, std::uint64_t epoch) {
        if (epoch != self->state.epoch || self->state.ending)
          return;
        const auto delay = self->state.courier->attempt();
        report(self);
        call_in(self, delay);
      },
      [self](end_atom) {
        self->state.courier->finish();
        report(self);
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

} // namespace docker_monitor::actors
