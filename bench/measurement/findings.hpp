#pragma once

#include "bench/measurement/sampling_watch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::bench {

/// A time in microseconds.
inline double micro(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

/// What another program costs over the same containers: its processes together.
struct other_finding {
  double program_us = 0;
  double engine_us = 0;
  double host_us = 0;
  std::uint64_t rss_bytes = 0;
  std::size_t descriptors = 0;
  std::size_t processes = 0;
};

/// What sampling so many containers costs. Times are µs of CPU per container-sample.
struct cost_finding {
  std::size_t containers = 0;
  std::string load;
  double interval_s = 1;
  double program_us = 0;
  double bare_us = 0;              ///< the bare loop, in turn with the program
  std::optional<double> reader_us; ///< the program's own reader in a loop without actors
  std::optional<double> host_us;   ///< host-wide, the engine's share included
  double engine_us = 0;            ///< of the simulated engine
  std::vector<double> program_rounds_us;
  std::vector<double> bare_rounds_us;
  std::uint64_t rss_bytes = 0;
  std::size_t descriptors = 0;
  double start_ms = 0; ///< from exec to ready
  std::optional<other_finding> other;

  /// The program over the bare loop.
  [[nodiscard]] double ratio() const { return bare_us > 0 ? program_us / bare_us : 0; }
};

/// How fast one target is served while so many containers are sampled, and how fast a bare Beast
/// server sends the same bytes in the same seconds.
struct latency_finding {
  std::size_t containers = 0;
  std::string what; ///< `one` or `all`
  std::size_t bytes = 0;
  double p50_us = 0;
  double p99_us = 0;
  double per_second = 0;
  double bare_p50_us = 0;
  double bare_p99_us = 0;
  double bare_per_second = 0;
  double rate_ratio = 0; ///< median of the paired rounds' ratios
  double p99_ratio = 0;  ///< likewise
  std::optional<double> nginx_per_second;
  std::size_t failures = 0;
};

/// How evenly so many containers are sampled.
struct evenness_finding {
  std::size_t containers = 0;
  std::string load;
  double interval_s = 1;
  sampling_quality quality;
};

/// How soon an event is an alarm.
struct alarm_finding {
  std::size_t containers = 0;
  std::size_t events = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

/// How long it took from exec to ready.
struct start_finding {
  std::size_t containers = 0;
  double ready_ms = 0;
};

/// Calls to the engine while nothing happened and nobody asked.
struct engine_finding {
  double seconds = 0; ///< how long they were counted
  std::vector<std::pair<std::string, double>> calls_per_minute;
};

/// What Prometheus costs: CPU of the program for a scrape, medians.
struct scrape_finding {
  std::size_t containers = 0;
  std::size_t bytes = 0;     ///< of one answer
  double first_ms = 0;       ///< the first scrape of a round
  double second_ms = 0;      ///< another one in the same round
  double sampling_share = 0; ///< what the program takes without scrapes, of a core
  std::vector<double> first_scrapes_ms{};
  std::vector<double> second_scrapes_ms{};
};

/// What clients of the stream cost, all together.
struct stream_finding {
  std::size_t clients = 0;
  std::size_t containers = 0;
  bool gzip = false;
  double cpu_share = 0;           ///< of a core, sampling included
  double quiet_share = 0;         ///< the same without clients
  double bytes_per_second = 0;    ///< to one client
  double seconds = 0;             ///< how long they were followed
  std::size_t fewest_updates = 0; ///< in this time, of the client that was told the least
  std::size_t lost = 0;           ///< clients that were dropped
  std::uint64_t rss_bytes = 0;
};

/// What a client that follows the stream and reads nothing does to the others.
struct mute_finding {
  std::size_t containers = 0;
  double p99_us = 0; ///< of the others, while it is there
  double p99_without_us = 0;
  double p99_ratio = 0;            ///< median of the paired rounds
  std::optional<double> dropped_s; ///< when it was dropped, from its request on; none: never
  std::uint64_t rss_before_bytes = 0;
  std::uint64_t rss_most_bytes = 0;
  std::uint64_t rss_after_bytes = 0;
};

/// How fast it is said that a list is unchanged.
struct unchanged_finding {
  std::size_t containers = 0;
  double per_second = 0;
  double bare_per_second = 0;
  double rate_ratio = 0; ///< median of the paired rounds' ratios
  std::size_t failures = 0;
};

/// How fast one container is told over TLS, and what clients that are idle take.
struct tls_finding {
  std::size_t containers = 0;
  std::size_t bytes = 0; ///< of one answer
  double per_second = 0;
  double bare_per_second = 0;
  double rate_ratio = 0; ///< median of the paired rounds' ratios
  std::size_t idle_clients = 0;
  double bytes_per_client = 0; ///< of resident memory
  double descriptors_per_client = 0;
  std::size_t failures = 0;
};

/// The interfaces others build on.
struct interfaces_finding {
  std::optional<scrape_finding> scrape;
  std::vector<stream_finding> streams;
  std::optional<mute_finding> mute;
  std::optional<unchanged_finding> unchanged;
};

/// What the history adds to the CPU of a sample.
struct past_cost_finding {
  std::string load;
  std::size_t containers = 0;
  std::vector<double> with_us{};    ///< CPU per container-sample, of each round
  std::vector<double> without_us{}; ///< of the program beside it that has no history

  /// All rounds with it over all without.
  [[nodiscard]] double ratio() const {
    const auto sum = [](const std::vector<double>& all) {
      return std::accumulate(all.begin(), all.end(), 0.0);
    };
    return without_us.empty() ? 0 : sum(with_us) / sum(without_us);
  }
};

/// What the history of figures costs.
struct past_finding {
  std::vector<past_cost_finding> costs{};
  std::size_t few_containers = 0;
  double filled_s = 0; ///< how long memory was given to fill
  std::uint64_t rss_bytes = 0;
  std::uint64_t rss_without_bytes = 0;
  double bytes_per_value = 0; ///< on disk, of a day's
  std::size_t stored_containers = 0;
  std::uint64_t stored_bytes = 0; ///< of a month of those
  double day_ms = 0;              ///< of a question, as a client sees it
  double month_ms = 0;
  std::size_t day_points = 0;
  std::size_t month_points = 0;
};

/// All that was measured.
struct findings {
  std::string program; ///< its path
  std::string against; ///< the other program's command; empty: none
  std::string machine;
  std::vector<std::string> bare_files; ///< what the bare loop reads of a container
  std::vector<cost_finding> cost;
  std::vector<latency_finding> latency;
  std::vector<evenness_finding> evenness;
  std::vector<alarm_finding> alarms;
  std::vector<start_finding> starts;
  std::optional<engine_finding> engine;
  std::optional<interfaces_finding> interfaces;
  std::optional<past_finding> past;
  std::optional<tls_finding> tls;
};

} // namespace docker_monitor::bench
