#define CAF_SUITE http.entity_tag
#include "http/message/entity_tag.hpp"

#include <caf/test/unit_test.hpp>

#include <set>

namespace docker_monitor::http::entity_tag_test {

CAF_TEST(a tag is the contents own) {
  CAF_CHECK_EQUAL(entity_tag("[]"), entity_tag(std::string{"[]"}));
  CAF_CHECK_EQUAL(entity_tag("[]"), "\"bfb0edcf7f2c4153\""); // after a restart, too
  CAF_CHECK_EQUAL(gzip_tag("\"ab\""), "\"ab-gzip\"");
}

CAF_TEST(contents that differ in one bit or in length have other tags) {
  std::set<std::string> tags;
  std::size_t contents = 0;
  for (const std::size_t length : {0, 1, 7, 8, 9, 31, 32, 33, 64, 100}) {
    for (std::size_t bit = 0; bit < 8 * length; ++bit) {
      std::string content(length, 'x');
      content[bit / 8] = static_cast<char>(content[bit / 8] ^ (1 << bit % 8));
      tags.insert(entity_tag(content));
      ++contents;
    }
    tags.insert(entity_tag(std::string(length, 'x')));
    tags.insert(entity_tag(std::string(length + 200, '\0')));
    contents += 2;
  }
  CAF_CHECK_EQUAL(tags.size(), contents);
  CAF_CHECK(entity_tag("12345678abcdefgh") != entity_tag("abcdefgh12345678"));
}

CAF_TEST(a list names each of its tags) {
  for (const auto* list :
       {"\"a\"", "W/\"a\"", "*", " * ", "\"b\", \"a\"", "\"b\",W/\"a\",\"c\"", "\"b,c\" , \"a\"",
        ",\"a\"", "\"b\",,\t\"a\"", "\"a\" x"})
    CAF_CHECK(names_tag(list, "\"a\""));
  for (const auto* list :
       {"", " ", "\"b\"", "a", "\"a", "w/\"a\"", "W/a", "W/", "\"A\"", "\"a-gzip\"", "\"b\" \"a\"",
        "\"b\" x, \"a\"", "x, \"a\"", "\"b,\"a\"", "*, \"b\"", "\"\""})
    CAF_CHECK(!names_tag(list, "\"a\""));
}

} // namespace docker_monitor::http::entity_tag_test
