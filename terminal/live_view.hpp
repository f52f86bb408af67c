#pragma once

#include "model/failure.hpp"
#include "terminal/client/address.hpp"
#include "terminal/client/credentials.hpp"

#include <string>

namespace docker_monitor::terminal {

/// Shows what an instance tells in the terminal of standard input and output until a key or a
/// signal ends it; `all`: stopped containers, too. Fails where it can't begin: the terminal's type
/// is not known, or the instance can't be reached or refuses. Later it tries again for ever.
/// Throws, with the terminal given back, what nobody expects.
model::expected<void> run_live_view(address where, const credentials& with, bool all, bool colours);

} // namespace docker_monitor::terminal
