#define CAF_SUITE http.member_selection
#include "http/message/json_object.hpp"
#include "http/message/member_selection.hpp"

#include <caf/test/unit_test.hpp>

#include <initializer_list>

namespace docker_monitor::http::member_selection_test {

namespace {

using path = std::initializer_list<std::string_view>;

member_selection selection(std::initializer_list<path> paths) {
  member_selection made;
  for (const auto& each : paths)
    made.add({each.begin(), each.size()});
  return made;
}

std::string key(std::initializer_list<path> paths) {
  std::string text;
  selection(paths).append_key(text);
  return text;
}

} // namespace

CAF_TEST(a new selection is all) {
  const member_selection all;
  CAF_CHECK(all.is_whole());
  CAF_REQUIRE(all.find("cpu"));
  CAF_CHECK(all.find("cpu")->find("percent"));
  CAF_CHECK_EQUAL(key({}), "");
}

CAF_TEST(what is not named is not wanted) {
  const auto some = selection({{"name"}, {"cpu", "percent"}});
  CAF_CHECK(!some.is_whole());
  CAF_CHECK(some.find("name"));
  CAF_CHECK(some.find("name")->is_whole());
  CAF_CHECK(!some.find("id"));
  CAF_REQUIRE(some.find("cpu"));
  CAF_CHECK(some.find("cpu")->find("percent"));
  CAF_CHECK(!some.find("cpu")->find("periods"));
}

CAF_TEST(all of a group stays all whatever is added) {
  for (const auto& paths :
       {std::initializer_list<path>{{"cpu"}, {"cpu", "percent"}},
        std::initializer_list<path>{{"cpu", "percent"}, {"cpu"}}}) {
    const auto some = selection(paths);
    CAF_CHECK(some.find("cpu")->is_whole());
    CAF_CHECK(!some.find("memory"));
  }
}

CAF_TEST(the key is that of the members not of their order) {
  CAF_CHECK_EQUAL(
      key({{"a"}, {"b", "c"}, {"b", "d"}}), key({{"b", "d"}, {"b", "c"}, {"a"}, {"a"}}));
  CAF_CHECK(key({{"a"}, {"b", "c"}}) != key({{"a", "b"}, {"c"}}));
  CAF_CHECK(key({{"a", "b"}}) != key({{"a"}, {"b"}}));
  CAF_CHECK(key({{"a", "b"}}) != key({{"a"}}));
  CAF_CHECK(key({{"a.b"}}) != key({{"a", "b"}}));
}

CAF_TEST(an object shows what is wanted) {
  const auto some = selection({{"text"}, {"inner", "number"}, {"gone", "x"}});
  std::string out;
  json_object object{out, &some};
  object.text("text", "a");
  object.text("other", "b");
  object.word("word", "b");
  object.boolean("boolean", true);
  object.code("code", 1);
  object.integer("integer", 1);
  object.decimal("decimal", 1.0);
  object.seconds("seconds", 1);
  object.time("time", model::engine_time{});
  object.object("inner", [](json_object& inner) {
    inner.integer("number", 1);
    inner.integer("other", 2);
  });
  object.object("gone", [](json_object& inner) { inner.integer("number", 1); });
  object.object("unknown", [](json_object& inner) { inner.integer("number", 1); });
  object.end();
  CAF_CHECK_EQUAL(out, R"({"text":"a","inner":{"number":1}})");
}

} // namespace docker_monitor::http::member_selection_test
