#include "storage/alarm/alarm_database.hpp"

#include "storage/alarm/alarm_tables.hpp"
#include "storage/sqlite.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

namespace docker_monitor::storage {

namespace {

using std::string_view;

/// The age of the oldest alarms is checked once per this number of writes.
constexpr unsigned writes_per_check = 64;

/// The maximum number of rows that one write deletes, so that none takes long.
constexpr std::int64_t max_deleted = 400;

constexpr string_view insert_alarm =
    "INSERT OR IGNORE INTO alarms (id, shown, time, container_id, container_name, kind, severity,"
    " open, body, whole) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr string_view amend_alarm =
    "UPDATE alarms SET body = ?2, whole = ?3 WHERE id = ?1 AND shown = 1";
constexpr string_view acknowledge_alarm =
    "UPDATE alarms SET body = substr(body, 1, length(body) - 1) || ?2,"
    " whole = substr(whole, 1, length(whole) - 1) || ?2 WHERE id = ?1 AND shown = 1"
    " AND instr(body, '\"acknowledged\":{\"by\":') = 0";
constexpr string_view insert_pending =
    "INSERT OR IGNORE INTO pending (sink, seq, parked) VALUES (?, ?, 0)";
constexpr string_view end_alarm = "UPDATE alarms SET open = open & ?2 WHERE id = ?1 AND open <> 0";
constexpr string_view end_container =
    "UPDATE alarms SET open = 0 WHERE container_id = ? AND open <> 0";
constexpr string_view delete_pending =
    "DELETE FROM pending WHERE sink = ? AND seq IN (SELECT seq FROM alarms WHERE id = ?)";
constexpr string_view park_pending =
    "UPDATE pending SET parked = 1 WHERE sink = ? AND seq IN (SELECT seq FROM alarms WHERE id = ?)";
constexpr string_view put_state = "INSERT INTO states (area, key, text) VALUES (?, ?, ?)"
                                  " ON CONFLICT DO UPDATE SET text = excluded.text";
constexpr string_view delete_state = "DELETE FROM states WHERE area = ? AND key = ?";
// Selects the alarms that are no longer needed among the oldest ones. Entries of a sink that is no
// longer configured, and parked entries, do not keep an alarm.
constexpr string_view choose_doomed =
    "INSERT INTO doomed SELECT seq FROM (SELECT seq, time, open FROM alarms WHERE shown = ?1"
    " ORDER BY seq LIMIT 2000) AS old WHERE time < ?2 AND open = 0 AND NOT EXISTS (SELECT 1 FROM"
    " current JOIN pending ON pending.sink = current.sink AND pending.seq = old.seq"
    " AND pending.parked = 0) LIMIT ?3";

std::int64_t to_number(model::engine_time time) {
  return time.time_since_epoch().count();
}

} // namespace

/// The connection, its statements, and the state of the file.
struct alarm_database::parts {
  parts(std::unique_ptr<sqlite_connection> opened, history_limits allowed)
      : database{std::move(opened)}, limits{allowed} {}

  bool insert(const write_batch::entry& entry);
  void apply(const write_batch::change& change);
  void prune(model::engine_time newest);
  void erase_doomed(std::size_t of);

  std::unique_ptr<sqlite_connection> database;
  history_limits limits;
  std::vector<std::int64_t> sinks;     ///< their numbers in the file
  std::array<std::int64_t, 2> count{}; ///< of hidden and of shown alarms
  unsigned writes = 0;

