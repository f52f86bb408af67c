#define CAF_SUITE logging.log
#include "logging/log.hpp"

#include <caf/test/unit_test.hpp>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <memory>
#include <string>
#include <vector>

namespace log_test {

using namespace docker_monitor;

namespace {

struct logged {
  std::string level;
  std::string message;
  std::string members;

  bool operator==(const logged&) const = default;
};

/// Keeps what is logged.
class memory_sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  std::vector<logged> lines;

 protected:
  void sink_it_(const spdlog::details::log_msg& line) override {
    const auto level = spdlog::level::to_string_view(line.level);
    const auto parts = logging::parts_of(line);
    lines.push_back(
        {std::string{level.data(), level.size()}, std::string{parts.message},
         std::string{parts.members}});
  }
  void flush_() override {}
};

/// Replaces the default logger meanwhile.
struct fixture {
  fixture() { spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink)); }
  ~fixture() { spdlog::set_default_logger(before); }

  std::shared_ptr<spdlog::logger> before = spdlog::default_logger();
  std::shared_ptr<memory_sink> sink = std::make_shared<memory_sink>();
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(log_tests, fixture)

CAF_TEST(fields become members in a fixed order and empty ones are left out) {
  CAF_CHECK_EQUAL(logging::json_members({}), "");
  CAF_CHECK_EQUAL(
      logging::json_members(
          {.event = "e", .container = "c", .alarm = "a", .sink = "s", .error = "w"}),
      R"(,"event":"e","container":"c","alarm":"a","sink":"s","error":"w")");
  CAF_CHECK_EQUAL(
      logging::json_members({.event = "e", .error = "a \"b\"\n\xff"}),
      ",\"event\":\"e\",\"error\":\"a \\\"b\\\"\\n\xef\xbf\xbd\"");
}

CAF_TEST(a message and its fields arrive apart) {
  logging::warn({.event = "sink-down", .sink = "log:"}, "sink {} is down: {}", "log:", 7);
  logging::info({}, "nothing");
  spdlog::error("{}", "plain");
  CAF_REQUIRE_EQUAL(sink->lines.size(), 3u);
  CAF_CHECK(
      (sink->lines[0]
       == logged{"warning", "sink log: is down: 7", R"(,"event":"sink-down","sink":"log:")"}));
  CAF_CHECK((sink->lines[1] == logged{"info", "nothing", ""}));
  CAF_CHECK((sink->lines[2] == logged{"error", "plain", ""}));
}

CAF_TEST(a message cannot forge fields) {
  spdlog::warn("{}", R"(x,"event":"sink-up")");
  logging::warn({.event = "e"}, "{}", R"(x,"event":"sink-up")");
  CAF_REQUIRE_EQUAL(sink->lines.size(), 2u);
  CAF_CHECK((sink->lines[0] == logged{"warning", R"(x,"event":"sink-up")", ""}));
  CAF_CHECK((sink->lines[1] == logged{"warning", R"(x,"event":"sink-up")", R"(,"event":"e")"}));
}

CAF_TEST(what is below the level is not logged) {
  logging::debug({.event = "e"}, "unseen {}", 1);
  CAF_CHECK(sink->lines.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace log_test
