#include "actors/sink.hpp"

#include <utility>

namespace docker_monitor::actors {

namespace {

using pointer = sink_actor::stateful_pointer<sink_state>;

void call_in(pointer self, std::chrono::milliseconds delay) {
  const auto epoch = ++self->state.epoch;
  if (delay.count() == 0)
    self->send(self, tick_atom_v, epoch);
  else
    self->delayed_send(self, delay, tick_atom_v, epoch);
}

} // namespace

sink_actor::behavior_type sink(
    pointer self, const sinks::sink_url& url, std::shared_ptr<sinks::sink> sink,
    std::shared_ptr<sinks::outbox> outbox, std::shared_ptr<sinks::sink_publication> publication) {
  auto& state = self->state;
  state.courier = std::make_unique<sinks::courier>(
      url, std::move(sink), std::move(outbox), sinks::retry_rhythm(url.kind),
      [self] { return self->clock().now(); });
  state.publication = std::move(publication);
  state.publish();
  self->set_exit_handler([self](caf::exit_msg& exit) {
    self->state.courier->finish();
    self->state.publish();
    self->quit(std::move(exit.reason));
  });
  call_in(self, std::chrono::milliseconds{0});
  return {
      [self](model::alarm_ptr& alarm) {
        if (self->state.courier->accept(std::move(alarm)))
          call_in(self, std::chrono::milliseconds{0});
        self->state.publish();
      },
      [self](caf::get_atom) { return self->state.courier->status(); },
      [self](tick_atom, std::uint64_t epoch) {
        if (epoch != self->state.epoch)
          return;
        const auto delay = self->state.courier->attempt();
        self->state.publish();
        call_in(self, delay);
      },
  };
}

} // namespace docker_monitor::actors
