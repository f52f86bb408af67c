#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace docker_monitor::engine {

/// How much it is worth to keep a file open: one that is not costs an open and a close each time.
enum class descriptor_tier : std::uint8_t {
  always, ///< read at every reading
  often,  ///< read where the container did something
  seldom, ///< read every few readings
};

/// Shares out how many descriptors the readers of kernel files may keep. Each tier gets what is
/// left when every container has its descriptors of the tiers before, so that a host with few
/// containers keeps everything open and one with many what matters most. Lock-free and approximate:
/// what is over is given back at its next use. Thread safe.
class descriptor_budget {
 public:
  /// What is left to the rest of the program by default: 1024 connections and 256 others.
  static constexpr std::size_t default_reserve = 1024 + 256;

  /// Allows `total` descriptors at once.
  explicit descriptor_budget(std::size_t total) : total_(total) {}

  /// What RLIMIT_NOFILE allows this process, less a reserve.
  static std::shared_ptr<descriptor_budget> of_process(std::size_t reserve = default_reserve);

  /// One container more, or one less, shares the budget.
  void join() { containers_.fetch_add(1, std::memory_order_relaxed); }
  void leave() { containers_.fetch_sub(1, std::memory_order_relaxed); }

  /// Takes a descriptor; false where there is none for this tier.
  bool take(descriptor_tier tier);

  /// Returns one that was taken.
  void give_back(descriptor_tier tier);

  /// True where this tier has more than it may by now: whoever has one should give it back.
  [[nodiscard]] bool is_over(descriptor_tier tier) const;

  /// The system refused a descriptor although the budget allowed it: allow fewer from now on.
  void shrink();

  [[nodiscard]] std::size_t total() const { return total_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t used() const;
  [[nodiscard]] std::size_t containers() const {
    return containers_.load(std::memory_order_relaxed);
  }

 private:
  static constexpr std::size_t tiers = 3;
  /// How many descriptors a container wants of each tier.
  static constexpr std::array<std::size_t, tiers> wanted{2, 7, 5};

  [[nodiscard]] std::size_t allowed(descriptor_tier tier) const;

  std::atomic<std::size_t> total_;
  std::atomic<std::size_t> containers_{0};
  std::array<std::atomic<std::size_t>, tiers> used_{};
};

} // namespace docker_monitor::engine
