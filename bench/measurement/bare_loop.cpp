#include "bench/measurement/bare_loop.hpp"

#include "bench/machine/interruption.hpp"
#include "bench/machine/system_files.hpp"
#include "model/metric/sampling_slots.hpp"

#include <algorithm>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace docker_monitor::bench {

using namespace std::chrono_literals;

loop_cost run_in_slots(
    std::size_t count, std::chrono::nanoseconds interval, std::size_t intervals,
    const std::function<void(std::size_t)>& sample) {
  const auto slots = model::sampling_slots(count, interval);
  loop_cost cost;
  const auto before = thread_cpu_time();
  auto next = std::chrono::steady_clock::now();
  for (std::size_t round = 0; round < intervals; ++round)
    for (std::size_t slot = 0; slot < slots; ++slot) {
      const auto end = count * (slot + 1) / slots;
      for (auto i = count * slot / slots; i < end; ++i)
        sample(i);
      cost.samples += end - count * slot / slots;
      next += interval / slots;
      pause_until(next);
    }
  cost.cpu = thread_cpu_time() - before;
  return cost;
}

bare_reader::bare_reader(std::vector<std::vector<std::string>> files, std::size_t descriptors)
    : buffer_(65536) {
  for (auto& paths : files) {
    auto& container = containers_.emplace_back();
    for (auto& path : paths) {
      const int opened = kept_ < descriptors ? open(path.c_str(), O_RDONLY | O_CLOEXEC) : -1;
      kept_ += opened >= 0 ? 1 : 0;
      container.push_back({std::move(path), opened});
    }
  }
}

bare_reader::~bare_reader() {
  for (const auto& container : containers_)
    for (const auto& one : container)
      if (one.open >= 0)
        close(one.open);
}

void bare_reader::read(std::size_t container) {
  for (const auto& one : containers_[container]) {
    const int opened = one.open >= 0 ? one.open : open(one.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (opened < 0)
      throw harness_error(one.path + ": cannot be read");
    const auto count = pread(opened, buffer_.data(), buffer_.size(), 0);
    bytes_ += count > 0 ? static_cast<std::size_t>(count) : 0;
    if (one.open < 0)
      close(opened);
  }
}

std::size_t descriptors_for_files() {
  constexpr rlim_t reserve = 1024 + 256; // as engine::descriptor_budget
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur > reserve ? static_cast<std::size_t>(limit.rlim_cur - reserve) : 0;
}

} // namespace docker_monitor::bench
