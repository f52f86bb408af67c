#define CAF_SUITE http.health
#include "http/api/health.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::health_test {

namespace {

model::snapshot_ptr with(model::engine_status engine) {
  return std::make_shared<const model::snapshot>(
      1, std::move(engine), std::vector<model::row_ptr>{});
}

} // namespace

CAF_TEST(alive is alive without an engine) {
  const auto answer = ask(healthz, with({}));
  CAF_CHECK_EQUAL(answer.status, 200u);
  CAF_CHECK_EQUAL(*answer.body, R"({"status":"ok"})");
}

CAF_TEST(ready needs a connection and the first list) {
  auto engine = connected_engine();
  const auto ready = ask(readyz, with(engine));
  CAF_CHECK_EQUAL(ready.status, 200u);
  CAF_CHECK_EQUAL(*ready.body, R"({"status":"ready"})");
  engine.list_received = false;
  const auto waiting = ask(readyz, with(engine));
  CAF_CHECK_EQUAL(waiting.status, 503u);
  CAF_CHECK_EQUAL(*waiting.body, R"({"error":"the first list of containers is not in yet"})");
  const auto fresh = ask(readyz, with({}));
  CAF_CHECK_EQUAL(fresh.status, 503u);
  CAF_CHECK_EQUAL(*fresh.body, R"({"error":"the container engine is not connected yet"})");
}

CAF_TEST(the reason is the problem of the engine) {
  auto engine = connected_engine();
  engine.connected = false;
  engine.problem = R"(no such socket "/run/x"; is the engine running?)";
  const auto answer = ask(readyz, with(engine));
  CAF_CHECK_EQUAL(answer.status, 503u);
  CAF_CHECK_EQUAL(*answer.body, R"({"error":"no such socket \"/run/x\"; is the engine running?"})");
}

} // namespace docker_monitor::http::health_test
