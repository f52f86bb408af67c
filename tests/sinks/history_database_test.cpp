#define CAF_SUITE sinks.history_database
#include "sinks/history_file.hpp"
#include "sinks/sqlite.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <cmath>
#include <fstream>
#include <random>

#include <sys/wait.h>
#include <unistd.h>

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace std::chrono_literals;

namespace {

using time_point = std::chrono::sys_seconds;

constexpr time_point start{1'795'046'400s}; ///< begins a block of six hours
static_assert(start.time_since_epoch() % 6h == 0s);

/// What the CPU of a container was: whole numbers, which are kept exactly.
double cpu_of(std::size_t container, time_point at) {
  const auto window = static_cast<std::size_t>((at - start) / 15s);
  return static_cast<double>((window * 7 + container * 13) % 200);
}

struct fixture {
  tests::scratch_directory scratch;
  std::string path = scratch / "figures.sqlite";
  std::uint64_t bytes = 512'000'000;
  std::unique_ptr<history_database> database = open();
  std::vector<std::shared_ptr<const model::history_names>> names;

  std::unique_ptr<history_database> open() const {
    auto opened = history_database::open(path, bytes);
    CAF_REQUIRE(opened.has_value());
    return *std::move(opened);
  }

  void reopen() {
    database.reset();
    database = open();
  }

  void containers(std::size_t count) {
    while (names.size() < count) {
      const auto name = "c" + std::to_string(names.size());
      names.push_back(
          std::make_shared<const model::history_names>(model::history_names{"shop/" + name, name}));
    }
  }

  /// The batch of 45 seconds that begin at a time.
  model::history_batch batch_of(time_point at) const {
    model::history_batch batch;
    for (std::size_t i = 0; i < names.size(); ++i) {
      batch.pieces.push_back({names[i], 3});
      for (int j = 0; j < 3; ++j) {
        const auto begins = at + j * 15s;
        model::history_window window{model::window_of(begins), 15, {}};
        const auto cpu = cpu_of(i, begins);
        window.summary.least[0] = model::encode_value(cpu);
        window.summary.average[0] = model::encode_value(cpu + 1);
        window.summary.most[0] = model::encode_value(cpu + 2);
        batch.windows.push_back(window);
      }
    }
    batch.until = at + 45s;
    return batch;
  }

  void write(time_point from, time_point until) const {
    for (auto at = from; at < until; at += 45s) {
      const auto problem = database->write(batch_of(at));
      CAF_REQUIRE_EQUAL(problem ? problem->message : "", "");
      tend();
    }
  }

  void tend() const {
    for (;;) {
      const auto more = database->tend();
      CAF_REQUIRE(more.has_value());
      if (!*more)
        return;
    }
  }

  model::history_line read(
      const std::string& container, time_point from, time_point until,
      std::chrono::seconds step = 15s) const {
    model::history_bins bins{step};
    const auto known =
        database->read({container, model::history_series::cpu, from, until, step >= 300s}, bins);
    CAF_REQUIRE(known.has_value());
    CAF_CHECK(*known);
    return bins.line(from, until);
  }

  /// Every window of a time is there, as it was written.
  void check(std::size_t container, time_point from, time_point until) const {
    const auto line = read(names[container]->identity, from, until);
    CAF_REQUIRE_EQUAL(line.points.size(), static_cast<std::size_t>((until - from) / 15s));
    auto at = from;
    for (const auto& p : line.points) {
      CAF_REQUIRE(p.time == at);
      CAF_REQUIRE_EQUAL(p.least, static_cast<float>(cpu_of(container, at)));
      CAF_REQUIRE_EQUAL(p.average, p.least + 1);
      CAF_REQUIRE_EQUAL(p.most, p.least + 2);
      at += 15s;
    }
  }

  std::int64_t count(const char* sql) {
    database.reset();
    auto connection = sqlite_connection::open(path);
    CAF_REQUIRE(connection.has_value());
    const auto found = (*connection)->number(sql);
    connection->reset();
    database = open();
    return found;
  }

  void execute(const char* sql) {
    database.reset();
    auto connection = sqlite_connection::open(path);
    CAF_REQUIRE(connection.has_value());
    (*connection)->execute(sql);
    CAF_CHECK(!(*connection)->take_problem());
    connection->reset();
    database = open();
  }

  std::uint64_t on_disk() const {
    std::uint64_t sum = 0;
    for (const auto& entry : std::filesystem::directory_iterator{scratch.path()})
      sum += entry.file_size();
    return sum;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(history_database_tests, fixture)

CAF_TEST(what was written is there in the journal and in chunks) {
  containers(130); // of three parts
  CAF_CHECK(!database->kept_until());
  write(start, start + 405s);
  check(0, start, start + 405s);
  check(129, start + 15s, start + 300s);
  write(start + 405s, start + 2h);
  CAF_CHECK(*database->kept_until() == start + 2h);
  for (const std::size_t i : {0U, 63U, 64U, 129U})
    check(i, start, start + 2h);
  CAF_CHECK_EQUAL(count("SELECT count(*) FROM quarter"), 8 * 130);
  CAF_CHECK_EQUAL(count("SELECT count(*) FROM journal"), 0);
  check(77, start, start + 2h);
}

CAF_TEST(a gap is a gap) {
  containers(1);
  write(start, start + 90s);
  write(start + 1h, start + 1h + 90s);
  const auto line = read("shop/c0", start, start + 2h);
  CAF_CHECK_EQUAL(line.points.size(), 12u);
  CAF_CHECK_EQUAL(read("shop/c0", start, start + 2h, 300s).points.size(), 2u);
}

CAF_TEST(a start goes on where the last run ended) {
  containers(3);
  write(start, start + 1800s + 90s);
  reopen();
  CAF_CHECK(*database->kept_until() == start + 1890s);
  check(1, start, start + 1890s);
  // A long stop: what the journal has is made chunks of at the start.
  write(start + 1890s, start + 1935s);
  reopen();
  write(start + 24h, start + 24h + 45s);
  CAF_CHECK_EQUAL(count("SELECT count(DISTINCT quarter) FROM journal"), 1);
  check(1, start, start + 1935s);
}

CAF_TEST(rows that come late are added to their chunks) {
  containers(2);
  write(start, start + 900s);
  write(start + 1800s, start + 1845s);
  write(start + 900s, start + 1800s);
  write(start + 1845s, start + 2700s);
  check(1, start, start + 2700s);
  CAF_CHECK_EQUAL(count("SELECT count(*) FROM journal"), 0);
}

CAF_TEST(two pieces of one window count by their readings) {
  containers(1);
  auto batch = batch_of(start);
  const auto write_window = [&](unsigned readings, double cpu) {
    batch.windows[0].rows = readings;
    auto& summary = batch.windows[0].summary;
    summary.least[0] = summary.average[0] = summary.most[0] = model::encode_value(cpu);
    CAF_REQUIRE(!database->write(batch));
  };
  write_window(14, 10);
  reopen();
  write_window(1, 160);
  const auto checked = [&] {
    const auto point = read("shop/c0", start, start + 15s).points.at(0);
    CAF_CHECK_EQUAL(point.least, 10.0F);
    CAF_CHECK(std::abs(point.average - 20) < 0.1);
    CAF_CHECK_EQUAL(point.most, 160.0F);
  };
  checked();
  write(start + 900s, start + 945s);
  CAF_CHECK_EQUAL(count("SELECT count(*) FROM quarter"), 1);
  checked();
}

CAF_TEST(a name finds the newest identity that had it) {
  names = {
      std::make_shared<const model::history_names>(model::history_names{"shop/web/1", "old-name"})};
  write(start, start + 45s);
  names = {
      std::make_shared<const model::history_names>(model::history_names{"shop/web/1", "new-name"})};
  write(start + 45s, start + 90s);
  CAF_CHECK_EQUAL(read("shop/web/1", start, start + 90s).points.size(), 6u);
  CAF_CHECK_EQUAL(read("new-name", start, start + 90s).points.size(), 6u);
  model::history_bins bins{15s};
  for (const auto* name : {"old-name", "nobody", ""}) {
    const auto known =
        database->read({name, model::history_series::cpu, start, start + 90s, false}, bins);
    CAF_CHECK(known.has_value() && !*known);
  }
}

CAF_TEST(a day later there are rows of five minutes and after a month none) {
  containers(40); // of more than one piece
  write(start, start + 37h);
  check(5, start + 13h, start + 37h);
  CAF_CHECK(
      count("SELECT min(key) >> 28 FROM quarter") >= (start + 12h).time_since_epoch() / 15min);
  CAF_CHECK_EQUAL(count("SELECT count(*) FROM block"), 6 * 40);
  const auto line = read("shop/c5", start, start + 37h, 300s);
  CAF_REQUIRE_EQUAL(line.points.size(), 37u * 12);
  auto at = start;
  for (const auto& p : line.points) {
    double sum = 0;
    double least = 1e9;
    double most = 0;
    for (auto window = at; window < at + 300s; window += 15s) {
      const auto cpu = cpu_of(5, window);
      sum += cpu + 1;
      least = std::min(least, cpu);
      most = std::max(most, cpu + 2);
    }
    CAF_REQUIRE(p.time == at);
    CAF_REQUIRE_EQUAL(p.least, static_cast<float>(least));
    CAF_REQUIRE_EQUAL(p.most, static_cast<float>(most));
    CAF_REQUIRE(std::abs(p.average - sum / 20) < sum / 20 / 200);
    at += 300s;
  }
  write(start + 32 * 24h, start + 32 * 24h + 7h);
  CAF_CHECK(count("SELECT min(key) >> 28 FROM block") > start.time_since_epoch() / 6h);
}

CAF_TEST(a minute of a clock far ahead deletes nothing) {
  containers(2);
  const auto until = start + 31h;
  write(start, until);
  const auto blocks = count("SELECT count(*) FROM block");
  for (const auto ahead : {40 * 24h, 44 * 24h, 400 * 24h})
    write(start + ahead, start + ahead + 45s);
  reopen(); // with the wrong time as the newest
  tend();
  write(start + 40 * 24h + 45s, start + 40 * 24h + 30min);
  check(1, until - 24h, until);
  CAF_CHECK_EQUAL(count("SELECT count(*) FROM block"), blocks);
  write(until, until + 6h);
  check(1, until - 18h, until + 6h);
  CAF_CHECK_EQUAL(read("shop/c1", start, until + 6h, 300s).points.size(), 37u * 12);
}

CAF_TEST(a minute of a clock far behind takes nothing out of blocks) {
  containers(2);
  const auto until = start + 31h + 30min;
  write(start, until);
  CAF_CHECK( // of the second block some quarters are gone
      count("SELECT min(key) >> 28 FROM quarter") > (start + 6h).time_since_epoch() / 15min);
  write(start - 20 * 24h, start - 20 * 24h + 45s);
  write(until, start + 37h);
  CAF_CHECK_EQUAL(read("shop/c1", start, start + 37h, 300s).points.size(), 37u * 12);
}

CAF_TEST(after a long stop what is too old goes within an hour) {
  containers(2);
  write(start, start + 31h);
  const auto later = start + 40 * 24h;
  write(later, later + 30min);
  reopen();
  write(later + 30min, later + 45min);
  CAF_CHECK(count("SELECT min(key) >> 28 FROM quarter") < later.time_since_epoch() / 15min);
  write(later + 45min, later + 2h);
  CAF_CHECK_EQUAL(count("SELECT min(key) >> 28 FROM quarter"), later.time_since_epoch() / 15min);
  CAF_CHECK_EQUAL(count("SELECT count(*) FROM block"), 0);
  check(1, later, later + 2h);
}

CAF_TEST(rows of five minutes count by what is known of them) {
  containers(1);
  const auto put = [&](time_point at, double cpu) {
    auto batch = batch_of(at);
    batch.pieces[0].count = 1;
    batch.windows.resize(1);
    auto& summary = batch.windows[0].summary;
    summary.least[0] = summary.average[0] = summary.most[0] = model::encode_value(cpu);
    CAF_REQUIRE(!database->write(batch));
  };
  for (auto at = start; at < start + 300s; at += 15s)
    put(at, 10);
  put(start + 300s, 200);
  write(start + 6h, start + 7h);
  CAF_REQUIRE_EQUAL(count("SELECT count(*) FROM block"), 1);
  const auto checked = [&](double average) {
    const auto line = read("shop/c0", start, start + 1h, 3600s);
    CAF_REQUIRE_EQUAL(line.points.size(), 1u);
    CAF_CHECK_EQUAL(line.points[0].least, 10.0F);
    CAF_CHECK(std::abs(line.points[0].average - average) < 0.1);
    CAF_CHECK_EQUAL(line.points[0].most, 200.0F);
  };
  checked((20 * 10 + 200) / 21.0);
  // Chunks of before have no counts.
  execute("UPDATE block SET rows = substr(rows, 1, 3"
          " + 16 * (instr('123456789ABCDEF', substr(hex(rows), 3, 1)))"
          " + instr('123456789ABCDEF', substr(hex(rows), 4, 1)))");
  checked((10 + 200) / 2.0);
}

CAF_TEST(what nothing is kept of is forgotten) {
  containers(2);
  write(start, start + 1h);
  names.resize(1);
  for (int day = 1; day < 33; ++day)
    write(start + day * 24h, start + day * 24h + 45min);
  CAF_CHECK_EQUAL(count("SELECT count(*) FROM identity"), 1);
  CAF_CHECK_EQUAL(read("shop/c0", start + 24h, start + 33 * 24h, 3600s).points.size(), 31u);
}

CAF_TEST(the oldest goes where there is no room) {
  database.reset();
  bytes = 2'000'000;
  database = open();
  containers(100);
  std::uint64_t most = 0;
  const auto until = start + 30h;
  for (auto at = start; at < until; at += 45s) {
    write(at, at + 45s);
    most = std::max(most, on_disk());
  }
  CAF_MESSAGE("most bytes on disk: " << most);
  CAF_CHECK(most <= bytes);
  CAF_CHECK(most > bytes / 2);
  check(3, until - 1h, until);
  CAF_CHECK(read("shop/c3", start, until).points.size() < 24u * 240);
}

CAF_TEST(many that lived for a moment do not fill the file) {
  database.reset();
  bytes = history_database::least_bytes;
  database = open();
  std::uint64_t most = 0;
  const auto until = start + 20h;
  for (auto at = start; at < until; at += 45s) {
    names.clear();
    for (int i = 0; i < 20; ++i) {
      const auto name = "job-" + std::to_string(at.time_since_epoch().count() + i);
      names.push_back(
          std::make_shared<const model::history_names>(model::history_names{"ci/" + name, name}));
    }
    write(at, at + 45s);
    most = std::max(most, on_disk());
  }
  CAF_MESSAGE("most bytes on disk: " << most);
  CAF_CHECK(most <= bytes);
  check(3, until - 45s, until);
  CAF_CHECK(count("SELECT count(*) FROM identity") < 5000);
  CAF_CHECK(count("SELECT count(*) FROM quarter") > 100);
}

CAF_TEST(who comes back after a silence is not forgotten for want of room) {
  database.reset();
  bytes = history_database::least_bytes;
  database = open();
  containers(100);
  const auto usual = names;
  // In each quarter some begin whose silences are of all lengths, and some come back.
  for (int quarter = 0; quarter < 16; ++quarter) {
    const auto at = start + quarter * 15min;
    const auto add = [&](int since, int silence) {
      const auto name = std::to_string(since) + '-' + std::to_string(silence);
      names.push_back(
          std::make_shared<const model::history_names>(model::history_names{name, name}));
    };
    for (int silence = 1; silence <= 12; ++silence)
      add(quarter, silence);
    const auto back = names.size();
    for (int silence = 1; silence <= std::min(quarter, 12); ++silence)
      add(quarter - silence, silence);
    const auto all = names;
    write(at, at + 45s);
    names = usual;
    write(at + 45s, at + 15min - 45s);
    for (auto i = back; i < all.size(); ++i)
      read(all[i]->identity, at, at + 45s); // checks that it is known
    write(at + 15min - 45s, at + 15min);
  }
  CAF_CHECK(count("SELECT min(key) >> 28 FROM quarter") > start.time_since_epoch() / 15min);
}

CAF_TEST(a file that is allowed less than it has shrinks) {
  containers(100);
  write(start, start + 24h);
  const auto before = std::filesystem::file_size(path);
  database.reset();
  bytes = 1'200'000;
  database = open();
  write(start + 24h, start + 24h + 90s);
  reopen(); // which takes the log in
  CAF_CHECK(before > bytes);
  CAF_CHECK(std::filesystem::file_size(path) <= bytes);
  check(7, start + 24h - 900s, start + 24h + 90s);
}

CAF_TEST(a kill at any moment loses only what was not written) {
  containers(70);
  database.reset();
  std::minstd_rand random{17};
  auto from = start;
  for (int round = 0; round < 15; ++round) {
    int ends[2];
    CAF_REQUIRE_EQUAL(::pipe(ends), 0);
    const auto child = ::fork();
    if (child == 0) {
      auto own = history_database::open(path, bytes);
      if (!own)
        ::_exit(1);
      for (std::int64_t written = 0;; ++written) {
        if ((*own)->write(batch_of(from + written * 45s)))
          ::_exit(1);
        if (::write(ends[1], &written, sizeof written) != sizeof written)
          ::_exit(1);
        while (*(*own)->tend())
          ;
      }
    }
    ::close(ends[1]);
    std::int64_t written = -1;
    for (auto left = random() % 60; left > 0; --left)
      CAF_REQUIRE_EQUAL(::read(ends[0], &written, sizeof written), ssize_t{sizeof written});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(ends[0], &written, sizeof written) > 0)
      ;
    ::close(ends[0]);
    reopen();
    const auto until = from + (written + 1) * 45s;
    if (until > start)
      check(round, start, until);
    // The last one may be there without our having been told.
    if (database->kept_until())
      from = *database->kept_until();
    database.reset();
  }
  reopen();
  CAF_CHECK_EQUAL(count("PRAGMA foreign_key_check"), 0);
  check(69, start, from);
}

CAF_TEST(pieces that make no sense are left out) {
  containers(3);
  write(start, start + 1800s + 90s);
  execute("UPDATE quarter SET rows = x'00' WHERE key % 2 = 0;"
          "UPDATE journal SET rows = randomblob(5600)");
  CAF_CHECK_EQUAL(database->take_broken(), 0u);
  const auto line = read("shop/c1", start, start + 2h);
  CAF_CHECK(line.points.empty());
  CAF_CHECK(database->take_broken() > 1u);
  CAF_CHECK_EQUAL(read("shop/c0", start, start + 2h).points.size(), 120u);
  execute("UPDATE journal SET rows = x'01'");
  read("shop/c1", start, start + 2h);
  CAF_CHECK(database->take_broken() > 1u);
  write(start + 1890s, start + 8h);
  CAF_CHECK_EQUAL(read("shop/c2", start + 2700s, start + 8h).points.size(), 29u * 60);
  CAF_CHECK(database->take_broken() > 0u);
}

CAF_TEST(a broken file is set aside and begun anew) {
  containers(1);
  write(start, start + 90s);
  database.reset();
  std::filesystem::remove(path + "-wal");
  std::ofstream{path} << std::string(5000, '?');
  const auto opened = open_history({path, bytes}, start);
  CAF_REQUIRE(opened.database);
  CAF_CHECK(opened.trouble.find("set aside as") != std::string::npos);
  CAF_CHECK(!opened.database->kept_until());
}

CAF_TEST(a file of a newer version is left alone) {
  database.reset();
  (*sqlite_connection::open(path))->execute("PRAGMA user_version = 2");
  const auto opened = open_history({path, bytes}, start);
  CAF_CHECK(!opened.database);
  CAF_CHECK(opened.trouble.find("newer version") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
