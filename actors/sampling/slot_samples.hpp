#pragma once

#include "actors/sampling/http_facade_actor.hpp"
#include "actors/type_ids.hpp"
#include "http/prometheus/self_metrics.hpp"

#include <caf/abstract_actor.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace docker_monitor::actors {

/// Collects the samples of the pollers that are woken together. The last one to finish sends all of
/// them to the facade as one message, which costs less than one each. Each poller has a place of
/// its own, so no lock is needed.
class slot_samples {
 public:
  /// If `self_metrics` is set, counts the time from now until the last one has finished.
  slot_samples(
      std::size_t pollers, http_facade_actor facade, http::self_metrics_ptr self_metrics = nullptr);

  /// Says whose place it is, before its poller is woken.
  void assign(std::size_t place, caf::actor_id poller) { places_[place].poller = poller; }

  /// Finishes a place, with or without a sample; only the first call per place counts. The poller
  /// calls it, and the supervisor calls it again when it ends a poller. The call for the last place
  /// sends the samples.
  void finish(std::size_t place, std::optional<sample_taken> sample = std::nullopt);

  /// Finishes the places of a poller that has ended.
  void finish_for(caf::actor_id poller);

  /// Returns whether all places are finished.
  [[nodiscard]] bool has_finished() const;

 private:
  struct place_of_poller {
    std::atomic<bool> finished{false};
    caf::actor_id poller = caf::invalid_actor_id;
    std::optional<sample_taken> sample;
  };

  void send();

  std::vector<place_of_poller> places_;
  std::atomic<std::size_t> unfinished_;
  http_facade_actor facade_;
  http::self_metrics_ptr self_metrics_; ///< may be null
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

} // namespace docker_monitor::actors
