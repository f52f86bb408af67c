#define CAF_SUITE storage.history_compaction
#include "storage/history/history_database.hpp"
#include "tests/storage/history/stored_history.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

namespace history_compaction_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;
using namespace docker_monitor::storage::test;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(history_compaction_tests, stored_history)

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
  compact();
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
  allow(2'000'000);
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
  CAF_CHECK(read("shop/c3", start, until).points.size() < 24UL * 240);
}

CAF_TEST(many that lived for a moment do not fill the file) {
  allow(history_database::least_bytes);
  std::uint64_t most = 0;
  const auto until = start + 20h;
  for (auto at = start; at < until; at += 45s) {
    names.clear();
    for (int i = 0; i < 20; ++i) {
      const auto name = "job-" + std::to_string(at.time_since_epoch().count() + i);
      names.push_back(known_as("ci/" + name, name));
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
  allow(history_database::least_bytes);
  containers(100);
  const auto usual = names;
  // In each quarter some begin whose silences are of all lengths, and some come back.
  for (int quarter = 0; quarter < 16; ++quarter) {
    const auto at = start + quarter * 15min;
    const auto add = [&](int since, int silence) {
      const auto name = std::to_string(since) + '-' + std::to_string(silence);
      names.push_back(known_as(name, name));
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
  allow(1'200'000);
  write(start + 24h, start + 24h + 90s);
  reopen(); // which takes the log in
  CAF_CHECK(before > bytes);
  CAF_CHECK(std::filesystem::file_size(path) <= bytes);
  check(7, start + 24h - 900s, start + 24h + 90s);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace history_compaction_test
