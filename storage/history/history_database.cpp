#include "storage/history/history_database.hpp"

#include "storage/history/history_database_parts.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::storage {

namespace {

using std::chrono::sys_seconds;

/// Larger pages waste less space with chunks of two or three kilobytes.
constexpr sqlite_layout layout{16'384, true};

/// SQLite's log grows to this, or to an eighth of the limit if that is less, plus the changes of
/// one transaction.
constexpr std::uint64_t log_bytes = 4'000'000;

/// The maximum number of identities cached in memory.
constexpr std::size_t max_remembered = 20'000;

/// The maximum size of a row before pages are full.
constexpr std::uint64_t bytes_of_row = 80;

} // namespace

history_database::parts::parts(std::unique_ptr<sqlite_connection> opened, std::uint64_t bytes)
    : database{std::move(opened)} {
  const auto whole = std::max(bytes, least_bytes);
  const auto log = std::min(log_bytes, whole / 8);
  limit = whole - 2 * log;
  const auto pages = std::to_string(log / static_cast<std::uint64_t>(layout.page_bytes));
  database->execute(("PRAGMA wal_autocheckpoint = " + pages
                     + "; PRAGMA journal_size_limit = " + std::to_string(log))
                        .c_str());
  sqlite_statement progress{*database, "SELECT kept_until, next_block FROM progress"};
  if (!progress.next())
    return;
  if (const auto until = progress.number(0); until != 0)
    accepted_until = credible(*(kept_until = sys_seconds{std::chrono::seconds{until}}));
  next_block = progress.number(1);
}

model::expected<std::unique_ptr<history_database>>
history_database::open(const std::string& path, std::uint64_t bytes) {
  auto database = sqlite_connection::open(path, layout);
  if (!database)
    return std::move(database).error();
  if (auto why = prepare_history(**database))
    return *std::move(why);
  auto made = std::make_unique<parts>(*std::move(database), bytes);
  if (auto why = made->database->take_problem())
    return *std::move(why);
  return std::unique_ptr<history_database>{new history_database{std::move(made)}};
}

history_database::history_database(std::unique_ptr<parts> all) : parts_{std::move(all)} {}

history_database::~history_database() = default;

std::optional<sys_seconds> history_database::kept_until() const {
  return parts_->kept_until;
}

std::uint64_t history_database::bytes() const {
  return parts_->used();
}

std::size_t history_database::take_broken() {
  return std::exchange(parts_->broken, 0);
}

std::uint64_t history_database::parts::used() {
  const auto pages =
      database->number("PRAGMA page_count") - database->number("PRAGMA freelist_count");
  return static_cast<std::uint64_t>(pages * database->number("PRAGMA page_size"));
}

std::optional<model::failure> history_database::write(const model::history_batch& batch) {
  auto& all = *parts_;
  if (all.identities.size() > max_remembered)
    all.identities.clear();
  all.database->execute("BEGIN IMMEDIATE");
  all.make_room(batch.windows.size() * bytes_of_row);
  all.insert(batch);
  all.keep.with(batch.until.time_since_epoch().count()).run();
  all.database->execute("COMMIT");
  auto problem = all.database->take_problem();
  if (problem)
    all.identities.clear(); // some may not be in the file
  else
    all.accept_time(*(all.kept_until = batch.until));
  // If the clock was set back, blocks in the future are not waited for.
  if (chunk_start(all.next_block, block_length) > batch.until + block_length)
    all.next_block = chunk_of(batch.until, block_length);
  return problem;
}

void history_database::parts::insert(const model::history_batch& batch) {
  // Sorted by key, so that the parts of a quarter are adjacent.
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<journal_row>> rows;
  auto window = batch.windows.begin();
  for (const auto& piece : batch.pieces) {
    const auto number = number_of(*piece.whose, batch.until);
    for (std::size_t i = 0; i < piece.count; ++i, ++window) {
      const auto quarter = chunk_of(window->start(), quarter_length);
      const auto place =
          (window->start() - chunk_start(quarter, quarter_length)) / model::history_window_length;
      if (number > 0)
        rows[{quarter, number / part_size}].push_back(
            {static_cast<std::uint32_t>(number), static_cast<std::uint16_t>(place),
             static_cast<std::uint16_t>(std::min(window->rows, 0xffffU)), window->summary});
    }
  }
  for (const auto& [of, list] : rows)
    add_journal_rows.with(of.first, of.second, blob{journal_bytes(list)}).run();
}

/// Returns the number of an identity; 0 if there are too many.
std::int64_t history_database::parts::number_of(const model::history_names& names, time seen) {
  auto known = identities.find(names.identity);
  if (known == identities.end()) {
    entry made;
    if (find_identity.with(names.identity).next()) {
      made = {find_identity.number(0), std::string{find_identity.text(1)}, {}};
      find_identity.finish();
    } else {
      add_identity.with(names.identity, names.name, seen.time_since_epoch().count()).run();
      made = {database->last_row(), names.name, seen};
    }
    known = identities.emplace(names.identity, std::move(made)).first;
  }
  auto& [number, name, seen_before] = known->second;
  // Updated with every new quarter of the write-ahead log, or the identity might be deleted.
  if (chunk_of(seen_before, quarter_length) < chunk_of(seen, quarter_length)) {
    see.with(number, seen.time_since_epoch().count()).run();
    seen_before = seen;
  }
  if (name != names.name) {
    name = names.name;
    rename.with(number, name).run();
  }
  return number < max_identities ? number : 0;
}

std::optional<std::int64_t> history_database::parts::find(const std::string& identity_or_name) {
  for (auto* lookup : {&find_identity, &find_name})
    if (lookup->with(identity_or_name).next()) {
      const auto number = lookup->number(0);
      lookup->finish();
      return number;
    }
  return std::nullopt;
}

model::expected<bool>
history_database::read(const stored_query& query, model::history_downsampler& into) {
  auto& all = *parts_;
  all.database->execute("BEGIN");
  const auto identity = all.find(query.identity);
  if (identity) {
    auto rest = query;
    if (query.coarse) {
      all.read_blocks(*identity, query, into);
      rest.from = std::max(query.from, chunk_start(all.next_block, block_length));
    }
    if (rest.from < rest.until) {
      all.read_quarters(*identity, rest, into);
      all.read_journal(*identity, rest, into);
    }
  }
  all.database->execute("COMMIT");
  if (auto why = all.database->take_problem())
    return *std::move(why);
  return identity.has_value();
}

std::optional<std::pair<std::int64_t, std::int64_t>>
history_database::parts::range(const char* table) {
  // In one statement, SQLite would read the whole table.
  const auto end = [&](const char* which) {
    const auto sql = std::string{"SELECT "} + which + "(key) FROM " + table;
    return database->number(sql.c_str()) / max_identities;
  };
  const auto first = end("min");
  return first == 0 ? std::nullopt : std::optional{std::pair{first, end("max")}};
}

void history_database::parts::read_blocks(
    std::int64_t identity, const stored_query& q, model::history_downsampler& into) {
  const auto there = range("block");
  if (!there)
    return;
  const auto last = std::min(there->second, next_block - 1);
  auto block = std::max(there->first, chunk_of(q.from, block_length));
  for (; block <= last && chunk_start(block, block_length) < q.until; ++block)
    read_chunk(
        get_block, chunk_key(block, identity), chunk_start(block, block_length),
        model::coarse_history_step, block_rows, q, into);
}

void history_database::parts::read_quarters(
    std::int64_t identity, const stored_query& q, model::history_downsampler& into) {
  const auto there = range("quarter");
  if (!there)
    return;
  auto quarter = std::max(there->first, chunk_of(q.from, quarter_length));
  for (; quarter <= there->second && chunk_start(quarter, quarter_length) < q.until; ++quarter)
    read_chunk(
        get_quarter, chunk_key(quarter, identity), chunk_start(quarter, quarter_length),
        model::history_window_length, quarter_rows, q, into);
}

void history_database::parts::read_chunk(
    sqlite_statement& chunk, std::int64_t key, time start, std::chrono::seconds step,
    std::size_t rows, const stored_query& q, model::history_downsampler& into) {
  if (!chunk.with(key).next())
    return;
  const auto values = unpack_series(unpack, chunk.bytes(0), rows, q.series);
  const auto windows = unpack_counts(unpack, chunk.bytes(0), rows);
  chunk.finish();
  if (!values) {
    ++broken;
    return;
  }
  auto at = start;
  for (std::size_t i = 0; i < rows; ++i, at += step) {
    const auto& value = (*values)[i];
    if (at < q.from || at >= q.until)
      continue;
    const auto known = windows ? (*windows)[i] * model::history_window_length : step;
    // An existing value covers at least one window.
    const auto weight = std::clamp(known, model::history_window_length, step);
    into.add(at, weight, value.least, value.average, value.most);
  }
}

/// Reads rows that are not in chunks yet.
void history_database::parts::read_journal(
    std::int64_t identity, const stored_query& q, model::history_downsampler& into) {
  sqlite_statement rows{
      *database, "SELECT quarter, rows FROM journal WHERE quarter BETWEEN ? AND ?"
                 " AND part = ? ORDER BY quarter, seq"};
  rows.with(
      chunk_of(q.from, quarter_length), chunk_of(q.until, quarter_length), identity / part_size);
  // After a restart there may be two rows of one time. They are merged with their readings as
  // weights, as in a chunk.
  std::map<time, std::pair<model::history_summary, unsigned>> windows;
  while (rows.next()) {
    const auto start = chunk_start(rows.number(0), quarter_length);
    const auto list = journal_rows(rows.bytes(1));
    if (!list) {
      ++broken;
      continue;
    }
    for (const auto& row : *list) {
      const auto at = start + row.place * model::history_window_length;
      if (row.identity != identity || row.place >= quarter_rows || at < q.from || at >= q.until)
        continue;
      auto& [summary, readings] = windows[at];
      summary = model::merge(summary, readings, row.summary, row.readings);
      readings += row.readings;
    }
  }
  for (const auto& [at, window] : windows)
    into.add(at, model::history_window_length, window.first, q.series);
}

} // namespace docker_monitor::storage
