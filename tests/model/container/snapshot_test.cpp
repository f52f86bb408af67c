#define CAF_SUITE model.snapshot
#include "model/container/snapshot.hpp"

#include <caf/test/unit_test.hpp>

namespace snapshot_test {

using namespace docker_monitor::model;

namespace {

row_ptr named(std::string id, std::string name) {
  container c;
  c.id = std::move(id);
  c.name = std::move(name);
  return std::make_shared<const row>(row{std::make_shared<const container>(std::move(c)), {}});
}

std::string found(const snapshot& s, std::string_view text) {
  const auto* r = s.find(text);
  return r ? r->container->name : "none";
}

} // namespace

CAF_TEST(rows are in the order of their names) {
  const snapshot s{1, {}, {named("aaaa1", "web"), named("bbbb1", "db"), named("cccc1", "api")}};
  CAF_REQUIRE_EQUAL(s.rows().size(), 3u);
  CAF_CHECK_EQUAL(s.rows()[0]->container->name, "api");
  CAF_CHECK_EQUAL(s.rows()[2]->container->name, "web");
}

CAF_TEST(a container is found by name or id or unambiguous prefix) {
  const snapshot s{1, {}, {named("abcd1111", "web"), named("abcd2222", "db"), named("ffff", "x")}};
  CAF_CHECK_EQUAL(found(s, "web"), "web");
  CAF_CHECK_EQUAL(found(s, "abcd2222"), "db");
  CAF_CHECK_EQUAL(found(s, "abcd1"), "web");
  CAF_CHECK_EQUAL(found(s, "abcd"), "none");
  CAF_CHECK_EQUAL(found(s, "fff"), "none");
  CAF_CHECK_EQUAL(found(s, "ffff"), "x");
  CAF_CHECK_EQUAL(found(s, "ffff1"), "none");
  CAF_CHECK_EQUAL(found(s, ""), "none");
}

CAF_TEST(a name wins over the id prefix of another) {
  const snapshot s{1, {}, {named("abcd1111", "web"), named("eeee2222", "abcd")}};
  CAF_CHECK_EQUAL(found(s, "abcd"), "abcd");
}

CAF_TEST(a whole id wins over the name of another) {
  const snapshot s{1, {}, {named("abcd1111", "web"), named("eeee2222", "abcd1111")}};
  CAF_CHECK_EQUAL(found(s, "abcd1111"), "web");
}

CAF_TEST(an id that begins another id is found whole) {
  const snapshot s{1, {}, {named("abcd", "short"), named("abcdef", "long")}};
  CAF_CHECK_EQUAL(found(s, "abcd"), "short");
  CAF_CHECK_EQUAL(found(s, "abcde"), "long");
}

} // namespace snapshot_test
