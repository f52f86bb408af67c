#include "storage/history/history_tables.hpp"

namespace docker_monitor::storage {

namespace {

// `seen` is the end of the newest row of an identity, as far as its chunks are made. The quarters
// of the journal and the keys of chunks count from the epoch.
constexpr const char* make_tables = R"(
BEGIN IMMEDIATE;
CREATE TABLE identity (
  number INTEGER PRIMARY KEY,
  identity TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  seen INTEGER NOT NULL
);
CREATE INDEX identity_name ON identity (name);
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  quarter INTEGER NOT NULL,
  part INTEGER NOT NULL,
  rows BLOB NOT NULL
);
CREATE INDEX journal_part ON journal (quarter, part);
CREATE TABLE quarter (key INTEGER PRIMARY KEY, rows BLOB NOT NULL);
CREATE TABLE block (key INTEGER PRIMARY KEY, rows BLOB NOT NULL);
CREATE TABLE progress (kept_until INTEGER, next_block INTEGER NOT NULL);
INSERT INTO progress VALUES (NULL, 0);
PRAGMA user_version = 1;
COMMIT;
)";

} // namespace

std::optional<model::failure> prepare_history(sqlite_connection& database) {
  const auto version = database.number("PRAGMA user_version");
  if (version > history_version)
    return model::failure{
        model::failure_code::version_refused, "the metric history on disk was written by a newer "
                                              "version of docker-monitor; use that, or name "
                                              "another --data-dir"};
  if (version == 0 && database.good())
    database.execute(make_tables);
  return database.take_problem();
}

} // namespace docker_monitor::storage
