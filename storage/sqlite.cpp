#include "storage/sqlite.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace docker_monitor::storage {

namespace {

using model::failure;
using model::failure_code;

constexpr std::string_view in_memory = ":memory:"; ///< SQLite's name for no file
constexpr int log_bytes = 4'096'000;               ///< size at which the log is copied to the file
constexpr int primary_code = 0xff;                 ///< mask of a result code without its details

std::string_view remedy(int code) {
  switch (code & primary_code) {
  case SQLITE_FULL:
    return "make room on the disk";
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_CANTOPEN:
    return "make the directory writable for us";
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return "end the program that has it open";
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return "check the disk";
  default:
    return "check the disk and the kernel's log";
  }
}

failure_code code_of(int code) {
  switch (code & primary_code) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return failure_code::malformed;
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_CANTOPEN:
    return failure_code::permission;
  default:
    return failure_code::refused;
  }
}

failure failure_of(int code, int system_error, const std::string& path) {
  auto message = path + ": " + sqlite3_errstr(code);
  if (system_error != 0)
    message += " (" + std::system_category().message(system_error) + ')';
  message.append("; ").append(remedy(code));
  return {code_of(code), std::move(message)};
}

} // namespace

model::expected<std::unique_ptr<sqlite_connection>>
sqlite_connection::open(const std::string& path, sqlite_layout layout) {
  // Creates the file with access for its owner only; SQLite would let others read it. SQLite
  // reports errors itself.
  if (path != in_memory)
    ::close(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  sqlite3* handle = nullptr;
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
                        | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  if (code != SQLITE_OK) {
    auto why = failure_of(code, handle == nullptr ? ENOMEM : sqlite3_system_errno(handle), path);
    sqlite3_close_v2(handle);
    return why;
  }
  std::unique_ptr<sqlite_connection> opened{new sqlite_connection{handle, path}};
  // A single process needs no shared memory: reading works on a read-only disk, and a checkpoint
  // never waits. A commit is on disk when it returns. A checkpoint lets SQLite overwrite the log,
  // so it stays at about 4 MiB.
  opened->execute("PRAGMA locking_mode = EXCLUSIVE");
  opened->execute(("PRAGMA page_size = " + std::to_string(layout.page_bytes)
                   + "; PRAGMA auto_vacuum = " + (layout.shrinks ? "INCREMENTAL" : "NONE"))
                      .c_str());
  opened->execute("PRAGMA journal_mode = WAL;"
                  "PRAGMA synchronous = FULL;"
                  "PRAGMA journal_size_limit = 4194304;"
                  "PRAGMA temp_store = MEMORY;"
                  "PRAGMA cache_size = -1024;");
  opened->execute(
      ("PRAGMA wal_autocheckpoint = " + std::to_string(log_bytes / layout.page_bytes)).c_str());
  if (auto why = opened->take_problem())
    return *std::move(why);
  return opened;
}

sqlite_connection::sqlite_connection(sqlite3* handle, std::string path)
    : handle_{handle}, path_{std::move(path)} {
  constexpr int milliseconds = 500;
  sqlite3_busy_timeout(handle_, milliseconds);
}

sqlite_connection::~sqlite_connection() {
  sqlite3_close_v2(handle_);
}

void sqlite_connection::check(int code) {
  if (problem_ || code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
    return;
  problem_ = failure_of(code, sqlite3_system_errno(handle_), path_);
}

void sqlite_connection::execute(const char* sql) {
  if (good())
    check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr));
}

std::int64_t sqlite_connection::number(const char* sql) {
  sqlite_statement statement{*this, sql};
  return statement.next() ? statement.number(0) : 0;
}

std::optional<failure> sqlite_connection::take_problem() {
  if (problem_ && sqlite3_get_autocommit(handle_) == 0)
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  return std::exchange(problem_, std::nullopt);
}

int sqlite_connection::changes() const {
  return sqlite3_changes(handle_);
}

std::int64_t sqlite_connection::last_row() const {
  return sqlite3_last_insert_rowid(handle_);
}

sqlite_statement::sqlite_statement(sqlite_connection& connection, std::string_view sql)
    : connection_{connection} {
  if (connection_.good())
    connection_.check(sqlite3_prepare_v2(
        connection_.handle_, sql.data(), static_cast<int>(sql.size()), &handle_, nullptr));
}

sqlite_statement::~sqlite_statement() {
  sqlite3_finalize(handle_);
}

void sqlite_statement::reset() {
  sqlite3_reset(handle_); // returns the error of `next` again
}

bool sqlite_statement::next() {
  if (handle_ == nullptr || !connection_.good())
    return false;
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW)
    return true;
  connection_.check(code);
  sqlite3_reset(handle_);
  return false;
}

std::int64_t sqlite_statement::number(int column) const {
  return sqlite3_column_int64(handle_, column);
}

std::string_view sqlite_statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  const auto size = sqlite3_column_bytes(handle_, column);
  return bytes == nullptr ? std::string_view{}
                          : std::string_view{bytes, static_cast<std::size_t>(size)};
}

std::string_view sqlite_statement::bytes(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  const auto size = sqlite3_column_bytes(handle_, column);
  return bytes == nullptr ? std::string_view{}
                          : std::string_view{bytes, static_cast<std::size_t>(size)};
}

void sqlite_statement::bind(int place, std::int64_t value) {
  sqlite3_bind_int64(handle_, place, value);
}

void sqlite_statement::bind(int place, std::string_view value) {
  // Never null, to which an empty view may point.
  sqlite3_bind_text(
      handle_, place, value.data() == nullptr ? "" : value.data(), static_cast<int>(value.size()),
      SQLITE_STATIC);
}

void sqlite_statement::bind(int place, blob value) {
  sqlite3_bind_blob(
      handle_, place, value.bytes.data() == nullptr ? "" : value.bytes.data(),
      static_cast<int>(value.bytes.size()), SQLITE_STATIC);
}

void sqlite_statement::bind(int place, std::nullopt_t) {
  sqlite3_bind_null(handle_, place);
}

} // namespace docker_monitor::storage
