#include "storage/alarm/alarm_tables.hpp"

#include <map>

namespace docker_monitor::storage {

namespace {

// `body` is the alarm as clients see it. `whole` is set only if that leaves out the log lines or
// the output of a check, which may hold secrets. `open` has the bits of `open_in_history` and
// `open_at`.
constexpr const char* make_tables = R"(
BEGIN IMMEDIATE;
CREATE TABLE alarms (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  shown INTEGER NOT NULL,
  time INTEGER NOT NULL,
  container_id TEXT NOT NULL,
  container_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  severity INTEGER NOT NULL,
  open INTEGER NOT NULL,
  body TEXT NOT NULL,
  whole TEXT,
  UNIQUE (id, shown)
);
CREATE INDEX alarms_shown ON alarms (shown);
CREATE INDEX alarms_open ON alarms (container_id) WHERE open <> 0;
CREATE TABLE sinks (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE pending (
  sink INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  parked INTEGER NOT NULL,
  PRIMARY KEY (sink, seq)
) WITHOUT ROWID;
CREATE TABLE states (
  area TEXT NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (area, key)
) WITHOUT ROWID;
PRAGMA user_version = 1;
COMMIT;
)";

constexpr const char* make_temporary_tables = R"(
CREATE TEMP TABLE current (sink INTEGER PRIMARY KEY);
CREATE TEMP TABLE doomed (seq INTEGER PRIMARY KEY);
)";

} // namespace

std::optional<model::failure> prepare_tables(sqlite_connection& database) {
  const auto version = database.number("PRAGMA user_version");
  if (version > tables_version)
    return model::failure{
        model::failure_code::version_refused,
        "the alarms on disk were written by a newer version of docker-monitor; use that, or name "
        "another --data-dir"};
  if (version == 0)
    database.execute(make_tables);
  database.execute(make_temporary_tables);
  return database.take_problem();
}

std::vector<std::int64_t>
enter_sinks(sqlite_connection& database, const std::vector<std::string>& keys) {
  sqlite_statement find{database, "SELECT number FROM sinks WHERE key = ?"};
  sqlite_statement enter{database, "INSERT INTO sinks (key) VALUES (?)"};
  sqlite_statement make_current{database, "INSERT INTO current (sink) VALUES (?)"};
  std::vector<std::int64_t> numbers;
  std::map<std::string, int> seen;
  for (auto key : keys) {
    if (const auto count = ++seen[key]; count > 1)
      key += '#' + std::to_string(count);
    if (find.with(key).next()) {
      numbers.push_back(find.number(0));
    } else {
      enter.with(key).run();
      numbers.push_back(database.last_row());
    }
    make_current.with(numbers.back()).run();
  }
  return numbers;
}

} // namespace docker_monitor::storage
