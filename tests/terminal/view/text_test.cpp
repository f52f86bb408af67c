#define CAF_SUITE terminal.text
#include "terminal/view/text.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace text_test {

using namespace docker_monitor::terminal;

CAF_TEST(a width is that of columns) {
  CAF_CHECK_EQUAL(width_of("plain"), 5u);
  CAF_CHECK_EQUAL(width_of("gr\u00fc\u00df"), 4u);
  CAF_CHECK_EQUAL(width_of("\u65e5\u672c"), 4u);
  CAF_CHECK_EQUAL(width_of("e\u0301"), 1u);
  CAF_CHECK_EQUAL(width_of("▁▂█"), 3u);
}

CAF_TEST(a text fits its place to the column) {
  CAF_CHECK_EQUAL(fit("ab", 4), "ab  ");
  CAF_CHECK_EQUAL(fit("ab", 4, side::right), "  ab");
  CAF_CHECK_EQUAL(fit("abcdef", 4), "abc…");
  CAF_CHECK_EQUAL(fit("abcdef", 0), "");
  CAF_CHECK_EQUAL(width_of(fit("\u65e5\u672c\u8a9e", 4)), 4u);
  CAF_CHECK_EQUAL(prefix_of("\u65e5\u672c", 3), "\u65e5");
}

CAF_TEST(of a name that is too long the middle is left out) {
  CAF_CHECK_EQUAL(shorten("shop-web-1", 10), "shop-web-1");
  CAF_CHECK_EQUAL(shorten("shop-web-1", 9), "shop…eb-1");
  CAF_CHECK_EQUAL(shorten("shop-web-1", 8), "sho…eb-1");
  CAF_CHECK_EQUAL(shorten("shop-web-1", 1), "…");
  CAF_CHECK_EQUAL(shorten("shop-web-1", 0), "");
  for (std::size_t width = 1; width < 12; ++width)
    CAF_CHECK(width_of(shorten("\u65e5\u672ca\u8a9e\u65e5\u672c", width)) <= width);
}

CAF_TEST(a text is broken between words and a long word within) {
  using lines = std::vector<std::string>;
  CAF_CHECK(wrap("the disk is full", 8) == (lines{"the disk", "is full"}));
  CAF_CHECK(wrap("the disk is full", 7) == (lines{"the", "disk is", "full"}));
  CAF_CHECK(wrap("the disk is full", 16) == (lines{"the disk is full"}));
  CAF_CHECK(wrap("sha256:0123 abc", 6) == (lines{"sha256", ":0123", "abc"}));
  CAF_CHECK(wrap("one\n\n  two", 9) == (lines{"one", "", "  two"}));
  CAF_CHECK(wrap("    indented", 8) == (lines{"    inde", "nted"}));
  CAF_CHECK(wrap("a     b", 3) == (lines{"a", "b"}));
  CAF_CHECK(wrap("", 5) == (lines{""}));
  CAF_CHECK(wrap("\u65e5\u672c\u8a9e", 5) == (lines{"\u65e5\u672c", "\u8a9e"}));
  CAF_CHECK(wrap("\u65e5\u672c", 1) == (lines{"\u65e5", "\u672c"}));
  CAF_CHECK(wrap("ab", 0) == (lines{"a", "b"}));
  const std::string text = "a b\u0301 \u65e5\u672c  longer-than-that\n\n   c \xff ";
  for (std::size_t width = 2; width < 30; ++width)
    for (const auto& one : wrap(text, width))
      CAF_CHECK(width_of(one) <= width);
}

CAF_TEST(the output of a program keeps its lines and controls nothing) {
  CAF_CHECK_EQUAL(clean_output("a\r\n\tb \033[31mc\n"), "a\n    b ?[31mc\n");
  CAF_CHECK_EQUAL(clean_output("a\rb\xff"), "a?b\uFFFD");
  CAF_CHECK_EQUAL(clean_output(""), "");
}

CAF_TEST(what could take over a terminal is taken out) {
  CAF_CHECK_EQUAL(clean("a\033[2Jb\nc\x7f"), "a?[2Jb?c?");
  CAF_CHECK_EQUAL(clean("\u009b31m"), "?31m");
  CAF_CHECK_EQUAL(clean("\u202egnp.exe"), "?gnp.exe");
  CAF_CHECK_EQUAL(clean("a\xff\xc0\xafz"), "a\uFFFD\uFFFD\uFFFDz");
  CAF_CHECK_EQUAL(clean("gr\u00fc\u00df \u65e5"), "gr\u00fc\u00df \u65e5");
}

CAF_TEST(a text for an ASCII terminal is as wide and all ASCII) {
  const std::string drawn = "● live ▁▅█ a…▼ \u65e5\u00fc";
  const auto ascii = to_ascii(drawn);
  CAF_CHECK_EQUAL(width_of(ascii), width_of(drawn));
  for (const char c : ascii)
    CAF_CHECK(static_cast<unsigned char>(c) < 0x80);
  CAF_CHECK_EQUAL(ascii, "* live _=# a~v ???");
}

CAF_TEST(words are found whatever their case) {
  CAF_CHECK(contains_word("Shop-Web-1", "wEb"));
  CAF_CHECK(contains_word("anything", ""));
  CAF_CHECK(!contains_word("web", "webs"));
}

CAF_TEST(JSON for a terminal means the same and controls nothing) {
  CAF_CHECK_EQUAL(
      escape_controls("[\t{\r\n\"a\":\"\xC2\x9B\x7F\033\xE2\x80\xAE…\"}]"),
      "[ { \n\"a\":\"\\u009b\\u007f\\u001b\\u202e…\"}]");
  CAF_CHECK_EQUAL(escape_controls("\x9B"), "\xEF\xBF\xBD");
  CAF_CHECK_EQUAL(escape_controls(""), "");
}

} // namespace text_test
