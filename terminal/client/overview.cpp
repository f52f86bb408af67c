#include "terminal/client/overview.hpp"

#include "engine/api/json_fields.hpp"
#include "terminal/client/clock_skew.hpp"
#include "terminal/view/text.hpp"

#include <simdjson.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

namespace docker_monitor::terminal {

namespace {

using engine::object_of;
using engine::text_of;
using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

/// The most alarms in the list; the API has the others.
constexpr std::size_t max_alarms = 500;

/// The most older alarms in addition.
constexpr std::size_t max_older = 100;

/// The most removed containers that are remembered: their late alarms arrive within moments.
constexpr std::size_t max_gone = 256;

/// Names the container of an alarm as the rows of a hub are named.
void name_with_host(shown_alarm& alarm) {
  if (alarm.host.empty() || is_about_host(alarm) || alarm.container_name == "-")
    return;
  alarm.container_name.insert(0, alarm.host + '/');
  if (!alarm.container_id.empty())
    alarm.container_id.insert(0, alarm.host + '/');
}

/// Reads an array of alarms that may be part of the parser's document.
std::vector<shown_alarm> read_alarms(const array& from, bool is_hub) {
  std::vector<std::string> texts; // the parser is used again for each
  for (const element one : from)
    texts.push_back(simdjson::minify(one));
  std::vector<shown_alarm> alarms;
  for (const auto& text : texts)
    if (auto alarm = parse_shown_alarm(text)) {
      if (is_hub)
        name_with_host(*alarm);
      alarms.push_back(*std::move(alarm));
    }
  return alarms;
}

/// Returns true while the alarm reports that its container restarts in a loop.
bool reports_loop(const shown_alarm& alarm) {
  return alarm.kind == model::alarm_kind::restart_loop && !alarm.host_away;
}

/// What open alarms say of containers.
struct open_marks {
  std::set<std::string, std::less<>> loops; ///< ids of containers
  std::set<std::string> lost_hosts;

  void take(const shown_alarm& alarm) {
    if (reports_loop(alarm))
      loops.insert(alarm.container_id);
    if (alarm.kind == model::alarm_kind::host_lost && !alarm.host.empty())
      lost_hosts.insert(alarm.host);
  }

