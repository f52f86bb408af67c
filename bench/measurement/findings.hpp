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

/// Converts a time to microseconds.
inline double micro(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

/// The cost of another program over the same containers: the sum of its processes.
struct other_finding {
  double program_us = 0;
  double engine_us = 0;
  double host_us = 0;
  std::uint64_t rss_bytes = 0;
  std::size_t descriptors = 0;
  std::size_t processes = 0;
};

/// The cost of sampling. Times are µs of CPU per container-sample.
struct cost_finding {
  std::size_t containers = 0;
  std::string load;
  double interval_s = 1;
  double program_us = 0;
  double bare_us = 0;              ///< the bare loop, in turn with the program
  std::optional<double> reader_us; ///< the program's own reader in a loop without actors
  std::optional<double> host_us;   ///< host-wide, including the engine
  double engine_us = 0;            ///< of the simulated engine
  std::vector<double> program_rounds_us;
  std::vector<double> bare_rounds_us;
  std::uint64_t rss_bytes = 0;
  std::size_t descriptors = 0;
  double start_ms = 0; ///< from exec to ready
  std::optional<other_finding> other;

  /// Returns the cost of the program divided by that of the bare loop.
  [[nodiscard]] double ratio() const { return bare_us > 0 ? program_us / bare_us : 0; }
};

/// The latency of one target during sampling, and that of a bare Beast server with the same bytes
/// in the same seconds.
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
  double p99_ratio = 0;  ///< median of the paired rounds' ratios
  std::optional<double> nginx_per_second;
  std::size_t failures = 0;
};

/// The evenness of sampling.
struct evenness_finding {
  std::size_t containers = 0;
  std::string load;
  double interval_s = 1;
  sampling_quality quality;
};

/// The time from an event to its alarm.
struct alarm_finding {
  std::size_t containers = 0;
  std::size_t events = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

/// The time from exec to ready.
struct start_finding {
  std::size_t containers = 0;
  double ready_ms = 0;
};

/// Calls to the engine without events and requests.
struct engine_finding {
  double seconds = 0; ///< duration of the count
  std::vector<std::pair<std::string, double>> calls_per_minute;
};

/// The cost of Prometheus: CPU of the program per scrape, medians.
struct scrape_finding {
  std::size_t containers = 0;
  std::size_t bytes = 0;     ///< of one answer
  double first_ms = 0;       ///< the first scrape of a round
  double second_ms = 0;      ///< a further scrape in the same round
  double sampling_share = 0; ///< the program without scrapes, as a share of a core
  std::vector<double> first_scrapes_ms{};
  std::vector<double> second_scrapes_ms{};
};

/// The cost of all clients of the stream together.
struct stream_finding {
  std::size_t clients = 0;
  std::size_t containers = 0;
  bool gzip = false;
  double cpu_share = 0;           ///< of a core, sampling included
  double quiet_share = 0;         ///< without clients
  double bytes_per_second = 0;    ///< to one client
  double seconds = 0;             ///< duration of the measurement
  std::size_t fewest_updates = 0; ///< in this time, of the client with the fewest
  std::size_t lost = 0;           ///< clients that were dropped
  std::uint64_t rss_bytes = 0;
};

/// The effect on other clients of a client that follows the stream and reads nothing.
struct mute_finding {
  std::size_t containers = 0;
  double p99_us = 0; ///< of the others, in its presence
  double p99_without_us = 0;
  double p99_ratio = 0;            ///< median of the paired rounds
  std::optional<double> dropped_s; ///< time from its request until it was dropped; none: never
  std::uint64_t rss_before_bytes = 0;
  std::uint64_t rss_most_bytes = 0;
  std::uint64_t rss_after_bytes = 0;
};

/// The rate of 304 answers for an unchanged list.
struct unchanged_finding {
  std::size_t containers = 0;
  double per_second = 0;
  double bare_per_second = 0;
  double rate_ratio = 0; ///< median of the paired rounds' ratios
  std::size_t failures = 0;
};

/// The rate of answers for one container over TLS, and the memory of idle clients.
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

/// The findings of the interfaces for other programs.
struct interfaces_finding {
  std::optional<scrape_finding> scrape;
  std::vector<stream_finding> streams;
  std::optional<mute_finding> mute;
  std::optional<unchanged_finding> unchanged;
};

/// The CPU of a sample with and without something.
struct paired_cost_finding {
  std::string load;
  std::size_t containers = 0;
  std::vector<double> with_us{};    ///< CPU per container-sample, of each round
  std::vector<double> without_us{}; ///< of the parallel program without it

  /// Returns the ratio of all rounds with it to all without.
  [[nodiscard]] double ratio() const {
    const auto sum = [](const std::vector<double>& all) {
      return std::accumulate(all.begin(), all.end(), 0.0);
    };
    return without_us.empty() ? 0 : sum(with_us) / sum(without_us);
  }
};

/// The cost of the metric history.
struct past_finding {
  std::vector<paired_cost_finding> costs{}; ///< with and without the history
  std::size_t few_containers = 0;
  double filled_s = 0; ///< time for filling the memory
  std::uint64_t rss_bytes = 0;
  std::uint64_t rss_without_bytes = 0;
  double bytes_per_value = 0; ///< on disk, for a day's values
  std::size_t stored_containers = 0;
  std::uint64_t stored_bytes = 0; ///< for a month of those containers
  double day_ms = 0;              ///< of a query by a client
  double month_ms = 0;
  std::size_t day_points = 0;
  std::size_t month_points = 0;
};

/// What additional arguments of docker-monitor cost.
struct addition_finding {
  paired_cost_finding cost{};
  std::uint64_t rss_bytes = 0; ///< medians of the rounds
  std::uint64_t rss_without_bytes = 0;
};

/// All findings.
struct findings {
  std::string program; ///< its path
  std::string against; ///< the other program's command; empty for none
  std::string with;    ///< additional arguments whose cost is measured; empty for none
  std::string machine;
  std::vector<std::string> bare_files; ///< the files that the bare loop reads of a container
  std::vector<cost_finding> cost;
  std::vector<latency_finding> latency;
  std::vector<evenness_finding> evenness;
  std::vector<alarm_finding> alarms;
  std::vector<start_finding> starts;
  std::optional<engine_finding> engine;
  std::optional<interfaces_finding> interfaces;
  std::optional<past_finding> past;
  std::optional<tls_finding> tls;
  std::vector<addition_finding> additions; ///< the cost of `with`
};

} // namespace docker_monitor::bench
