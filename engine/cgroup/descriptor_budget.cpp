#include "engine/cgroup/descriptor_budget.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace docker_monitor::engine {

std::shared_ptr<descriptor_budget> descriptor_budget::of_process(std::size_t reserve) {
  constexpr std::size_t most = 1'000'000; // stands for unlimited
  rlimit limit{};
  std::size_t total = 0;
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
    total = limit.rlim_cur == RLIM_INFINITY ? most : std::min<std::size_t>(limit.rlim_cur, most);
  return std::make_shared<descriptor_budget>(total > reserve ? total - reserve : 0);
}

bool descriptor_budget::take(descriptor_tier tier) {
  auto& used = used_[static_cast<std::size_t>(tier)];
  if (this->used() >= total() || used.load(std::memory_order_relaxed) >= allowed(tier))
    return false;
  used.fetch_add(1, std::memory_order_relaxed);
  return true;
}

void descriptor_budget::give_back(descriptor_tier tier) {
  used_[static_cast<std::size_t>(tier)].fetch_sub(1, std::memory_order_relaxed);
}

bool descriptor_budget::is_over(descriptor_tier tier) const {
  return used_[static_cast<std::size_t>(tier)].load(std::memory_order_relaxed) > allowed(tier);
}

void descriptor_budget::shrink() {
  // Less than what is in use, so that some are returned.
  const auto fewer = used() - used() / 16;
  auto now = total();
  while (fewer < now && !total_.compare_exchange_weak(now, fewer, std::memory_order_relaxed)) {
  }
}

std::size_t descriptor_budget::used() const {
  std::size_t sum = 0;
  for (const auto& used : used_)
    sum += used.load(std::memory_order_relaxed);
  return sum;
}

std::size_t descriptor_budget::allowed(descriptor_tier tier) const {
  std::size_t before = 0;
  for (std::size_t t = 0; t < static_cast<std::size_t>(tier); ++t)
    before += wanted[t];
  const auto taken = before * containers();
  return total() > taken ? total() - taken : 0;
}

} // namespace docker_monitor::engine
