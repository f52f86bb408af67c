#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

namespace docker_monitor::sinks {

/// The deadline of one blocking call of a sink at a time, which `request_stop` brings forward.
class call_deadline {
 public:
  using clock = std::chrono::steady_clock;
  using milliseconds = std::chrono::milliseconds;

  /// How long calls may still take once hurried.
  static constexpr milliseconds rest{500};

  /// How long a wait may be blind for `request_stop`.
  static constexpr milliseconds slice{100};

  /// Begins a call that may take `limit`.
  void start(milliseconds limit);

  /// What is left of the call, never negative.
  [[nodiscard]] milliseconds left() const;

  /// How long to wait at once.
  [[nodiscard]] milliseconds next_slice() const;

  /// From any thread: this call and every later one may take `rest` only.
  void request_stop() noexcept;

  /// While it lives, `request_stop` shuts the socket down at once: for waits inside a library,
  /// which has its own idea of time.
  class cutting {
   public:
    cutting(call_deadline& owner, int socket);
    ~cutting();
    cutting(const cutting&) = delete;
    cutting& operator=(const cutting&) = delete;

   private:
    call_deadline& owner_;
  };

 private:
  static constexpr clock::time_point never = clock::time_point::max();

  clock::time_point begin_;
  clock::time_point deadline_;
  std::atomic<clock::time_point> stop_requested_at_{never};
  std::mutex mutex_;
  int socket_ = -1; ///< guarded by the mutex
};

} // namespace docker_monitor::sinks
