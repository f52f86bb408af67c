#pragma once

#include <utility>

namespace docker_monitor::engine {

/// Assigns a value. Returns true where the value changed.
template <class T, class Value>
bool assign(T& target, Value&& value) {
  if (target == value)
    return false;
  target = std::forward<Value>(value);
  return true;
}

} // namespace docker_monitor::engine
