#include "simulator/container/load_curve.hpp"

#include "simulator/container/random.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace docker_monitor::simulator {

namespace {

constexpr double mib = 1024.0 * 1024.0;
constexpr double page = 4096;

std::uint64_t pages(double bytes) {
  return static_cast<std::uint64_t>(std::max(bytes, 0.0) / page) * 4096U;
}

/// Draws a logarithmically uniform number: as many between 1 and 10 as between 10 and 100.
double spread(random_source& random, double low, double high) {
  return low * std::pow(high / low, random.between(0, 1));
}

} // namespace

load_curve::load_curve(character kind, std::uint64_t limit_bytes, double cores, std::uint64_t seed)
    : limit_{static_cast<double>(limit_bytes)} {
  random_source random{seed};
  const double quiet = 0.15; // the sum of the shares stays below 1, so the load never reaches 0
  const std::array<double, 3> shares{0.5, 0.25, 0.1};
  const std::array<double, 3> periods{
      random.between(70, 240), random.between(17, 45), random.between(4, 9)};
  for (std::size_t i = 0; i < waves_.size(); ++i)
    waves_[i] = {
        shares[i] * random.between(0.6, 1), 2 * std::numbers::pi / periods[i],
        random.between(0, 2 * std::numbers::pi)};
  switch (kind) {
  case character::idle:
    mean_cores_ = spread(random, 0.0005, 0.01);
    anonymous_ = spread(random, 4, 60) * mib;
    cache_ = spread(random, 1, 30) * mib;
    break;
  case character::steady:
    mean_cores_ = spread(random, 0.02, 0.2);
    anonymous_ = spread(random, 80, 500) * mib;
    cache_ = spread(random, 100, 900) * mib;
    processes_ = static_cast<std::uint32_t>(8 + random.below(30));
    break;
  case character::busy:
    mean_cores_ = spread(random, 0.15, 0.8);
    anonymous_ = spread(random, 60, 400) * mib;
    cache_ = spread(random, 10, 120) * mib;
    received_per_cpu_s_ = spread(random, 1, 9) * mib;
    processes_ = static_cast<std::uint32_t>(3 + random.below(20));
    break;
  case character::batch:
    mean_cores_ = 0.004;
    pulse_cores_ = random.between(0.6, 1.6);
    pulse_period_s_ = random.between(45, 150);
    pulse_length_s_ = pulse_period_s_ * random.between(0.2, 0.5);
    anonymous_ = spread(random, 40, 250) * mib;
    cache_ = spread(random, 50, 500) * mib;
    break;
  case character::leaking:
    mean_cores_ = spread(random, 0.03, 0.15);
    anonymous_ = limit_ * random.between(0.15, 0.3);
    cache_ = limit_ * 0.05;
    leak_per_s_ = limit_ / random.between(240, 1200);
    break;
  }
  start_cost_s_ = std::min(cores, 1.0) * random.between(0.05, 0.6);
  mean_cores_ = std::min(mean_cores_, cores / (2 - quiet));
  pulse_cores_ = std::min(pulse_cores_, std::max(cores - 2 * mean_cores_, 0.0));
  kernel_share_ = random.between(0.08, 0.4);
  breath_ = random.between(0.02, 0.12);
  anonymous_ = std::min(anonymous_, limit_ * 0.6);
  cache_ = std::min(cache_, limit_ * 0.25);
  cache_fill_s_ = random.between(30, 300);
  received_per_cpu_s_ += 20'000;
  sent_per_cpu_s_ = received_per_cpu_s_ * random.between(0.3, 4);
  read_ = cache_ * random.between(0.5, 1);
  written_per_cpu_s_ = random.chance(0.5) ? spread(random, 0.05, 2) * mib : 0;
}

double load_curve::cpu_seconds(double t) const {
  double integral = t;
  for (const auto& w : waves_)
    integral += w.share / w.frequency * (std::cos(w.phase) - std::cos(w.frequency * t + w.phase));
  double used = mean_cores_ * integral + start_cost_s_ * (1 - std::exp(-t / 1.5));
  if (pulse_cores_ > 0) {
    const double whole = std::floor(t / pulse_period_s_);
    const double x = std::min(t - whole * pulse_period_s_, pulse_length_s_);
    const double turn = 2 * std::numbers::pi / pulse_length_s_;
    used += pulse_cores_ / 2 * (whole * pulse_length_s_ + x - std::sin(turn * x) / turn);
  }
  return used;
}

usage load_curve::at(std::chrono::nanoseconds running) const {
  // Whole milliseconds: between two of them the curve grows by far more than the error of a double.
  const double t =
      static_cast<double>(std::max<std::int64_t>(running.count() / 1'000'000, 0)) / 1e3;
  const double cpu = cpu_seconds(t);
  const double warm = 1 - std::exp(-t / 8);
  const double swing =
      std::sin(waves_[0].frequency * t + waves_[0].phase) + 0.4 * std::sin(waves_[1].frequency * t);
  const double filled = cache_ * (1 - std::exp(-t / cache_fill_s_));
  const double anonymous = std::max(anonymous_ * warm * (1 + breath_ * swing), mib * 0.5);
  usage now;
  now.cpu_ns = static_cast<std::uint64_t>(cpu * 1e9);
  now.cpu_kernel_ns = static_cast<std::uint64_t>(cpu * kernel_share_ * 1e9);
  now.inactive_file_bytes = pages(filled * (0.6 + 0.1 * std::sin(waves_[1].frequency * t)));
  now.active_file_bytes = pages(filled * 0.3);
  now.anonymous_bytes = pages(std::min(
      anonymous + leak_per_s_ * t,
      limit_ * 0.995 - static_cast<double>(now.inactive_file_bytes + now.active_file_bytes)));
  now.received_bytes = static_cast<std::uint64_t>(1032 + cpu * received_per_cpu_s_);
  now.sent_bytes = static_cast<std::uint64_t>(cpu * sent_per_cpu_s_);
  now.read_bytes = pages(read_ * (1 - std::exp(-t / cache_fill_s_)));
  now.written_bytes = pages(cpu * written_per_cpu_s_);
  now.processes = processes_;
  return now;
}

std::chrono::seconds load_curve::full_after() const {
  if (leak_per_s_ <= 0)
    return std::chrono::seconds{0};
  return std::chrono::seconds{
      static_cast<std::int64_t>((limit_ - anonymous_ - cache_) / leak_per_s_)};
}

} // namespace docker_monitor::simulator
