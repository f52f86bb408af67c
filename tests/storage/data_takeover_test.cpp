#define CAF_SUITE storage.data_takeover
#include "model/event/event_cursor.hpp"
#include "storage/alarm/alarm_database.hpp"
#include "storage/choose_data.hpp"
#include "storage/data_takeover.hpp"
#include "storage/history/history_database.hpp"
#include "storage/remote_write/write_queue_file.hpp"
#include "storage/sqlite.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace data_takeover_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;

namespace {

constexpr std::string_view socket_url = "unix:///var/run/docker.sock";
constexpr std::string_view port_url = "tcp://127.0.0.1:2375";
constexpr std::string_view other_url = "tcp://other:2375";

struct fixture {
  tests::scratch_directory scratch;
  std::string directory = scratch / "data";
  std::optional<data_owner> engine = data_owner{"E1", "box"};
  int asked = 0;

  data_location claim(std::string_view url) const {
    auto claimed = claim_data_directory(directory, url);
    CAF_REQUIRE(claimed.has_value());
    return *std::move(claimed);
  }

  static std::unique_ptr<alarm_database> open(const std::string& path) {
    auto opened = alarm_database::open(path, {"log"}, {});
    CAF_REQUIRE(opened.has_value());
    return *std::move(opened);
  }

  /// Writes what an instance does: the cursor, and a state that names the owner of the data.
  static void fill(alarm_database& database, const data_owner& owner, std::string mark) {
    model::event_cursor cursor;
    cursor.engine_id = owner.id;
    cursor.engine_host_name = owner.host_name;
    write_batch batch;
    batch.keep(
        {std::string{model::event_cursor::area}, std::string{model::event_cursor::key},
         model::write_cursor(cursor)});
    batch.keep({"test", "mark", std::move(mark)});
    CAF_REQUIRE(!database.write(batch));
  }

  /// Makes the data that an instance with this URL leaves.
  void make(std::string_view url, const data_owner& owner, const std::string& mark) const {
    const auto location = claim(url);
    fill(*open(location.database()), owner, mark);
    CAF_REQUIRE(history_database::open(location.history_path(), 100'000'000).has_value());
  }

  /// Starts with this URL.
  void take_over(std::string_view url) {
    take_over_data(claim(url), [this] {
      ++asked;
      return engine;
    });
  }

  /// Returns whose the data of a URL are; empty if there are none.
  std::string mark(std::string_view url) const {
    const auto location = claim(url);
    if (!std::filesystem::exists(location.database()))
      return {};
    const auto loaded = open(location.database())->load();
    CAF_REQUIRE(loaded.has_value());
    const auto found = std::ranges::find(loaded->states, "mark", &model::saved_state::key);
    return found == loaded->states.end() ? "none" : found->text;
  }

  bool has_history(std::string_view url) const {
    return std::filesystem::exists(claim(url).history_path());
  }

  /// Lets samples wait for a receiver.
  void wait_for(const std::string& receiver, std::string_view url, std::string body) const {
    const auto queue = write_queue_file::open(claim(url).write_queue(receiver));
    CAF_REQUIRE(queue.has_value());
    (*queue)->push({model::engine_time{}, 1, std::move(body)});
  }

  /// Returns the samples that wait for a receiver; empty if none do.
  std::string waiting(const std::string& receiver, std::string_view url) const {
    const auto path = claim(url).write_queue(receiver);
    if (!std::filesystem::exists(path))
      return {};
    const auto queue = write_queue_file::open(path);
    CAF_REQUIRE(queue.has_value());
    const auto batch = (*queue)->front();
    return batch ? batch->body : std::string{};
  }