  void put(container_row& row) const {
    row.in_crash_loop = loops.contains(row.id);
    row.host_lost =
        !lost_hosts.empty() && lost_hosts.contains(std::string{local_id_of(row.id).host});
  }
};

float or_unknown(const std::optional<double>& value) {
  return value ? static_cast<float>(*value) : std::numeric_limits<float>::quiet_NaN();
}

} // namespace

std::set<std::string>
mark_by_alarms(std::vector<container_row>& rows, std::string_view page, bool is_hub) {
  const auto document = engine::parse_object(page);
  array list;
  if (!document || (*document)["alarms"].get(list) != simdjson::SUCCESS)
    return {};
  open_marks marks;
  for (const auto& alarm : read_alarms(list, is_hub))
    if (alarm.state == model::alarm_state::open)
      marks.take(alarm);
  for (auto& row : rows)
    marks.put(row);
  return marks.lost_hosts;
}

std::string lost_hosts_clause(const std::set<std::string>& lost) {
  if (lost.empty())
    return {};
  return lost.size() == 1
             ? "host " + *lost.begin() + " is lost: its containers are as last known"
             : std::to_string(lost.size()) + " hosts are lost: their containers are as last known";
}

bool overview::take(std::string_view event, std::string_view data, moment now) {
  const bool valid = take_event(event, data, now);
  mark_by_alarms();
  return valid;
}

bool overview::take_event(std::string_view event, std::string_view data, moment now) {
  if (event == "state")
    return take_state(data, now);
  if (event == "samples")
    return take_samples(data, now);
  if (event == "container")
    return take_container(data);
  if (event == "alarm")
    return take_alarm(data);
  if (event == "host") {
    auto host = parse_host(data);
    if (!host)
      return false;
    take(*std::move(host), now);
  }
  return true;
}

void overview::take(host_facts host, moment now) {
  if (host.connected && !(host_ && host_->connected))
    connected_ = now.steady;
  host_ = std::move(host);
}

bool overview::take_state(std::string_view data, moment now) {
  const auto document = engine::parse_object(data);
  array list;
  if (!document || (*document)["containers"].get(list) != simdjson::SUCCESS)
    return false;
  auto before = std::move(containers_);
  containers_.clear();
  std::optional<model::engine_time> newest;
  for (const element one : list) {
    object from;
    if (one.get(from) != simdjson::SUCCESS)
      continue;
    if (auto row = parse_row(from)) {
      newest = std::max(newest, row->sampled_at);
      const auto known = before.find(row->id);
      auto& entry = containers_[row->id];
      if (known != before.end())
        entry.past = std::move(known->second.past);
      entry.row = *std::move(row);
    }
  }
  if (const auto host = object_of(*document, "host"))
    take(read_host(*host), now);
  if (array alarms; (*document)["alarms"].get(alarms) == simdjson::SUCCESS) {
    alarms_.clear();
    open_.clear();
    auto newest_first = read_alarms(alarms, is_hub());
    std::ranges::reverse(newest_first);
    for (auto& alarm : newest_first)
      note(std::move(alarm));
    unconfirmed_.clear();
    for (const auto& [id, alarm] : open_)
      unconfirmed_.insert(id);
  }
  knows_open_ = false;
  round_.reset();
  // While the engine is down, samples may have any age.
  if (host_ && host_->connected)
    skew_ = clock_skew(newest, now.wall, host_->max_age());
  remember(now);
  return true;
}

bool overview::take_samples(std::string_view data, moment now) {
  auto rows = parse_rows(data);
  if (!rows)
    return false;
  std::optional<model::engine_time> newest;
  for (auto& row : *rows) {
    newest = std::max(newest, row.sampled_at);
    put(std::move(row));
  }
  if (newest)
    skew_ = clock_skew(newest, now.wall, {});
  // The time between a state and the next samples is only a part of an interval.
  if (round_)
    pause_ = std::max<std::chrono::nanoseconds>(now.steady - *round_, pause_ / 2);
  round_ = now.steady;
  remember(now);
  return true;
}

bool overview::take_container(std::string_view data) {
  const auto document = engine::parse_object(data);
  const auto from = document ? object_of(*document, "container") : std::nullopt;
  auto row = from ? parse_row(*from) : std::nullopt;
  if (!row)
    return false;
  if (text_of(*document, "change") == "removed")
    forget(row->id);
  else
    put(*std::move(row));
  return true;
}

bool overview::take_alarm(std::string_view data) {
  auto alarm = parse_shown_alarm(data);
  if (!alarm)
    return false;
  if (is_hub())
    name_with_host(*alarm);
  note(*std::move(alarm));
  return true;
}

void overview::put(container_row row) {
  auto& entry = containers_[row.id];
  entry.row = std::move(row);
}

/// Removes the alarms of a removed container. Remembers its id, as a late alarm may follow.
void overview::forget(const std::string& id) {
  containers_.erase(id);
  if (id.empty()) // the id of alarms about the engine
    return;
  std::erase_if(open_, [&](const auto& known) { return known.second.container_id == id; });
  gone_.push_back(id);
  if (gone_.size() > max_gone)
    gone_.pop_front();
}

void overview::open(const shown_alarm& alarm) {
  const auto& id = alarm.container_id;
  if (containers_.contains(id) || std::ranges::find(gone_, id) == gone_.end())
    open_.insert_or_assign(alarm.id, alarm);
}

void overview::note(shown_alarm alarm) {
  // An alarm may arrive twice with one id.
  if (std::ranges::find(alarms_, alarm.id, &model::alarm::id) != alarms_.end())
    return;
  if (!alarm.closes.empty())
    open_.erase(alarm.closes);
  if (alarm.state == model::alarm_state::open)
    open(alarm);
  alarms_.push_front(std::move(alarm));
  if (alarms_.size() > max_alarms)
    alarms_.pop_back();
}

bool overview::is_hub() const {
  return host_ && host_->is_hub();
}

std::set<std::string> overview::lost_hosts() const {
  open_marks marks;
  for (const auto& [id, alarm] : open_)
    marks.take(alarm);
  return marks.lost_hosts;
}

void overview::mark_by_alarms() {
  open_marks marks;
  for (const auto& [id, alarm] : open_)
    marks.take(alarm);
  for (auto& [id, entry] : containers_)
    marks.put(entry.row);
}

/// Ends a round: values that did not change in it are still valid.
void overview::remember(moment now) {
  constexpr std::size_t in_all = 200'000; // readings, some megabytes
  const auto most =
      std::clamp<std::size_t>(in_all / std::max<std::size_t>(containers_.size(), 1), 60, 900);
  for (auto& [id, entry] : containers_)
    if (entry.row.is_up())
      entry.past.add(
          {server_time(now.wall), or_unknown(entry.row.cpu_percent),
           or_unknown(entry.row.memory_percent)},
          most);
  sampled_ = now.steady;
}

void overview::take_open_alarms(std::string_view page) {
  const auto document = engine::parse_object(page);
  array list;
  if (!document || (*document)["alarms"].get(list) != simdjson::SUCCESS)
    return;
  const bool whole = (*document)["next"].is_null();
  knows_open_ = true;
  for (const auto& alarm : read_alarms(list, is_hub())) {
    const bool ended = std::ranges::find(alarms_, alarm.id, &model::alarm::closes) != alarms_.end();
    if (alarm.state == model::alarm_state::open && !ended)
      open(alarm);
    unconfirmed_.erase(alarm.id);
  }
  if (whole)
    for (const auto& id : std::exchange(unconfirmed_, {}))
      open_.erase(id);
  mark_by_alarms();
}

void overview::take_older_alarms(std::string_view page) {
  const auto document = engine::parse_object(page);
  array list;
  if (!document || (*document)["alarms"].get(list) != simdjson::SUCCESS)
    return;
  std::set<std::string> wanted;
  for (auto& alarm : read_alarms(list, is_hub())) {
    wanted.insert(alarm.id);
    if (std::ranges::find(alarms_, alarm.id, &model::alarm::id) != alarms_.end())
      continue;
    const auto place = std::ranges::find_if(
        alarms_, [&](const shown_alarm& known) { return known.time < alarm.time; });
    alarms_.insert(place, std::move(alarm));
  }
  // Alarms of earlier requests are dropped first.
  for (auto i = alarms_.size(); i-- > 0 && alarms_.size() > max_alarms + max_older;)
    if (!wanted.contains(alarms_[i].id))
      alarms_.erase(alarms_.begin() + static_cast<std::ptrdiff_t>(i));
}

void overview::take_particulars(std::string_view page) {
  const auto document = engine::parse_object(page);
  array list;
  if (!document || (*document)["alarms"].get(list) != simdjson::SUCCESS)
    return;
  for (auto& alarm : read_alarms(list, is_hub())) {
    const auto known = std::ranges::find(alarms_, alarm.id, &model::alarm::id);
    if (known != alarms_.end())
      *known = std::move(alarm);
  }
}

void overview::take_history(const std::string& id, std::string_view cpu, std::string_view memory) {
  const auto found = containers_.find(id);
  if (found == containers_.end())
    return;
  std::map<std::chrono::system_clock::time_point, reading> known;
  const auto unknown = std::numeric_limits<float>::quiet_NaN();
  for (const auto& [time, value] : parse_history(cpu))
    known.try_emplace(time, reading{time, unknown, unknown}).first->second.cpu = value;
  for (const auto& [time, value] : parse_history(memory))
    known.try_emplace(time, reading{time, unknown, unknown}).first->second.memory = value;
  std::vector<reading> older;
  older.reserve(known.size());
  for (const auto& [time, one] : known)
    older.push_back(one);
  found->second.past.prepend(older);
}

} // namespace docker_monitor::terminal
