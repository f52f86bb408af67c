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

} // namespace container_filter_test
