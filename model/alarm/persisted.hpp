#pragma once

#include "model/failure.hpp"
#include "model/saved_state.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

namespace docker_monitor::model {

/// Parts whose states are kept across restarts, in the order in which they are saved. Each has
/// `take_unsaved`, `forget_saved`, `restore` and, unless it consists of such parts itself, the
/// `area` of its states.
template <class... Parts>
class persisted {
 public:
  using instant = std::chrono::steady_clock::time_point;

  explicit persisted(Parts&... parts) : parts_{parts...} {}

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved() const {
    saved_states all;
    const auto take = [&all](saved_states more) {
      std::ranges::move(more, std::back_inserter(all));
    };
    std::apply([&](auto&... part) { (take(part.take_unsaved()), ...); }, parts_);
    return all;
  }

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved() const {
    std::apply([](auto&... part) { (part.forget_saved(), ...); }, parts_);
  }

  /// Restores a state in its part; false if no part has its area. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now) const {
    expected<bool> result = false;
    std::apply(
        [&](auto&... part) {
          // The fold stops at the first part that restores the state or fails to.
          static_cast<void>(((result = give(part, state, now), !result || *result) || ...));
        },
        parts_);
    return result;
  }

 private:
  template <class Part>
  static expected<bool> give(Part& part, const saved_state& state, instant now) {
    if constexpr (requires { Part::area; })
      if (state.area != Part::area)
        return false;
    if constexpr (requires { part.restore(state, now); })
      return part.restore(state, now);
    else
      return part.restore(state);
  }

  std::tuple<Parts&...> parts_;
};

} // namespace docker_monitor::model
