#define CAF_SUITE sinks.remote_write_worker
#include "model/remote_write/memory_write_queue.hpp"
#include "sinks/remote_write/remote_write_worker.hpp"
#include "sinks/remote_write/snappy_block.hpp"
#include "tests/sinks/remote_write/scripted_sender.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace remote_write_worker_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace std::chrono_literals;
using sinks::test::scripted_sender;

namespace {

using condition = model::sink_status::condition;

/// A queue whose disk can fail.
class failing_queue : public model::memory_write_queue {
 public:
  std::optional<model::write_batch> front() override {
    if (can_read)
      return memory_write_queue::front();
    problem_ = disk_error();
    return std::nullopt;
  }
  void pop() override {
    if (can_remove)
      memory_write_queue::pop();
    if (!can_remove || !can_delete)
      problem_ = disk_error();
  }
  std::optional<model::failure> take_problem() override {
    return std::exchange(problem_, std::nullopt);
  }

  std::uint64_t take_lost() override { return std::exchange(lost, 0); }

  std::uint64_t lost = 0;
  bool can_read = true;
  bool can_remove = true;
  bool can_delete = true; ///< false: is removed with an error

 private:
  static model::failure disk_error() { return {model::failure_code::refused, "disk I/O error"}; }

  std::optional<model::failure> problem_;
};

struct fixture {
  std::chrono::steady_clock::time_point now{1h};
  std::shared_ptr<scripted_sender> receiver = std::make_shared<scripted_sender>();
  std::shared_ptr<model::memory_write_queue> queue =
      std::make_shared<model::memory_write_queue>(max_bytes);
  std::vector<std::string> reported;
  remote_write_worker worker = make();
  model::write_rounds rounds;
  int round_number = 0;

  static constexpr std::uint64_t max_bytes = 400;

  remote_write_worker make() { return make(queue); }

  remote_write_worker make(std::shared_ptr<model::write_queue> with) {
    remote_write_environment environment;
    environment.clock = [this] { return now; };
    environment.wall_clock = [this] { return time_of(round_number); };
    environment.report = [this](std::string message) { reported.push_back(std::move(message)); };
    return {
        *parse_remote_write_url("http://u:p@box:9090/api/v1/write"), receiver, std::move(with),
        backoff{500ms, 30s, 1}, std::move(environment)};
  }

