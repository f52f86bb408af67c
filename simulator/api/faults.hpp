#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::simulator {

/// What goes wrong with one response, or from now on with an open stream.
struct response_faults {
  std::optional<model::engine_time>
      hang_until;                         ///< requests are never answered, streams say nothing
  std::optional<std::uint64_t> cut_after; ///< bytes on the wire, the head included; then it closes
  std::string garbage;                    ///< kind of nonsense instead of the body; empty: none
  unsigned status = 0;                    ///< answered instead; 0: none
  std::chrono::milliseconds delay{0};     ///< before the response
};

/// One order to misbehave.
struct fault {
  /// Which member of `response_faults` it sets.
  enum class kind : std::uint8_t { hang, cut, garbage, fail, delay };

  kind what = kind::hang;
  std::string route;                       ///< only here, such as `stats`; empty: everywhere
  std::uint64_t times = 1;                 ///< responses it is for; 0: all until a reset
  std::optional<model::engine_time> until; ///< when it ends by itself
  std::uint64_t amount = 0;                ///< bytes, status or milliseconds
  std::string garbage;
};

/// All orders in force.
class fault_table {
 public:
  void add(fault order) { orders_.push_back(std::move(order)); }

  void clear() { orders_.clear(); }

  /// What goes wrong with the next response of this route; uses the orders up.
  response_faults take(std::string_view route, model::engine_time now);

 private:
  std::vector<fault> orders_;
};

/// A line (without its end) or body of nonsense. `malformed`: JSON that breaks off; `types`:
/// `sound` with other types; `line1m`, `line100m`: one valid event of so many bytes; `binary`;
/// `empty`. Anything else is taken as the text itself.
std::string garbage_text(std::string_view kind, const std::string& sound);

} // namespace docker_monitor::simulator
