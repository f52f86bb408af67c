#include "actors/stats_poller.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace docker_monitor::actors {

void stats_poller_state::take(model::container_ptr newer) {
  const bool other_generation =
      container->started_at && newer->started_at && *container->started_at != *newer->started_at;
  if (other_generation)
    last.reset();
  container = std::move(newer);
}

std::optional<model::sample> stats_poller_state::take(const model::counters& now) {
  const auto before = std::exchange(last, now);
  if (!now.cpu_total_ns && !now.memory_usage_bytes) { // the container does not run
    last.reset();
    return std::nullopt;
  }
  if (!before)
    return std::nullopt;
  auto sample = model::rates(*before, now);
  if (!sample.cpu_percent) // the counters began anew
    return std::nullopt;
  return sample;
}

stats_poller_actor::behavior_type stats_poller(
    stats_poller_actor::stateful_pointer<stats_poller_state> self, model::container_ptr container,
    std::shared_ptr<engine::sample_source> source, http_facade_actor facade) {
  self->state.container = std::move(container);
  return {
      [self, source = std::move(source)](tick_atom) {
        auto& state = self->state;
        if (state.waiting)
          return;
        state.waiting = true;
        const auto call = ++state.call;
        source->read(
            *state.container,
            [me = stats_poller_actor{self}, call](model::expected<model::counters> result) {
              caf::anon_send(me, reading{call, std::move(result)});
            });
      },
      [self, facade = std::move(facade)](const reading& r) {
        auto& state = self->state;
        state.waiting = false;
        if (!r.result) {
          spdlog::debug("{}: no sample: {}", state.container->name, r.result.error().message);
          return;
        }
        self->send(facade, sample_taken{state.container, state.take(*r.result)});
      },
      [self](model::container_ptr& newer) { self->state.take(std::move(newer)); },
  };
}

} // namespace docker_monitor::actors
