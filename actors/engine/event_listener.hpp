#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "actors/engine/event_listener_actor.hpp"
#include "actors/engine/inflight_limit.hpp"
#include "actors/engine/inspection_queue.hpp"
#include "actors/sampling/container_supervisor_actor.hpp"
#include "actors/sampling/http_facade_actor.hpp"
#include "engine/api/engine_client.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "model/container/container_filter.hpp"
#include "model/container/container_table.hpp"
#include "model/event/engine_link.hpp"
#include "model/event/event_lateness.hpp"
#include "model/event/event_replay.hpp"
#include "model/event/list_schedule.hpp"
#include "model/recording/recording.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace docker_monitor::actors {

/// The dependencies of the listener.
struct event_listener_deps {
  std::shared_ptr<engine::engine_client> client;
  container_supervisor_actor supervisor;
  http_facade_actor facade;
  alarm_router_actor router;
  model::container_filter filter;
  /// Maximum pause between attempts to connect: 2 s for a unix socket, 30 s for TCP.
  std::chrono::milliseconds max_pause{2000};
  /// Query the memory and the CPUs of the engine's machine, since `/proc` does not show them.
  bool query_machine = false;
  /// The interval of comparisons between list and table without a loss of events.
  std::chrono::seconds compare_every{60};
  /// The interval of queries for the engine's disk usage; 0: never.
  std::chrono::milliseconds disk_usage_every{0};
  std::string host_name{};    ///< `--host-name`; empty: the engine's name, else `machine_name`
  std::string machine_name{}; ///< the name of this machine
  /// Number of log lines in the alarm of a container that went down.
  unsigned log_lines = 0;
  /// Takes the counts of the listener; not null.
  http::self_metrics_ptr self_metrics = std::make_shared<http::self_metrics>();
  /// Takes the engine's events and answers, for a recording; may be empty. Must not block.
  std::function<void(const model::record&)> record{};
  /// The saved states of all areas.
  model::saved_states saved{};
  /// The id of the machine's boot, which also restarts its engine; empty if the engine is on
  /// another machine.
  std::string boot_id{};
  /// The clock in use until the engine's time is known.
  model::engine_time (*wall_clock)() = std::chrono::system_clock::now;
  std::uint32_t seed = std::random_device{}();
};

/// Follows the engine: negotiates, subscribes, lists, and then updates the table of containers with
/// the events. A reconnect replays the engine's buffer from ten seconds before the newest event.
/// List and table are compared on every connect, after a possible loss of events, and at intervals,
/// so that no change is missed.
struct event_listener_state {
  explicit event_listener_state(event_listener_actor::pointer me) : self(me) {}

  static constexpr const char* name = "event_listener";

  static constexpr std::chrono::seconds ping_every{10};
  /// A ping proves the engine, not the stream, which a NAT or a proxy may silently drop. After this
  /// silence the stream is checked, by what the engine remembers or by its list.
  static constexpr std::chrono::seconds max_silence{30};
  /// An event that the engine remembers arrives on the stream within this time.
  static constexpr std::chrono::seconds event_latency{2};
  /// The interval at which the contact is saved while no event comes.
  static constexpr std::chrono::seconds save_contact_every{60};
  static constexpr unsigned misses_allowed = 3;
  static constexpr unsigned pings_to_machine = 3; ///< the machine is queried with every third ping
  /// How long the engine may be away before an alarm: a restart takes a few seconds.
  static constexpr std::chrono::seconds unreachable_after{10};
  /// The minimum time between two reports of lost events.
  static constexpr std::chrono::seconds gap_report_interval{60};
  static constexpr std::chrono::milliseconds first_pause{200};
  /// Pauses between attempts grow until a connection lasts this long after its list.
  static constexpr std::chrono::milliseconds shortest_connection{100};
  static constexpr std::chrono::seconds confirm_after{2};
  /// The maximum delay before a failed inspection is repeated; the delays begin with
  /// `confirm_after` and double.
  static constexpr std::chrono::seconds max_recheck_delay{300};

