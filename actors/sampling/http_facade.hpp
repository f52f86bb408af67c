#pragma once

#include "actors/history/history_keeper_actor.hpp"
#include "actors/sampling/http_facade_actor.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "http/published/latest_snapshot.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace docker_monitor::actors {

/// The dependencies of a facade.
struct http_facade_deps {
  std::shared_ptr<http::latest_snapshot> latest_snapshot; ///< takes the snapshots
  std::chrono::milliseconds interval{1000};               ///< of sampling
  http::self_metrics_ptr self_metrics;                    ///< takes the number of samples
  history_keeper_actor history{}; ///< takes the samples of each round; may be none
};

/// The rows to publish.
struct http_facade_state {
  explicit http_facade_state(http_facade_actor::pointer me) : self(me) {}

  static constexpr const char* name = "http_facade";

  /// Rounds after which the sources of the samples are logged, even if some are missing.
  static constexpr std::uint64_t rounds_of_grace = 5;

  /// How long a changed status may wait for others, so that a burst makes one snapshot.
  static constexpr std::chrono::milliseconds coalescing{100};

  /// A sample becomes invalid if it is not replaced for three pauses, and for at least this time.
  static constexpr std::chrono::seconds least_stale_after{30};

  /// A longer pause between two samples is an outage, not a slow engine.
  static constexpr std::chrono::minutes max_pause{5};

  void take(const containers_changed& changes);

  /// Takes samples. The first rate of a container is published soon.
  void take(const samples_taken& taken);

  /// Takes samples. Returns true if a container had no rate before, so that it is shown soon.
  bool take(const samples_taken& taken, std::chrono::steady_clock::time_point now);

  /// Schedules a publication, one for all changes until then.
  void show_soon();

  /// Ends a round: publishes its changes, and sends its samples to the history.
  void end_round();

  /// Publishes a snapshot of all rows if anything changed since the last one.
  void publish(std::chrono::steady_clock::time_point now);

  struct entry {
    model::row_ptr row;
    std::chrono::steady_clock::time_point sampled{};
    /// Between the two newest samples; with a slow engine, longer than the interval.
    std::chrono::steady_clock::duration pause{};
    std::size_t position = 0;                         ///< in `rows`
    std::optional<model::engine_time> reported_run{}; ///< the run whose OOM kills were sent
    std::uint64_t reported_kills = 0;
  };

  http_facade_actor::pointer self;
  http_facade_deps deps;
  std::unordered_map<std::string, entry> entries; ///< by key
  entry host;                                     ///< not among the rows; empty while unknown
  std::vector<model::row_ptr> rows;               ///< sorted by name
  std::shared_ptr<const model::id_order> by_id;   ///< of `rows`
  bool reordered = true;                          ///< `rows` and `by_id` must be made again
  oom_kills_actor oom_kills;                      ///< null before it has registered
  std::vector<oom_kills_read> kills;              ///< to be sent to `oom_kills`
  model::engine_status engine;
  bool is_engine_here = false; ///< the engine runs on the machine whose files are read
  std::uint64_t round = 0;
  bool changed = true;
  bool sampled = false;                                     ///< since the last round
  std::chrono::steady_clock::time_point next_stale_check{}; ///< for stale samples
  bool sources_logged = false;                              ///< they were logged
  bool show_pending = false; ///< a `show_atom` was sent and is pending

 private:
  bool take(const sample_taken& taken, std::chrono::steady_clock::time_point now);
  bool take_host(const sample_taken& taken, std::chrono::steady_clock::time_point now);
  void show(entry& e, model::row next);
  void note_kills(entry& e, const sample_taken& taken);
  void sort();
  void log_sources();
  model::engine_status engine_now();
  void drop_stale(std::chrono::steady_clock::time_point now);
  [[nodiscard]] bool is_stale(const entry& e, std::chrono::steady_clock::time_point now) const;
  static void note_sample(entry& e, std::chrono::steady_clock::time_point now);
};
static_assert(!std::is_aggregate_v<http_facade_state>);

/// Publishes at every interval, and sooner after changes of containers or the engine.
http_facade_actor::behavior_type
http_facade(http_facade_actor::stateful_pointer<http_facade_state> self, http_facade_deps deps);

} // namespace docker_monitor::actors
