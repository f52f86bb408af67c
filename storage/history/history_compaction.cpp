// Compaction of the tables of history_database: rows become chunks, and old chunks are deleted.

#include "storage/history/history_database_parts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace docker_monitor::storage {

namespace {

using model::coarse_history_step;
using model::history_summary;
using model::history_window_length;
using namespace std::chrono_literals;

/// Identities whose coarse chunks are made in one step: 20 ms.
constexpr std::int64_t identities_at_once = 32;

/// Chunks or identities deleted in one step.
constexpr std::int64_t deleted_at_once = 200;

/// Pages returned to the file system in one step.
constexpr const char* give_back = "PRAGMA incremental_vacuum(128)";

/// A slow query for a day still finds its first quarter of an hour.
constexpr auto fine_age = model::fine_history_age + 30min;
constexpr auto coarse_age = model::coarse_history_age + block_length;

/// A time this far beyond the previous one may come from a wrong clock. Nothing is deleted by it
/// until batches have confirmed it for this long. A batch counts for some minutes at most, whatever
/// its time.
constexpr auto max_step = 24h;
constexpr auto leap_confirmation = 1h;
constexpr auto max_agreed = 5min;

constexpr std::size_t windows_of_step = coarse_history_step / history_window_length;
constexpr std::int64_t quarters_of_block = block_length / quarter_length;

/// The weight of a chunk's row in readings, whose number is not stored.
constexpr unsigned usual_readings = 15;

bool is_unknown(const history_summary& summary) {
  return summary.average == model::unknown_row();
}

} // namespace

model::expected<bool> history_database::compact() {
  auto& all = *parts_;
  bool more = false;
  if (all.kept_until) {
    all.database->execute("BEGIN IMMEDIATE");
    more = all.downsample_quarter() || all.downsample_block() || all.expire()
           || all.forget_identities();
    all.database->execute("COMMIT");
    more = more || all.shrink();
  }
  if (auto why = all.database->take_problem()) {
    all.identities.clear();
    all.last_identity = 0;
    sqlite_statement progress{*all.database, "SELECT next_block FROM progress"};
    if (progress.next())
      all.next_block = progress.number(0);
    return *std::move(why);
  }
  return more;
}

/// Returns the time up to which a file was written. If the newest rows follow a jump of the clock
/// that lasted less than an hour, returns the end of the rows before.
history_database::parts::time history_database::parts::credible(time until) {
  sqlite_statement newest{
      *database, "SELECT max(coalesce((SELECT max(quarter) FROM journal WHERE quarter < ?1), 0),"
                 " coalesce((SELECT max(key) FROM quarter WHERE key < ?1 * ?2) / ?2, 0))"};
  for (;;) {
    newest.with(chunk_of(until - leap_confirmation, quarter_length), max_identities);
    const auto before = newest.next() ? newest.number(0) : 0;
    newest.finish();
    const auto end = chunk_start(before + 1, quarter_length);
    if (before == 0 || end + max_step >= until)
      return until;
    until = end;
  }
}

/// Accepts a time that follows the previous one, or a leap that lasted for an hour.
void history_database::parts::accept_time(time until) {
  if (!accepted_until || until <= *accepted_until + max_step) {
    accepted_until = until;
    jump_until.reset();
    return;
  }
  const bool agrees = jump_until && until >= *jump_until && until <= *jump_until + max_step;
  agreed = agrees ? agreed + std::min<std::chrono::seconds>(until - *jump_until, max_agreed) : 0s;
  jump_until = until;
  if (agreed < leap_confirmation)
    return;
  accepted_until = until;
  jump_until.reset();
}

/// Makes chunks of a part of the oldest complete quarter; false if there is none.
bool history_database::parts::downsample_quarter() {
  sqlite_statement oldest{
      *database,
      "SELECT quarter, part FROM journal WHERE quarter < ? ORDER BY quarter, part LIMIT 1"};
  if (!oldest.with(chunk_of(*kept_until, quarter_length)).next())
    return false;
  const auto number = oldest.number(0);
  const auto part = oldest.number(1);
  std::map<std::int64_t, counted_rows> chunks;
  add_journal(number, part, chunks);
  make_room(chunks.size() * quarter_rows * sizeof(history_summary));
  for (auto& [identity, rows] : chunks)
    save_quarter(number, identity, std::move(rows));
  drop_journal.with(number, part).run();
  return true;
}

