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

/// One request, as far as the API looks at it.
struct api_request {
  std::string method;
  std::string target;
  std::string body;
};

/// What follows the response head.
enum class answer_form : std::uint8_t {
  whole,  ///< `body`
  later,  ///< what `finish` gives after `delay`
  stats,  ///< a line of stats each period, for as long as `container` exists
  events, ///< `replay`, then events as they happen, until `until`
};

/// One response, free of how it is sent.
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
  bool faults_changed = false; ///< open streams should look whether they are meant
  /// The engine restarts: all connections are closed and none is taken for so long.
  std::optional<std::chrono::milliseconds> restart;
};

/// The Docker Engine's API over a simulation, and the control routes under `/simulator`: a function
/// from request to answer that knows nothing of sockets. Times are those of the caller's clock,
/// which the API may run ahead of.
class engine_api {
 public:
  engine_api(simulation_options options, model::engine_time now);

  /// The name a request is counted and misbehaved under: `ping`, `version`, `info`, `list`,
  /// `inspect`, `stats`, `events`, `create`, `start`, …, `control`, `unknown`.
  static std::string route_of(const api_request& request);

  /// Answers and counts a request.
  api_answer handle(const api_request& request, model::engine_time now);

  /// Lets happen what is due.
  void advance(model::engine_time now);

  /// When something is due; none: never.
  [[nodiscard]] std::optional<model::engine_time> next_due() const;

  /// Events for open streams since the last call.
  std::vector<event_ptr> take_news();

  /// The next line of a stats stream; none when the container is gone.
  std::optional<std::string> stats_line(const std::string& container, bool first);

  /// What goes wrong with the next response of this route.
  response_faults take_faults(std::string_view route, model::engine_time now) {
    return faults_.take(route, now);
  }

  /// The headers every response carries, each line with its end.
  [[nodiscard]] std::string common_headers() const;

  [[nodiscard]] simulation& world() { return world_; }

  /// Counts what only the transport sees; shown by `/simulator/calls`.
  std::map<std::string, std::uint64_t>& counts() { return counts_; }

  [[nodiscard]] const simulation_options& options() const { return options_; }

 private:
  // engine_api.cpp: the calls that read
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

  /// Events that are made little by little.
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
  std::chrono::nanoseconds ahead_{0}; ///< of the caller's clock
  std::vector<event_ptr> news_;
  std::map<std::string, std::uint64_t> calls_;
  std::map<std::string, std::uint64_t> counts_;
};

/// An error as the engine answers it.
api_answer error_answer(unsigned status, const std::string& message);

} // namespace docker_monitor::simulator
