#define CAF_SUITE app.late_line
#include "app/late_line.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <string>

namespace late_line_test {

using docker_monitor::app::late_line;

CAF_TEST(calls wait for the callee and then go straight) {
  late_line<std::string> line;
  std::string heard;
  line("a");
  line("b");
  line.connect([&](const std::string& word) { heard += word; });
  CAF_CHECK_EQUAL(heard, "ab");
  line("c");
  CAF_CHECK_EQUAL(heard, "abc");
}

CAF_TEST(too many waiting calls cost the oldest) {
  late_line<int> line;
  const auto most = static_cast<int>(late_line<int>::most_waiting);
  for (int i = 0; i <= most; ++i)
    line(i);
  int first = -1;
  int count = 0;
  line.connect([&](int i) { first = count++ == 0 ? i : first; });
  CAF_CHECK_EQUAL(first, 1);
  CAF_CHECK_EQUAL(count, most);
}

CAF_TEST(nothing is kept after the end) {
  late_line<std::shared_ptr<int>> line;
  const auto waiting = std::make_shared<int>();
  const auto held = std::make_shared<int>();
  line(waiting);
  CAF_CHECK_EQUAL(waiting.use_count(), 2);
  line.connect([held](const std::shared_ptr<int>&) {});
  line.disconnect();
  line(waiting);
  CAF_CHECK_EQUAL(waiting.use_count(), 1);
  CAF_CHECK_EQUAL(held.use_count(), 1);
}

} // namespace late_line_test
