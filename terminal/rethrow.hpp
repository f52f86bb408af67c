#pragma once

#include <exception>

namespace docker_monitor::terminal {

/// Hands what a coroutine throws to whoever runs the io_context.
inline void rethrow(const std::exception_ptr& thrown) {
  if (thrown)
    std::rethrow_exception(thrown);
}

} // namespace docker_monitor::terminal
