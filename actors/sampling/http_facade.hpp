#pragma once

#include "actors/history/history_keeper_actor.hpp"
#include "actors/sampling/http_facade_actor.hpp"
#include "http/api/latest_snapshot.hpp"
#include "http/prometheus/self_metrics.hpp"

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

/// What a facade works with.
struct http_facade_deps {
  std::shared_ptr<http::latest_snapshot> latest_snapshot; ///< takes the snapshots
  std::chrono::milliseconds interval{1000};               ///< of sampling
  http::self_metrics_ptr self_metrics;                    ///< takes the number of samples
  history_keeper_actor history{}; ///< takes the samples of each round; may be none
};

/// The rows it will publish.
struct http_facade_state {
  explicit http_facade_state(http_facade_actor::pointer me) : self(me) {}

  static constexpr const char* name = "http_facade";

  /// Rounds after which the log is told where samples come from, though some are still missing.
  static constexpr std::uint64_t rounds_of_grace = 5;

  /// How long a changed status may wait for others, so that a burst is one snapshot.
  static constexpr std::chrono::milliseconds coalescing{100};

  /// A sample that has not been replaced for three pauses between two, and for so long at least, is
  /// no valid one any more.
  static constexpr std::chrono::seconds least_stale_after{30};

  /// A longer pause between two samples is an outage, not a slow engine.
  static constexpr std::chrono::minutes max_pause{5};

  void take(const containers_changed& changes);

  /// Takes samples; those that show more than before are published soon.
  void take(const samples_taken& taken);

  /// True where a container had no rate before: worth showing soon.
  bool take(const samples_taken& taken, std::chrono::steady_clock::time_point now);

  /// Publishes soon, once for all that changes until then.
  void show_soon();

  /// Ends a round: publishes what it brought, and gives its samples to the history.
  void end_round();

  /// Publishes a snapshot of all rows if anything changed since the last, or the engine was heard.
  void publish(std::chrono::steady_clock::time_point now);

  struct entry {
    model::row_ptr row;
    std::chrono::steady_clock::time_point sampled{};
    /// Between the two newest samples: where the engine is slow, more than the interval.
    std::chrono::steady_clock::duration pause{};
    std::size_t position = 0;                     ///< in `rows`
    std::optional<model::engine_time> told_run{}; ///< whose OOM kills were told
    std::uint64_t told_kills = 0;
  };

  http_facade_actor::pointer self;
  http_facade_deps deps;
  std::unordered_map<std::string, entry> entries; ///< by id
  entry host;                                     ///< not among the rows; none while unknown
  std::vector<model::row_ptr> rows;               ///< in the order of their names
  std::shared_ptr<const model::id_order> by_id;   ///< of `rows`
  bool reordered = true;                          ///< `rows` and `by_id` must be made anew
  oom_kills_actor oom_kills;                      ///< null until it is known
  std::vector<oom_kills_read> kills;              ///< not yet told to it
  model::engine_status engine;
  bool is_engine_here = false; ///< its machine is the one whose files are read
  std::uint64_t round = 0;
  bool changed = true;
  bool sampled = false;                              ///< since the last round
  std::chrono::steady_clock::time_point next_look{}; ///< for samples that are stale
  bool sources_told = false;                         ///< to the log
  bool show_pending = false;                         ///< a `show_atom` is on its way

 private:
  bool take(const sample_taken& taken, std::chrono::steady_clock::time_point now);
  bool take_host(const sample_taken& taken, std::chrono::steady_clock::time_point now);
  void show(entry& e, model::row next);
  void note_kills(entry& e, const sample_taken& taken);
  void sort();
  void tell_sources();
  model::engine_status engine_now();
  void drop_stale(std::chrono::steady_clock::time_point now);
  [[nodiscard]] bool is_stale(const entry& e, std::chrono::steady_clock::time_point now) const;
  static void note_sample(entry& e, std::chrono::steady_clock::time_point now);
};
static_assert(!std::is_aggregate_v<http_facade_state>);

/// Publishes every interval, and sooner what changed about containers or the engine.
http_facade_actor::behavior_type
http_facade(http_facade_actor::stateful_pointer<http_facade_state> self, http_facade_deps deps);

} // namespace docker_monitor::actors
