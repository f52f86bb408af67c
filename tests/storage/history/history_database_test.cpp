#define CAF_SUITE storage.history_database
#include "storage/history/history_file.hpp"
#include "tests/storage/history/stored_history.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>

#include <sys/wait.h>
#include <unistd.h>

namespace history_database_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;
using namespace docker_monitor::storage::test;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(history_database_tests, stored_history)

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

CAF_TEST(what only the host has is kept and downsampled like the rest) {
  names = {known_as("/", "/"), known_as("/host", "/host")};
  write(start, start + 7h);
  reopen();
  const auto line = [&](model::history_series series, time_point from, time_point until,
                        std::chrono::seconds step) {
    model::history_downsampler bins{step};
    const auto known = database->read({"/host", series, from, until, step >= 300s}, bins);
    CAF_REQUIRE(known && *known);
    return bins.line(from, until).points;
  };
  const auto fine = line(model::history_series::load_one_minute, start + 6h, start + 7h, 15s);
  CAF_REQUIRE_EQUAL(fine.size(), 240u);
  for (const auto& point : fine) {
    const auto at = std::chrono::floor<std::chrono::seconds>(point.time);
    CAF_REQUIRE_EQUAL(point.average, static_cast<float>(cpu_of(1, at) + 1));
  }
  const auto coarse = line(model::history_series::load_one_minute, start, start + 6h, 300s);
  CAF_REQUIRE_EQUAL(coarse.size(), 72u);
  for (const auto& point : coarse) {
    const auto at = std::chrono::floor<std::chrono::seconds>(point.time);
    auto least = cpu_of(1, at);
    for (auto window = at; window < at + 300s; window += 15s)
      least = std::min(least, cpu_of(1, window));
    CAF_REQUIRE_EQUAL(point.least, static_cast<float>(least));
    CAF_REQUIRE(point.least <= point.average && point.average <= point.most);
  }
  CAF_CHECK(line(model::history_series::cpu_waiting, start, start + 7h, 300s).empty());
  check(0, start + 6h, start + 7h); // the other series of the host
}

CAF_TEST(a file without what only the host has goes on with it) {
  names = {known_as("/", "/")};
  write(start, start + 1h);
  reopen();
  const stored_query query{
      "/host", model::history_series::load_one_minute, start, start + 2h, false};
  model::history_downsampler before{15s};
  const auto known = database->read(query, before);
  CAF_REQUIRE(known.has_value());
  CAF_CHECK(!*known);
  CAF_CHECK(before.line(start, start + 2h).points.empty());
  names.push_back(known_as("/host", "/host"));
  write(start + 1h, start + 1h + 90s);
  model::history_downsampler after{15s};
  CAF_REQUIRE(database->read(query, after));
  CAF_CHECK_EQUAL(after.line(start, start + 2h).points.size(), 6u);
  check(0, start, start + 1h + 90s);
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
  names = {known_as("shop/web/1", "old-name")};
  write(start, start + 45s);
  names = {known_as("shop/web/1", "new-name")};
  write(start + 45s, start + 90s);
  CAF_CHECK_EQUAL(read("shop/web/1", start, start + 90s).points.size(), 6u);
  CAF_CHECK_EQUAL(read("new-name", start, start + 90s).points.size(), 6u);
  model::history_downsampler bins{15s};
  for (const auto* name : {"old-name", "nobody", ""}) {
    const auto known =
        database->read({name, model::history_series::cpu, start, start + 90s, false}, bins);
    CAF_CHECK(known.has_value() && !*known);
  }
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
        while (*(*own)->compact())
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
    // The last one may be there without a confirmation.
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

CAF_TEST(a broken file is quarantined and replaced) {
  containers(1);
  write(start, start + 90s);
  database.reset();
  std::filesystem::remove(path + "-wal");
  std::ofstream{path} << std::string(5000, '?');
  const auto opened = open_history({path, bytes}, start);
  CAF_REQUIRE(opened.database);
  CAF_CHECK(opened.problem.find("renamed to") != std::string::npos);
  CAF_CHECK(!opened.database->kept_until());
}

CAF_TEST(a file of a newer version is left alone) {
  database.reset();
  (*sqlite_connection::open(path))->execute("PRAGMA user_version = 2");
  const auto opened = open_history({path, bytes}, start);
  CAF_CHECK(!opened.database);
  CAF_CHECK(opened.problem.find("newer version") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace history_database_test