void history_database::parts::add_journal(
    std::int64_t number, std::int64_t part, std::map<std::int64_t, counted_rows>& into) {
  journal_part.with(number, part);
  while (journal_part.next()) {
    const auto rows = journal_rows(journal_part.bytes(0));
    if (!rows) {
      ++broken;
      continue;
    }
    for (const auto& row : *rows) {
      if (row.place >= quarter_rows || row.identity / part_size != part)
        continue;
      auto& chunk = into[row.identity];
      chunk.resize(quarter_rows);
      auto& [summary, readings] = chunk[row.place];
      summary = model::merge(summary, readings, row.summary, row.readings);
      readings += row.readings;
    }
  }
}

void history_database::parts::save_quarter(
    std::int64_t number, std::int64_t identity, counted_rows rows) {
  const auto key = chunk_key(number, identity);
  // Late rows, or rows after the clock was set back, are merged with the existing ones.
  if (get_quarter.with(key).next()) {
    const auto there = unpack_chunk(unpack, get_quarter.bytes(0), quarter_rows);
    get_quarter.finish();
    for (std::size_t i = 0; there && i < quarter_rows; ++i)
      rows[i].first = model::merge(rows[i].first, rows[i].second, (*there)[i], usual_readings);
  }
  std::array<history_summary, quarter_rows> summaries;
  std::ranges::transform(rows, summaries.begin(), [](const auto& row) { return row.first; });
  if (const auto packed = pack_chunk(pack, summaries))
    put_quarter.with(key, blob{*packed}).run();
  const auto end = chunk_start(number + 1, quarter_length);
  see.with(identity, end.time_since_epoch().count()).run();
}

/// Makes the coarse chunks of some identities, of the oldest complete block; false if there is
/// none.
bool history_database::parts::downsample_block() {
  sqlite_statement oldest{*database, "SELECT min(key) FROM quarter WHERE key >= ?"};
  oldest.with(chunk_key(next_block * quarters_of_block, 0));
  if (!oldest.next() || oldest.number(0) == 0)
    return false;
  const auto block = oldest.number(0) / max_identities / quarters_of_block;
  if (!accepted_until || *accepted_until < chunk_start(block + 1, block_length) + quarter_length)
    return false;
  if (block != next_block)
    last_identity = 0;
  const auto start = chunk_start(block, block_length).time_since_epoch().count();
  sqlite_statement some{
      *database,
      "SELECT number FROM identity WHERE number > ? AND seen > ? ORDER BY number LIMIT ?"};
  some.with(last_identity, start, identities_at_once);
  std::vector<std::int64_t> numbers;
  while (some.next())
    numbers.push_back(some.number(0));
  make_room(numbers.size() * block_rows * sizeof(history_summary));
  for (const auto number : numbers)
    save_block(block, number);
  const bool done = numbers.empty();
  next_block = block + (done ? 1 : 0);
  last_identity = done ? 0 : numbers.back();
  sqlite_statement progress{*database, "UPDATE progress SET next_block = ?"};
  progress.with(next_block).run();
  forgetful = forgetful || done;
  return true;
}

/// Deletes some identities without any rows; false if there are none.
bool history_database::parts::forget_identities() {
  if (!forgetful)
    return false;
  auto oldest = *kept_until;
  sqlite_statement journal{*database, "SELECT min(quarter) FROM journal"};
  if (journal.next() && journal.number(0) != 0)
    oldest = std::min(oldest, chunk_start(journal.number(0), quarter_length));
  if (const auto there = range("quarter"))
    oldest = std::min(oldest, chunk_start(there->first, quarter_length));
  if (const auto there = range("block"))
    oldest = std::min(oldest, chunk_start(there->first, block_length));
  sqlite_statement old{
      *database, "DELETE FROM identity WHERE number IN"
                 " (SELECT number FROM identity WHERE seen < ? LIMIT ?)"};
  old.with(oldest.time_since_epoch().count(), deleted_at_once).run();
  std::erase_if(identities, [oldest](const auto& known) { return known.second.seen < oldest; });
  forgetful = database->good() && database->changes() > 0;
  return forgetful;
}

