#define CAF_SUITE model.maintenance
#include "model/rule/maintenance.hpp"

#include <caf/test/unit_test.hpp>

#include <vector>

namespace maintenance_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

engine_time at(std::string_view text) {
  return *parse_rfc3339(text);
}

maintenance_window weekly(unsigned days, std::chrono::minutes from, std::chrono::minutes to) {
  maintenance_window window;
  window.days = static_cast<std::uint8_t>(days);
  window.from = from;
  window.to = to;
  return window;
}

constexpr unsigned saturday = 1U << 6;

} // namespace

CAF_TEST(a window once is from its beginning until before its end) {
  maintenance_window window;
  window.once = {at("2026-11-22T22:00:00Z"), at("2026-11-23T02:00:00Z")};
  CAF_CHECK(!window.end(at("2026-11-22T21:59:59Z")));
  CAF_CHECK(window.end(at("2026-11-22T22:00:00Z")) == at("2026-11-23T02:00:00Z"));
  CAF_CHECK(!window.end(at("2026-11-23T02:00:00Z")));
}

CAF_TEST(a weekly window is on its days) {
  const auto window = weekly(saturday, 2h, 4h);
  CAF_CHECK(window.end(at("2026-11-21T02:00:00Z")) == at("2026-11-21T04:00:00Z"));
  CAF_CHECK(!window.end(at("2026-11-21T04:00:00Z")));
  CAF_CHECK(!window.end(at("2026-11-22T03:00:00Z")));
  CAF_CHECK(window.end(at("2026-11-28T03:00:00Z")).has_value());
}

CAF_TEST(a window over midnight ends on the next day) {
  const auto window = weekly(saturday, 22h, 4h);
  CAF_CHECK(window.end(at("2026-11-21T23:00:00Z")) == at("2026-11-22T04:00:00Z"));
  CAF_CHECK(window.end(at("2026-11-22T03:59:00Z")) == at("2026-11-22T04:00:00Z"));
  CAF_CHECK(!window.end(at("2026-11-22T22:00:00Z")));
  CAF_CHECK(!window.end(at("2026-11-21T03:00:00Z")));
}

CAF_TEST(windows without a gap are one) {
  const std::vector windows{weekly(saturday, 4h, 6h), weekly(saturday, 2h, 4h)};
  CAF_CHECK(
      maintenance_end(windows, nullptr, at("2026-11-21T03:00:00Z")) == at("2026-11-21T06:00:00Z"));
  CAF_CHECK(!maintenance_end(windows, nullptr, at("2026-11-21T06:00:00Z")));
}

CAF_TEST(a window that never ends is no endless search) {
  const std::vector windows{weekly(0x7f, 0h, 24h)};
  const auto now = at("2026-11-21T03:00:00Z");
  CAF_CHECK(maintenance_end(windows, nullptr, now) > now + std::chrono::days{365});
}

CAF_TEST(a window of chosen containers is not about others or the engine) {
  auto window = weekly(saturday, 2h, 4h);
  window.containers.filter = *container_filter::make({"name=db"}, {});
  window.containers.has_include = true;
  const std::vector windows{window};
  container c;
  c.name = "db";
  const auto now = at("2026-11-21T03:00:00Z");
  CAF_CHECK(maintenance_end(windows, &c, now).has_value());
  c.name = "web";
  CAF_CHECK(!maintenance_end(windows, &c, now));
  CAF_CHECK(!maintenance_end(windows, nullptr, now));
}

CAF_TEST(of two days on which a window is open the later end counts) {
  const auto window = weekly(0x7f, 0h, 24h); // over the whole day, every day
  CAF_CHECK(window.end(at("2026-11-21T00:00:00Z")) == at("2026-11-22T00:00:00Z"));
  const auto overlapping = weekly(0x7f, 12h, 12h); // ends as the next begins
  CAF_CHECK(overlapping.end(at("2026-11-21T12:00:00Z")) == at("2026-11-22T12:00:00Z"));
  CAF_CHECK(overlapping.end(at("2026-11-21T11:59:59Z")) == at("2026-11-21T12:00:00Z"));
}

CAF_TEST(bit nought is Sunday) {
  const auto window = weekly(1U, 2h, 4h);
  CAF_CHECK(window.end(at("2026-11-22T03:00:00Z")).has_value());
  CAF_CHECK(!window.end(at("2026-11-21T03:00:00Z")));
  CAF_CHECK(!window.end(at("2026-11-23T03:00:00Z")));
}

} // namespace maintenance_test
