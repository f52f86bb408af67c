#pragma once

#include "model/failure.hpp"
#include "terminal/client/address.hpp"
#include "terminal/client/credentials.hpp"
#include "terminal/view/listing.hpp"

#include <string>

namespace docker_monitor::terminal {

/// Shows an instance in the terminal of standard input and output until a key or a signal ends it.
/// `chosen` is the table it begins with. Fails where it cannot start: the terminal's type is
/// unknown, or the instance is unreachable or refuses. After the start it reconnects without end.
/// Restores the terminal before it throws an unexpected exception.
model::expected<void>
run_live_view(address where, const credentials& with, const selection& chosen, bool colours);

} // namespace docker_monitor::terminal
