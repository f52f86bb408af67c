// The parts that the stores of alarms and of the metric history share.
#pragma once

#include "actors/alarm/store_failure.hpp"
#include "actors/type_ids.hpp"
#include "model/failure.hpp"
#include "model/time.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace docker_monitor::actors {

/// The pause before a failing disk is tried again.
inline constexpr std::chrono::seconds retry_pause{5};

/// Returns the failure in a result; none if there is none.
inline std::optional<model::failure> failure_of(const std::optional<model::failure>& result) {
  return result;
}

/// Returns the failure in a result; none if there is none.
template <class T>
std::optional<model::failure> failure_of(const model::expected<T>& result) {
  return result ? std::nullopt : std::optional{result.error()};
}

/// A store's database. It is opened again if it could not be opened, and replaced by a new one if
/// it is damaged. `File` says which file; `Opened` has the members `database`, `problem` and
/// `recreated`.
template <class File, class Opened>
class store_file {
 public:
  using database = typename decltype(Opened::database)::element_type;
  using opener = Opened (*)(const File&, model::engine_time now);
  using renewer = Opened (*)(const File&, const model::failure& why, model::engine_time now);
  using wall_clock = model::engine_time (*)(); ///< for the names of files

  /// The kind of file, and the consequence `without` it.
  struct kind {
    std::string source; ///< as in `store_failure`
    std::string without;
    opener open;
    renewer recreate;
  };

  store_file(kind what, File file, wall_clock clock, const Opened& opened)
      : kind_{std::move(what)}, file_{std::move(file)}, clock_{clock}, failure_{kind_.source} {
    take(opened);
    opened_later_ = recreated_ = false;
  }

  /// Returns the failure that is reported to the log and the router.
  store_failure& failure() { return failure_; }

  /// Returns true if there is a database; tries to open it if there is none.
  bool open() { return database_ || take(kind_.open(file_, clock_())); }

  /// Returns the database; null if there is none.
  database* get() { return database_.get(); }

  /// Quarantines a damaged file and begins a new one.
  void recover(const model::failure& why) {
    database_.reset(); // closes the file before it is renamed
    take(kind_.recreate(file_, why, clock_()));
  }

  /// Runs `operation` on the database, which must exist, and returns the result. If the file turns
  /// out to be damaged, runs it again on a new one.
  template <class Operation>
  auto run(Operation operation) {
    auto result = operation(*database_);
    const auto why = failure_of(result);
    if (!why || why->code != model::failure_code::malformed)
      return result;
    recover(*why);
    return database_ ? operation(*database_) : result;
  }

  /// Begins or ends the failure. Returns true if `why` is empty.
  bool succeeded(const std::optional<model::failure>& why) {
    if (why)
      failure_.begin(why->message, kind_.without);
    else
      failure_.end(file_.path);
    return !why;
  }

  /// Returns true once after the file was opened, except for the opening before the start.
  bool take_opened_later() { return std::exchange(opened_later_, false); }

  /// Returns true once after the file was replaced by a new one, except for the opening before the
  /// start.
  bool take_recreated() { return std::exchange(recreated_, false); }

  /// Closes the file.
  void close() { database_.reset(); }

 private:
  bool take(const Opened& opened) {
    database_ = opened.database;
    opened_later_ = database_ != nullptr;
    recreated_ = recreated_ || opened.recreated;
    if (!opened.problem.empty())
      failure_.begin(opened.problem, database_ ? "" : kind_.without);
    return database_ != nullptr;
  }

  kind kind_;
  File file_;
  wall_clock clock_;
  std::shared_ptr<database> database_;
  bool opened_later_ = false;
  bool recreated_ = false;
  store_failure failure_;
};

/// Sends a `commit_atom`, unless one is pending: all messages in the mailbox by then go into one
/// transaction.
template <class Self>
void commit_soon(Self self) {
  if (!std::exchange(self->state.due, true))
    self->send(self, commit_atom_v);
}

/// Schedules a `commit_atom` after a failure, unless one is pending.
template <class Self>
void commit_later(Self self) {
  if (!std::exchange(self->state.due, true))
    self->delayed_send(self, retry_pause, commit_atom_v);
}

} // namespace docker_monitor::actors
