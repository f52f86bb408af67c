#define CAF_SUITE model.container
#include "model/container/container.hpp"

#include <caf/test/unit_test.hpp>

namespace container_test {

using namespace docker_monitor::model;

namespace {

container compose_container(const std::string& name, const std::string& number) {
  container c;
  c.name = name;
  c.labels = {{"com.docker.compose.project", "shop"}, {"com.docker.compose.service", "web"}};
  if (!number.empty())
    c.labels["com.docker.compose.container-number"] = number;
  return c;
}

} // namespace

CAF_TEST(what compose made is known by its place in the project) {
  auto c = compose_container("shop-web-2", "2");
  CAF_CHECK_EQUAL(identity_of(c), "shop/web/2");
  c.labels["com.docker.compose.oneoff"] = "False";
  CAF_CHECK_EQUAL(identity_of(c), "shop/web/2");
}

CAF_TEST(what others made is known by its name) {
  container c;
  c.name = "db";
  CAF_CHECK_EQUAL(identity_of(c), "db");
  c.labels = {{"com.docker.compose.project", "shop"}};
  CAF_CHECK_EQUAL(identity_of(c), "db");
}

CAF_TEST(a one off container is not the service it was made from) {
  for (const auto* number : {"", "1"})
    for (const auto* oneoff : {"True", "true", "TRUE"}) {
      auto c = compose_container("shop-web-run-5c2", number);
      c.labels["com.docker.compose.oneoff"] = oneoff;
      CAF_CHECK_EQUAL(identity_of(c), "shop-web-run-5c2");
    }
}

CAF_TEST(without a number there is no place in the project) {
  CAF_CHECK_EQUAL(identity_of(compose_container("shop-web-run-5c2", "")), "shop-web-run-5c2");
}

} // namespace container_test
