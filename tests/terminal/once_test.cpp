#define CAF_SUITE terminal.once
#include "terminal/once.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

namespace once_test {

using namespace docker_monitor::terminal;
using namespace std::chrono_literals;

CAF_TEST(a table has whole names and columns in line) {
  const std::string longest(120, 'n');
  const auto rows = parse_rows(
      "[" + object_of("a", 12) + "," + object_of(longest, -1, R"(,"status":"created")") + "]");
  CAF_REQUIRE(rows);
  const auto text = table_text(*rows, at().wall, false);
  CAF_CHECK_EQUAL(text.find('\033'), std::string::npos);
  CAF_CHECK(text.find(longest) != std::string::npos);
  CAF_CHECK(text.find("128MiB / 1GiB") != std::string::npos);
  const auto end = text.find('\n');
  CAF_CHECK_EQUAL(text.find('\n', end + 1), 2 * end + 1);
  CAF_CHECK_EQUAL(text.size(), 3 * (end + 1));
}

CAF_TEST(without containers there is the head alone) {
  const auto text = table_text({}, at().wall, false);
  CAF_CHECK(text.starts_with("NAME  STATUS  CPU %  MEM USAGE / LIMIT"));
  CAF_CHECK(text.ends_with("UPTIME\n"));
}

CAF_TEST(colours are for what is grave) {
  const auto rows = parse_rows("[" + object_of("a", 1, R"(,"status":"dead")") + "]");
  const auto text = table_text(*rows, at().wall, true);
  CAF_CHECK(text.find("\033[31;1mdead") != std::string::npos);
  CAF_CHECK(text.ends_with("\n"));
}

CAF_TEST(an open crash loop is the state of its container) {
  auto rows = parse_rows("[" + object_of("a", 1) + "," + object_of("b", 1) + "]");
  CAF_REQUIRE(rows);
  auto loop = alarm_of("1", "b");
  loop.replace(loop.find(R"("down")"), 6, R"("restart-loop")");
  const auto page = [](const std::string& alarm) {
    return R"({"alarms":[)" + alarm + R"(],"next":null})";
  };
  mark_by_alarms(*rows, page(loop), false);
  const auto text = table_text(*rows, at().wall, true);
  CAF_CHECK(text.find("\033[31;1mcrash loop\033[0m") != std::string::npos);
  CAF_CHECK(!rows->front().in_crash_loop && rows->back().in_crash_loop);
  mark_by_alarms(*rows, page(alarm_of("1", "b")), false);
  CAF_CHECK(!rows->back().in_crash_loop);
  rows->back().in_crash_loop = true;
  mark_by_alarms(*rows, "<html>", false);
  CAF_CHECK(rows->back().in_crash_loop);
}

CAF_TEST(a state that a lost host has reported last is said to be that) {
  auto rows = parse_rows(
      "[" + object_of("web", 1, R"(,"host":"a")") + "," + object_of("web", 1, R"(,"host":"b")")
      + "]");
  CAF_REQUIRE(rows);
  const auto lost = mark_by_alarms(
      *rows, R"({"alarms":[)" + host_lost_alarm("1", "b") + R"(],"next":null})", true);
  CAF_CHECK(lost == std::set<std::string>{"b"});
  const auto text = table_text(*rows, at().wall, false);
  CAF_CHECK(text.find("\nb/web  running, host lost  ") != std::string::npos);
  CAF_CHECK(text.find("\na/web  running             ") != std::string::npos);
}

CAF_TEST(ages are by the clock of the server where its samples tell it) {
  // Started at nine, sampled at half past ten.
  const auto rows = parse_rows("[" + object_of("b", -1) + "," + object_of("a", 1) + "]");
  host_facts host;
  host.connected = true;
  host.interval = 1s;
  const auto ours = at().wall - 100min;
  CAF_CHECK(server_time(*rows, host, ours) == at().wall);
  CAF_CHECK(
      table_text(*rows, server_time(*rows, host, ours), false).find("1h30m") != std::string::npos);
  host.interval = 1min;
  CAF_CHECK(server_time(*rows, host, at(60).wall) == at(60).wall);
  CAF_CHECK(server_time({}, host, ours) == ours);
  host.connected = false;
  CAF_CHECK(server_time(*rows, host, ours) == ours);
  CAF_CHECK(server_time(*rows, std::nullopt, ours) == ours);
}

} // namespace once_test