  /// The delay of the comparison after events came late.
  static constexpr std::chrono::seconds overload_pause{2};

  /// How long after its list an engine may take to replay its events. It begins the replay before
  /// the list, so this covers delays of the scheduler and the network only.
  static constexpr std::chrono::seconds replay_timeout{1};
  /// Few logs are requested at once, since an engine that ends hundreds of containers is busy.
  /// Alarms wait for a quarter of a second only, so above these limits they have no log lines.
  static constexpr std::size_t max_log_calls = 4;
  static constexpr std::size_t max_queued_logs = 256;

  /// Events that are queued until the list arrives. More events are dropped, and the list is
  /// compared.
  static constexpr std::size_t max_queued = 100'000;
  static constexpr std::size_t max_queued_bytes = 32U << 20U;

  /// Restores the saved states, in place of a first list.
  void restore();

  /// Begins an attempt to connect.
  void connect();

  /// Takes the result of the attempt: subscribes, or schedules the next one.
  void take(const negotiated& answer);

  /// Pings the engine, and queries its machine with every third ping.
  void ping();

  /// Takes the machine's memory and CPUs.
  void take(const machine_answer& answer);

  /// Query the engine's disk usage when that is due, or at once, and take the answer.
  void schedule_disk_usage();
  void query_disk_usage();
  void take(const disk_usage_answer& answer);

  /// Takes what the engine remembers: it shows whether events were lost before this connection, or
  /// whether the stream is silent because nothing happened.
  void take(const recalled& answer);

  /// Checks a stream that is silent for a while.
  void check_silence();

  /// Requests the list of all containers.
  void request_list();

  /// Takes the list: the first one is adopted, later ones are compared.
  void take(const listed& answer);

  /// Takes events: queued until the list arrives, applied from then on.
  void take(const streamed& received);

  /// Takes one container's facts; settles a difference that was seen twice.
  void take(const inspected& answer);

  /// Passes on the last log lines of a container, and requests the next logs.
  void take(const container_logs& answer);

  /// Takes a container's count of OOM kills from its cgroup.
  void take(const oom_kills_read& counted);

  /// Takes the result of a ping.
  void take(const pinged& answer);

  /// Reports that the engine has been away for long, unless it is back.
  void report_unreachable(std::uint64_t outage);

  /// Ends the replay: reports events that the engine no longer has.
  void check_continuity();

  /// Compares, since the engine may have dropped events for a slow reader.
  void check_for_loss();

  /// Inspects containers with differences again.
  void confirm();

  /// Marks all states as unsaved.
  void save_again();

  /// Ends the connection: reports it and schedules the next attempt.
  void disconnect(const model::failure& why);

  /// A container to inspect again.
  struct pending_recheck {
    std::string id;
    inspection_queue::evidence why{}; ///< of the inspection, unless an event comes before it
    bool after_reconnect = false;
    std::chrono::steady_clock::time_point until;
    model::engine_time last_event{}; ///< of the container, when the difference was found
  };

  event_listener_actor::pointer self;
  event_listener_deps deps;
  model::container_table table;
  model::event_replay replay;
  model::engine_link link;
  model::list_schedule lists;
  model::event_lateness lateness;
  model::engine_status status;
  inspection_queue inspections;
  std::shared_ptr<inflight_limit> limit = std::make_shared<inflight_limit>();
  std::shared_ptr<const void> load; ///< of the events in progress
  std::minstd_rand random;

