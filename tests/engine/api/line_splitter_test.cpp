#define CAF_SUITE engine.line_splitter
#include "engine/api/line_splitter.hpp"

#include <caf/test/unit_test.hpp>

#include <vector>

namespace line_splitter_test {

using docker_monitor::engine::line_splitter;

namespace {

std::vector<std::string> split(line_splitter& lines, std::string_view bytes, std::size_t step = 1) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < bytes.size(); at += step)
    lines.feed(bytes.substr(at, step), [&](std::string_view line) { found.emplace_back(line); });
  return found;
}

} // namespace

CAF_TEST(lines are the same however the bytes are cut) {
  for (std::size_t step = 1; step < 12; ++step) {
    line_splitter lines{100};
    const auto found = split(lines, "one\ntwo\r\n\n\r\nthree\nrest", step);
    CAF_REQUIRE_EQUAL(found.size(), 3u);
    CAF_CHECK_EQUAL(found[0], "one");
    CAF_CHECK_EQUAL(found[1], "two");
    CAF_CHECK_EQUAL(found[2], "three");
  }
}

CAF_TEST(a line over the limit is skipped and counted and the next one is read) {
  for (std::size_t step = 1; step < 20; ++step) {
    line_splitter lines{5};
    const auto found = split(lines, "12345\n123456\nab\n" + std::string(50, 'x') + "\ncd\n", step);
    CAF_REQUIRE_EQUAL(found.size(), 3u);
    CAF_CHECK_EQUAL(found[0], "12345");
    CAF_CHECK_EQUAL(found[1], "ab");
    CAF_CHECK_EQUAL(found[2], "cd");
    CAF_CHECK_EQUAL(lines.oversized(), 2u);
  }
}

} // namespace line_splitter_test
