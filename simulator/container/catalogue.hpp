#pragma once

#include "simulator/container/load_curve.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::simulator {

/// What the engine does when a container ends by itself.
enum class restart_policy : std::uint8_t { no, on_failure, always, unless_stopped };

/// The policy as the API writes it, such as `"unless-stopped"`.
std::string_view to_string(restart_policy policy);

/// The policy a word names; `no` for an unknown one.
restart_policy parse_restart_policy(std::string_view word);

/// One kind of container a host may run; the simulation starts them in this order, over and over.
struct catalogue_entry {
  std::string_view project; ///< of Compose; empty: started by hand
  std::string_view name;    ///< the service's, or the container's own
  std::string_view image;
  std::string_view command;
  character kind;
  restart_policy policy;
  std::uint32_t memory_mib; ///< limit; 0: none
  double cores;             ///< limit; 0: none
  std::uint16_t port;       ///< that it listens on; 0: none
  bool health_check;
  std::uint8_t stop_code; ///< exit code when asked to stop
};

/// All entries; the first dozen already shows every character.
std::span<const catalogue_entry> catalogue();

/// The name of the `index`th container: `shop-web-1`, `backup`, and `shop-web-2` a round later.
std::string catalogue_name(std::size_t index);

} // namespace docker_monitor::simulator
