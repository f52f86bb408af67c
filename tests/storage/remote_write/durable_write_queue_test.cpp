#define CAF_SUITE storage.durable_write_queue
#include "storage/remote_write/durable_write_queue.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

namespace durable_write_queue_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;

namespace {

model::engine_time at(int second) {
  return model::engine_time{std::chrono::seconds{second}};
}

/// Returns a time that no call has returned before.
model::engine_time next_time() {
  static int seconds = 0;
  return at(++seconds);
}

struct fixture {
  tests::scratch_directory scratch;
  std::string path = scratch / "engine.remote-write-1";

  std::shared_ptr<model::write_queue> open() const { return open_write_queue(path, next_time); }

  /// Leaves three requests of large size in the file, and returns the queue opened anew.
  std::shared_ptr<model::write_queue> open_with_three() const {
    {
      const auto queue = open();
      for (int i = 0; i < 3; ++i)
        queue->push({at(i), 1U << static_cast<unsigned>(i), std::string(200'000, 'x')});
    }
    auto queue = open();
    CAF_REQUIRE_EQUAL(queue->numbers().samples, 7u);
    return queue;
  }

  /// Overwrites all but the first page.
  void damage() const {
    constexpr std::size_t kept = 16'384;
    const auto bytes = std::filesystem::file_size(path);
    CAF_REQUIRE(bytes > kept);
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(kept);
    file << std::string(bytes - kept, '\xff');
  }

  int set_aside() const {
    int found = 0;
    for (const auto& each : std::filesystem::directory_iterator{scratch.path()}) {
      const auto name = each.path().filename().string();
      found += name.find(".corrupt-") != std::string::npos && !name.ends_with("-wal") ? 1 : 0;
    }
    return found;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(durable_write_queue_tests, fixture)

CAF_TEST(a damaged file is quarantined at the start) {
  std::ofstream{path} << std::string(100'000, 'x');
  const auto queue = open();
  queue->push({at(1), 1, "a"});
  CAF_CHECK_EQUAL(queue->numbers().batches, 1u);
  CAF_CHECK_EQUAL(set_aside(), 1);
}

CAF_TEST(a file that is damaged while it is read is replaced and the loss counted) {
  auto queue = open_with_three();
  damage();
  CAF_CHECK(!queue->front());
  CAF_CHECK_EQUAL(queue->take_lost(), 7u);
  CAF_CHECK_EQUAL(queue->take_lost(), 0u);
  const auto problem = queue->take_problem();
  CAF_REQUIRE(problem.has_value());
  for (const auto* part : {"check the disk", ".corrupt-", "a new file is used", "samples lost: 7"})
    CAF_CHECK(problem->message.find(part) != std::string::npos);
  CAF_CHECK(!queue->take_problem());
  CAF_CHECK_EQUAL(set_aside(), 1);
  CAF_CHECK_EQUAL(queue->numbers().batches, 0u);
  CAF_CHECK_EQUAL(queue->push({at(9), 5, "new"}), 0u);
  CAF_REQUIRE(queue->front().has_value());
  CAF_CHECK(queue->front()->body == "new");
  queue.reset();
  CAF_CHECK_EQUAL(open()->numbers().samples, 5u); // it is on disk again
}

CAF_TEST(a request that was sent is not lost with the file) {
  const auto queue = open_with_three();
  CAF_REQUIRE(queue->front().has_value());
  damage();
  queue->pop();
  CAF_CHECK(!queue->front());
  CAF_CHECK_EQUAL(queue->take_lost(), 6u);
}

CAF_TEST(a request is kept though the file is found damaged then) {
  const auto queue = open_with_three();
  damage();
  std::uint64_t pushed = 7;
  std::uint64_t dropped = 0;
  // The queue reads the file once it has to drop the oldest.
  for (int i = 0; i < 10 && set_aside() == 0; ++i) {
    pushed += 8;
    dropped += queue->push({at(10 + i), 8, std::string(10'000'000, 'y')});
  }
  CAF_CHECK_EQUAL(set_aside(), 1);
  CAF_CHECK_EQUAL(queue->numbers().samples, 8u);
  CAF_CHECK_EQUAL(queue->take_lost() + dropped, pushed - 8);
}

CAF_TEST(a disk that damages every file ends in memory) {
  for (int i = 1; i <= 4; ++i) {
    const auto queue = open_with_three();
    damage();
    CAF_CHECK(!queue->front());
    CAF_CHECK_EQUAL(set_aside(), i);
  }
  const auto queue = open_with_three();
  damage();
  CAF_CHECK(!queue->front());
  CAF_CHECK_EQUAL(queue->take_lost(), 7u);
  const auto problem = queue->take_problem();
  CAF_REQUIRE(problem.has_value());
  CAF_CHECK(problem->message.find("kept in memory only") != std::string::npos);
  queue->push({at(1), 3, "a"});
  CAF_CHECK_EQUAL(queue->numbers().samples, 3u);
  CAF_CHECK_EQUAL(set_aside(), 4);
}

CAF_TEST(a file that can not be used is replaced by memory) {
  const auto queue = open_write_queue(scratch / "no/such/folder");
  queue->push({at(1), 3, "a"});
  CAF_CHECK_EQUAL(queue->numbers().samples, 3u);
  CAF_CHECK_EQUAL(open_write_queue({})->push({at(1), 3, "a"}), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace durable_write_queue_test
