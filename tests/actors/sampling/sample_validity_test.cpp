#define CAF_SUITE actors.sample_validity
#include "tests/actors/sampling/http_facade_fixture.hpp"

namespace sample_validity_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(sample_validity_tests, tests::http_facade_fixture)

CAF_TEST(a sample ends with its generation) {
  change(web);
  sample(web, 1);
  change(container("web", model::container_status::exited, 1s));
  pass(100ms);
  CAF_CHECK(!row("web")->sample);
  const auto next = container("web", model::container_status::running, 9s);
  change(next);
  sample(web, 1); // late
  pass(100ms);
  CAF_CHECK(!row("web")->sample);
  sample(next, 1);
  pass(100ms);
  CAF_CHECK(row("web")->sample != nullptr);
}

CAF_TEST(a sample stays while the same run goes on) {
  auto early = *web;
  early.started_at.reset();
  change(std::make_shared<const model::container>(early));
  sample(web, 1);
  pass(100ms);
  change(web); // now it is known when it began
  pass(100ms);
  CAF_REQUIRE(row("web")->sample != nullptr);
  change(container("web", model::container_status::paused, 1s));
  pass(100ms);
  CAF_CHECK(row("web")->sample != nullptr);
  change(container("web", model::container_status::running, 2s));
  pass(100ms);
  CAF_CHECK(!row("web")->sample);
}

CAF_TEST(a sample is valid for half a minute) {
  change(web);
  sample(web, 1);
  pass(30s, 500ms);
  CAF_CHECK(row("web")->sample != nullptr);
  pass(4s, 500ms);
  CAF_CHECK(!row("web")->sample);
}

CAF_TEST(a sample is valid for three intervals where that is longer) {
  latest_snapshot = std::make_shared<http::latest_snapshot>(); // the other facade keeps the old one
  facade =
      end_with_test(sys.spawn(http_facade, http_facade_deps{latest_snapshot, 120s, self_metrics}));
  change(web);
  sample(web, 1);
  pass(355s, 5s);
  CAF_CHECK(row("web")->sample != nullptr);
  pass(130s, 5s);
  CAF_CHECK(!row("web")->sample);
}

CAF_TEST(where the engine is slow a sample is valid for three of its pauses) {
  change(web);
  sample(web, 1);
  pass(25s, 500ms);
  sample(web, 2);
  pass(70s, 500ms);
  CAF_CHECK(row("web")->sample != nullptr);
  pass(10s, 500ms);
  CAF_CHECK(!row("web")->sample);
}

CAF_TEST(the time a container was down is no pause between its samples) {
  change(web);
  sample(web, 1);
  change(container("web", model::container_status::exited, 1s));
  pass(200s, 1s);
  const auto again = container("web", model::container_status::running, 200s);
  change(again);
  sample(again, 2);
  pass(36s, 500ms);
  CAF_CHECK(!row("web")->sample);
}

CAF_TEST(an outage is no pause between samples) {
  change(web);
  sample(web, 1);
  pass(3600s, 10s);
  sample(web, 2);
  pass(890s, 5s);
  CAF_CHECK(row("web")->sample != nullptr);
  pass(20s, 1s);
  CAF_CHECK(!row("web")->sample);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace sample_validity_test
