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

CAF_TEST(every state has the word of Docker and Podman has words of its own) {
  using enum container_status;
  for (const auto& [word, status] :
       {std::pair{"created", created}, std::pair{"running", running}, std::pair{"paused", paused},
        std::pair{"restarting", restarting}, std::pair{"exited", exited},
        std::pair{"removing", removing}, std::pair{"dead", dead}}) {
    CAF_CHECK(parse_container_status(word) == status);
    CAF_CHECK_EQUAL(to_string(status), word);
  }
  CAF_CHECK(parse_container_status("configured") == created);
  CAF_CHECK(parse_container_status("initialized") == created);
  CAF_CHECK(parse_container_status("stopped") == exited);
  CAF_CHECK(parse_container_status("stopping") == running);
  CAF_CHECK(!parse_container_status("Running"));
  CAF_CHECK(!parse_container_status("unknown"));
  CAF_CHECK_EQUAL(to_string(container_status::unknown), "unknown");
}

CAF_TEST(what is up and what is listed) {
  using enum container_status;
  for (const auto status : {created, exited, removing, dead}) {
    CAF_CHECK(!is_up(status));
    CAF_CHECK(!is_listed(status));
  }
  CAF_CHECK(is_up(running) && is_up(paused) && !is_up(restarting));
  CAF_CHECK(is_listed(running) && is_listed(paused) && is_listed(restarting));
}

CAF_TEST(each label of a place in the project is needed) {
  for (const auto* key :
       {"com.docker.compose.project", "com.docker.compose.service",
        "com.docker.compose.container-number"}) {
    auto c = compose_container("shop-web-2", "2");
    c.labels[key].clear();
    CAF_CHECK_EQUAL(identity_of(c), "shop-web-2");
  }
  auto c = compose_container("shop-web-2", "2");
  for (const auto* word : {"tru", "trues", "@rue", "[rue", ""}) {
    c.labels["com.docker.compose.oneoff"] = word;
    CAF_CHECK_EQUAL(identity_of(c), "shop/web/2");
  }
}

} // namespace container_test
