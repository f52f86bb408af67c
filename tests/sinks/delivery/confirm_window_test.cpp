#define CAF_SUITE sinks.confirm_window
#include "sinks/delivery/confirm_window.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>

namespace confirm_window_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;

namespace {

struct fixture {
  confirm_window window;

  fixture() {
    for (const char* id : {"a", "b", "c", "d"})
      window.published(id);
  }

  /// `ok`, the failure, or `unknown`.
  std::string fate(const std::string& id) {
    const auto known = window.take(id);
    if (!known)
      return "unknown";
    return *known ? (*known)->message : "ok";
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(confirm_window_tests, fixture)

CAF_TEST(an ack settles one alarm) {
  window.acked(2, false);
  CAF_CHECK_EQUAL(window.size(), 3u);
  CAF_CHECK(!window.waits_for("b"));
  CAF_CHECK(window.waits_for("a"));
  CAF_CHECK_EQUAL(fate("b"), "ok");
  CAF_CHECK_EQUAL(fate("b"), "unknown");
  CAF_CHECK_EQUAL(fate("a"), "unknown");
}

CAF_TEST(a multiple ack settles all up to it) {
  window.nacked(1, false, refusal());
  window.acked(3, true);
  CAF_CHECK_EQUAL(fate("a"), "not today");
  CAF_CHECK_EQUAL(fate("b"), "ok");
  CAF_CHECK_EQUAL(fate("c"), "ok");
  CAF_CHECK(window.waits_for("d"));
}

CAF_TEST(tag zero with multiple is everything) {
  window.nacked(0, true, refusal());
  CAF_CHECK_EQUAL(window.size(), 0u);
  CAF_CHECK_EQUAL(fate("d"), "not today");
}

CAF_TEST(a returned alarm is confirmed and failed all the same) {
  window.returned("b", refusal());
  CAF_CHECK(window.waits_for("b"));
  window.acked(4, true);
  CAF_CHECK_EQUAL(fate("a"), "ok");
  CAF_CHECK_EQUAL(fate("b"), "not today");
}

CAF_TEST(a late confirm is remembered until it is asked for) {
  window.acked(1, false);
  CAF_CHECK(window.is_safe("a"));
  window.forget_unconfirmed();
  CAF_CHECK(window.is_safe("a"));
  CAF_CHECK_EQUAL(fate("a"), "ok");
  CAF_CHECK(!window.is_safe("a"));
}

CAF_TEST(a new channel counts from one again) {
  window.forget_unconfirmed();
  CAF_CHECK(!window.waits_for("a"));
  window.published("d");
  window.acked(1, false);
  CAF_CHECK_EQUAL(fate("d"), "ok");
}

CAF_TEST(publishing again replaces an old fate) {
  window.nacked(1, false, refusal());
  CAF_CHECK(!window.is_safe("a"));
  window.published("a");
  CAF_CHECK_EQUAL(fate("a"), "unknown");
  window.acked(5, false);
  CAF_CHECK_EQUAL(fate("a"), "ok");
}

CAF_TEST(confirms of unknown tags change nothing) {
  window.acked(17, false);
  window.returned("z", refusal());
  CAF_CHECK_EQUAL(window.size(), 4u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace confirm_window_test
