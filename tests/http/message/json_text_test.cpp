#define CAF_SUITE http.json_text
#include "http/message/json_text.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <limits>

namespace docker_monitor::http::json_text_test {

namespace {

std::string text(std::string_view value) {
  std::string out;
  append_json_string(out, value);
  return out;
}

std::string name(std::string_view value) {
  std::string out;
  append_json_name(out, value);
  return out;
}

std::string percent(double value) {
  std::string out;
  return append_decimal(out, value) ? out : "none" + out;
}

std::string seconds(std::uint64_t nanoseconds) {
  std::string out;
  append_seconds(out, nanoseconds);
  return out;
}

} // namespace

CAF_TEST(strings are escaped) {
  CAF_CHECK_EQUAL(text("web-1"), R"("web-1")");
  CAF_CHECK_EQUAL(text(""), R"("")");
  CAF_CHECK_EQUAL(text("a\"b\\c\n\x01"), R"("a\"b\\c\n\u0001")");
  CAF_CHECK_EQUAL(text("gr\xc3\xbc\xc3\x9f"), "\"gr\xc3\xbc\xc3\x9f\"");
  CAF_CHECK_EQUAL(text("\xff"), "\"\xef\xbf\xbd\"");
  CAF_CHECK_EQUAL(text("\u009b2J\x7f\u202e"), R"("\u009b2J\u007f\u202e")");
}

CAF_TEST(every byte gives valid json) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    const auto parsed = nlohmann::json::parse(text(one), nullptr, false);
    CAF_CHECK(parsed.is_string());
    if (byte < 0x80)
      CAF_CHECK_EQUAL(parsed.get<std::string>(), one);
  }
}

CAF_TEST(long names are cut with a hash) {
  const std::string longest(max_name_bytes, 'n');
  CAF_CHECK_EQUAL(name(longest), '"' + longest + '"');
  const auto cut = name(longest + 'n');
  CAF_CHECK_EQUAL(cut.size(), max_name_bytes + 2);
  CAF_CHECK_EQUAL(cut.substr(0, 1008), '"' + std::string(1007, 'n'));
  CAF_CHECK_EQUAL(cut[1008], '#');
  CAF_CHECK_EQUAL(cut, name(longest + 'n'));
  CAF_CHECK_NOT_EQUAL(cut, name(longest + 'm'));
}

CAF_TEST(a cut spares characters) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string smiles(shift, 'x');
    while (smiles.size() < 60'000)
      smiles += "\xf0\x9f\x98\x80";
    const auto parsed = nlohmann::json::parse(name(smiles)).get<std::string>();
    CAF_CHECK(parsed.size() <= max_name_bytes);
    CAF_CHECK(parsed.find("\xef\xbf\xbd") == std::string::npos);
  }
  const std::string no_text(60'000, '\x80');
  CAF_CHECK(nlohmann::json::parse(name(no_text)).is_string());
}

CAF_TEST(percentages read as floats with two decimals) {
  CAF_CHECK_EQUAL(percent(0), "0.0");
  CAF_CHECK_EQUAL(percent(1.5), "1.5");
  CAF_CHECK_EQUAL(percent(200), "200.0");
  CAF_CHECK_EQUAL(percent(64.707), "64.71");
  CAF_CHECK_EQUAL(percent(0.004), "0.0");
  CAF_CHECK_EQUAL(percent(0.05), "0.05");
  CAF_CHECK_EQUAL(percent(99.999), "100.0");
  CAF_CHECK_EQUAL(percent(12800.25), "12800.25");
}

CAF_TEST(what is no percentage is not written) {
  using limits = std::numeric_limits<double>;
  for (const auto value : {-1.0, limits::quiet_NaN(), limits::infinity(), limits::max()})
    CAF_CHECK_EQUAL(percent(value), "none");
}

CAF_TEST(seconds are exact and without noise) {
  CAF_CHECK_EQUAL(seconds(0), "0.0");
  CAF_CHECK_EQUAL(seconds(1), "0.000000001");
  CAF_CHECK_EQUAL(seconds(1'500'000'000), "1.5");
  CAF_CHECK_EQUAL(seconds(20'000'000'000), "20.0");
  CAF_CHECK_EQUAL(seconds(12'000'000'345), "12.000000345");
  CAF_CHECK_EQUAL(seconds(123'456'789'012'345'678), "123456789.012345678");
  CAF_CHECK_EQUAL(seconds(18'446'744'073'709'551'615u), "18446744073.709551615");
}

} // namespace docker_monitor::http::json_text_test
