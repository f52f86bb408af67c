#include "actors/alarm_router.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::actors {

namespace {

using pointer = alarm_router_actor::stateful_pointer<alarm_router_state>;

void hand_over(pointer self, const std::vector<sink_actor>& sinks, std::vector<model::alarm> made) {
  for (auto& alarm : made) {
    spdlog::debug("alarm: {} {}", alarm.container_name, model::to_string(alarm.kind));
    const auto shared = std::make_shared<const model::alarm>(std::move(alarm));
    for (const auto& sink : sinks)
      self->send(sink, shared);
  }
  const auto next = self->state.folding.next_deadline();
  if (!next || self->state.expiry_pending)
    return;
  self->state.expiry_pending = true;
  const auto now = self->clock().now();
  self->delayed_send(self, std::max(*next, now) - now, expire_atom_v);
}

} // namespace

alarm_router_actor::behavior_type alarm_router(pointer self, std::vector<sink_actor> sinks) {
  return {
      [self, sinks](const transitions& news) {
        std::vector<model::alarm> made;
        for (const auto& transition : news.list)
          self->state.folding.take(transition, self->clock().now(), made);
        hand_over(self, sinks, std::move(made));
      },
      [self, sinks](const container_facts& news) {
        std::vector<model::alarm> made;
        if (news.facts)
          self->state.folding.learn(*news.facts, made);
        else
          self->state.folding.forget(news.id, made);
        hand_over(self, sinks, std::move(made));
      },
      [self, sinks](expire_atom) {
        std::vector<model::alarm> made;
        self->state.expiry_pending = false;
        self->state.folding.expire(self->clock().now(), made);
        hand_over(self, sinks, std::move(made));
      },
  };
}

} // namespace docker_monitor::actors