void history_database::parts::save_block(std::int64_t block, std::int64_t identity) {
  std::array<history_summary, block_rows> rows;
  std::array<std::uint8_t, block_rows> windows{};
  for (std::int64_t i = 0; i < quarters_of_block; ++i) {
    if (!get_quarter.with(chunk_key(block * quarters_of_block + i, identity)).next())
      continue;
    const auto chunk = unpack_chunk(unpack, get_quarter.bytes(0), quarter_rows);
    get_quarter.finish();
    if (!chunk) {
      ++broken;
      continue;
    }
    for (std::size_t j = 0; j < quarter_rows; ++j) {
      const auto& summary = (*chunk)[j];
      const auto place = (static_cast<std::size_t>(i) * quarter_rows + j) / windows_of_step;
      if (is_unknown(summary))
        continue;
      rows.at(place) = model::merge(rows.at(place), windows.at(place), summary, 1);
      ++windows.at(place);
    }
  }
  if (std::ranges::all_of(windows, [](auto count) { return count == 0; }))
    return;
  // After the clock was set back, a block is made again when some of its quarters are deleted.
  if (get_block.with(chunk_key(block, identity)).next()) {
    const auto there = unpack_chunk(unpack, get_block.bytes(0), block_rows);
    const auto counts = unpack_counts(unpack, get_block.bytes(0), block_rows);
    get_block.finish();
    for (std::size_t i = 0; there && i < block_rows; ++i)
      if (windows.at(i) == 0 && !is_unknown((*there)[i])) {
        rows.at(i) = (*there)[i];
        windows.at(i) = counts ? (*counts)[i] : windows_of_step;
      }
  }
  auto packed = pack_chunk(pack, rows);
  if (!packed)
    return;
  // Counts are not stored if all rows are full or empty.
  if (std::ranges::any_of(windows, [](auto count) { return count % windows_of_step != 0; })) {
    const auto counts = pack_counts(pack, windows);
    *packed += counts.value_or("");
  }
  put_block.with(chunk_key(block, identity), blob{*packed}).run();
}

/// Deletes some chunks that are too old; false if there are none.
bool history_database::parts::expire() {
  if (!accepted_until)
    return false;
  const auto before = [&](const char* sql, std::int64_t key) {
    sqlite_statement some{*database, sql};
    some.with(key, deleted_at_once).run();
    return database->good() && database->changes() > 0;
  };
  const auto fine = std::min(
      chunk_of(*accepted_until - fine_age, quarter_length), next_block * quarters_of_block);
  if (before(
          "DELETE FROM quarter WHERE key IN (SELECT key FROM quarter WHERE key < ? LIMIT ?)",
          chunk_key(fine, 0)))
    return true;
  const auto oldest = *accepted_until - coarse_age;
  if (before(
          "DELETE FROM block WHERE key IN (SELECT key FROM block WHERE key < ? LIMIT ?)",
          chunk_key(chunk_of(oldest, block_length), 0)))
    return true;
  return false;
}

/// Returns free pages to the file system if the file is larger than its limit. Returns false if it
/// is not, or no page was returned.
bool history_database::parts::shrink() {
  const auto free = database->number("PRAGMA freelist_count");
  const auto size = database->number("PRAGMA page_count") * database->number("PRAGMA page_size");
  if (!database->good() || free == 0 || static_cast<std::uint64_t>(size) <= limit)
    return false;
  database->execute(give_back);
  return database->number("PRAGMA freelist_count") < free;
}

/// Deletes the oldest chunks until there is room for this number of bytes.
void history_database::parts::make_room(std::uint64_t bytes) {
  while (database->good() && used() + bytes > limit) {
    const auto blocks = range("block");
    const auto quarters = range("quarter");
    const auto block_end = blocks ? chunk_start(blocks->first + 1, block_length) : time::max();
    const auto quarter_end =
        quarters ? chunk_start(quarters->first + 1, quarter_length) : time::max();
    if (blocks && block_end <= quarter_end)
      database->execute(
          "DELETE FROM block WHERE key IN (SELECT key FROM block ORDER BY key LIMIT 64)");
    else if (quarters)
      database->execute(
          "DELETE FROM quarter WHERE key IN (SELECT key FROM quarter ORDER BY key LIMIT 64)");
    else
      database->execute(
          "DELETE FROM journal WHERE seq IN (SELECT seq FROM journal ORDER BY seq LIMIT 4)");
    if (database->changes() == 0)
      return;
    forgetful = true;
  }
}

} // namespace docker_monitor::storage
