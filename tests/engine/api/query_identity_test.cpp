#define CAF_SUITE engine.query_identity
#include "engine/api/http_engine_client.hpp"
#include "engine/api/query_identity.hpp"
#include "tests/engine/api/engine_peer.hpp"
#include "tests/support/fake_engine_client.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <future>

namespace docker_monitor::engine::ask_identity_test {

using namespace std::chrono_literals;

CAF_TEST(an engine that answers is named) {
  test::engine_peer peer;
  const auto client = std::move(http_engine_client::make(peer.where()).value());
  auto asked = std::async(std::launch::async, [&] { return query_identity(*client, 10s); });
  auto connection = peer.accept();
  connection.target();
  connection.answer(200, R"({"Version":"20.10.24","ApiVersion":"1.41"})");
  connection.target();
  connection.answer(200, R"({"ID":"abc","SystemTime":"2026-11-21T12:00:00Z","Name":"box-1"})");
  const auto identity = asked.get();
  CAF_REQUIRE(identity.has_value());
  CAF_CHECK_EQUAL(identity->id, "abc");
  CAF_CHECK_EQUAL(identity->host_name, "box-1");
}

CAF_TEST(where nobody listens there is no answer and no waiting for it) {
  endpoint nowhere;
  nowhere.path = "/nonexistent/docker.sock";
  const auto client = std::move(http_engine_client::make(nowhere).value());
  const auto began = std::chrono::steady_clock::now();
  CAF_CHECK(!query_identity(*client, 60s));
  CAF_CHECK(std::chrono::steady_clock::now() - began < 30s);
}

CAF_TEST(an engine that is silent is not waited for and may answer later) {
  tests::fake_engine_client client;
  CAF_CHECK(!query_identity(client, 1ms));
  CAF_REQUIRE_EQUAL(client.negotiations.size(), 1u);
  tests::fake_engine_client::pop(client.negotiations)(engine_identity{});
}

} // namespace docker_monitor::engine::ask_identity_test
