#include "model/replay.hpp"

#include "model/alarm_folding.hpp"
#include "model/container_table.hpp"
#include "model/restart_watch.hpp"
#include "model/stories_gate.hpp"
#include "model/story_folding.hpp"
#include "model/threshold_watch.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>

namespace docker_monitor::model {

namespace {

/// The way from events and samples to alarms, as the actors walk it, by the recording's time.
class run {
 public:
  explicit run(const rule_set& rules)
      : book_{rules, {}}, gate_{rules.windows, {}}, thresholds_{rules} {}

  void take(record record) {
    pass_time(record.at);
    std::visit([this](auto& what) { step(what); }, record.what);
    hand_on();
  }

  std::vector<replayed_alarm> told;

 private:
  using instant = std::chrono::steady_clock::time_point;

  /// How often the router looks after what waits.
  static constexpr std::chrono::seconds housekeeping{1};

  [[nodiscard]] instant steady() const {
    return instant{std::chrono::duration_cast<instant::duration>(now_.time_since_epoch())};
  }

  /// Does what falls due until then. Time never goes back.
  void pass_time(engine_time until) {
    if (now_ == engine_time{})
      now_ = until;
    const auto begin = now_;
    while (now_ < until) {
      now_ = std::min(until, now_ + next_step(now_ - begin));
      folding_.expire(steady(), made_);
      restarts_.expire(steady(), made_);
      stories_.expire(steady(), stories_made_);
      hand_on();
    }
  }

  /// Facts are waited for by the millisecond, all else by the second or, in a long silence, by a
  /// thousandth of it, so that years take no longer than minutes.
  [[nodiscard]] std::chrono::nanoseconds next_step(std::chrono::nanoseconds silence) const {
    const auto step = std::max<std::chrono::nanoseconds>(housekeeping, silence / 1000);
    const auto deadline = folding_.next_deadline();
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
      blame_engine(changes.transitions);
    follow(changes);
  }

  void step(const recorded_facts& inspected) {
    table_changes changes;
    table_.inspected(inspected.facts, now_, changes);
    follow(changes);
    folding_.learn(inspected.facts, made_);
  }

  void step(const recorded_settlement& settled) {
    table_changes changes;
    table_.reconcile(
        settled.id, settled.facts ? &*settled.facts : nullptr, now_, settled.engine_gone, changes);
    follow(changes);
  }

  void step(recorded_alarm& alarm) { made_.push_back(std::move(alarm.alarm)); }

  void step(const recorded_samples& round) {
    for (const auto& [id, sample] : round.changed)
      rows_[id].sample = sample;
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
    thresholds_.look(snapshot{1, engine, std::move(rows)}, {now_, steady()}, made_);
  }

  void follow(const table_changes& changes) {
    for (const auto& container : changes.changed)
      rows_[container->id].container = container;
    for (auto transition : changes.transitions) {
      if (transition.kind == alarm_kind::down)
        transition.reading = reading_of(transition.container->id);
      folding_.take(transition, steady(), made_);
    }
    for (const auto& id : changes.removed) {
      folding_.forget(id, made_);
      gone_.push_back(id);
    }
  }

  [[nodiscard]] std::optional<last_reading> reading_of(const std::string& id) const {
    const auto row = rows_.find(id);
    if (row == rows_.end() || !row->second.sample)
      return std::nullopt;
    const auto& sample = *row->second.sample;
    last_reading reading;
    reading.sampled_at = row->second.sampled_at;
    reading.cpu_percent = sample.cpu_percent;
    reading.memory_percent = sample.memory_percent;
    reading.memory_usage_bytes = sample.now.memory_usage_bytes;
    reading.memory_limit_bytes = sample.now.memory_limit_bytes;
    return reading;
  }

  /// Folds what was made into stories, and tells both audiences.
  void hand_on() {
    for (auto& alarm : std::exchange(made_, {})) {
      std::vector<model::alarm> all;
      restarts_.take(alarm, steady(), all);
      all.insert(all.begin(), std::move(alarm));
      hand_on(std::move(all));
    }
    for (const auto& id : std::exchange(gone_, {})) {
      std::vector<model::alarm> last;
      restarts_.forget(id, now_, last);
      hand_on(std::move(last));
      stories_.forget(id, now_, steady(), stories_made_);
      departed_[id] = std::exchange(rows_[id].container, nullptr);
    }
    std::vector<judged_alarm> passed;
    for (auto& story : std::exchange(stories_made_, {})) {
      const auto container = find(story.container_id);
      auto verdict = book_.judge(story, container.get(), audience::stories);
      apply(verdict, story);
      gate_.take({std::move(story), std::move(verdict), container}, now_, passed);
    }
    gate_.expire(now_, passed);
    for (auto& one : passed)
      told.push_back({audience::stories, now_, std::move(one.alarm)});
    std::erase_if(rows_, [](const auto& entry) { return !entry.second.container; });
  }

  void hand_on(std::vector<alarm> alarms) {
    for (auto& alarm : alarms) {
      stories_.take(alarm, steady(), stories_made_);
      const auto verdict = book_.judge(alarm, find(alarm.container_id).get(), audience::events);
      if (verdict.muted)
        continue;
      apply(verdict, alarm);
      told.push_back({audience::events, now_, std::move(alarm)});
    }
  }

  /// What is known of a container, or was when it went.
  [[nodiscard]] container_ptr find(const std::string& id) const {
    if (const auto row = rows_.find(id); row != rows_.end() && row->second.container)
      return row->second.container;
    const auto gone = departed_.find(id);
    return gone == departed_.end() ? nullptr : gone->second;
  }

  engine_time now_{};
  container_table table_;
  alarm_folding folding_;
  restart_watch restarts_;
  story_folding stories_;
  rule_book book_;
  stories_gate gate_;
  threshold_watch thresholds_;
  std::map<std::string, row> rows_;               ///< by container id
  std::map<std::string, container_ptr> departed_; ///< likewise
  std::vector<alarm> made_;
  std::vector<alarm> stories_made_;
  std::vector<std::string> gone_;
};

} // namespace

std::string to_json(const replayed_alarm& told) {
  std::string line = R"({"mode":")";
  line += told.audience == audience::events ? "events" : "stories";
  line.append(R"(","toldAt":")").append(format_rfc3339(told.told_at));
  line.append(R"(","alarm":)").append(to_json(told.alarm)).push_back('}');
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
  return std::move(replaying.told);
}

} // namespace docker_monitor::model
