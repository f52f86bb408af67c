#define CAF_SUITE engine.log_text
#include "engine/api/log_text.hpp"

#include <caf/test/unit_test.hpp>

namespace log_text_test {

using namespace docker_monitor::engine;

namespace {

std::string frame(char stream, const std::string& text) {
  std::string header{stream, 0, 0, 0, 0, 0, 0, 0};
  header[6] = static_cast<char>(text.size() >> 8U);
  header[7] = static_cast<char>(text.size() & 0xffU);
  return header + text;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines)
    all += line + '|';
  return all;
}

} // namespace

CAF_TEST(frames of both streams become lines) {
  const auto body = frame(1, "one\ntw") + frame(2, "o\n") + frame(1, "three\n");
  CAF_CHECK_EQUAL(joined(parse_log(body, 20)), "one|two|three|");
  CAF_CHECK_EQUAL(joined(parse_log(body, 2)), "two|three|");
}

CAF_TEST(a terminal gives plain text) {
  CAF_CHECK_EQUAL(joined(parse_log("one\r\n\r\ntwo", 20)), "one|two|");
  CAF_CHECK_EQUAL(joined(parse_log("", 20)), "");
}

CAF_TEST(a frame cut short and a long line do no harm) {
  auto body = frame(1, std::string(3000, 'x') + "\n");
  CAF_CHECK_EQUAL(parse_log(body, 20).at(0).size(), max_log_line);
  body.resize(20);
  CAF_CHECK_EQUAL(joined(parse_log(body, 20)), "xxxxxxxxxxxx|");
  body.resize(5);
  CAF_CHECK_EQUAL(parse_log(body, 20).size(), 1u);
}

} // namespace log_text_test
