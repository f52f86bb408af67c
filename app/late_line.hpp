#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <tuple>
#include <utility>

namespace docker_monitor::app {

/// A call to somebody who is there later: calls made before `connect` wait for it, and after
/// `disconnect` they are lost. Any thread may use it.
template <class... Ts>
class late_line {
 public:
  /// The most calls that wait; of more the oldest are lost.
  static constexpr std::size_t most_waiting = 64;

  /// Calls `callee`, which must not call back into this line while it is being connected.
  void operator()(Ts... values) {
    std::function<void(Ts...)> callee;
    {
      const std::scoped_lock lock{mutex_};
      if (!callee_ && !over_) {
        if (waiting_.size() == most_waiting)
          waiting_.pop_front();
        waiting_.emplace_back(std::move(values)...);
        return;
      }
      callee = callee_;
    }
    if (callee)
      callee(std::move(values)...);
  }

  /// From now on calls go to `callee`, first those that waited.
  void connect(std::function<void(Ts...)> callee) {
    const std::scoped_lock lock{mutex_};
    for (auto& values : waiting_)
      std::apply(callee, std::move(values));
    waiting_.clear();
    callee_ = std::move(callee);
  }

  /// Forgets the callee and what waits: for the end, where handles must not keep actors alive.
  void disconnect() {
    const std::scoped_lock lock{mutex_};
    over_ = true;
    callee_ = nullptr;
    waiting_.clear();
  }

 private:
  std::mutex mutex_;
  std::function<void(Ts...)> callee_;
  std::deque<std::tuple<Ts...>> waiting_;
  bool over_ = false;
};

} // namespace docker_monitor::app
