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
#include "model/container/engine_link.hpp"
#include "model/container/event_lateness.hpp"
#include "model/container/event_replay.hpp"
#include "model/container/list_schedule.hpp"
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
#include <vector>

namespace docker_monitor::actors {

/// What the listener is given.
struct event_listener_deps {
  std::shared_ptr<engine::engine_client> client;
  container_supervisor_actor supervisor;
  http_facade_actor facade;
  alarm_router_actor router;
  model::container_filter filter;
  /// Longest pause between attempts to connect: 2 s for a unix socket, 30 s for TCP.
  std::chrono::milliseconds max_pause{2000};
  /// The engine is asked for the memory and the CPUs of its machine, since `/proc` does not show
  /// them.
  bool ask_machine = false;
  /// How often list and table are compared without a reason.
  std::chrono::seconds compare_every{60};
  /// How often the engine is asked for what it takes on disk; 0: never.
  std::chrono::milliseconds disk_usage_every{0};
  std::string host_name{};    ///< `--host-name`; empty: the engine's name, else `machine_name`
  std::string machine_name{}; ///< ours
  /// Lines of its log that the alarm of a container that went down brings along.
  unsigned log_lines = 0;
  /// Takes what is counted here; not null.
  http::self_metrics_ptr self_metrics = std::make_shared<http::self_metrics>();
  /// Takes what the engine told, for a recording; may be empty. Must not block.
  std::function<void(const model::record&)> record{};
  /// What was saved before, of all areas.
  model::saved_states saved{};
  /// Of the machine's boot, with which its engine begins anew; empty where it is on another
  /// machine.
  std::string boot_id{};
  /// The time where the engine has not told its own yet.
  model::engine_time (*wall_clock)() = std::chrono::system_clock::now;
  std::uint32_t seed = std::random_device{}();
};

/// Follows the engine: negotiates, subscribes, lists, and from then on keeps the table of
/// containers in step with the events. Loses nothing: a reconnect replays the engine's buffer from
/// ten seconds before the newest event, and list and table are compared on every connect, when
/// events may have been lost, and now and then.
struct event_listener_state {
  explicit event_listener_state(event_listener_actor::pointer me) : self(me) {}

  static constexpr const char* name = "event_listener";

  static constexpr std::chrono::seconds ping_every{10};
  /// A ping proves the engine, not the stream, which a NAT or a proxy may drop without a word. So
  /// often a stream that says nothing is checked: by what the engine remembers, or by its list.
  static constexpr std::chrono::seconds max_silence{30};
  /// An event that the engine remembers comes over the stream within this time.
  static constexpr std::chrono::seconds event_latency{2};
  /// How often it is saved that nothing happened.
  static constexpr std::chrono::seconds save_contact_every{60};
  static constexpr unsigned misses_allowed = 3;
  static constexpr unsigned pings_to_machine = 3; ///< so often the machine is asked for, too
  /// How long the engine may be away until that is worth an alarm: restarting it takes a few
  /// seconds.
  static constexpr std::chrono::seconds unreachable_after{10};
  /// At most so often an interval is told in which events were lost.
  static constexpr std::chrono::seconds blind_every{60};
  static constexpr std::chrono::milliseconds first_pause{200};
  /// The pauses between attempts grow until a connection holds for so long after its list.
  static constexpr std::chrono::milliseconds shortest_connection{100};
  static constexpr std::chrono::seconds confirm_after{2};

  /// Events that come late are compared with a list so much later.
  static constexpr std::chrono::seconds overload_pause{2};

  /// How long after its list an engine may take to tell what it remembers. It begins with that
  /// before it lists, so this is for the scheduler's and the network's moods.
  static constexpr std::chrono::seconds replay_timeout{1};
  /// Few logs are asked for at once, since an engine that ends hundreds of containers has other
  /// work; alarms wait for a quarter of a second only, so of more than these the rest go without.
  static constexpr std::size_t max_log_calls = 4;
  static constexpr std::size_t max_logs_wanted = 256;

  /// Events kept while the list is awaited; beyond, they are dropped and the list tells.
  static constexpr std::size_t max_queued = 100'000;
  static constexpr std::size_t max_queued_bytes = 32U << 20U;

  /// Takes back what was saved before, in place of a first list.
  void restore();

  /// Begins an attempt to connect.
  void connect();

  /// Takes the answer to it: subscribes, or tries again later.
  void take(const negotiated& answer);

  /// Asks whether the engine is alive, and now and then what its machine has.
  void ping();

  /// Takes what it has.
  void take(const machine_told& news);

  /// Asks for the engine's disk usage when that is due, at once, and takes the answer.
  void schedule_disk_usage();
  void ask_disk_usage();
  void take(const disk_usage_told& news);

