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

/// The faults of one response, or of the rest of an open stream.
struct response_faults {
  std::optional<model::engine_time>
      hang_until; ///< until then requests get no answer, streams write nothing
  std::optional<std::uint64_t> cut_after; ///< bytes sent, with the head, before the close
  std::string garbage;                    ///< kind of garbage in place of the body; empty: none
  unsigned status = 0;                    ///< answered instead; 0: none
  std::chrono::milliseconds delay{0};     ///< before the response
};

/// One order of a fault.
struct fault {
  /// The member of `response_faults` that it sets.
  enum class kind : std::uint8_t { hang, cut, garbage, fail, delay };

  kind what = kind::hang;
  std::string route;                       ///< the only route, such as `stats`; empty: all
  std::uint64_t times = 1;                 ///< number of responses; 0: all until a reset
  std::optional<model::engine_time> until; ///< when it ends
  std::uint64_t amount = 0;                ///< bytes, status or milliseconds
  std::string garbage;
};

/// All orders in force.
class fault_table {
 public:
  void add(fault order) { orders_.push_back(std::move(order)); }

  void clear() { orders_.clear(); }

  /// Returns the faults of the next response of this route, and uses the orders up.
  response_faults take(std::string_view route, model::engine_time now);

 private:
  std::vector<fault> orders_;
};

/// Returns a line (without its end) or body of garbage. `malformed`: truncated JSON; `types`:
/// `sound` with other types; `line1m`, `line100m`: one valid event of this many bytes; `binary`;
/// `empty`. Any other text is returned unchanged.
std::string garbage_text(std::string_view kind, const std::string& sound);

} // namespace docker_monitor::simulator
