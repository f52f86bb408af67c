#define CAF_SUITE storage.former_queues
#include "storage/remote_write/former_queues.hpp"
#include "storage/remote_write/write_queue_file.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <optional>

namespace former_queues_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::hours kept{720};
const model::engine_time noon{std::chrono::seconds{1'795'000'000}};

struct fixture {
  tests::scratch_directory scratch;
  std::optional<data_location> location = claim("unix:///x");

  std::optional<data_location> claim(const std::string& url) const {
    auto claimed = claim_data_directory(scratch / "data", url);
    CAF_REQUIRE(claimed.has_value());
    return *std::move(claimed);
  }

  std::string path(const std::string& key) const { return location->write_queue(key); }

  /// Lets samples wait, with the age of each request.
  void wait_for(const std::string& key, std::initializer_list<std::chrono::hours> ages) const {
    const auto queue = write_queue_file::open(path(key));
    CAF_REQUIRE(queue.has_value());
    for (const auto age : ages)
      (*queue)->push({noon - age, 1, "samples"});
  }

  std::uint64_t waiting(const std::string& key) const {
    const auto queue = write_queue_file::open(path(key));
    CAF_REQUIRE(queue.has_value());
    return (*queue)->numbers().samples;
  }

  bool exists(const std::string& key) const { return std::filesystem::exists(path(key)); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(former_queues_tests, fixture)

CAF_TEST(the samples of a former receiver wait as long as an alarm is kept) {
  wait_for("a", {730h, 700h, 1h});
  wait_for("b", {730h, 721h});
  wait_for("current", {730h, 1h});
  prune_former_queues(*location, {"current"}, noon, kept);
  CAF_CHECK_EQUAL(waiting("a"), 2u);
  CAF_CHECK(!exists("b"));
  CAF_CHECK_EQUAL(waiting("current"), 2u);
  prune_former_queues(*location, {"current"}, noon + 720h, kept);
  CAF_CHECK(!exists("a"));
  CAF_CHECK_EQUAL(waiting("current"), 2u);
}

CAF_TEST(the empty queue of a former receiver is removed) {
  wait_for("a", {});
  wait_for("current", {});
  CAF_REQUIRE(exists("a"));
  prune_former_queues(*location, {"current"}, noon, kept);
  CAF_CHECK(!exists("a"));
  CAF_CHECK(exists("current"));
}

CAF_TEST(other files stay) {
  const auto other = claim("unix:///y");
  const auto of_other = other->write_queue("a");
  const auto longer = path("a") + "0";
  const auto aside = path("a") + ".corrupt-20261122T102815.000Z";
  const auto damaged = path("damaged");
  for (const auto& file : {of_other, longer, aside, damaged, location->history_path()})
    std::ofstream{file} << std::string(1000, 'x');
  prune_former_queues(*location, {}, noon, kept);
  for (const auto& file : {of_other, longer, aside, damaged, location->history_path()})
    CAF_CHECK(std::filesystem::exists(file));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace former_queues_test