  std::uint64_t connection = 0; ///< number of the attempt or connection
  unsigned failed_attempts = 0; ///< since the last connection that lasted
  unsigned missed_pings = 0;
  unsigned pings = 0;               ///< on this connection
  engine::engine_identity identity; ///< from this connection, or the last
  std::string engine_id;            ///< the engine of the table; empty if it has no id
  std::string engine_host_name;     ///< of the machine of that engine; empty if unknown
  /// When the engine's disk usage was last queried or received.
  std::optional<std::chrono::steady_clock::time_point> disk_usage_at;
  std::string disk_usage_problem;  ///< of the newest answer
  bool disk_usage_refused = false; ///< the same, but calls without an answer do not count
  /// The last contact before this connection, while it is not known whether events were lost since.
  std::optional<model::engine_time> continuity_unknown_since;
  /// Until when events are known to have come before; none after the list arrived.
  std::optional<model::engine_time> gap_from;
  model::engine_time stream_whole_until{}; ///< until when the stream is proven complete by the
                                           ///< engine's memory
  model::engine_time saved_contact{};      ///< the same time as last saved
  model::engine_time silence_checked_until{};
  std::chrono::steady_clock::time_point stream_heard_at;
  std::chrono::steady_clock::time_point listed_at; ///< on this connection, the first time
  std::chrono::steady_clock::time_point silence_checked_at;
  std::optional<std::chrono::steady_clock::time_point> gap_reported_at;
  model::engine_time heard_at{}; ///< newest contact, on the engine's clock
  std::vector<model::event> queued;
  std::size_t queued_bytes = 0;          ///< of all events so far, also of dropped ones
  std::vector<pending_recheck> rechecks; ///< sorted by time
  /// When the next `confirm` is due; none if none is under way.
  std::optional<std::chrono::steady_clock::time_point> confirm_at;
  /// How often in sequence the inspection of a container failed, by its id.
  std::unordered_map<std::string, unsigned> failed_inspections;
  std::deque<std::string> queued_logs; ///< ids
  std::size_t log_calls = 0;           ///< without an answer so far

  /// Returns a random pause up to `longest`.
  std::chrono::milliseconds jittered(std::chrono::milliseconds longest);

 private:
  void subscribe();
  void recall(model::engine_time since, model::engine_time until);
  [[nodiscard]] model::engine_time proven_until() const;
  void check_silence(const model::expected<model::event_memory>& memory);
  void end_silent_stream();
  void note_refused();
  void apply(const model::event& event, model::table_changes& changes);
  void apply_queued(model::table_changes& changes);
  [[nodiscard]] bool is_podman() const;
  [[nodiscard]] bool engine_ended_containers() const;
  void note_lateness(const std::vector<model::event>& events);
  void adopt(const std::vector<model::container>& list, model::table_changes& changes);
  void go_on(const std::vector<model::container>& list, bool first, model::table_changes& changes);
  void begin_following(model::engine_time heard_before);
  bool settle(
      const inspection_queue::job& job, const model::container* facts,
      model::table_changes& changes);
  /// Records, if a recording is enabled.
  template <class What>
  void record(What what) const {
    if (deps.record)
      deps.record({engine_now(), std::move(what)});
  }
  void forget_engine();
  void begin_outage();
  void report_connection(connection_event::type type, model::engine_time from, std::string reason);
  void report_event_gap(const char* reason);
  [[nodiscard]] model::saved_state cursor() const;
  void queue_logs(const std::vector<model::transition>& list);
  void request_logs();
  void recheck_later(
      const std::string& id, inspection_queue::evidence why, bool after_reconnect,
      std::chrono::seconds delay = confirm_after);
  void look_again(const model::container& facts);
  void recheck_failed(const inspection_queue::job& job);
  void schedule_confirm();
  void publish(model::table_changes changes);
  void request_inspections();
  void heard();
  void publish_status();
  void compare_if_due();
  [[nodiscard]] model::engine_time engine_now() const;

  std::string reported_problem_;
  std::string saved_cursor_;
};
static_assert(!std::is_aggregate_v<event_listener_state>);

/// Follows the engine until it is terminated.
event_listener_actor::behavior_type event_listener(
    event_listener_actor::stateful_pointer<event_listener_state> self, event_listener_deps deps);

} // namespace docker_monitor::actors