  static model::engine_time time_of(int round) {
    return model::engine_time{std::chrono::seconds{1'795'000'000 + 15 * round}};
  }

  /// A round with one series whose value is the round's number.
  std::optional<std::chrono::milliseconds> round() {
    const auto taken = time_of(++round_number);
    const auto text = "a{x=\"1\"} " + std::to_string(round_number) + "\n";
    const std::array<std::string_view, 1> texts{text};
    now += 15s;
    return worker.accept(
        rounds.next(texts, {}, std::chrono::floor<std::chrono::milliseconds>(taken)), taken);
  }

  /// The values that the receiver has accepted, in their order.
  std::string received() const {
    std::string all;
    for (const auto& series : receiver->series())
      all.append(all.empty() ? "" : " ").append(std::to_string(static_cast<int>(series.value())));
    return all;
  }

  model::remote_write_status status() const { return *worker.status(); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(remote_write_worker_tests, fixture)

CAF_TEST(a round goes at once) {
  CAF_CHECK(status().state == condition::untried);
  CAF_CHECK(!round());
  CAF_CHECK(!round());
  CAF_CHECK_EQUAL(received(), "1 2");
  const auto now_status = status();
  CAF_CHECK(now_status.state == condition::up);
  CAF_CHECK_EQUAL(now_status.sent, 2u);
  CAF_CHECK_EQUAL(now_status.pending, 0u);
  CAF_CHECK(now_status.last_sent == time_of(2));
  CAF_CHECK_EQUAL(now_status.url, "http://box:9090/api/v1/write");
}

CAF_TEST(a receiver that is away gets all in order later) {
  receiver->is_away = true;
  const auto delay = round();
  CAF_REQUIRE(delay.has_value());
  CAF_CHECK(*delay <= 500ms);
  round();
  const auto down = status();
  CAF_CHECK(down.state == condition::down);
  CAF_CHECK_EQUAL(down.pending, 2u);
  CAF_CHECK(down.oldest_pending == time_of(1));
  CAF_CHECK_EQUAL(down.last_error, "box:9090: connection refused");
  receiver->is_away = false;
  now += 1min;
  CAF_CHECK(!worker.attempt());
  CAF_CHECK_EQUAL(received(), "1 2");
  CAF_CHECK(status().state == condition::up);
  CAF_CHECK_EQUAL(status().pending, 0u);
  CAF_CHECK(status().last_error.empty());
}

CAF_TEST(a new round does not overtake what waits) {
  receiver->answer(503);
  round();
  round();
  CAF_CHECK_EQUAL(receiver->calls, 1);
  CAF_CHECK_EQUAL(received(), "");
  now += 1min;
  worker.attempt();
  round();
  CAF_CHECK_EQUAL(received(), "1 2 3");
}

CAF_TEST(errors of the receiver and too many requests are tried again) {
  for (const unsigned code : {500U, 503U, 599U, 429U}) {
    receiver->answer(code, "busy");
    round();
    CAF_CHECK_EQUAL(status().pending, 1u);
    CAF_CHECK(status().state == condition::down);
    now += 1min;
    worker.attempt();
    CAF_CHECK_EQUAL(status().pending, 0u);
  }
  CAF_CHECK_EQUAL(status().failed, 4u);
  CAF_CHECK_EQUAL(status().refused, 0u);
  CAF_CHECK_EQUAL(received(), "1 2 3 4");
}

CAF_TEST(the delay grows and is at least what the receiver asks for) {
  receiver->answer(429, {}, {{"Retry-After", "77"}});
  const auto asked = round();
  CAF_REQUIRE(asked.has_value());
  CAF_CHECK(*asked == 77s);
  now += 76s;
  CAF_REQUIRE(worker.attempt().has_value());
  CAF_CHECK_EQUAL(receiver->calls, 1);
  receiver->is_away = true;
  now += 1s;
  for (int i = 0; i < 20; ++i) {
    const auto delay = worker.attempt();
    CAF_REQUIRE(delay.has_value());
    CAF_CHECK(*delay > 0ms);
    CAF_CHECK(*delay <= 30s);
    now += *delay;
  }
  CAF_CHECK_EQUAL(receiver->calls, 21);
}

CAF_TEST(what is refused is given up) {
  for (const unsigned code : {400U, 401U, 404U, 408U, 413U, 302U}) {
    receiver->answer(code, "out of order");
    CAF_CHECK(!round());
    CAF_CHECK_EQUAL(status().pending, 0u);
    round(); // accepted
  }
  const auto after = status();
  CAF_CHECK_EQUAL(after.refused, 6u);
  CAF_CHECK_EQUAL(after.sent, 6u);
  CAF_CHECK_EQUAL(after.failed, 0u);
  CAF_CHECK(after.state == condition::up);
  CAF_CHECK_EQUAL(received(), "2 4 6 8 10 12");
  CAF_CHECK(reported.empty());
}

CAF_TEST(a receiver that refuses everything is failing and this is reported) {
  for (int i = 0; i < 4; ++i)
    receiver->answer(404, "no such page");
  round();
  round();
  CAF_CHECK(reported.empty());
  round();
  CAF_CHECK(status().state == condition::failing);
  CAF_REQUIRE_EQUAL(reported.size(), 1u);
  CAF_CHECK_EQUAL(reported[0], "takes no samples: it answered 404: no such page");
  round();
  CAF_CHECK_EQUAL(reported.size(), 1u);
  round();
  CAF_CHECK(status().state == condition::up);
  CAF_REQUIRE_EQUAL(reported.size(), 2u);
  CAF_CHECK_EQUAL(reported[1], "");
}

CAF_TEST(a receiver that is away for long is reported and its return too) {
  receiver->is_away = true;
  round();
  for (int i = 0; i < 9; ++i) {
    now += 30s;
    worker.attempt();
  }
  CAF_CHECK(reported.empty());
  now += 30s;
  worker.attempt();
  CAF_REQUIRE_EQUAL(reported.size(), 1u);
  CAF_CHECK_EQUAL(reported[0], "has taken no samples for 5 minutes: box:9090: connection refused");
  receiver->is_away = false;
  now += 30s;
  worker.attempt();
  CAF_REQUIRE_EQUAL(reported.size(), 2u);
  CAF_CHECK_EQUAL(reported[1], "");
}

CAF_TEST(the oldest samples are dropped where room is missing) {
  receiver->is_away = true;
  for (int i = 0; i < 40; ++i)
    round();
  const auto full = status();
  CAF_CHECK(full.dropped > 0);
  CAF_CHECK_EQUAL(full.pending + full.dropped, 40u);
  CAF_CHECK(queue->numbers().bytes <= max_bytes);
  receiver->is_away = false;
  now += 1min;
  worker.attempt();
  CAF_CHECK_EQUAL(status().sent, full.pending);
  CAF_CHECK(received().ends_with(" 39 40"));
}

CAF_TEST(what waited in the last run is sent by the first attempt) {
  receiver->is_away = true;
  round();
  auto next = make();
  receiver->is_away = false;
  CAF_REQUIRE(next.attempt_delay().has_value());
  CAF_CHECK(*next.attempt_delay() == 0ms);
  CAF_CHECK(!next.attempt());
  CAF_CHECK_EQUAL(received(), "1");
}

CAF_TEST(a request never takes longer than the interval) {
  auto url = *parse_remote_write_url("http://box/?interval=2s&timeout=30s");
  remote_write_worker quick{url, receiver, queue, backoff{500ms, 30s, 1}, {}};
  quick.accept({{"", 0}}, time_of(0));
  CAF_CHECK(receiver->last_limit == 2s);
  round();
  CAF_CHECK(receiver->last_limit == 10s);
}

CAF_TEST(a slow receiver does not hold a round of many requests) {
  const std::vector<model::write_part> parts(40, {"", 1});
  receiver->on_send = [this] { now += 500ms; };
  const auto delay = worker.accept(parts, time_of(1));
  CAF_CHECK_EQUAL(receiver->calls, 2);
  CAF_CHECK_EQUAL(status().sent, 2u);
  CAF_CHECK_EQUAL(status().pending, 38u);
  CAF_REQUIRE(delay.has_value());
  CAF_CHECK(*delay == 0ms); // the rest goes on at once
  worker.attempt();
  CAF_CHECK_EQUAL(receiver->calls, 4);
}

CAF_TEST(a request that can not be removed is not sent in a loop) {
  const auto disk = std::make_shared<failing_queue>();
  disk->push({time_of(1), 1, snappy_block("")});
  disk->push({time_of(2), 2, snappy_block("")});
  auto other = make(disk);
  disk->can_remove = false;
  const auto delay = other.attempt();
  CAF_CHECK_EQUAL(receiver->calls, 1);
  CAF_REQUIRE(delay.has_value());
  CAF_CHECK(*delay > 0ms);
  other.accept({{"", 4}}, time_of(3)); // does not overtake
  CAF_CHECK_EQUAL(receiver->calls, 1);
  CAF_CHECK_EQUAL(other.status()->pending, 7u);
  disk->can_remove = true;
  now += *delay;
  CAF_CHECK(!other.attempt());
  CAF_CHECK_EQUAL(receiver->calls, 4);
}

CAF_TEST(a queue that can not be read is tried again later) {
  const auto disk = std::make_shared<failing_queue>();
  disk->push({time_of(1), 1, snappy_block("")});
  auto other = make(disk);
  disk->can_read = false;
  const auto delay = other.attempt();
  CAF_REQUIRE(delay.has_value());
  CAF_CHECK(*delay > 0ms);
  disk->can_read = true;
  now += *delay;
  CAF_CHECK(!other.attempt());
  CAF_CHECK_EQUAL(receiver->calls, 1);
}

CAF_TEST(samples that are lost with their file are counted as dropped) {
  const auto disk = std::make_shared<failing_queue>();
  disk->push({time_of(1), 1, snappy_block("")});
  auto other = make(disk);
  disk->lost = 5;
  CAF_CHECK(!other.attempt());
  CAF_CHECK(other.status()->dropped == 5u);
  receiver->is_away = true;
  other.accept({{"", 4}}, time_of(2));
  CAF_CHECK(other.status()->dropped == 5u);
  disk->lost = 7;
  other.accept({{"", 4}}, time_of(3));
  CAF_CHECK(other.status()->dropped == 12u);
}

CAF_TEST(the rest of a queue is sent though the file can not be written) {
  const auto disk = std::make_shared<failing_queue>();
  disk->push({time_of(1), 1, snappy_block("")});
  disk->push({time_of(2), 2, snappy_block("")});
  auto other = make(disk);
  disk->can_delete = false;
  CAF_CHECK(!other.attempt());
  CAF_CHECK_EQUAL(receiver->calls, 2);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace remote_write_worker_test
