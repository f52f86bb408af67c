#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// What an alarm is about.
enum class alarm_kind : std::uint8_t {
  down,
  up,
  paused,
  unpaused,
  unhealthy,
  healthy,
  oom,                ///< a process was killed for lack of memory
  restart_loop,       ///< goes down again and again
  threshold,          ///< a figure is beyond what a rule allows
  engine_unreachable, ///< the engine does not answer
  blind_interval,     ///< events may have been missed
  degraded,           ///< our own trouble
  heartbeat,          ///< all is well with us; no alarm, a sink's sign of life
};

inline constexpr std::size_t alarm_kinds = 13;

/// How we learnt of it.
enum class alarm_origin : std::uint8_t {
  live,       ///< from the event stream as it happened
  replayed,   ///< from the engine's event buffer after a reconnect
  reconciled, ///< by comparing states; the event itself was never seen
  adopted,    ///< it was so before we first saw the container
};

/// Why a container went down.
enum class down_cause : std::uint8_t {
  stopped, ///< asked for
  exited,  ///< by itself, with code 0
  crashed, ///< by itself, with another code or by a signal
  oom,     ///< killed for lack of memory
  engine,  ///< the engine went away under it
};

/// Whether something else will end this alarm. One that is `closed` ends another or says that what
/// was told before is over.
enum class alarm_state : std::uint8_t { open, closed, event };

/// How grave it is, in the words of dojot and X.733.
enum class severity : std::uint8_t { clear, warning, minor, major, critical };

/// What a container did last, before it went down.
struct last_reading {
  engine_time sampled_at{};
  std::optional<double> cpu_percent;
  std::optional<double> memory_percent;
  std::optional<std::uint64_t> memory_usage_bytes;
  std::optional<std::uint64_t> memory_limit_bytes;
};

/// One alarm, as sinks deliver it. What is not known, or does not belong to the kind, is absent.
struct alarm {
  std::string id; ///< stable: the same transition always has the same id
  alarm_kind kind = alarm_kind::down;
  alarm_state state = alarm_state::open;
  alarm_origin origin = alarm_origin::live;
  model::severity severity = model::severity::major;
  engine_time time;
  /// Empty for alarms about the engine or ourselves.
  std::string container_id;
  std::string container_name;
  std::string image;
  std::string image_id; ///< empty while unknown
  /// What stays the same when a container is replaced: `project/service/number` of compose, else
  /// the name.
  std::string identity;
  std::string host;   ///< on which this happened
  std::string url;    ///< where people see more of it; empty: nowhere
  std::string closes; ///< id of the alarm this one ends, else empty
  /// Of what ends an alarm, which has the name and the image of the alarm it ends: those of the
  /// container now, where they are others, else empty.
  std::string current_name;
  std::string current_image;
  std::string rule; ///< the rule that made it or gave it its severity; empty for none

  std::optional<int> exit_code;    ///< of a down, where known
  std::optional<down_cause> cause; ///< of a down, where known
  bool oom_killed = false;         ///< of a down: memory ran out shortly before
  /// Of an up: how often the engine has restarted the container by its policy. Not part of the
  /// text.
  std::optional<std::uint64_t> restart_count;
  std::optional<last_reading> reading;
  std::vector<std::string> log_lines; ///< of a down, the last; may hold secrets
  std::string probe_output;           ///< of an unhealthy: what the failing check wrote; likewise

  std::optional<unsigned> restarts;      ///< of a restart loop
  std::string metric;                    ///< of a threshold: what it is about, as the rule says
  std::optional<double> value;           ///< of a threshold: what was measured
  std::optional<double> limit;           ///< of a threshold: what the rule allows
  bool below = false;                    ///< of a threshold: too low, not too high
  std::optional<engine_time> blind_from; ///< of a blind interval, which ends at `time`
  std::string reason;                    ///< of what concerns the engine or ourselves
};

/// An alarm as it is shared between actors: immutable.
using alarm_ptr = std::shared_ptr<const alarm>;

/// True for alarms about the engine, the host or ourselves.
bool is_about_host(const alarm& alarm);

/// Makes `ending` end an alarm: it gets the name and the image under which that one was raised, by
/// which receivers know it. Where the name is empty (unknown), it keeps its own.
void end_alarm(
    alarm& ending, const std::string& raised_id, const std::string& raised_name,
    const std::string& raised_image);

/// The address at which the page shows what an alarm is about: the container, or the alarm log.
/// `external_url` is that of the page, without a slash at its end.
std::string page_url(const std::string& external_url, const alarm& alarm);

/// The words of the alarm format: `"down"`, `"restart-loop"`, `"reconciled"`, `"oom"`, `"open"`,
/// `"Major"`, ….
std::string_view to_string(alarm_kind kind);
std::string_view to_string(alarm_origin origin);
std::string_view to_string(down_cause cause);
std::string_view to_string(alarm_state state);
std::string_view to_string(severity severity);

/// What a word names; none for an unknown word. Severities in any case.
std::optional<alarm_kind> parse_alarm_kind(std::string_view word);
std::optional<severity> parse_severity(std::string_view word);

/// The sentence that tells what happened, such as `"container went down"`.
std::string describe(const alarm& alarm);

/// The severity a kind has where no rule says another; `clear` for what ends something.
severity default_severity(alarm_kind kind, alarm_state state);

/// The name of the signal an exit code tells of, such as `"SIGKILL"` for 137; empty for codes that
/// tell of none.
std::string_view signal_of(int exit_code);

/// Whether what a container wrote, its log lines and the output of its check, goes along.
enum class log_lines : std::uint8_t { left_out, included };

/// The alarm in its default form: one JSON object on one line, the dojot members first. Invalid
/// UTF-8 in names becomes U+FFFD.
std::string to_json(const alarm& alarm, log_lines lines = log_lines::left_out);

/// Reads what `to_json` wrote (times to the millisecond). Fails with `malformed`.
expected<alarm> parse_alarm(std::string_view json);

/// The alarm as dojot's alarm-manager validates it: namespace `dojot.docker`, domain
/// `ContainerError`, `additionalData` exactly exitCode ("NA" if none) and imageId, the time without
/// a zone and with three fraction digits. It drops messages with any other member.
std::string to_alarm_manager_json(const alarm& alarm);

} // namespace docker_monitor::model
