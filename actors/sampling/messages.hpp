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
  model::container_ptr container; ///< the container, as the poller knew it
  model::sample_ptr sample;       ///< null if the newest reading gave no valid one
  model::engine_time sampled_at{};
};

/// The samples of a slot's pollers.
struct samples_taken {
  std::vector<sample_taken> list;
};

class slot_samples;

/// Wakes a poller, which puts its sample at a place in its slot.
struct slot_tick {
  std::shared_ptr<slot_samples> into;
  std::size_t place = 0;
};

/// A reading showed that the OOM killer ended processes of a container.
struct oom_kills_read {
  std::string id;
  std::optional<model::engine_time> started_at; ///< of the run whose counter was read
  std::uint64_t kills = 0;                      ///< in this run
};

/// An actor that counts OOM kills over all runs of a container.
using oom_kills_actor = caf::typed_actor<caf::reacts_to<oom_kills_read>>;

/// The outcome of a reading that was not immediate.
struct reading {
  model::expected<model::counters> result = model::counters{};
};

} // namespace docker_monitor::actors
