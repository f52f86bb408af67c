#define CAF_SUITE storage.write_queue_file
#include "storage/data_directory.hpp"
#include "storage/remote_write/write_queue_file.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>

namespace write_queue_file_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;

namespace {

model::engine_time at(int second) {
  return model::engine_time{std::chrono::seconds{second}};
}

struct fixture {
  tests::scratch_directory scratch;
  std::string path = scratch / "engine.remote-write-1";

  std::unique_ptr<write_queue_file> open(std::uint64_t max_bytes = model::max_write_queue_bytes) {
    auto opened = write_queue_file::open(path, max_bytes);
    if (!opened)
      CAF_FAIL(opened.error().message);
    return *std::move(opened);
  }
};

/// While it lives, no file can grow or be written. A file's existing pages can be read.
class full_disk {
 public:
  full_disk() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    former_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~full_disk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, former_handler_);
  }
  full_disk(const full_disk&) = delete;
  full_disk& operator=(const full_disk&) = delete;

 private:
  rlimit before_{};
  void (*former_handler_)(int) = nullptr;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(write_queue_file_tests, fixture)

CAF_TEST(requests outlive the queue in their order) {
  const std::string binary{"\0\x01\xff z", 5};
  {
    const auto queue = open();
    CAF_CHECK(!queue->front());
    queue->push({at(1), 10, binary});
    queue->push({at(2), 20, "bbb"});
  }
  const auto queue = open();
  CAF_CHECK_EQUAL(queue->numbers().batches, 2u);
  CAF_CHECK_EQUAL(queue->numbers().samples, 30u);
  CAF_CHECK_EQUAL(queue->numbers().bytes, 8u);
  CAF_CHECK(queue->numbers().oldest == at(1));
  const auto first = queue->front();
  CAF_REQUIRE(first.has_value());
  CAF_CHECK(first->body == binary);
  CAF_CHECK(first->taken == at(1));
  CAF_CHECK_EQUAL(first->samples, 10u);
  queue->pop();
  CAF_CHECK(queue->front()->body == "bbb");
  queue->pop();
  queue->pop();
  CAF_CHECK(!queue->front());
  CAF_CHECK_EQUAL(queue->numbers().batches, 0u);
  CAF_CHECK(!queue->take_problem());
}

CAF_TEST(the oldest go where room is missing) {
  const auto queue = open(10);
  CAF_CHECK_EQUAL(queue->push({at(1), 1, "aaaa"}), 0u);
  CAF_CHECK_EQUAL(queue->push({at(2), 2, "bbbb"}), 0u);
  CAF_CHECK_EQUAL(queue->push({at(3), 4, "cccccc"}), 1u);
  CAF_CHECK(queue->front()->body == "bbbb");
  CAF_CHECK(queue->numbers().oldest == at(2));
  CAF_CHECK_EQUAL(queue->push({at(4), 8, "ddddddddddd"}), 2u + 4u + 8u);
  CAF_CHECK_EQUAL(queue->numbers().batches, 0u);
}

CAF_TEST(a disk that is full hides nothing and repeats nothing) {
  const auto queue = open();
  queue->push({at(1), 1, "a"});
  queue->push({at(2), 2, "bb"});
  queue->push({at(3), 4, "ccc"});
  std::optional<model::failure> problem;
  std::optional<model::write_batch> second;
  model::write_queue_numbers numbers;
  std::uint64_t lost = 0;
  {
    const full_disk disk; // nothing is logged or checked here: that may write to a file
    queue->pop();
    problem = queue->take_problem();
    numbers = queue->numbers();
    second = queue->front();
    lost = queue->push({at(4), 8, "dddd"});
  }
  CAF_CHECK(problem.has_value());
  CAF_CHECK_EQUAL(numbers.batches, 2u);
  CAF_CHECK_EQUAL(numbers.samples, 6u);
  CAF_CHECK_EQUAL(numbers.bytes, 5u);
  CAF_CHECK(numbers.oldest == at(2));
  CAF_REQUIRE(second.has_value());
  CAF_CHECK_EQUAL(second->body, "bb");
  CAF_CHECK_EQUAL(lost, 8u);
  CAF_CHECK(queue->take_problem().has_value());
  CAF_CHECK_EQUAL(queue->numbers().samples, 6u);
  CAF_CHECK_EQUAL(queue->push({at(5), 16, "eeeee"}), 0u);
  std::string order;
  while (const auto batch = queue->front()) {
    order += batch->body + ' ';
    queue->pop();
  }
  CAF_CHECK_EQUAL(order, "bb ccc eeeee ");
  CAF_CHECK(!queue->take_problem());
  CAF_CHECK_EQUAL(queue->push({at(6), 1, "f"}), 0u);
  CAF_CHECK(queue->front().has_value()); // though its row is number 1 again
}

