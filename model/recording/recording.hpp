#pragma once

#include "model/alarm/alarm.hpp"
#include "model/container/container.hpp"
#include "model/container/snapshot.hpp"
#include "model/event/event.hpp"
#include "model/failure.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

// A recording is the input of the program as JSON lines, so that rules can be tried on it. Each
// line has `at`, the time of the input (RFC 3339), and one of these:
//
// - `list`: the containers of the first list; objects like those of `facts`.
// - `event`: `{"id","action","name","image","exitCode","signal","health","attributes"}`; the first
//   two are required. `time` if it differs from `at`; beside it `origin` if it is not `live`, and
//   `engineGone` if the engine was restarted or away before it sent the event.
// - `facts`: the result of an inspection: `{"id","name","image","status","imageId","labels",
//   "startedAt","finishedAt","exitCode","oomKilled","health","restartCount"}`; the first two are
//   required.
// - `settled`: the inspection of a container whose transition was missed, null if the container no
//   longer exists; with its `id`, and `engineGone` if the engine was away meanwhile.
// - `alarm`: one that does not follow from these: about the engine or docker-monitor itself.
// - `samples`: the samples that changed since the previous such line, null for one that is no
//   longer valid: `{"id","sample"}`, members as in sample.hpp; with `cores` and `memoryBytes` of
//   the host. All other samples were confirmed.
//
// A recording contains names, labels and metrics, but no logs and no environment of containers.
namespace docker_monitor::model {

/// The containers of the first list.
struct recorded_list {
  std::vector<container> containers;
};

struct recorded_event {
  model::event event;
  alarm_origin origin = alarm_origin::live;
  bool engine_gone = false; ///< the engine was restarted or away before it sent the event
};

/// The result of an inspection.
struct recorded_facts {
  container facts;
};

/// The settlement of a missed transition.
struct recorded_settlement {
  std::string id;
  std::optional<container> facts; ///< none: the container no longer exists
  bool engine_gone = false;
};

/// An alarm about the engine or docker-monitor.
struct recorded_alarm {
  model::alarm alarm;
};

/// The changes of a sampling round.
struct recorded_samples {
  struct entry {
    std::string container_id;
    sample_ptr sample; ///< null: no valid one
  };
  std::vector<entry> changed;
  std::optional<std::uint32_t> cores;
  std::optional<std::uint64_t> memory_bytes;
};

/// A line of a recording.
struct record {
  engine_time at;
  std::variant<
      recorded_list, recorded_event, recorded_facts, recorded_settlement, recorded_alarm,
      recorded_samples>
      what;
};

/// Returns the line of a record, without a line end.
std::string to_json(const record& record);

/// Reads a line. Fails with `malformed`.
expected<record> parse_record(std::string_view line);

/// Finds the changes of a sampling round.
class sample_recorder {
 public:
  /// Returns the changes of a round; none if there are none and no container has a sample.
  std::optional<record> take(const snapshot& round, engine_time at);

 private:
  std::unordered_map<std::string, sample_ptr> known_; ///< by container id
};

} // namespace docker_monitor::model
