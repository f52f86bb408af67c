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

/// A binary parameter of a statement.
struct blob {
  std::string_view bytes;
};

/// The layout of a new file; an existing file keeps its own.
struct sqlite_layout {
  int page_bytes = 4096;
  bool shrinks = false; ///< free pages can be returned by `incremental_vacuum`
};

/// An SQLite database, for one thread and, from the first access on, for one process.
///
/// The first failure is kept: until it is taken all statements do nothing. So a transaction is a
/// list of steps that is checked once, at its end.
class sqlite_connection {
 public:
  /// Opens or creates the file; `:memory:` is a database without a file. Fails with `malformed` for
  /// a file that is no database or is damaged, with `permission` or `refused` for one that can't be
  /// used now.
  static model::expected<std::unique_ptr<sqlite_connection>>
  open(const std::string& path, sqlite_layout layout = {});

  ~sqlite_connection();
  sqlite_connection(const sqlite_connection&) = delete;
  sqlite_connection& operator=(const sqlite_connection&) = delete;

  /// Runs statements without parameters.
  void execute(const char* sql);

  /// Returns the first number of a statement's result; 0 if there is none.
  std::int64_t number(const char* sql);

  /// Returns true until a statement fails.
  [[nodiscard]] bool good() const { return !problem_; }

  /// Returns the first failure since the previous call; rolls back an open transaction.
  std::optional<model::failure> take_problem();

  /// Returns the number of rows that the newest statement changed.
  [[nodiscard]] int changes() const;

  /// Returns the key of the row inserted last.
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

  /// Restarts the statement with these parameters. Texts and blobs must live until the last row is
  /// read.
  template <class... Ts>
  sqlite_statement& with(const Ts&... values) {
    reset();
    int place = 0;
    (bind(++place, values), ...);
    return *this;
  }

  /// Advances to the next row. Returns false after the last one, and after a failure.
  bool next();

  /// Releases the current row. Until then, or the end, the log of the database can only grow.
  void finish() { reset(); }

  /// Runs the statement to its end.
  void run() {
    while (next())
      ;
  }

  /// Returns a column of the current row; a text or blob is valid until `next`.
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
