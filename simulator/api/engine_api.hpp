#pragma once

#include "simulator/api/event_log.hpp"
#include "simulator/api/faults.hpp"
#include "simulator/api/target.hpp"
#include "simulator/container/simulation.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::simulator {

/// The parts of a request that the API uses.
struct api_request {
  std::string method;
  std::string target;
  std::string body;
};

/// The form of the bytes after the response head.
enum class answer_form : std::uint8_t {
  whole,  ///< `body`
  later,  ///< the result of `finish` after `delay`
  stats,  ///< a line of stats each period, as long as `container` exists
  events, ///< `replay`, then events as they occur, until `until`
};

/// One response, independent of its transport.
struct api_answer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  answer_form form = answer_form::whole;
  std::chrono::milliseconds delay{0};
  std::function<api_answer(model::engine_time)> finish;
  std::string container; ///< id, of a stats stream
  event_filter filter;
  std::vector<event_ptr> replay;
  std::optional<model::engine_time> until; ///< of an event stream, in the caller's clock
  bool legacy_events = true;
  bool faults_changed = false; ///< open streams must check for faults
  /// The engine restarts: it closes all connections and accepts none for this time.
  std::optional<std::chrono::milliseconds> restart;
};

/// The Docker Engine's API over a simulation, and the control routes under `/simulator`. It maps
/// requests to answers and knows no sockets. Times are of the caller's clock; the API may run ahead
/// of it.
class engine_api {
 public:
  engine_api(simulation_options options, model::engine_time now);

  /// Returns the name by which requests are counted and faults are ordered: `ping`, `version`,
  /// `info`, `list`, `inspect`, `stats`, `events`, `create`, `start`, …, `control`, `unknown`.
  static std::string route_of(const api_request& request);

  /// Answers and counts a request.
  api_answer handle(const api_request& request, model::engine_time now);

  /// Processes everything that is due.
  void advance(model::engine_time now);

  /// Returns when something is due; none for never.
  [[nodiscard]] std::optional<model::engine_time> next_due() const;

  /// Returns the events for open streams since the last call.
  std::vector<event_ptr> take_new_events();

  /// Returns the next line of a stats stream; none when the container is gone.
  std::optional<std::string> stats_line(const std::string& container, bool first);

  /// Returns the faults of the next response of this route.
  response_faults take_faults(std::string_view route, model::engine_time now) {
    return faults_.take(route, now);
  }

  /// Returns the headers of every response, each line with its end.
  [[nodiscard]] std::string common_headers() const;

  [[nodiscard]] simulation& world() { return world_; }

  /// Counts of the transport; shown by `/simulator/calls`.
  std::map<std::string, std::uint64_t>& counts() { return counts_; }

  [[nodiscard]] const simulation_options& options() const { return options_; }

 private:
  // engine_api.cpp: the read calls
  api_answer read(const target& target, const std::string& route);
  api_answer inspect(std::string_view container);
  api_answer stats(const target& target, std::string_view container);
  api_answer events(const target& target);
  std::optional<api_answer> refuse_version(const target& target) const;
  void settle();

  // engine_commands.cpp: the calls that change containers
  api_answer command(const target& target, const std::string& route, const std::string& body);
  api_answer create(const target& target, const std::string& body);

  // engine_control.cpp: the control routes
  api_answer control(const target& target, model::engine_time now);
  std::optional<fault> fault_of(const target& target, model::engine_time now) const;
  api_answer restart_engine(const target& target);
  std::string calls() const;
  void reset(model::engine_time now);

  /// Events that are made over time.
  struct burst {
    std::uint64_t left = 0;
    std::uint64_t per_second = 0;
    std::string kind;
    model::engine_time next; ///< of the simulation's clock
  };

  simulation_options options_; ///< with the minimum version in force
  simulation_options initial_; ///< as given
  simulation world_;
  event_log log_;
  fault_table faults_;
  burst burst_;
  std::chrono::nanoseconds ahead_{0}; ///< ahead of the caller's clock
  std::vector<event_ptr> new_events_;
  std::map<std::string, std::uint64_t> calls_;
  std::map<std::string, std::uint64_t> counts_;
};

/// Makes an error as the engine answers it.
api_answer error_answer(unsigned status, const std::string& message);

} // namespace docker_monitor::simulator
