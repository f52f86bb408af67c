#include "storage/remote_write/write_queue_file.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

namespace docker_monitor::storage {

namespace {

/// The version of the table.
constexpr std::int64_t queue_version = 1;
/// Bodies of many kilobytes; the file shrinks once the receiver has them.
constexpr sqlite_layout queue_layout{16'384, true};

model::engine_time time_of(std::int64_t nanoseconds) {
  return model::engine_time{std::chrono::nanoseconds{nanoseconds}};
}

std::int64_t number_of(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

std::optional<model::failure> prepare_queue(sqlite_connection& database) {
  const auto version = database.number("PRAGMA user_version");
  if (version != 0 && version != queue_version)
    return model::failure{
        model::failure_code::malformed,
        "its tables are of version " + std::to_string(version) + ", of another docker-monitor"};
  database.execute("CREATE TABLE IF NOT EXISTS batches ("
                   "number INTEGER PRIMARY KEY, taken INTEGER, samples INTEGER, body BLOB);"
                   "PRAGMA user_version = 1;");
  return database.take_problem();
}

} // namespace

model::expected<std::unique_ptr<write_queue_file>>
write_queue_file::open(const std::string& path, std::uint64_t max_bytes) {
  auto database = sqlite_connection::open(path, queue_layout);
  if (!database)
    return std::move(database).error();
  if (auto why = prepare_queue(**database))
    return *std::move(why);
  std::unique_ptr<write_queue_file> opened{new write_queue_file{*std::move(database), max_bytes}};
  opened->count();
  if (auto why = opened->database_->take_problem())
    return *std::move(why);
  return opened;
}

/// Reads the numbers of the queue from all of its rows.
void write_queue_file::count() {
  numbers_ = {};
  is_counted_ = false;
  {
    sqlite_statement all{
        *database_,
        "SELECT count(*), total(samples), total(length(body)) FROM batches WHERE number > ?"};
    if (!all.with(removed_).next())
      return;
    numbers_.batches = static_cast<std::uint64_t>(all.number(0));
    numbers_.samples = static_cast<std::uint64_t>(all.number(1));
    numbers_.bytes = static_cast<std::uint64_t>(all.number(2));
  }
  is_counted_ = true;
  find_oldest();
}

void write_queue_file::find_oldest() {
  numbers_.oldest.reset();
  sqlite_statement oldest{
      *database_, "SELECT taken FROM batches WHERE number > ? ORDER BY number LIMIT 1"};
  if (oldest.with(removed_).next())
    numbers_.oldest = time_of(oldest.number(0));
}

void write_queue_file::remove_oldest() {
  {
    sqlite_statement oldest{
        *database_, "SELECT number, samples, length(body) FROM batches WHERE number > ? "
                    "ORDER BY number LIMIT 1"};
    if (!oldest.with(removed_).next())
      return count();
    removed_ = oldest.number(0);
    --numbers_.batches;
    numbers_.samples -= static_cast<std::uint64_t>(oldest.number(1));
    numbers_.bytes -= static_cast<std::uint64_t>(oldest.number(2));
  }
  delete_removed();
  find_oldest();
}

void write_queue_file::delete_removed() {
  sqlite_statement removed{*database_, "DELETE FROM batches WHERE number <= ?"};
  removed.with(removed_).run();
  if (database_->good())
    removed_ = 0; // an empty table numbers its rows from 1 again
}

/// Keeps a failure for `take_problem` and counts anew. Returns false where there is none.
bool write_queue_file::note_problem() {
  auto why = database_->take_problem();
  if (!why)
    return false;
  problem_ = std::move(why);
  count();
  if (database_->take_problem() || problem_->code == model::failure_code::malformed) {
    numbers_ = {};
    is_counted_ = false;
  }
  return true;
}

std::uint64_t write_queue_file::push(model::write_batch batch) {
  std::uint64_t dropped = 0;
  const auto removed = removed_;
  database_->execute("BEGIN IMMEDIATE");
  {
    sqlite_statement insert{
        *database_, "INSERT INTO batches (taken, samples, body) VALUES (?, ?, ?)"};
    insert
        .with(
            std::int64_t{batch.taken.time_since_epoch().count()}, number_of(batch.samples),
            blob{batch.body})
        .run();
  }
  add(batch);
  while (database_->good() && numbers_.bytes > max_bytes_ && numbers_.batches > 0) {
    const auto before = numbers_.samples;
    remove_oldest();
    dropped += before - numbers_.samples;
  }
  database_->execute("COMMIT");
  if (!database_->good())
    removed_ = removed; // the transaction is rolled back
  return note_problem() ? batch.samples : dropped;
}

/// Counts a request that was appended to the table.
void write_queue_file::add(const model::write_batch& batch) {
  if (!is_counted_)
    return count();
  if (numbers_.batches++ == 0)
    numbers_.oldest = batch.taken;
  numbers_.samples += batch.samples;
  numbers_.bytes += batch.body.size();
}

std::optional<model::write_batch> write_queue_file::front() {
  if (numbers_.batches == 0)
    return std::nullopt;
  std::optional<model::write_batch> found;
  {
    sqlite_statement oldest{
        *database_,
        "SELECT taken, samples, body FROM batches WHERE number > ? ORDER BY number LIMIT 1"};
    if (oldest.with(removed_).next())
      found = model::write_batch{
          time_of(oldest.number(0)), static_cast<std::uint64_t>(oldest.number(1)),
          std::string{oldest.bytes(2)}};
  }
  if (note_problem())
    return std::nullopt;
  return found;
}

void write_queue_file::pop() {
  if (numbers_.batches == 0)
    return;
  remove_oldest();
  if (numbers_.batches == 0)
    database_->execute("PRAGMA incremental_vacuum");
  note_problem();
}

std::uint64_t write_queue_file::remove_before(model::engine_time oldest) {
  const auto before = numbers_.samples;
  {
    sqlite_statement old{*database_, "DELETE FROM batches WHERE taken < ?"};
    old.with(std::int64_t{oldest.time_since_epoch().count()}).run();
  }
  database_->execute("PRAGMA incremental_vacuum");
  if (!note_problem())
    count();
  return before - std::min(before, numbers_.samples);
}

std::optional<model::failure> write_queue_file::take_problem() {
  return std::exchange(problem_, std::nullopt);
}

} // namespace docker_monitor::storage
