#define CAF_SUITE model.container_filter
#include "model/container/container_filter.hpp"

#include <caf/test/unit_test.hpp>

namespace container_filter_test {

using namespace docker_monitor::model;

namespace {

container web() {
  container c;
  c.name = "web-1";
  c.image = "nginx:1.25";
  c.labels = {{"team", "a"}, {"empty", ""}};
  return c;
}

bool watches(const std::vector<std::string>& include, const std::vector<std::string>& exclude) {
  return container_filter::make(include, exclude)->watches(web());
}

} // namespace

CAF_TEST(globs match whole texts) {
  CAF_CHECK(matches_glob("web-*", "web-1"));
  CAF_CHECK(matches_glob("*", ""));
  CAF_CHECK(matches_glob("w?b*1", "web-1"));
  CAF_CHECK(matches_glob("*a*b", "xaxxbxb"));
  CAF_CHECK(!matches_glob("web", "web-1"));
  CAF_CHECK(!matches_glob("?", ""));
  CAF_CHECK(!matches_glob("*a*b", "xaxxbx"));
}

CAF_TEST(without patterns all are watched) {
  CAF_CHECK(watches({}, {}));
}

CAF_TEST(include chooses and exclude wins) {
  CAF_CHECK(watches({"name=web*"}, {}));
  CAF_CHECK(watches({"name=x", "image=nginx:*"}, {}));
  CAF_CHECK(!watches({"name=x"}, {}));
  CAF_CHECK(!watches({"name=web*"}, {"label=team=a"}));
  CAF_CHECK(watches({"label=team"}, {"label=team=b"}));
  CAF_CHECK(watches({"label=empty"}, {}));
  CAF_CHECK(!watches({"label=other"}, {}));
}

CAF_TEST(a pattern that is none is refused) {
  for (const auto* text : {"", "web", "name=", "label==x", "label=", "id=x"})
    CAF_CHECK(!container_filter::make({text}, {}));
  CAF_CHECK_EQUAL(
      container_filter::make({"web"}, {}).error().message,
      "pattern \"web\": it names no subject; use name=web, or image= or label=");
}

CAF_TEST(stars take as much as they must) {
  CAF_CHECK(matches_glob("", ""));
  CAF_CHECK(!matches_glob("", "a"));
  CAF_CHECK(matches_glob("a**", "a"));
  CAF_CHECK(!matches_glob("a*b", "a"));
  CAF_CHECK(matches_glob("*ab", "aab"));
  CAF_CHECK(matches_glob("*a?c*", "xabaacx"));
  CAF_CHECK(!matches_glob("a?", "a"));
  CAF_CHECK(!matches_glob("ab", "a"));
}

CAF_TEST(a label pattern may have an equals sign in its value) {
  auto c = web();
  c.labels["k"] = "a=b";
  CAF_CHECK(container_filter::make({"label=k=a=b"}, {})->watches(c));
  CAF_CHECK(!container_filter::make({"label=k=a"}, {})->watches(c));
  CAF_CHECK(container_filter::make({"label=empty="}, {})->watches(c));
  CAF_CHECK(!container_filter::make({"label=team="}, {})->watches(c));
  CAF_CHECK(container_filter::make({}, {"bad"}).error().code == failure_code::bad_option);
}

} // namespace container_filter_test
