#define CAF_SUITE model.nearest_word
#include "model/nearest_word.hpp"

#include <caf/test/unit_test.hpp>

namespace nearest_word_test {

using namespace docker_monitor::model;

namespace {

const std::vector<std::string_view> known{"interval", "include", "mute", "ok"};

std::string nearest(std::string_view word) {
  return std::string{nearest_word(word, known)};
}

} // namespace

CAF_TEST(one wrong letter or one left out or one too many is meant) {
  CAF_CHECK_EQUAL(nearest("interval"), "interval");
  CAF_CHECK_EQUAL(nearest("intervax"), "interval");
  CAF_CHECK_EQUAL(nearest("interal"), "interval");
  CAF_CHECK_EQUAL(nearest("innterval"), "interval");
  CAF_CHECK_EQUAL(nearest("INCLUDE"), "include");
}

CAF_TEST(two letters that changed places are one mistake) {
  CAF_CHECK_EQUAL(nearest("mtue"), "mute");
  CAF_CHECK_EQUAL(nearest("ko"), "ok");
  CAF_CHECK_EQUAL(nearest("umet"), ""); // two such, of four letters
}

CAF_TEST(a third of the letters may be wrong and one in any case) {
  CAF_CHECK_EQUAL(nearest("xnclxde"), "include"); // 2 of 7
  CAF_CHECK_EQUAL(nearest("xnclxxe"), "");        // 3 of 7
  CAF_CHECK_EQUAL(nearest("xute"), "mute");
  CAF_CHECK_EQUAL(nearest("xxte"), "");
  CAF_CHECK_EQUAL(nearest("o"), "ok");
  CAF_CHECK_EQUAL(nearest(""), "");
}

CAF_TEST(of two that are as near the first is meant) {
  const std::vector<std::string_view> two{"abcx", "abcy"};
  CAF_CHECK_EQUAL(nearest_word("abcz", two), "abcx");
  CAF_CHECK_EQUAL(nearest_word("abcy", two), "abcy");
}

CAF_TEST(what is very long means no word) {
  const std::string word(64, 'x');
  const std::vector<std::string_view> long_words{word};
  CAF_CHECK_EQUAL(nearest_word(word, long_words), word);
  const std::string longer(65, 'x');
  CAF_CHECK_EQUAL(nearest_word(longer, long_words), "");
}

CAF_TEST(a suggestion names the word or all of them) {
  CAF_CHECK_EQUAL(suggestion("mutt", known), "; did you mean \"mute\"?");
  CAF_CHECK_EQUAL(suggestion("zzz", known), "; known: interval, include, mute, ok");
}

} // namespace nearest_word_test
