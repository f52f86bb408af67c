#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

namespace docker_monitor::sinks {

/// The deadline of a sink's current blocking call. `request_stop` shortens it.
class call_deadline {
 public:
  using clock = std::chrono::steady_clock;
  using milliseconds = std::chrono::milliseconds;

  /// The time left for calls after `request_stop`.
  static constexpr milliseconds rest{500};

  /// The longest wait before `request_stop` is noticed.
  static constexpr milliseconds slice{100};

  /// Starts a call that may take `limit`.
  void start(milliseconds limit);

  /// Returns the time left for the call, never negative.
  [[nodiscard]] milliseconds left() const;

  /// Returns how long the next wait may be.
  [[nodiscard]] milliseconds next_slice() const;

  /// Limits this call and all later ones to `rest`. May be called from any thread.
  void request_stop() noexcept;

  /// While it exists, `request_stop` shuts the socket down at once. For waits inside a library that
  /// cannot be shortened.
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
