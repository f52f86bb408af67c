#pragma once

#include "simulator/container/load_curve.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::simulator {

/// The engine's reaction to a container that ends by itself.
enum class restart_policy : std::uint8_t { no, on_failure, always, unless_stopped };

/// Returns the policy's name in the API, such as `"unless-stopped"`.
std::string_view to_string(restart_policy policy);

/// Returns the policy of this name; `no` for an unknown one.
restart_policy parse_restart_policy(std::string_view word);

/// One kind of container. The simulation starts the kinds in this order, repeatedly.
struct catalogue_entry {
  std::string_view project; ///< of Compose; empty: started by hand
  std::string_view name;    ///< the service's, or the container's own
  std::string_view image;
  std::string_view command;
  character kind;
  restart_policy policy;
  std::uint32_t memory_mib; ///< limit; 0: none
  double cores;             ///< limit; 0: none
  std::uint16_t port;       ///< on which it listens; 0: none
  bool health_check;
  std::uint8_t stop_code; ///< exit code after a stop
};

/// Returns all entries. The first dozen contains every character.
std::span<const catalogue_entry> catalogue();

/// Returns the name of the `index`th container: `shop-web-1`, `backup`, and `shop-web-2` a round
/// later.
std::string catalogue_name(std::size_t index);

} // namespace docker_monitor::simulator
