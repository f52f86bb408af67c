#define CAF_SUITE storage.alarm_file
#include "storage/alarm/alarm_file.hpp"
#include "storage/sqlite.hpp"
#include "tests/sinks/alarms.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <fstream>
#include <iterator>

#include <sys/stat.h>

namespace alarm_file_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;
using namespace docker_monitor::sinks::test;

namespace {

struct fixture {
  tests::scratch_directory scratch;
  alarm_file file{scratch / "alarms.sqlite", {"log"}};
  model::engine_time now{std::chrono::seconds{1'795'000'000}};

  std::size_t files() const {
    const std::filesystem::directory_iterator all{scratch.path()};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  void write(const opened_alarms& opened, std::string id) const {
    write_batch batch;
    batch.add({make_alarm(std::move(id), "a"), true, {0}});
    CAF_CHECK(!opened.database->write(batch));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarm_file_tests, fixture)

CAF_TEST(a file is made and found again) {
  write(open_alarms(file, now), "a1");
  const auto again = open_alarms(file, now);
  CAF_CHECK_EQUAL(again.problem, "");
  CAF_CHECK(!again.recreated);
  CAF_CHECK_EQUAL(ids(again.stored.pending.at(0)), "a1");
}

CAF_TEST(nobody else may read what is kept) {
  const auto old_mask = ::umask(0);
  write(open_alarms(file, now), "a1");
  ::umask(old_mask);
  for (const auto& entry : std::filesystem::directory_iterator{scratch.path()})
    CAF_CHECK_EQUAL(static_cast<unsigned>(entry.status().permissions()), 0600u);
}

CAF_TEST(nothing is left on disk by memory) {
  auto opened = open_alarms(alarm_file::in_memory({"log"}), now);
  CAF_REQUIRE(opened.database);
  write(opened, "a1");
  CAF_CHECK_EQUAL(opened.database->page({})->alarms.size(), 1u);
  CAF_CHECK_EQUAL(files(), 0u);
}

CAF_TEST(a broken file is quarantined whole) {
  const std::string noise(5000, '?');
  std::ofstream{file.path} << noise;
  const auto opened = open_alarms(file, now);
  CAF_REQUIRE(opened.database);
  CAF_CHECK(opened.recreated);
  CAF_CHECK(opened.problem.find(".corrupt-") != std::string::npos);
  write(opened, "a1");
  const auto aside = file.path + ".corrupt-20261118T110640.000Z";
  std::ifstream kept{aside};
  const std::string text{std::istreambuf_iterator<char>{kept}, {}};
  CAF_CHECK(text == noise);
}

CAF_TEST(files are not quarantined for ever) {
  for (int i = 0; i < 10; ++i) {
    std::ofstream{file.path} << std::string(5000, '?');
    now += std::chrono::seconds{1};
    CAF_CHECK(open_alarms(file, now).database);
  }
  std::ofstream{file.path} << std::string(5000, '?');
  const auto last = open_alarms(file, now + std::chrono::seconds{1});
  CAF_CHECK(!last.database);
  CAF_CHECK(last.problem.find("check the disk") != std::string::npos);
  CAF_CHECK_EQUAL(last.stored.pending.size(), 1u);
  CAF_CHECK(std::filesystem::exists(file.path));
}

CAF_TEST(a file of a newer version is left alone) {
  open_alarms(file, now);
  (*sqlite_connection::open(file.path))->execute("PRAGMA user_version = 2");
  const auto opened = open_alarms(file, now);
  CAF_CHECK(!opened.database);
  CAF_CHECK(opened.problem.find("newer version") != std::string::npos);
  CAF_CHECK_EQUAL(files(), 1u);
}

CAF_TEST(a file that another process has open is left alone) {
  open_alarms(file, now);
  const auto other = open_alarms(file, now);
  CAF_REQUIRE(other.database);
  const auto opened = open_alarms(file, now);
  CAF_CHECK(!opened.database);
  CAF_CHECK(opened.problem.find("locked") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace alarm_file_test
