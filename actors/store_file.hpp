// What the stores of alarms and of the metric history have in common.
#pragma once

#include "actors/alarm/store_trouble.hpp"
#include "actors/type_ids.hpp"
#include "model/failure.hpp"
#include "model/time.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace docker_monitor::actors {

/// The pause before a disk that takes nothing is tried again.
inline constexpr std::chrono::seconds retry_pause{5};

/// The failure in a result; none where there is none.
inline std::optional<model::failure> failure_of(const std::optional<model::failure>& result) {
  return result;
}

/// Likewise.
template <class T>
std::optional<model::failure> failure_of(const model::expected<T>& result) {
  return result ? std::nullopt : std::optional{result.error()};
}

/// A store's database: opened again where it could not be opened, begun anew where it is broken.
/// `File` says which; `Opened` has the members `database`, `trouble` and `anew`.
template <class File, class Opened>
class store_file {
 public:
  using database = typename decltype(Opened::database)::element_type;
  using opener = Opened (*)(const File&, model::engine_time now);
  using renewer = Opened (*)(const File&, const model::failure& why, model::engine_time now);
  using wall_clock = model::engine_time (*)(); ///< for the names of files

  /// What such a file is, and what `without` it is lost.
  struct kind {
    std::string source; ///< as of `store_trouble`
    std::string without;
    opener open;
    renewer begin_anew;
  };

  store_file(kind what, File file, wall_clock clock, const Opened& opened)
      : kind_{std::move(what)}, file_{std::move(file)}, clock_{clock}, trouble_{kind_.source} {
    take(opened);
    opened_later_ = begun_anew_ = false;
  }

  /// What there is to tell of it.
  store_trouble& trouble() { return trouble_; }

  /// True where there is a database; tries to open it where there is none.
  bool open() { return database_ || take(kind_.open(file_, clock_())); }

  /// The database; null where there is none.
  database* get() { return database_.get(); }

  /// Sets a broken file aside and begins a new one.
  void mend(const model::failure& why) {
    database_.reset(); // closes the file, before it gets another name
    take(kind_.begin_anew(file_, why, clock_()));
  }

  /// What `operation` makes of the database, which there must be. Where that finds the file broken,
  /// it is repeated with a new one.
  template <class Operation>
  auto run(Operation operation) {
    auto result = operation(*database_);
    const auto why = failure_of(result);
    if (!why || why->code != model::failure_code::malformed)
      return result;
    mend(*why);
    return database_ ? operation(*database_) : result;
  }

  /// Begins the trouble that nothing can be written, or ends the one there is.
  bool succeeded(const std::optional<model::failure>& why) {
    if (why)
      trouble_.begin(why->message, kind_.without);
    else
      trouble_.end(file_.path);
    return !why;
  }

  /// True once after it was opened, but not for the opening before the start.
  bool take_opened_later() { return std::exchange(opened_later_, false); }

  /// True once after it was begun anew, likewise.
  bool take_begun_anew() { return std::exchange(begun_anew_, false); }

  /// Closes the file.
  void close() { database_.reset(); }

 private:
  bool take(const Opened& opened) {
    database_ = opened.database;
    opened_later_ = database_ != nullptr;
    begun_anew_ = begun_anew_ || opened.anew;
    if (!opened.trouble.empty())
      trouble_.begin(opened.trouble, database_ ? "" : kind_.without);
    return database_ != nullptr;
  }

  kind kind_;
  File file_;
  wall_clock clock_;
  std::shared_ptr<database> database_;
  bool opened_later_ = false;
  bool begun_anew_ = false;
  store_trouble trouble_;
};

/// Sends a `commit_atom`, unless one is on its way: everything that is in the mailbox by then goes
/// into one transaction.
template <class Self>
void commit_soon(Self self) {
  if (!std::exchange(self->state.due, true))
    self->send(self, commit_atom_v);
}

/// The same after a failure, later.
template <class Self>
void commit_later(Self self) {
  if (!std::exchange(self->state.due, true))
    self->delayed_send(self, retry_pause, commit_atom_v);
}

} // namespace docker_monitor::actors
