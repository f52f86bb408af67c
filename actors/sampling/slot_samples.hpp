#pragma once

#include "actors/sampling/http_facade_actor.hpp"
#include "actors/type_ids.hpp"
#include "http/prometheus/observations.hpp"

#include <chrono>
#include <cstddef>
#include <vector>

namespace docker_monitor::actors {

/// Collects the samples of the pollers that are woken together: when the last of them lets go of
/// it, they go to the facade as one message, which costs less than one each. Each poller has a
/// place of its own, so that nothing has to be locked.
class slot_samples {
 public:
  /// The time from now until the last lets go is counted, where it is wanted.
  slot_samples(
      std::size_t pollers, http_facade_actor facade, http::observations_ptr observed = nullptr);
  ~slot_samples();
  slot_samples(const slot_samples&) = delete;
  slot_samples& operator=(const slot_samples&) = delete;

  /// Called at most once for each place.
  void put(std::size_t place, sample_taken sample);

 private:
  std::vector<sample_taken> samples_;
  http_facade_actor facade_;
  http::observations_ptr observed_; ///< may be null
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

} // namespace docker_monitor::actors
