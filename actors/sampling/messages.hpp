#pragma once

#include "model/container/container.hpp"
#include "model/failure.hpp"
#include "model/metric/sample.hpp"

#include <caf/typed_actor.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// A poller's newest sample.
struct sample_taken {
  model::container_ptr container; ///< whose, as the poller knew it
  model::sample_ptr sample;       ///< null where the newest reading gave no valid one
  model::engine_time sampled_at{};
};

/// What the pollers of a slot took.
struct samples_taken {
  std::vector<sample_taken> list;
};

class slot_samples;

/// Wakes a poller: its sample goes to a place among those of its slot.
struct slot_tick {
  std::shared_ptr<slot_samples> into;
  std::size_t place = 0;
};

/// A reading showed that the OOM killer ended processes of a container.
struct oom_kills_read {
  std::string id;
  std::optional<model::engine_time> started_at; ///< of the run that was read
  std::uint64_t kills = 0;                      ///< in this run
};

/// An actor that counts OOM kills over all runs of a container.
using oom_kills_actor = caf::typed_actor<caf::reacts_to<oom_kills_read>>;

/// The outcome of a reading that took its time.
struct reading {
  model::expected<model::counters> result = model::counters{};
};

} // namespace docker_monitor::actors
