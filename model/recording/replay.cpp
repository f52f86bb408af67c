#include "model/recording/replay.hpp"

#include "model/alarm/alarm_pipeline.hpp"
#include "model/container/container_table.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>

namespace docker_monitor::model {

namespace {

/// Runs a recording through table and pipeline, on the recording's time.
class run {
 public:
  explicit run(const rule_set& rules) : pipeline_{rules, {}, false} {}

  void take(record record) {
    pass_time(record.at);
    std::visit([this](auto& what) { step(what); }, record.what);
    dispatch();
  }

  std::vector<replayed_alarm> alarms;

 private:
  using instant = std::chrono::steady_clock::time_point;

  /// The interval at which the router expires waiting alarms.
  static constexpr std::chrono::seconds housekeeping{1};

  [[nodiscard]] instant steady() const {
    return instant{std::chrono::duration_cast<instant::duration>(now_.time_since_epoch())};
  }

  /// Advances the time and does what falls due until then. Time never goes back.
  void pass_time(engine_time until) {
    if (now_ == engine_time{})
      now_ = until;
    const auto begin = now_;
    while (now_ < until) {
      now_ = std::min(until, now_ + next_step(now_ - begin));
      pipeline_.expire_waiting(steady());
      pipeline_.expire(steady());
      dispatch();
    }
  }

  /// Steps of waiting facts are in milliseconds. Other steps are a second or, in a long silence, a
  /// thousandth of it, so that years take no longer than minutes.
  [[nodiscard]] std::chrono::nanoseconds next_step(std::chrono::nanoseconds silence) const {
    const auto step = std::max<std::chrono::nanoseconds>(housekeeping, silence / 1000);
    const auto deadline = pipeline_.next_deadline();
    if (!deadline || *deadline <= steady())
      return step;
    return std::min<std::chrono::nanoseconds>(step, *deadline - steady());
  }

  void step(const recorded_list& list) {
    table_changes changes;
    table_.adopt(list.containers, changes);
    follow(changes);
  }

  void step(const recorded_event& event) {
    table_changes changes;
    table_.apply(event.event, event.origin, changes);
    if (event.engine_gone)
      attribute_to_engine(changes.transitions);
    follow(changes);
  }

  void step(const recorded_facts& inspected) {
    table_changes changes;
    table_.inspected(inspected.facts, now_, changes);
    follow(changes);
    pipeline_.learn(inspected.facts);
  }

  void step(const recorded_settlement& settled) {
    table_changes changes;
    table_.reconcile(
        settled.id, settled.facts ? &*settled.facts : nullptr, now_, settled.engine_gone, changes);
    follow(changes);
  }

  void step(const recorded_alarm& alarm) { pipeline_.add({alarm.alarm}); }

  void step(const recorded_samples& round) {
    for (const auto& [id, sample] : round.changed) {
      rows_[id].sample = sample;
      if (const auto facts = table_.find(id); facts && sample && sample->now.memory_oom_kills) {
        table_changes changes;
        table_.count_oom_kills(id, facts->started_at, *sample->now.memory_oom_kills, changes);
        follow(changes);
      }
    }
    engine_status engine;
    engine.list_received = true;
    engine.cores = round.cores;
    engine.memory_bytes = round.memory_bytes;
    std::vector<row_ptr> rows;
    for (auto& [id, row] : rows_) {
      if (!row.container)
        continue;
      row.sampled_at = row.sample ? now_ : engine_time{};
      rows.push_back(std::make_shared<const model::row>(row));
    }
    pipeline_.evaluate_thresholds(snapshot{1, engine, std::move(rows)}, {now_, steady()});
  }

  void follow(const table_changes& changes) {
    for (const auto& container : changes.changed)
      rows_[container->id].container = container;
    for (const auto& transition : changes.transitions) {
      const auto row = rows_.find(transition.container->id);
      pipeline_.take(transition, row == rows_.end() ? nullptr : &row->second, steady());
    }
    for (const auto& id : changes.stopped)
      pipeline_.learn_stop(id);
    for (const auto& taken : changes.successions)
      pipeline_.succeed(taken);
    for (const auto& id : changes.removed)
      pipeline_.forget(id);
  }

  void dispatch() {
    auto outcome =
        pipeline_.dispatch({now_, steady()}, [this](const auto& id) { return find(id); });
    for (auto& [audience, what, is_update] : outcome.alarms)
      if (!is_update)
        alarms.push_back({audience, now_, std::move(what.alarm)});
    for (const auto& id : outcome.gone)
      if (auto row = rows_.extract(id))
        departed_[id] = std::move(row.mapped().container);
  }

  /// Returns the facts of a container, also after its removal.
  [[nodiscard]] container_ptr find(const std::string& id) const {
    if (const auto row = rows_.find(id); row != rows_.end() && row->second.container)
      return row->second.container;
    const auto gone = departed_.find(id);
    return gone == departed_.end() ? nullptr : gone->second;
  }

  engine_time now_{};
  container_table table_;
  alarm_pipeline pipeline_;
  std::map<std::string, row> rows_;               ///< by container id
  std::map<std::string, container_ptr> departed_; ///< by container id
};

} // namespace

std::string to_json(const replayed_alarm& replayed) {
  std::string line = R"({"mode":")";
  line += replayed.audience == audience::events ? "events" : "incidents";
  line.append(R"(","toldAt":")").append(format_rfc3339(replayed.sent_at));
  line.append(R"(","alarm":)").append(to_json(replayed.alarm)).push_back('}');
  return line;
}

expected<std::vector<replayed_alarm>> replay(std::string_view recording, const rule_set& rules) {
  run replaying{rules};
  for (std::size_t number = 1; !recording.empty(); ++number) {
    const auto end = std::min(recording.find('\n'), recording.size());
    auto line = recording.substr(0, end);
    recording.remove_prefix(std::min(end + 1, recording.size()));
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (line.empty() || line.front() == '#')
      continue;
    auto record = parse_record(line);
    if (!record)
      return failure{
          record.error().code, "line " + std::to_string(number) + ": " + record.error().message};
    replaying.take(*std::move(record));
  }
  return std::move(replaying.alarms);
}

} // namespace docker_monitor::model
