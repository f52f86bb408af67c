#define CAF_SUITE model.text
#include "model/text.hpp"

#include <caf/test/unit_test.hpp>

namespace text_test {

using namespace docker_monitor::model;

CAF_TEST(a character is as long as it says only where its bytes are UTF - 8) {
  CAF_CHECK_EQUAL(first_character("a").bytes, 1u);
  CAF_CHECK_EQUAL(first_character("\u00fc").bytes, 2u);
  CAF_CHECK_EQUAL(first_character("\u65e5").bytes, 3u);
  CAF_CHECK(first_character("\U0001F534").code == U'\U0001F534');
  CAF_CHECK(first_character(replacement_text).is_valid());
  for (const auto* wrong :
       {"\xff", "\x80", "\xc0\xaf", "\xc3", "\xc3(", "\xe2<!", "\xe2\x82", "\xed\xa0\x80",
        "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"}) {
    CAF_CHECK(!first_character(wrong).is_valid());
    CAF_CHECK_EQUAL(first_character(wrong).bytes, 1u);
  }
}

CAF_TEST(a text becomes one valid line) {
  CAF_CHECK_EQUAL(one_line("plain"), "plain");
  CAF_CHECK_EQUAL(one_line("gr\u00fc\u00df \u65e5"), "gr\u00fc\u00df \u65e5");
  CAF_CHECK_EQUAL(one_line("a\nb\r\tc\033[2J\x7f"), "a\\nb\\r\\tc\\x1b[2J\\x7f");
  CAF_CHECK_EQUAL(one_line(std::string_view{"\0", 1}), "\\x00");
  CAF_CHECK_EQUAL(one_line("\u009b31m\u2028\u202egnp"), "\\u009b31m\\u2028\\u202egnp");
  CAF_CHECK_EQUAL(one_line("\xe2<!channel>"), "\uFFFD<!channel>");
  CAF_CHECK_EQUAL(one_line("a\tb\nc", "\t"), "a\tb\\nc");
}

CAF_TEST(JSON that is printed controls nothing and means the same) {
  CAF_CHECK_EQUAL(printable_json(R"({"a":"\n"})"), R"({"a":"\n"})");
  CAF_CHECK_EQUAL(
      printable_json("\"\u00fc\u009b\x7f\u202e\u2028\""), "\"\u00fc\\u009b\\u007f\\u202e\\u2028\"");
}

} // namespace text_test
