#include "storage/data_takeover.hpp"

#include "model/event/event_cursor.hpp"
#include "storage/alarm/alarm_tables.hpp"
#include "storage/sqlite.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <vector>

namespace docker_monitor::storage {

namespace {

namespace fs = std::filesystem;

bool is_there(const std::string& path) {
  std::error_code ignored; // what cannot be examined is not there
  return fs::exists(fs::symlink_status(path, ignored));
}

/// Returns the path of SQLite's log, which exists while the database is open and after a crash.
std::string log_of(const std::string& database) {
  return database + "-wal";
}

/// Returns true if there is a database, or its log: SQLite would apply that to whatever database
/// gets the name.
bool has_data(const std::string& database) {
  return is_there(database) || is_there(log_of(database));
}

/// Returns the alarm databases of other URLs.
std::vector<std::string> other_databases(const data_location& own) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator i{fs::path{own.database()}.parent_path(), error}, end;
       !error && i != end; i.increment(error)) {
    auto path = i->path().string();
    if (path.ends_with(".sqlite") && !path.ends_with(".history.sqlite") && path != own.database())
      found.push_back(std::move(path));
  }
  std::ranges::sort(found);
  return found;
}

/// Returns the engine that a database is of, which its event cursor names. Returns none if it names
/// none or cannot be read.
std::optional<data_owner> owner_of(const std::string& database) {
  if (!is_there(database))
    return std::nullopt;
  const auto opened = sqlite_connection::open(database);
  if (!opened || (*opened)->number("PRAGMA user_version") != tables_version)
    return std::nullopt;
  sqlite_statement state{**opened, "SELECT text FROM states WHERE area = ? AND key = ?"};
  if (!state.with(model::event_cursor::area, model::event_cursor::key).next())
    return std::nullopt;
  const auto cursor = model::read_cursor(std::string{state.text(0)});
  if (!cursor || cursor->engine_id.empty())
    return std::nullopt;
  return data_owner{cursor->engine_id, cursor->engine_host_name};
}

/// Returns true if a database is of this engine. Early versions did not save the host's name.
bool is_of(const std::string& database, const data_owner& engine) {
  const auto owner = owner_of(database);
  return owner && owner->id == engine.id
         && (owner->host_name.empty() || owner->host_name == engine.host_name);
}

/// Writes the log of a database into it, so that one file has everything. Returns what prevented
/// it, else an empty string.
std::string write_back(const std::string& database) {
  if (const auto opened = sqlite_connection::open(database); !opened)
    return opened.error().message;
  // Closing it has deleted the log.
  return is_there(log_of(database)) ? log_of(database) + " cannot be written back" : std::string{};
}

/// Returns what prevented it, else an empty string.
std::string rename_file(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  return error ? from + " cannot be renamed: " + error.message() : std::string{};
}

/// A file and the name that it gets.
struct renaming {
  std::string from;
  std::string to;
};

/// Returns the samples that wait for receivers, with their logs. A damaged one does not keep back
/// the alarms: it moves as it is.
std::vector<renaming> queues_to_move(const data_location& from, const data_location& to) {
  const auto name = fs::path{from.database()}.stem().string();
  const auto new_name = fs::path{to.database()}.stem().string();
  std::vector<renaming> found;
  for (const auto& queue : from.write_queues()) {
    if (is_there(queue))
      write_back(queue);
    const fs::path path{queue};
    const auto target =
        (path.parent_path() / (new_name + path.filename().string().substr(name.size()))).string();
    found.push_back({queue, target});
    found.push_back({log_of(queue), log_of(target)});
  }
  std::erase_if(found, [](const renaming& file) { return !is_there(file.from); });
  return found;
}

/// Gives the files of a location the names of another. Returns what prevented it, else an empty
/// string. Each rename is atomic. The database comes last: if a crash strikes before, the other
/// location still has no data, and the next start finishes.
std::string move_files(const data_location& from, const data_location& to) {
  if (auto problem = write_back(from.database()); !problem.empty())
    return problem;
  auto files = queues_to_move(from, to);
  if (is_there(from.history_path())) {
    if (has_data(to.history_path()))
      return to.history_path() + " exists already";
    if (auto problem = write_back(from.history_path()); !problem.empty())
      return problem;
    files.push_back({from.history_path(), to.history_path()});
  }
  for (const auto& file : files)
    if (has_data(file.to))
      return file.to + " exists already";
  files.push_back({from.database(), to.database()});
  for (const auto& file : files)
    if (auto problem = rename_file(file.from, file.to); !problem.empty())
      return problem;
  return {};
}

/// Returns the databases that are of this engine and that no instance uses.
std::vector<std::string>
free_databases_of(const data_owner& engine, const std::vector<std::string>& databases) {
  std::vector<std::string> found;
  std::ranges::copy_if(databases, std::back_inserter(found), [&](const std::string& database) {
    const auto looked = inspect_data(database);
    return looked && is_of(database, engine);
  });
  return found;
}

} // namespace

void take_over_data(const data_location& own, const owner_query& ask) {
  if (has_data(own.database()))
    return;
  const auto others = other_databases(own);
  if (others.empty())
    return;
  const auto engine = ask();
  if (!engine) {
    spdlog::info(
        "the engine does not answer yet; what it may have under another --docker-host "
        "stays there, and {} begins empty",
        own.database());
    return;
  }
  if (engine->id.empty())
    return;
  const auto found = free_databases_of(*engine, others);
  if (found.size() > 1)
    spdlog::warn(
        "this engine has data under more than one other --docker-host, so none are taken over: {} "
        "and {}",
        found[0], found[1]);
  if (found.size() != 1)
    return;
  const auto claimed = claim_data(found.front());
  if (!claimed || !is_of(found.front(), *engine)) // meanwhile an instance has begun with them
    return;
  const auto problem = move_files(*claimed, own);
  if (problem.empty())
    spdlog::info(
        "this engine was watched by another --docker-host: {} is now {}", found.front(),
        own.database());
  else
    spdlog::warn(
        "this engine was watched by another --docker-host, whose data cannot be taken over: {}",
        problem);
}

} // namespace docker_monitor::storage
