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
  restart_loop,       ///< restarts repeat
  threshold,          ///< a metric is beyond the limit of a rule
  engine_unreachable, ///< the engine does not answer
  event_gap,          ///< events may have been missed
  degraded,           ///< docker-monitor itself has a failure
  heartbeat,          ///< a sink's sign of life; no alarm
  host_lost,          ///< a host of the fleet sends no more heartbeats
  duplicate_host,     ///< two instances use the credential of one host
  other,              ///< a kind of a later version, as a host of a fleet may report it
};

inline constexpr std::size_t alarm_kinds = 16;

/// How the alarm's transition became known.
enum class alarm_origin : std::uint8_t {
  live,       ///< from the event stream as it happened
  replayed,   ///< from the engine's event buffer after a reconnect
  reconciled, ///< by comparing states; the event itself was not received
  adopted,    ///< it was already in this state when the container was first seen
};

/// Why a container went down.
enum class down_cause : std::uint8_t {
  stopped, ///< by request
  exited,  ///< by itself, with code 0
  crashed, ///< by itself, with another code or by a signal
  oom,     ///< killed for lack of memory
  engine,  ///< the engine ended
};

/// Whether another alarm ends this one. A `closed` alarm ends an open one.
enum class alarm_state : std::uint8_t { open, closed, event };

/// The severity, in the words of dojot and X.733.
enum class severity : std::uint8_t { clear, warning, minor, major, critical };

/// The last sample of a container before it went down.
struct last_reading {
  engine_time sampled_at{};
  std::optional<double> cpu_percent;
  std::optional<double> memory_percent;
  std::optional<std::uint64_t> memory_usage_bytes;
  std::optional<std::uint64_t> memory_limit_bytes;
};

/// One alarm, as sinks deliver it. Members that are unknown or do not belong to the kind are empty.
struct alarm {
  std::string id; ///< stable: the same transition always has the same id
  alarm_kind kind = alarm_kind::down;
  alarm_state state = alarm_state::open;
  alarm_origin origin = alarm_origin::live;
  model::severity severity = model::severity::major;
  engine_time time;
  /// Empty for alarms about the engine or docker-monitor.
  std::string container_id;
  std::string container_name;
  std::string image;
  std::string image_id; ///< empty while unknown
  /// Stays when a container is replaced: `project/service/number` of compose, else the name.
  std::string identity;
  std::string host;   ///< where this happened
  std::string url;    ///< the page that shows details; empty: none
  std::string closes; ///< id of the alarm this one ends, else empty
  /// Of a `closed` alarm, which carries the name and the image of the alarm it ends: the
  /// container's name and image now if they differ, else empty.
  std::string current_name;
  std::string current_image;
  std::string rule; ///< the rule that made it or gave it its severity; empty for none

  std::optional<int> exit_code;    ///< of a down, where known
  std::optional<down_cause> cause; ///< of a down, where known
  bool oom_killed = false;         ///< of a down: memory ran out shortly before
  /// Of an up: how often the engine restarted the container by its policy. Not part of the JSON
  /// text.
  std::optional<std::uint64_t> restart_count;
  std::optional<last_reading> reading;
  std::vector<std::string> log_lines; ///< of a down, the last; may hold secrets
  /// Of an unhealthy, and of a down if the last check failed: the output of that check; may hold
  /// secrets.
  std::string probe_output;

  std::optional<unsigned> restarts;    ///< of a restart loop
  std::string metric;                  ///< of a threshold: the metric, as the rule names it
  std::optional<double> value;         ///< of a threshold: the measured value
  std::optional<double> limit;         ///< of a threshold: the limit of the rule
  bool below = false;                  ///< of a threshold: too low, not too high
  std::optional<engine_time> gap_from; ///< of an event gap, which ends at `time`
  std::string reason;                  ///< of an alarm about the engine or docker-monitor
  std::string other_kind;              ///< of `other`: the word of the kind
  std::string other_sentence;          ///< of `other`: what happened, as the sender says it
};

/// An alarm that actors share: immutable.
using alarm_ptr = std::shared_ptr<const alarm>;

/// Returns true for alarms about the engine, the host or docker-monitor.
bool is_about_host(const alarm& alarm);

/// Makes `ending` end an alarm: it takes the name and the image of that alarm, by which receivers
/// know it. If `raised_name` is empty (unknown), it keeps its own.
void end_alarm(
    alarm& ending, const std::string& raised_id, const std::string& raised_name,
    const std::string& raised_image);

/// Whose page it is. The page of a hub names containers `host/name`.
enum class page_owner : std::uint8_t { host, hub };

/// Returns the URL of the page that shows the alarm's container, or the alarm log. `external_url`
/// is the URL of the page, without a slash at its end.
std::string
page_url(const std::string& external_url, const alarm& alarm, page_owner owner = page_owner::host);

/// Returns the word of the alarm format: `"down"`, `"restart-loop"`, `"reconciled"`, `"oom"`,
/// `"open"`, `"Major"`, ….
std::string_view to_string(alarm_kind kind);
std::string_view to_string(alarm_origin origin);
std::string_view to_string(down_cause cause);
std::string_view to_string(alarm_state state);
std::string_view to_string(severity severity);

/// Returns the value that a word names; none for an unknown word. Severities are read in any case.
std::optional<alarm_kind> parse_alarm_kind(std::string_view word);
std::optional<severity> parse_severity(std::string_view word);

/// Returns the sentence that describes what happened, such as `"container went down"`.
std::string describe(const alarm& alarm);

/// Returns the severity of a kind that no rule overrides; `clear` for a `closed` alarm.
severity default_severity(alarm_kind kind, alarm_state state);

/// Returns the name of the signal in an exit code, such as `"SIGKILL"` for 137; empty where the
/// code contains none.
std::string_view signal_of(int exit_code);

/// Whether the JSON includes what a container wrote: its log lines and the output of its check.
enum class log_lines : std::uint8_t { left_out, included };

/// Returns the alarm in its default form: one JSON object on one line, the dojot members first.
/// Invalid UTF-8 in names becomes U+FFFD.
std::string to_json(const alarm& alarm, log_lines lines = log_lines::left_out);

/// Reads the text of `to_json` (times to the millisecond). A kind of a later version is `other`.
/// Fails with `malformed`.
expected<alarm> parse_alarm(std::string_view json);

/// Returns the alarm as dojot's alarm-manager validates it: namespace `dojot.docker`, domain
/// `ContainerError`, `additionalData` exactly exitCode ("NA" if none) and imageId, the time without
/// a zone and with three fraction digits. The alarm-manager drops messages with any other member.
std::string to_alarm_manager_json(const alarm& alarm);

} // namespace docker_monitor::model