  /// Returns all files but the locks, with their content.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
      std::ifstream file{entry.path()};
      if (entry.path().extension() != ".lock")
        found[entry.path().filename().string()] = {std::istreambuf_iterator<char>{file}, {}};
    }
    return found;
  }

  /// A start with this URL changes no file.
  void check_nothing_is_taken_over(std::string_view url) {
    const auto before = files();
    take_over(url);
    CAF_CHECK(files() == before);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(data_takeover_tests, fixture)

CAF_TEST(the data of an engine follow it to another URL and back) {
  make(socket_url, {"E1", "box"}, "first");
  make(other_url, {"E2", "other"}, "second");
  const auto before = files();
  take_over(port_url);
  CAF_CHECK(mark(port_url) == "first");
  CAF_CHECK(has_history(port_url));
  CAF_CHECK(mark(socket_url).empty());
  CAF_CHECK(!has_history(socket_url));
  CAF_CHECK(mark(other_url) == "second");
  CAF_CHECK(has_history(other_url));
  CAF_CHECK_EQUAL(asked, 1);
  take_over(socket_url);
  CAF_CHECK(files() == before);
}

CAF_TEST(samples that wait for receivers follow the engine) {
  make(socket_url, {"E1", "box"}, "first");
  make(other_url, {"E2", "other"}, "second");
  wait_for("http://a/", socket_url, "of a");
  wait_for("http://b/", socket_url, "of b");
  wait_for("http://a/", other_url, "of the other engine");
  const auto aside = claim(socket_url).write_queue("http://a/") + ".corrupt-20261122T102815.000Z";
  std::ofstream{aside} << "set aside";
  take_over(port_url);
  CAF_CHECK_EQUAL(waiting("http://a/", port_url), "of a");
  CAF_CHECK_EQUAL(waiting("http://b/", port_url), "of b");
  CAF_CHECK_EQUAL(waiting("http://a/", socket_url), "");
  CAF_CHECK_EQUAL(waiting("http://a/", other_url), "of the other engine");
  CAF_CHECK(std::filesystem::exists(aside));
  take_over(socket_url);
  CAF_CHECK_EQUAL(waiting("http://a/", socket_url), "of a");
  CAF_CHECK_EQUAL(waiting("http://b/", socket_url), "of b");
  CAF_CHECK_EQUAL(waiting("http://a/", port_url), "");
}

CAF_TEST(a start after a crash between the samples and the alarms finishes) {
  make(socket_url, {"E1", "box"}, "first");
  wait_for("http://a/", socket_url, "of a");
  wait_for("http://b/", socket_url, "of b");
  std::filesystem::rename(
      claim(socket_url).write_queue("http://a/"), claim(port_url).write_queue("http://a/"));
  take_over(port_url);
  CAF_CHECK_EQUAL(waiting("http://a/", port_url), "of a");
  CAF_CHECK_EQUAL(waiting("http://b/", port_url), "of b");
  CAF_CHECK(mark(port_url) == "first");
}

CAF_TEST(damaged samples do not keep back the alarms) {
  make(socket_url, {"E1", "box"}, "first");
  const auto damaged = claim(socket_url).write_queue("http://a/");
  std::ofstream{damaged} << std::string(10'000, 'x');
  take_over(port_url);
  CAF_CHECK(mark(port_url) == "first");
  const auto moved = claim(port_url).write_queue("http://a/");
  CAF_REQUIRE(std::filesystem::exists(moved));
  CAF_CHECK_EQUAL(std::filesystem::file_size(moved), 10'000u);
  CAF_CHECK(!std::filesystem::exists(damaged));
}

CAF_TEST(samples of receivers are never overwritten) {
  make(socket_url, {"E1", "box"}, "first");
  wait_for("http://a/", socket_url, "of a");
  wait_for("http://a/", port_url, "of somebody");
  check_nothing_is_taken_over(port_url);
}

CAF_TEST(what a killed instance left in its logs comes along) {
  const auto crashed = scratch / "crashed";
  {
    const auto location = claim(socket_url);
    const auto database = open(location.database());
    const auto history = history_database::open(location.history_path(), 100'000'000);
    const auto queue = write_queue_file::open(location.write_queue("http://a/"));
    CAF_REQUIRE(queue.has_value());
    (*queue)->push({model::engine_time{}, 1, "samples in the log"});
    fill(*database, {"E1", "box"}, "in the log");
    std::filesystem::copy(directory, crashed);
  }
  directory = crashed;
  const auto location = claim(socket_url).database();
  CAF_REQUIRE(std::filesystem::file_size(location + "-wal") > 0);
  take_over(port_url);
  CAF_CHECK(mark(port_url) == "in the log");
  CAF_CHECK_EQUAL(waiting("http://a/", port_url), "samples in the log");
  const auto history = sqlite_connection::open(claim(port_url).history_path());
  CAF_REQUIRE(history.has_value());
  CAF_CHECK((*history)->number("SELECT count(*) FROM sqlite_schema") > 0);
  CAF_CHECK((*history)->number("PRAGMA auto_vacuum") == 2); // its layout is that of a history
  for (const auto& [name, content] : files())
    CAF_CHECK(!name.starts_with("unix-"));
}

CAF_TEST(what no engine or another one names stays) {
  make(socket_url, {"E1", "box"}, "first");
  for (const auto& answer :
       {std::optional<data_owner>{}, std::optional{data_owner{"", "box"}},
        std::optional{data_owner{"E2", "box"}}, std::optional{data_owner{"E1", "clone"}},
        std::optional{data_owner{"E1", ""}}}) {
    engine = answer;
    check_nothing_is_taken_over(port_url);
  }
  CAF_CHECK_EQUAL(asked, 5);
}

CAF_TEST(data without an id are of no engine) {
  make(socket_url, {"", "box"}, "Podman");
  engine = data_owner{"", "box"};
  check_nothing_is_taken_over(port_url);
}

CAF_TEST(data without the name of a host are known by the id) {
  make(socket_url, {"E1", ""}, "early");
  take_over(port_url);
  CAF_CHECK(mark(port_url) == "early");
}

CAF_TEST(the data of a running instance stay) {
  make(socket_url, {"E1", "box"}, "first");
  {
    const auto running = claim(socket_url);
    check_nothing_is_taken_over(port_url);
  }
  take_over(port_url);
  CAF_CHECK(mark(port_url) == "first");
}

CAF_TEST(of two that are the same engine none is taken) {
  make(socket_url, {"E1", "box"}, "first");
  make(other_url, {"E1", "box"}, "second");
  check_nothing_is_taken_over(port_url);
  CAF_CHECK_EQUAL(asked, 1);
}

CAF_TEST(an engine with data of its own is not even asked) {
  make(socket_url, {"E1", "box"}, "first");
  make(port_url, {"E1", "box"}, "own");
  check_nothing_is_taken_over(port_url);
  std::filesystem::remove(claim(port_url).database());
  std::ofstream{claim(port_url).database() + "-wal"} << "a log without its database";
  check_nothing_is_taken_over(port_url);
  CAF_CHECK_EQUAL(asked, 0);
}

CAF_TEST(the first start in a directory asks nobody) {
  take_over(port_url);
  CAF_CHECK(mark(port_url).empty());
  CAF_CHECK_EQUAL(asked, 0);
}

CAF_TEST(a history is never overwritten) {
  make(socket_url, {"E1", "box"}, "first");
  std::ofstream{claim(port_url).history_path()} << "of somebody";
  check_nothing_is_taken_over(port_url);
}

CAF_TEST(a start after a crash between the two files finishes) {
  make(socket_url, {"E1", "box"}, "first");
  std::filesystem::rename(claim(socket_url).history_path(), claim(port_url).history_path());
  take_over(port_url);
  CAF_CHECK(mark(port_url) == "first");
  CAF_CHECK(has_history(port_url));
}

CAF_TEST(databases that this version does not know are left alone) {
  make(socket_url, {"E1", "box"}, "newer");
  {
    const auto newer = sqlite_connection::open(claim(socket_url).database());
    CAF_REQUIRE(newer.has_value());
    (*newer)->execute("PRAGMA user_version = 99");
  }
  std::ofstream{claim(other_url).database()} << "no database at all, but as long as a header of one"
                                             << std::string(100, '.');
  check_nothing_is_taken_over(port_url);
  CAF_CHECK_EQUAL(asked, 1);
}

CAF_TEST(the chosen files are those that were taken over) {
  make(socket_url, {"E1", "box"}, "first");
  config::options options;
  options.data_dir = directory;
  options.history_size = 100'000'000;
  {
    const auto chosen = choose_data(
        options, [](std::string_view) { return std::nullopt; }, std::string{port_url}, {"log"},
        [this] { return engine; });
    CAF_REQUIRE(chosen.has_value());
    CAF_CHECK(std::filesystem::exists(chosen->file.path));
    CAF_CHECK(std::filesystem::exists(chosen->history.path));
  }
  CAF_CHECK(mark(port_url) == "first");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace data_takeover_test
