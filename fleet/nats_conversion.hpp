#pragma once

#include "fleet/bus.hpp"

#include <memory>
#include <string>

#include <nats/nats.h>

namespace docker_monitor::fleet {

struct message_deleter {
  void operator()(natsMsg* m) const { natsMsg_Destroy(m); }
};
/// A message of the NATS library.
using message_ptr = std::unique_ptr<natsMsg, message_deleter>;

/// Returns the failure that a status of the library means.
model::failure failure_of(natsStatus status);

/// Returns the cause of the last failure on this thread: the library's words, which name it where
/// the status does not, without their place in the source.
std::string reason_of(natsStatus status);

/// Returns a copy of a message, with its headers.
bus_message copy_of(natsMsg* m);

} // namespace docker_monitor::fleet
