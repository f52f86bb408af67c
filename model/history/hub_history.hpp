#pragma once

#include "model/history/history_round.hpp"
#include "model/history/history_series.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// The usage of a whole host, as the host reports it to its hub: `fleet_usage_series`.
struct host_usage {
  std::optional<double> cpu_percent;                     ///< 100 per busy core
  std::optional<std::uint64_t> memory_working_set_bytes; ///< in use without inactive file cache
  std::optional<double> memory_percent;
};

/// Returns the identity, in the history of a hub, that has a series of a host. The hub must keep
/// the series.
std::string fleet_host_identity(std::string_view host, history_series series);

/// Adds what is known of a host to a round. Unknown values are left out, never 0.
void add_host(
    history_round& to, std::string_view host, const host_usage& usage,
    const container_counts& containers);

} // namespace docker_monitor::model
