#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace docker_monitor::engine {

/// How much is saved by keeping a file open. A file that is not kept open costs an open and a close
/// per reading.
enum class descriptor_tier : std::uint8_t {
  always, ///< read at every reading
  often,  ///< read when the container was active
  seldom, ///< read every few readings
};

/// Distributes the descriptors that the readers of kernel files may keep open. Each tier gets what
/// is left after every container has its descriptors of the tiers before it, so a host with few
/// containers keeps all files open and a host with many keeps the most important ones. Lock-free
/// and approximate: an excess descriptor is returned at its next use. Thread safe.
class descriptor_budget {
 public:
  /// Descriptors left to the rest of the program by default: 1024 connections and 256 others.
  static constexpr std::size_t default_reserve = 1024 + 256;

  /// Allows `total` descriptors at once.
  explicit descriptor_budget(std::size_t total) : total_(total) {}

  /// Returns a budget of RLIMIT_NOFILE less the reserve.
  static std::shared_ptr<descriptor_budget> of_process(std::size_t reserve = default_reserve);

  /// Adds or removes a container that shares the budget.
  void join() { containers_.fetch_add(1, std::memory_order_relaxed); }
  void leave() { containers_.fetch_sub(1, std::memory_order_relaxed); }

  /// Takes a descriptor. Returns false where none is left for this tier.
  bool take(descriptor_tier tier);

  /// Returns a descriptor to the budget.
  void give_back(descriptor_tier tier);

  /// Returns true where this tier holds more descriptors than it may. A holder should return its
  /// descriptor.
  [[nodiscard]] bool is_over(descriptor_tier tier) const;

  /// Lowers the limit after the system refused a descriptor that the budget allowed.
  void shrink();

  [[nodiscard]] std::size_t total() const { return total_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t used() const;
  [[nodiscard]] std::size_t containers() const {
    return containers_.load(std::memory_order_relaxed);
  }

 private:
  static constexpr std::size_t tiers = 3;
  /// Descriptors per container in each tier.
  static constexpr std::array<std::size_t, tiers> wanted{2, 7, 5};

  [[nodiscard]] std::size_t allowed(descriptor_tier tier) const;

  std::atomic<std::size_t> total_;
  std::atomic<std::size_t> containers_{0};
  std::array<std::atomic<std::size_t>, tiers> used_{};
};

} // namespace docker_monitor::engine
