#define CAF_SUITE sinks.log_sink
#include "sinks/log/log_sink.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace log_sink_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;

namespace {

constexpr auto little = 20ms;

struct fixture {
  std::array<int, 2> pipe{};

  fixture() {
    std::signal(SIGPIPE, SIG_IGN);
    CAF_REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
    ::fcntl(pipe[0], F_SETFL, O_NONBLOCK);
  }
  ~fixture() {
    ::close(pipe[1]);
    if (pipe[0] >= 0)
      ::close(pipe[0]);
  }

  /// What can be read now.
  std::string read() const {
    std::string all;
    std::array<char, 4096> piece;
    for (auto n = ::read(pipe[0], piece.data(), piece.size()); n > 0;
         n = ::read(pipe[0], piece.data(), piece.size()))
      all.append(piece.data(), static_cast<std::size_t>(n));
    return all;
  }

  /// Leaves this much room in the pipe.
  void fill_but(std::size_t room) const {
    const auto size = static_cast<std::size_t>(::fcntl(pipe[1], F_GETPIPE_SZ));
    const std::string dots(size - room, '.');
    CAF_REQUIRE(::write(pipe[1], dots.data(), dots.size()) == static_cast<ssize_t>(dots.size()));
  }
};

/// An alarm whose line is longer than the pieces it is written in.
model::alarm_ptr long_alarm(std::string id) {
  auto a = std::make_shared<model::alarm>(*make_alarm(std::move(id), "a"));
  a->image = std::string(6000, 'i');
  return a;
}

std::string line(const model::alarm& a) {
  return model::to_json(a) + '\n';
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(log_sink_tests, fixture)

CAF_TEST(each alarm is one line) {
  log_sink sink{pipe[1]};
  const std::vector alarms{make_alarm("1", "a"), make_alarm("2", "b")};
  const auto outcomes = sink.deliver(alarms, little);
  CAF_CHECK(!outcomes.at(0));
  CAF_CHECK(!outcomes.at(1));
  CAF_CHECK_EQUAL(read(), line(*alarms[0]) + line(*alarms[1]));
}

CAF_TEST(a full pipe is a failure and nothing is torn or doubled by the retry) {
  log_sink sink{pipe[1]};
  const std::vector alarms{long_alarm("1"), make_alarm("2", "b")};
  fill_but(4096);
  auto outcomes = sink.deliver(alarms, little);
  CAF_CHECK(outcomes.at(0)->code == model::failure_code::timeout);
  CAF_CHECK(outcomes.at(1)->code == model::failure_code::timeout);
  auto seen = read();
  outcomes = sink.deliver(alarms, little);
  CAF_CHECK(!outcomes.at(0));
  CAF_CHECK(!outcomes.at(1));
  seen += read();
  CAF_CHECK_EQUAL(seen.substr(seen.find('{')), line(*alarms[0]) + line(*alarms[1]));
}

CAF_TEST(a torn line is finished before another alarm) {
  log_sink sink{pipe[1]};
  const std::vector first{long_alarm("1")};
  const std::vector other{make_alarm("2", "b")};
  fill_but(4096);
  sink.deliver(first, little);
  auto seen = read();
  CAF_CHECK(!sink.deliver(other, little).at(0));
  seen += read();
  CAF_CHECK_EQUAL(seen.substr(seen.find('{')), line(*first[0]) + line(*other[0]));
}

CAF_TEST(a reader that left is a failure) {
  log_sink sink{pipe[1]};
  ::close(pipe[0]);
  pipe[0] = -1;
  const std::vector alarms{make_alarm("1", "a")};
  const auto outcomes = sink.deliver(alarms, little);
  CAF_CHECK(outcomes.at(0)->code == model::failure_code::disconnected);
  CAF_CHECK_EQUAL(outcomes.at(0)->message, "standard output: Broken pipe");
}

CAF_TEST(a program that ends does not wait for a reader) {
  log_sink sink{pipe[1]};
  fill_but(0);
  sink.request_stop();
  const auto begin = std::chrono::steady_clock::now();
  CAF_CHECK(sink.deliver(std::vector{make_alarm("1", "a")}, 60s).at(0).has_value());
  CAF_CHECK(std::chrono::steady_clock::now() - begin < 5s);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace log_sink_test
