#pragma once

#include "model/alarm/alarm.hpp"
#include "model/container/container.hpp"
#include "model/container/event.hpp"
#include "model/container/snapshot.hpp"
#include "model/failure.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

// A recording is what the program was told, as JSON lines, so that rules can be tried on it. Each
// line has `at`, when it was taken (RFC 3339), and one of these:
//
// - `list`: the containers of the first list; objects like those of `facts`.
// - `event`: `{"id","action","name","image","exitCode","signal","health","attributes"}`, the first
//   two of them always; `time` where it is not `at`; `origin` beside it where it is not `live`,
//   `engineGone` where the engine was restarted or away before it told of it.
// - `facts`: what an inspection told: `{"id","name","image","status","imageId","labels",
//   "startedAt","finishedAt","exitCode","oomKilled","health","restartCount"}`, the first two
//   always.
// - `settled`: what an inspection told of a container whose transition was missed, null for one
//   that is gone, with its `id`, and `engineGone` where the engine was away meanwhile.
// - `alarm`: one that is not made of these: about the engine or docker-monitor itself.
// - `samples`: those that changed since the line before, null for one that is no more valid:
//   `{"id","sample"}`, members as in sample.hpp; with `cores` and `memoryBytes` of the host. All
//   other samples were confirmed.
//
// It holds names, labels and figures, but no logs and no environment of containers.
namespace docker_monitor::model {

/// The containers of the first list.
struct recorded_list {
  std::vector<container> containers;
};

struct recorded_event {
  model::event event;
  alarm_origin origin = alarm_origin::live;
  bool engine_gone = false; ///< the engine was restarted or away before it told of it
};

/// What an inspection told.
struct recorded_facts {
  container facts;
};

/// How a missed transition was settled.
struct recorded_settlement {
  std::string id;
  std::optional<container> facts; ///< none: gone
  bool engine_gone = false;
};

/// An alarm about the engine or ourselves.
struct recorded_alarm {
  model::alarm alarm;
};

/// What changed with a sampling round.
struct recorded_samples {
  struct entry {
    std::string container_id;
    sample_ptr sample; ///< null: none that is valid
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

/// The line of a record, without its end.
std::string to_json(const record& record);

/// Reads a line. Fails with `malformed`.
expected<record> parse_record(std::string_view line);

/// Finds what a sampling round changed.
class sample_recorder {
 public:
  /// What is new in a round; none where nothing was sampled.
  std::optional<record> take(const snapshot& round, engine_time at);

 private:
  std::unordered_map<std::string, sample_ptr> known_; ///< by container id
};

} // namespace docker_monitor::model