CAF_TEST(what a full disk could not delete is deleted later) {
  {
    const auto queue = open();
    queue->push({at(1), 1, "a"});
    queue->push({at(2), 2, "bb"});
    queue->push({at(3), 4, "ccc"});
    {
      const full_disk disk;
      queue->pop();
    }
    queue->pop();
  }
  const auto queue = open();
  CAF_CHECK_EQUAL(queue->numbers().batches, 1u);
  CAF_CHECK(queue->front()->body == "ccc");
}

CAF_TEST(the numbers follow each change) {
  auto queue = open(20);
  std::uint64_t dropped = 0;
  for (int i = 1; i <= 50; ++i) {
    dropped += queue->push({at(i), 1, std::string(static_cast<std::size_t>(i % 7), 'x')});
    if (i % 5 == 0)
      queue->pop();
  }
  const auto kept = queue->numbers();
  CAF_CHECK(kept.bytes <= 20u);
  CAF_CHECK_EQUAL(kept.samples, 50u - 10u - dropped);
  queue.reset();
  queue = open(20); // counts all rows
  const auto counted = queue->numbers();
  CAF_CHECK_EQUAL(kept.batches, counted.batches);
  CAF_CHECK_EQUAL(kept.samples, counted.samples);
  CAF_CHECK_EQUAL(kept.bytes, counted.bytes);
  CAF_CHECK(kept.oldest == counted.oldest);
}

CAF_TEST(the file shrinks once it is empty) {
  auto queue = open();
  for (int i = 0; i < 30; ++i)
    queue->push({at(i), 1, std::string(100'000, 'x')});
  queue.reset(); // closing writes the log back
  CAF_CHECK(std::filesystem::file_size(path) > 3'000'000u);
  queue = open();
  while (queue->front())
    queue->pop();
  queue.reset();
  CAF_CHECK(std::filesystem::file_size(path) < 200'000u);
}

CAF_TEST(only its owner can read it) {
  open();
  const auto mode = std::filesystem::status(path).permissions();
  CAF_CHECK(mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

CAF_TEST(requests of before a time can be removed) {
  const auto queue = open();
  queue->push({at(1), 1, "a"});
  queue->push({at(2), 2, "bb"});
  queue->push({at(3), 4, "ccc"});
  CAF_CHECK_EQUAL(queue->remove_before(at(1)), 0u);
  CAF_CHECK_EQUAL(queue->remove_before(at(3)), 3u);
  CAF_CHECK_EQUAL(queue->numbers().samples, 4u);
  CAF_CHECK(queue->numbers().oldest == at(3));
  CAF_CHECK(queue->front()->body == "ccc");
  CAF_CHECK_EQUAL(queue->remove_before(at(4)), 4u);
  CAF_CHECK_EQUAL(queue->numbers().batches, 0u);
  CAF_CHECK(!queue->take_problem());
}

CAF_TEST(each receiver has a file of its own beside that of alarms) {
  const auto location = claim_data_directory(scratch / "data", "unix:///x");
  CAF_REQUIRE(location.has_value());
  const auto first = location->write_queue("http://a/");
  CAF_CHECK(first != location->write_queue("http://b/"));
  CAF_CHECK_EQUAL(first, location->write_queue("http://a/"));
  CAF_CHECK(!first.ends_with(".sqlite")); // else it would be taken for the data of another engine
  const auto folder = std::filesystem::path{first}.parent_path().string();
  const auto alarms = std::filesystem::path{location->database()}.parent_path().string();
  CAF_CHECK_EQUAL(folder, alarms);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace write_queue_file_test
