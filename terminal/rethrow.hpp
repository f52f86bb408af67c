#pragma once

#include <exception>

namespace docker_monitor::terminal {

/// Passes an exception of a coroutine to the caller of the io_context's run.
inline void rethrow(const std::exception_ptr& thrown) {
  if (thrown)
    std::rethrow_exception(thrown);
}

} // namespace docker_monitor::terminal
