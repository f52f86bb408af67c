#pragma once

#include "model/failure.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace docker_monitor::storage {

/// Bytes for a statement.
struct blob {
  std::string_view bytes;
};

/// How a file that is made is laid out; one that is there stays as it is.
struct sqlite_layout {
  int page_bytes = 4096;
  bool shrinks = false; ///< pages that are free can be given back, by `incremental_vacuum`
};

/// A database of SQLite, for one thread and, from the first access on, for one process.
///
/// The first failure sticks: until it is taken every statement does nothing, so that a transaction
/// reads as a list of its steps and is checked once, at its end.
class sqlite_connection {
 public:
  /// Opens or makes the file. `:memory:` is a database without one. Fails with `malformed` for a
  /// file that is no database or a broken one, with `permission` or `refused` for one that can't be
  /// used now.
  static model::expected<std::unique_ptr<sqlite_connection>>
  open(const std::string& path, sqlite_layout layout = {});

  ~sqlite_connection();
  sqlite_connection(const sqlite_connection&) = delete;
  sqlite_connection& operator=(const sqlite_connection&) = delete;

  /// Runs statements without parameters.
  void execute(const char* sql);

  /// The first number a statement gives, 0 where it gives none.
  std::int64_t number(const char* sql);

  /// True until something fails.
  [[nodiscard]] bool good() const { return !problem_; }

  /// What failed first since the call before; undoes a transaction that is open.
  std::optional<model::failure> take_problem();

  /// The rows the newest statement changed.
  [[nodiscard]] int changes() const;

  /// The key of the row inserted last.
  [[nodiscard]] std::int64_t last_row() const;

 private:
  friend class sqlite_statement;

  sqlite_connection(sqlite3* handle, std::string path);
  void check(int code);

  sqlite3* handle_;
  std::string path_;
  std::optional<model::failure> problem_;
};

/// A prepared statement; must not outlive its connection.
class sqlite_statement {
 public:
  sqlite_statement(sqlite_connection& connection, std::string_view sql);
  ~sqlite_statement();
  sqlite_statement(const sqlite_statement&) = delete;
  sqlite_statement& operator=(const sqlite_statement&) = delete;

  /// Starts anew with these parameters. Texts and blobs must live until the last row was read.
  template <class... Ts>
  sqlite_statement& with(const Ts&... values) {
    reset();
    int place = 0;
    (bind(++place, values), ...);
    return *this;
  }

  /// Goes to the next row; false behind the last, and where something failed.
  bool next();

  /// Lets go of the current row. Until then, or the end, the log of the database can only grow.
  void finish() { reset(); }

  /// Runs to its end.
  void run() {
    while (next())
      ;
  }

  /// A column of the current row; a text or blob is valid until `next`.
  [[nodiscard]] std::int64_t number(int column) const;
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::string_view bytes(int column) const;

 private:
  void reset();
  void bind(int place, std::int64_t value);
  void bind(int place, std::string_view value);
  void bind(int place, blob value);
  void bind(int place, std::nullopt_t value);

  sqlite_connection& connection_;
  sqlite3_stmt* handle_ = nullptr;
};

} // namespace docker_monitor::storage