  sqlite_statement alarm{*database, insert_alarm};
  sqlite_statement amend{*database, amend_alarm};
  sqlite_statement acknowledge{*database, acknowledge_alarm};
  sqlite_statement wait{*database, insert_pending};
  sqlite_statement end{*database, end_alarm};
  sqlite_statement end_all{*database, end_container};
  sqlite_statement settle{*database, delete_pending};
  sqlite_statement park{*database, park_pending};
  sqlite_statement put{*database, put_state};
  sqlite_statement erase{*database, delete_state};
  sqlite_statement doom{*database, choose_doomed};
};

model::expected<std::unique_ptr<alarm_database>> alarm_database::open(
    const std::string& path, const std::vector<std::string>& sink_keys, history_limits limits) {
  auto database = sqlite_connection::open(path);
  if (!database)
    return std::move(database).error();
  if (auto why = prepare_tables(**database))
    return *std::move(why);
  auto made = std::make_unique<parts>(*std::move(database), limits);
  made->sinks = enter_sinks(*made->database, sink_keys);
  for (std::size_t shown = 0; shown < made->count.size(); ++shown) {
    sqlite_statement count{*made->database, "SELECT count(*) FROM alarms WHERE shown = ?"};
    if (count.with(static_cast<std::int64_t>(shown)).next())
      made->count[shown] = count.number(0);
  }
  if (auto why = made->database->take_problem())
    return *std::move(why);
  return std::unique_ptr<alarm_database>{new alarm_database{std::move(made)}};
}

alarm_database::alarm_database(std::unique_ptr<parts> all) : parts_{std::move(all)} {}

alarm_database::~alarm_database() = default;

std::optional<model::failure> alarm_database::write(const write_batch& batch) {
  auto& all = *parts_;
  const auto count = all.count;
  auto newest = model::engine_time::min();
  all.database->execute("BEGIN IMMEDIATE");
  for (const auto& entry : batch.alarms()) {
    if (all.insert(entry))
      newest = std::max(newest, entry.what.alarm->time);
  }
  for (const auto& change : batch.changes())
    all.apply(change);
  for (const auto& [name, text] : batch.states()) {
    if (text.empty())
      all.erase.with(name.first, name.second).run();
    else
      all.put.with(name.first, name.second, text).run();
  }
  for (const auto& taken : batch.acknowledged())
    all.acknowledge.with(taken.id, model::acknowledged_json(taken)).run();
  for (const auto& container_id : batch.gone())
    all.end_all.with(container_id).run();
  all.prune(newest);
  all.database->execute("COMMIT");
  auto problem = all.database->take_problem();
  if (problem)
    all.count = count;
  return problem;
}

/// Returns false if the alarm already exists.
bool alarm_database::parts::insert(const write_batch::entry& entry) {
  const auto& [what, settled] = entry;
  const auto& a = *what.alarm;
  auto mask = what.shown ? open_in_history : 0;
  for (const auto sink : what.sinks)
    mask |= sink < sinks.size() ? open_at(sinks[sink]) : 0;
  const auto body = model::to_json(a);
  const auto whole = a.log_lines.empty() && a.probe_output.empty()
                         ? std::string{}
                         : model::to_json(a, model::log_lines::included);
  if (what.is_update) {
    if (whole.empty())
      amend.with(a.id, body, std::nullopt).run();
    else
      amend.with(a.id, body, whole).run();
    return false;
  }
  const auto open = a.state == model::alarm_state::open ? mask : 0;
  const auto kind = model::to_string(a.kind);
  const auto grave = static_cast<std::int64_t>(a.severity);
  const std::int64_t shown = what.shown ? 1 : 0;
  if (whole.empty())
    alarm
        .with(
            a.id, shown, to_number(a.time), a.container_id, a.container_name, kind, grave, open,
            body, std::nullopt)
        .run();
  else
    alarm
        .with(
            a.id, shown, to_number(a.time), a.container_id, a.container_name, kind, grave, open,
            body, whole)
        .run();
  if (database->good() && database->changes() == 0) {
    for (const auto sink : settled)
      apply({sink, a.id, false});
    return false;
  }
  ++count[static_cast<std::size_t>(shown)];
  const auto seq = database->last_row();
  for (const auto sink : what.sinks)
    if (sink < sinks.size() && std::ranges::find(settled, sink) == settled.end())
      wait.with(sinks[sink], seq).run();
  if (!a.closes.empty())
    end.with(a.closes, ~mask).run();
  return true;
}

void alarm_database::parts::apply(const write_batch::change& change) {
  if (change.sink < sinks.size())
    (change.parked ? park : settle).with(sinks[change.sink], change.id).run();
}

void alarm_database::parts::prune(model::engine_time newest) {
  const bool checks_age = writes++ % writes_per_check == 0 && newest != model::engine_time::min();
  const std::array most{limits.hidden, limits.shown};
  for (std::size_t of = 0; of < count.size(); ++of) {
    const auto shown = static_cast<std::int64_t>(of);
    const auto excess = count.at(of) - static_cast<std::int64_t>(most.at(of));
    if (excess > 0) {
      doom.with(shown, std::numeric_limits<std::int64_t>::max(), std::min(excess, max_deleted))
          .run();
      erase_doomed(of);
    }
    if (checks_age) {
      doom.with(shown, to_number(model::later(newest, -limits.oldest)), max_deleted).run();
      erase_doomed(of);
    }
  }
}

void alarm_database::parts::erase_doomed(std::size_t of) {
  database->execute("DELETE FROM alarms WHERE seq IN (SELECT seq FROM doomed)");
  count.at(of) -= database->changes();
  database->execute("DELETE FROM pending WHERE seq IN (SELECT seq FROM doomed);"
                    "DELETE FROM doomed");
}

model::expected<stored_alarms> alarm_database::load() {
  auto& all = *parts_;
  auto& database = *all.database;
  stored_alarms found;
  found.pending.resize(all.sinks.size());
  found.open.resize(all.sinks.size());

  sqlite_statement states{database, "SELECT area, key, text FROM states"};
  while (states.next())
    found.states.push_back(
        {std::string{states.text(0)}, std::string{states.text(1)}, std::string{states.text(2)}});

  // An alarm for several sinks is parsed once.
  std::int64_t last_seq = 0;
  model::alarm_ptr last;
  const auto read = [&](const sqlite_statement& row) {
    if (row.number(0) == last_seq)
      return last;
    last_seq = row.number(0);
    auto alarm = model::parse_alarm(row.text(1));
    last = alarm ? std::make_shared<const model::alarm>(*std::move(alarm)) : nullptr;
    if (!last)
      ++found.unreadable;
    return last;
  };

  std::set<std::pair<std::int64_t, std::int64_t>> on_their_way;
  sqlite_statement pending{
      database, "SELECT seq, coalesce(whole, body), sink FROM pending JOIN alarms USING (seq)"
                " ORDER BY seq"};
  while (pending.next()) {
    const auto sink = std::ranges::find(all.sinks, pending.number(2));
    if (sink == all.sinks.end())
      continue;
    on_their_way.emplace(pending.number(2), pending.number(0));
    if (auto alarm = read(pending))
      found.pending[static_cast<std::size_t>(sink - all.sinks.begin())].push_back(alarm);
  }

  sqlite_statement open{
      database, "SELECT seq, coalesce(whole, body), open FROM alarms WHERE open <> 0 ORDER BY seq"};
  while (open.next())
    for (std::size_t i = 0; i < all.sinks.size(); ++i)
      if ((open.number(2) & open_at(all.sinks[i])) != 0
          && !on_their_way.contains({all.sinks[i], open.number(0)}))
        if (auto alarm = read(open))
          found.open[i].push_back(alarm);

  sqlite_statement ids{database, "SELECT id FROM alarms ORDER BY seq DESC LIMIT ?"};
  ids.with(static_cast<std::int64_t>(max_loaded_ids));
  while (ids.next())
    found.newest_ids.emplace_back(ids.text(0));
  std::ranges::reverse(found.newest_ids);

  if (auto why = database.take_problem())
    return *std::move(why);
  return found;
}

namespace {

/// Returns the alarm's text with its current state: an open alarm may have ended.
std::string with_state(string_view body, bool open) {
  constexpr string_view was = R"("state":"open")";
  std::string text{body};
  // Quotes in a name are escaped, so the first match is the member.
  if (const auto at = text.find(was); !open && at != std::string::npos)
    text.replace(at, was.size(), R"("state":"closed")");
  return text;
}

} // namespace

model::expected<model::alarm_page> alarm_database::page(const model::alarm_query& query) {
  model::alarm_page found;
  if (!query.open && !query.closed)
    return found;
  std::string sql = std::string{"SELECT seq, "}
                    + (query.with_logs ? "coalesce(whole, body)" : "body")
                    + ", open & 1 FROM alarms WHERE shown = 1 AND seq < ?1"
                      " AND severity BETWEEN ?2 AND ?3";
  if (!query.container_id.empty())
    sql += " AND (container_name = ?4 OR container_id = ?7)";
  else if (!query.container.empty())
    sql += " AND (container_name = ?4 OR substr(container_id, 1, ?5) = ?4) AND ?7 = ''";
  else
    sql += " AND ?7 = ''"; // SQLite requires that every bound parameter occurs
  sql += query.host.empty() ? " AND ?8 = ''" : " AND json_extract(body, '$.host') = ?8";
  if (!query.closed)
    sql += " AND open <> 0 AND open & 1 = 1";
  else if (!query.open)
    sql += " AND open & 1 = 0";
  sql += " ORDER BY seq DESC LIMIT ?6";
  const auto last = std::numeric_limits<std::int64_t>::max();
  const auto before = static_cast<std::int64_t>(
      std::min(query.after.value_or(last), static_cast<std::uint64_t>(last)));
  const auto lowest = static_cast<std::int64_t>(query.severity.value_or(model::severity::clear));
  const auto highest =
      static_cast<std::int64_t>(query.severity.value_or(model::severity::critical));
  auto& database = *parts_->database;
  sqlite_statement rows{database, sql};
  rows.with(
      before, lowest, highest, query.container, static_cast<std::int64_t>(query.container.size()),
      static_cast<std::int64_t>(query.limit + 1), query.container_id, query.host);
  std::uint64_t seq = 0;
  while (rows.next()) {
    if (found.alarms.size() == query.limit) {
      found.next = seq;
      break;
    }
    seq = static_cast<std::uint64_t>(rows.number(0));
    found.alarms.push_back(with_state(rows.text(1), rows.number(2) != 0));
  }
  if (auto why = database.take_problem())
    return *std::move(why);
  return found;
}

} // namespace docker_monitor::storage
