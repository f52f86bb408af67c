#pragma once

#include "actors/type_ids.hpp"

#include <caf/exit_reason.hpp>
#include <caf/system_messages.hpp>

#include <utility>

namespace docker_monitor::actors {

/// Turns an exit message into an `end_atom` at the end of the mailbox: the exit itself would
/// overtake messages sent before it. The state's member `ending` is true from then on.
template <class Self>
void end_last(Self self) {
  self->set_exit_handler([self](const caf::exit_msg&) {
    if (!std::exchange(self->state.ending, true))
      self->send(self, end_atom_v);
  });
}

} // namespace docker_monitor::actors
