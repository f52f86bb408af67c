#define CAF_SUITE fleet.nats_server
#include "fleet/nats_server.hpp"

#include <caf/test/unit_test.hpp>

#include <condition_variable>
#include <csignal>
#include <functional>
#include <mutex>

namespace docker_monitor::fleet::nats_server_test {

using namespace std::chrono_literals;

namespace {

/// A shell in the place of the server, and what is reported of it.
struct fixture {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> lines;
  std::vector<std::string> reports;

  nats_server_settings settings(const std::string& script) {
    nats_server_settings made;
    made.program = "/bin/sh";
    made.arguments = {"-c", script};
    made.first_pause = 10ms;
    made.log = [this](const log_entry& entry) {
      const std::scoped_lock lock{mutex};
      lines.emplace_back(entry.text);
      changed.notify_all();
    };
    made.report = [this](const std::string& why) {
      const std::scoped_lock lock{mutex};
      reports.push_back(why);
      changed.notify_all();
    };
    return made;
  }

  bool await(const std::function<bool()>& done) {
    std::unique_lock lock{mutex};
    return changed.wait_for(lock, 20s, done);
  }
};

bool is_alive(int process) {
  return ::kill(process, 0) == 0;
}

} // namespace

CAF_TEST(the log names clients that do what they may not ) {
  const auto refusal = parse_refusal(
      R"(127.0.0.1:37526 - cid:6 - "v3.4.1:C:docker-monitor a" - Publish Violation - Nkey "UDXU4RC", Subject "fleet.b.alarms")");
  CAF_REQUIRE(refusal.has_value());
  CAF_CHECK_EQUAL(refusal->public_key, "UDXU4RC");
  CAF_CHECK_EQUAL(refusal->why, "it may not publish to fleet.b.alarms");
  const auto other = parse_refusal(
      R"(127.0.0.1:1 - cid:6 - Subscription Violation - Nkey "UDXU4RC", Subject "$SYS.>", SID 2)");
  CAF_REQUIRE(other.has_value());
  CAF_CHECK_EQUAL(other->why, "it may not subscribe to $SYS.>");
  CAF_CHECK(!parse_refusal("Server is ready"));
  CAF_CHECK(!parse_refusal(R"(x Publish Violation - Nkey "a b", Subject "s")"));
  CAF_CHECK(parse_refusal(R"(Publish Violation - Nkey "UA)").has_value());
}

CAF_TEST(the log of the server is read) {
  const auto warning = parse_log_line("[4711] 2026/11/30 01:15:51.123456 [WRN] low on memory");
  CAF_CHECK(warning.level == log_level::warning);
  CAF_CHECK_EQUAL(warning.text, "low on memory");
  CAF_CHECK(parse_log_line("[1] [INF] Server is ready").level == log_level::info);
  CAF_CHECK(parse_log_line("[1] [FTL] no port").level == log_level::error);
  CAF_CHECK(parse_log_line("nats-server: no file").level == log_level::error);
}

CAF_TEST(a server that is not installed is asked for by its package) {
  const auto found = find_nats_server("/nowhere");
  if (!found)
    CAF_CHECK(found.error().message.find("apt-get install nats-server") != std::string::npos);
  else
    CAF_CHECK(found->ends_with("/nats-server"));
}

CAF_TEST_FIXTURE_SCOPE(nats_server_tests, fixture)

CAF_TEST(a server that ends is started again) {
  nats_server server{settings("echo '[1] [INF] up'; exit 3")};
  CAF_CHECK(await([&] { return lines.size() >= 3; }));
  const std::scoped_lock lock{mutex};
  CAF_REQUIRE(!reports.empty());
  CAF_CHECK(reports.front().find("code 3") != std::string::npos);
}

CAF_TEST(a server that could start is started again without growing pauses) {
  nats_server server{settings("echo '[1] [INF] Server is ready'; exit 1")};
  // The thirteenth pause of growing ones would last 40 seconds.
  CAF_CHECK(await([&] { return lines.size() >= 14; }));
}

CAF_TEST(a server that ignores the end is killed) {
  int process = 0;
  {
    nats_server server{settings("trap '' TERM; echo up; while :; do sleep 0.05; done")};
    CAF_CHECK(await([&] { return !lines.empty(); }));
    process = server.process();
    CAF_CHECK(process > 0);
  }
  CAF_CHECK(!is_alive(process));
}

CAF_TEST(a reload is a signal) {
  nats_server server{settings("trap 'echo reloaded' HUP; echo up; while :; do sleep 0.05; done")};
  CAF_CHECK(await([&] { return !lines.empty(); }));
  server.reload();
  CAF_CHECK(await([&] { return lines.back() == "reloaded"; }));
}

CAF_TEST(a reload while the server starts waits until it handles signals) {
  nats_server server{
      settings("sleep 0.3; trap 'echo reloaded' HUP; echo up; while :; do sleep 0.05; done")};
  CAF_CHECK(await([&] { return server.process() > 0; }));
  server.reload();
  CAF_CHECK(await([&] { return !lines.empty() && lines.back() == "reloaded"; }));
  const std::scoped_lock lock{mutex};
  CAF_CHECK(reports.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::fleet::nats_server_test
