#include "actors/sampling/slot_samples.hpp"

#include <caf/send.hpp>

#include <utility>

namespace docker_monitor::actors {

slot_samples::slot_samples(
    std::size_t pollers, http_facade_actor facade, http::self_metrics_ptr self_metrics)
    : places_(pollers), unfinished_{pollers}, facade_(std::move(facade)),
      self_metrics_(std::move(self_metrics)) {}

void slot_samples::finish(std::size_t place, std::optional<sample_taken> sample) {
  if (places_[place].finished.exchange(true, std::memory_order_relaxed))
    return;
  places_[place].sample = std::move(sample);
  // The last one sees what the others wrote before they decremented the counter.
  if (unfinished_.fetch_sub(1, std::memory_order_acq_rel) == 1)
    send();
}

void slot_samples::finish_for(caf::actor_id poller) {
  for (std::size_t place = 0; place < places_.size(); ++place)
    if (places_[place].poller == poller)
      finish(place);
}

bool slot_samples::has_finished() const {
  return unfinished_.load(std::memory_order_relaxed) == 0;
}

void slot_samples::send() {
  if (self_metrics_) {
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begun_;
    http::count(self_metrics_->samplings);
    http::count(self_metrics_->sampling_ns, static_cast<std::uint64_t>(took.count()));
  }
  samples_taken taken;
  taken.list.reserve(places_.size());
  for (auto& place : places_) // pollers that wait for an answer, or have ended, have none
    if (place.sample)
      taken.list.push_back(*std::exchange(place.sample, std::nullopt));
  if (!taken.list.empty())
    caf::anon_send(facade_, std::move(taken));
}

} // namespace docker_monitor::actors
