#define CAF_SUITE app.server_log
#include "app/fleet/server_log.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::app::server_log_test {

using namespace std::chrono_literals;

namespace {

struct fixture {
  std::vector<std::string> lines;
  std::vector<std::string> reports;
  server_log::clock::time_point now = server_log::clock::time_point{} + 1h;
  server_log log{
      [this](fleet::log_level, const std::string& text) { lines.push_back(text); },
      [this](const std::string& key, const std::string& why) {
        reports.push_back(key + ' ' + why);
      }};

  void take(const std::string& text, std::size_t times = 1) {
    for (std::size_t i = 0; i < times; ++i)
      log.take({fleet::log_level::error, text}, now);
  }
};

std::string violation(const std::string& key) {
  return R"(127.0.0.1:1 - cid:5 - "v3" - Publish Violation - Nkey ")" + key
         + R"(", Subject "fleet.b.alarms")";
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(server_log_tests, fixture)

CAF_TEST(a host that is refused without end fills no log) {
  take(violation("UA"), 100'000);
  CAF_CHECK_EQUAL(lines.size(), server_log::max_lines);
  now += 10s;
  take("Server is ready");
  CAF_REQUIRE_EQUAL(lines.size(), server_log::max_lines + 2);
  CAF_CHECK_EQUAL(lines[server_log::max_lines], "99950 lines of its log were left out");
  CAF_CHECK_EQUAL(lines.back(), "Server is ready");
}

CAF_TEST(each host that is refused is reported once in a period) {
  take(violation("UA"), 1000);
  take(violation("UB"));
  const std::string why = " it may not publish to fleet.b.alarms";
  CAF_CHECK(reports == (std::vector<std::string>{"UA" + why, "UB" + why}));
  now += 10s;
  take(violation("UA"), 2);
  CAF_CHECK_EQUAL(reports.size(), 3u);
}

CAF_TEST(a port that is in use comes with what can be done) {
  take(
      R"(Error listening on port: 0.0.0.0:4222, "listen tcp 0.0.0.0:4222: bind: address already in use")");
  CAF_REQUIRE_EQUAL(lines.size(), 2u);
  for (const auto* remedy : {"systemctl disable --now nats-server", "--fleet-listen", "--nats"})
    CAF_CHECK(lines[1].find(remedy) != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::app::server_log_test
