#include "actors/sampling/slot_samples.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace docker_monitor::actors {

slot_samples::slot_samples(
    std::size_t pollers, http_facade_actor facade, http::observations_ptr observed)
    : samples_(pollers), facade_(std::move(facade)), observed_(std::move(observed)) {}

slot_samples::~slot_samples() {
  if (observed_) {
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begun_;
    http::count(observed_->samplings);
    http::count(observed_->sampling_ns, static_cast<std::uint64_t>(took.count()));
  }
  // Pollers that are waiting for an answer, or that have ended, left their places empty.
  std::erase_if(samples_, [](const sample_taken& sample) { return !sample.container; });
  if (!samples_.empty())
    caf::anon_send(facade_, samples_taken{std::move(samples_)});
}

void slot_samples::put(std::size_t place, sample_taken sample) {
  samples_[place] = std::move(sample);
}

} // namespace docker_monitor::actors
