#pragma once

// Shared by the source files of history_database only.

#include "storage/history/history_chunk.hpp"
#include "storage/history/history_database.hpp"
#include "storage/history/history_tables.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace docker_monitor::storage {

/// The connection, its statements, and the state of the file.
struct history_database::parts {
  using time = std::chrono::sys_seconds;

  parts(std::unique_ptr<sqlite_connection> opened, std::uint64_t bytes);

  /// An identity in the file.
  struct entry {
    std::int64_t number = 0;
    std::string name;
    time seen{}; ///< the newest value written to the file
  };

  std::int64_t number_of(const model::history_names& names, time seen);
  [[nodiscard]] std::optional<std::int64_t> find(const std::string& identity_or_name);
  void insert(const model::history_batch& batch);

  /// The rows of a chunk by their place in the quarter, with their numbers of readings.
  using counted_rows = std::vector<std::pair<model::history_summary, unsigned>>;

  [[nodiscard]] time credible(time until);
  void accept_time(time until);

  bool downsample_quarter();
  void
  add_journal(std::int64_t number, std::int64_t part, std::map<std::int64_t, counted_rows>& into);
  void save_quarter(std::int64_t number, std::int64_t identity, counted_rows rows);
  bool downsample_block();
  void save_block(std::int64_t block, std::int64_t identity);
  bool forget_identities();
  bool expire();
  bool shrink();
  void make_room(std::uint64_t bytes);

  void read_blocks(std::int64_t identity, const stored_query& q, model::history_downsampler& into);
  void
  read_quarters(std::int64_t identity, const stored_query& q, model::history_downsampler& into);
  void read_journal(std::int64_t identity, const stored_query& q, model::history_downsampler& into);
  void read_chunk(
      sqlite_statement& chunk, std::int64_t key, time start, std::chrono::seconds step,
      std::size_t rows, const stored_query& q, model::history_downsampler& into);

  /// Returns the numbers of the oldest and the newest chunk; none if there is none.
  std::optional<std::pair<std::int64_t, std::int64_t>> range(const char* table);

  std::uint64_t used();

  std::unique_ptr<sqlite_connection> database;
  std::uint64_t limit;                ///< of the file without its log
  std::optional<time> kept_until;     ///< as written
  std::optional<time> accepted_until; ///< the newest time without an unconfirmed jump of the clock
  std::optional<time> jump_until;     ///< the time after an unconfirmed jump
  std::chrono::seconds agreed{};      ///< how long the jump is confirmed
  std::int64_t next_block = 0;        ///< the first block that is not made
  std::int64_t last_identity = 0;     ///< the identity up to which its chunks are made
  std::size_t broken = 0;
  bool forgetful = false; ///< chunks were deleted, so some identities may have no rows
  std::unordered_map<std::string, entry> identities; ///< a cache of some
  deflater pack;
  inflater unpack;

  sqlite_statement find_identity{*database, "SELECT number, name FROM identity WHERE identity = ?"};
  sqlite_statement find_name{
      *database,
      "SELECT number FROM identity WHERE name = ? ORDER BY seen DESC, number DESC LIMIT 1"};
  sqlite_statement add_identity{
      *database, "INSERT INTO identity (identity, name, seen) VALUES (?, ?, ?)"};
  sqlite_statement rename{*database, "UPDATE identity SET name = ?2 WHERE number = ?1"};
  sqlite_statement see{*database, "UPDATE identity SET seen = ?2 WHERE number = ?1 AND seen < ?2"};
  sqlite_statement add_journal_rows{
      *database, "INSERT INTO journal (quarter, part, rows) VALUES (?, ?, ?)"};
  sqlite_statement journal_part{
      *database, "SELECT rows FROM journal WHERE quarter = ? AND part = ? ORDER BY seq"};
  sqlite_statement drop_journal{*database, "DELETE FROM journal WHERE quarter = ? AND part = ?"};
  sqlite_statement keep{*database, "UPDATE progress SET kept_until = ?"};
  sqlite_statement get_quarter{*database, "SELECT rows FROM quarter WHERE key = ?"};
  sqlite_statement put_quarter{
      *database, "INSERT OR REPLACE INTO quarter (key, rows) VALUES (?, ?)"};
  sqlite_statement get_block{*database, "SELECT rows FROM block WHERE key = ?"};
  sqlite_statement put_block{*database, "INSERT OR REPLACE INTO block (key, rows) VALUES (?, ?)"};
};

} // namespace docker_monitor::storage
