#define CAF_SUITE terminal.value_format
#include "terminal/view/columns.hpp"
#include "terminal/view/value_format.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <limits>
#include <string>
#include <vector>

namespace value_format_test {

using namespace docker_monitor::terminal;
using namespace std::chrono_literals;

CAF_TEST(texts and thresholds are those of the page) {
  // tests/web/logic/figures.test.mjs reads the same table.
  std::ifstream file{DOCKER_MONITOR_FIXTURES "/figures.json"};
  const auto cases = nlohmann::json::parse(file);
  const auto tone = [](double value) -> std::string {
    const auto look = style_of_share(value / 100);
    return look.colour == colour::red ? "bad" : look.colour == colour::yellow ? "warn" : "";
  };
  for (const auto& each : cases.at("percent"))
    CAF_CHECK_EQUAL(percent(each.at(0).get<double>()), each.at(1).get<std::string>());
  for (const auto& each : cases.at("binaryBytes"))
    CAF_CHECK_EQUAL(binary_bytes(each.at(0).get<std::uint64_t>()), each.at(1).get<std::string>());
  for (const auto& each : cases.at("decimalBytes"))
    CAF_CHECK_EQUAL(decimal_bytes(each.at(0).get<double>()), each.at(1).get<std::string>());
  for (const auto& each : cases.at("fullness"))
    CAF_CHECK_EQUAL(tone(each.at(0).get<double>()), each.at(1).get<std::string>());
  CAF_CHECK_EQUAL(cases.size(), 4u);
}

CAF_TEST(memory is written as docker does) {
  CAF_CHECK_EQUAL(binary_bytes(0), "0B");
  CAF_CHECK_EQUAL(binary_bytes(1023), "1023B");
  CAF_CHECK_EQUAL(binary_bytes(1536), "1.5KiB");
  CAF_CHECK_EQUAL(binary_bytes(12'939'427), "12.34MiB");
  CAF_CHECK_EQUAL(binary_bytes(1023ULL << 20U), "1023MiB");
  CAF_CHECK_EQUAL(binary_bytes(8'225'800'192), "7.661GiB");
  CAF_CHECK_EQUAL(binary_bytes(std::numeric_limits<std::uint64_t>::max()), "16384PiB");
}

CAF_TEST(traffic is written as docker does with a digit less) {
  CAF_CHECK_EQUAL(decimal_bytes(0), "0B");
  CAF_CHECK_EQUAL(decimal_bytes(0.4), "0B");
  CAF_CHECK_EQUAL(decimal_bytes(999), "999B");
  CAF_CHECK_EQUAL(decimal_bytes(999.7), "1kB");
  CAF_CHECK_EQUAL(decimal_bytes(1234), "1.23kB");
  CAF_CHECK_EQUAL(decimal_bytes(12'345'678), "12.3MB");
  for (double bytes = 1; bytes < 1e15; bytes *= 1.37)
    CAF_CHECK(decimal_bytes(bytes).size() <= 6);
}

CAF_TEST(percentages keep their width) {
  CAF_CHECK_EQUAL(percent(0), "0.00%");
  CAF_CHECK_EQUAL(percent(199.999), "200.0%");
  CAF_CHECK_EQUAL(percent(12800), "12800%");
}

CAF_TEST(times have their two largest units) {
  CAF_CHECK_EQUAL(brief_time(-5s), "0s");
  CAF_CHECK_EQUAL(brief_time(59s), "59s");
  CAF_CHECK_EQUAL(brief_time(125s), "2m5s");
  CAF_CHECK_EQUAL(brief_time(3h + 4min), "3h4m");
  CAF_CHECK_EQUAL(brief_time(50h), "2d2h");
  CAF_CHECK_EQUAL(brief_time(24h * 400), "1y35d");
}

CAF_TEST(a bar is full at its limit and shows what is little) {
  CAF_CHECK_EQUAL(bar(0, 4), "    ");
  CAF_CHECK_EQUAL(bar(0.001, 4), "|   ");
  CAF_CHECK_EQUAL(bar(0.5, 4), "||  ");
  CAF_CHECK_EQUAL(bar(7, 4), "||||");
  CAF_CHECK_EQUAL(bar(0.5, 0), "");
}

CAF_TEST(a sparkline ends with the newest value and has gaps) {
  const auto unknown = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values{0, 50, unknown, 100, 400};
  CAF_CHECK_EQUAL(sparkline(values, 100, 7), "  ▁▅ ██");
  CAF_CHECK_EQUAL(sparkline(values, 100, 2), "██");
  CAF_CHECK_EQUAL(sparkline({}, 100, 2), "  ");
}

} // namespace value_format_test
