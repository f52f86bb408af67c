#pragma once

#include <utility>

namespace docker_monitor::engine {

/// Replaces a value; true where it was another.
template <class T, class Value>
bool assign(T& target, Value&& value) {
  if (target == value)
    return false;
  target = std::forward<Value>(value);
  return true;
}

} // namespace docker_monitor::engine
