#define CAF_SUITE simulator.faults
#include "simulator/api/faults.hpp"

#include <caf/test/unit_test.hpp>

namespace faults_test {

using namespace docker_monitor;
using namespace docker_monitor::simulator;
using namespace std::chrono_literals;

namespace {

constexpr model::engine_time noon{1'800'000'000s};

fault garbage(std::string text, std::uint64_t times) {
  fault order;
  order.what = fault::kind::garbage;
  order.route = "list";
  order.garbage = std::move(text);
  order.times = times;
  return order;
}

} // namespace

CAF_TEST(orders of one kind are used up one after the other) {
  fault_table table;
  table.add(garbage("first", 2));
  table.add(garbage("second", 1));
  CAF_CHECK_EQUAL(table.take("stats", noon).garbage, "");
  for (const auto* expected : {"first", "first", "second", ""})
    CAF_CHECK_EQUAL(table.take("list", noon).garbage, expected);
}

CAF_TEST(a hang ends by time and an order without times only by a reset) {
  fault_table table;
  fault hang;
  hang.times = 0;
  hang.until = noon + 5s;
  table.add(hang);
  table.add(garbage("always", 0));
  CAF_CHECK(table.take("list", noon + 4s).hang_until == noon + 5s);
  CAF_CHECK(!table.take("list", noon + 5s).hang_until);
  CAF_CHECK_EQUAL(table.take("list", noon + 9s).garbage, "always");
  table.clear();
  CAF_CHECK_EQUAL(table.take("list", noon).garbage, "");
}

CAF_TEST(long lines have their size and wrong types keep the outline) {
  CAF_CHECK_EQUAL(garbage_text("line1m", "").size(), 1'000'000u);
  CAF_CHECK_EQUAL(
      garbage_text("types", R"([{"Id":"a","Names":["b"],"n":1,"o":{"x":null}}])"),
      R"([{"Id":42,"Names":{},"n":"forty-two","o":{"x":"null"}}])"
      "\n");
  CAF_CHECK_EQUAL(garbage_text("binary", "").size(), 255u);
}

} // namespace faults_test