  /// Takes what the engine remembers: whether events were lost before this connection, or whether
  /// the stream is silent because nothing happened.
  void take(const recalled& answer);

  /// Checks a stream that has said nothing for a while.
  void check_silence();

  /// Asks for the list of all containers.
  void ask_for_list();

  /// Takes it: adopted the first time, compared from then on.
  void take(const listed& answer);

  /// Takes events: kept until the list is in, applied from then on.
  void take(const streamed& news);

  /// Takes one container's facts; settles a difference that was seen twice.
  void take(const inspected& answer);

  /// Hands on the last lines of a container, and asks for the next.
  void take(const container_logs& answer);

  /// Counts the OOM kills that a cgroup told of.
  void take(const oom_kills_read& news);

  /// Takes the watchdog's answer.
  void take(const pinged& answer);

  /// The engine has been away for long, unless it is back.
  void tell_unreachable(std::uint64_t outage);

  /// What the engine remembers has come: tells of what it forgot.
  void check_continuity();

  /// The engine may have dropped events because we were slow: compares.
  void look_for_loss();

  /// Looks at the differences again.
  void confirm();

  /// Everything has to be saved again.
  void save_again();

  /// The connection is over: says so and tries again after a pause.
  void disconnect(const model::failure& why);

  /// A container to look at again.
  struct doubt_until {
    std::string id;
    bool after_reconnect = false;
    std::chrono::steady_clock::time_point until;
    model::engine_time last_event{}; ///< of the container, as the doubt began
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
  std::shared_ptr<const void> load; ///< of the events that are being taken
  std::minstd_rand random;

  std::uint64_t connection = 0; ///< number of the attempt or connection
  unsigned vain_attempts = 0;   ///< since the last connection that held
  unsigned missed_pings = 0;
  unsigned pings = 0;               ///< on this connection
  engine::engine_identity identity; ///< as the engine told it on this connection, or the last
  std::string engine_id;            ///< whose table it is; empty where it has none
  /// When the engine was last asked for its disk usage, or answered.
  std::optional<std::chrono::steady_clock::time_point> disk_usage_at;
  std::string disk_usage_problem; ///< of the newest answer
  /// Whether there is continuity is still open: when we heard of the engine before this connection.
  std::optional<model::engine_time> continuity_unknown_since;
  /// Until when events are known to have come before; none once the list is in.
  std::optional<model::engine_time> gap_from;
  model::engine_time stream_whole_until{}; ///< by what the engine remembered
  model::engine_time saved_contact{};      ///< the same, as it is saved
  model::engine_time silence_checked_until{};
  std::chrono::steady_clock::time_point stream_heard_at;
  std::chrono::steady_clock::time_point listed_at; ///< on this connection for the first time
  std::chrono::steady_clock::time_point silence_checked_at;
  std::optional<std::chrono::steady_clock::time_point> blind_told;
  model::engine_time heard_at{}; ///< of the engine's clock: the newest contact
  std::vector<model::event> queued;
  std::size_t queued_bytes = 0;        ///< of all that came, once more than is kept
  std::vector<doubt_until> doubted;    ///< the earliest first
  std::deque<std::string> logs_wanted; ///< ids
  std::size_t log_calls = 0;           ///< without an answer yet

  /// A random pause up to `longest`.
  std::chrono::milliseconds jittered(std::chrono::milliseconds longest);

 private:
  void subscribe();
  void recall(model::engine_time since, model::engine_time until);
  [[nodiscard]] model::engine_time proven_until() const;
  void check_silence(const model::expected<model::event_memory>& memory);
  void end_silent_stream();
  void note_refused(const std::vector<std::string>& routes);
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
  /// For a recording, where one is wanted.
  template <class What>
  void record(What what) const {
    if (deps.record)
      deps.record({engine_now(), std::move(what)});
  }
  void forget_engine();
  void begin_outage();
  void tell_engine(engine_news::what what, model::engine_time from, std::string reason);
  void tell_blind(const char* reason);
  [[nodiscard]] model::saved_state cursor() const;
  void want_logs(const std::vector<model::transition>& list);
  void ask_logs();
  void doubt_again(const std::string& id, bool after_reconnect);
  void tell(model::table_changes changes);
  void ask_inspections();
  void heard();
  void tell_status();
  void compare_if_due();
  [[nodiscard]] model::engine_time engine_now() const;

  std::string told_problem_;
  std::string saved_cursor_;
};
static_assert(!std::is_aggregate_v<event_listener_state>);

/// Follows the engine for ever.
event_listener_actor::behavior_type event_listener(
    event_listener_actor::stateful_pointer<event_listener_state> self, event_listener_deps deps);

} // namespace docker_monitor::actors
