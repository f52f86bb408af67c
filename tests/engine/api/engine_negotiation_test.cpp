#define CAF_SUITE engine.engine_negotiation
#include "tests/engine/api/http_engine_client_fixture.hpp"

namespace docker_monitor::engine::engine_negotiation_test {

using model::failure_code;
using test::awaited;
using test::info;
using test::peer_connection;
using test::version_of;

namespace {

constexpr auto podman = R"(,"Components":[{"Name":"Podman Engine"}])";

} // namespace

CAF_TEST_FIXTURE_SCOPE(engine_negotiation_tests, test::http_engine_client_fixture)

CAF_TEST(the newest version both know is agreed on) {
  peer_connection connection{-1};
  const auto identity = negotiate(connection, version_of("1.41"));
  CAF_REQUIRE(identity.has_value());
  CAF_CHECK_EQUAL(info_target, "/v1.41/info");
  CAF_CHECK(connection.head().find("Host: localhost\r\n") != std::string::npos);
  CAF_CHECK_EQUAL(identity->name, "Docker");
  CAF_CHECK_EQUAL(identity->version, "20.10.24");
  CAF_CHECK_EQUAL(identity->api_version, "1.41");
  CAF_CHECK_EQUAL(identity->id, "abc");
  CAF_CHECK_EQUAL(identity->memory_bytes, 1000u);
  CAF_CHECK_EQUAL(identity->cores, 4u);
  CAF_CHECK_EQUAL(identity->host_name, "box-1");
  CAF_CHECK(identity->live_restore);
  CAF_CHECK(identity->refused.empty());
  CAF_CHECK(client->holds_stats_calls());
}

CAF_TEST(from API 1_44 on the engine answers stats at once) {
  peer_connection connection{-1};
  CAF_REQUIRE(negotiate(connection, version_of("1.43")).has_value());
  CAF_CHECK(client->holds_stats_calls());
  CAF_REQUIRE(negotiate(connection, version_of("1.44")).has_value());
  CAF_CHECK(!client->holds_stats_calls());
  CAF_REQUIRE(negotiate(connection, version_of("1.99")).has_value());
  CAF_CHECK_EQUAL(info_target, "/v1.51/info");
}

CAF_TEST(the id of Podman is none since it is another in each answer) {
  peer_connection connection{-1};
  const auto identity = negotiate(connection, version_of("1.41", podman));
  CAF_REQUIRE(identity.has_value());
  CAF_CHECK_EQUAL(identity->name, "Podman");
  CAF_CHECK_EQUAL(identity->id, "");
}

CAF_TEST(an engine too old or too new is refused) {
  for (const auto& [answer, code] :
       {std::pair{version_of("1.23"), failure_code::version_refused},
        std::pair{
            version_of("1.99", R"(,"MinAPIVersion":"1.98")"), failure_code::version_refused}}) {
    awaited<engine_identity> identity;
    client->negotiate(identity.take());
    auto connection = peer.accept();
    connection.target();
    connection.answer(200, answer);
    const auto result = identity.get();
    CAF_REQUIRE(!result.has_value());
    CAF_CHECK(result.error().code == code);
  }
}

CAF_TEST(information that is refused is done without) {
  awaited<engine_identity> identity;
  client->negotiate(identity.take());
  auto connection = peer.accept();
  CAF_CHECK_EQUAL(connection.target(), "/version");
  connection.answer(200, version_of("1.41"), "Date: Sun, 22 Nov 2026 10:28:15 GMT\r\n");
  CAF_CHECK_EQUAL(connection.target(), "/v1.41/info");
  connection.answer(403, "<html>forbidden</html>");
  const auto got = identity.get();
  CAF_REQUIRE(got.has_value());
  CAF_CHECK_EQUAL(got->api_version, "1.41");
  CAF_CHECK_EQUAL(got->id, "");
  CAF_CHECK_EQUAL(got->cores, 0u);
  CAF_CHECK(got->now == model::parse_rfc3339("2026-11-22T10:28:15Z"));
  CAF_REQUIRE_EQUAL(got->refused.size(), 1u);
  CAF_CHECK_EQUAL(got->refused[0], "/info");
}

CAF_TEST(where the version is refused the fields of the ping tell it) {
  awaited<engine_identity> identity;
  client->negotiate(identity.take());
  auto connection = peer.accept();
  connection.target();
  connection.answer(403, "no");
  CAF_CHECK_EQUAL(connection.target(), "/_ping");
  connection.answer(200, "OK", "Api-Version: 1.45\r\nServer: Docker/26.1.5+dfsg1 (linux)\r\n");
  CAF_CHECK_EQUAL(connection.target(), "/v1.45/info");
  connection.answer(403, "no");
  const auto got = identity.get();
  CAF_REQUIRE(got.has_value());
  CAF_CHECK_EQUAL(got->name, "Docker");
  CAF_CHECK_EQUAL(got->version, "26.1.5+dfsg1");
  CAF_CHECK_EQUAL(got->api_version, "1.45");
  CAF_CHECK_EQUAL(got->refused.size(), 2u);
  CAF_CHECK(got->now > model::engine_time{}); // ours, since no answer has a date
  CAF_CHECK(!client->holds_stats_calls());
}

CAF_TEST(an answer to the version that cannot be used is done without) {
  for (const std::string body : {"{}", "[1", "<html>log in</html>"}) {
    awaited<engine_identity> identity;
    client->negotiate(identity.take());
    auto connection = peer.accept();
    CAF_CHECK_EQUAL(connection.target(), "/version");
    connection.answer(200, body);
    const auto got = negotiate_without_version(connection, identity);
    CAF_CHECK_EQUAL(got.id, "abc");
  }
}

CAF_TEST(a proxy that hangs up on the version is done without) {
  awaited<engine_identity> identity;
  client->negotiate(identity.take());
  auto connection = peer.accept();
  CAF_CHECK_EQUAL(connection.target(), "/version");
  connection.close();
  connection = peer.accept();
  negotiate_without_version(connection, identity);
}

CAF_TEST(a proxy that drops the version silently is done without) {
  awaited<engine_identity> identity;
  client->negotiate(identity.take());
  auto silent = peer.accept();
  CAF_CHECK_EQUAL(silent.target(), "/version");
  CAF_CHECK(silent.is_hung_up()); // when the deadline is over
  auto connection = peer.accept();
  negotiate_without_version(connection, identity);
}

CAF_TEST(an answer to the information that cannot be used is done without) {
  for (const std::string body : {"{}", "[1", "<html>log in</html>"}) {
    awaited<engine_identity> identity;
    client->negotiate(identity.take());
    auto connection = peer.accept();
    connection.target();
    connection.answer(200, version_of("1.41"));
    CAF_CHECK_EQUAL(connection.target(), "/v1.41/info");
    connection.answer(200, body, "Date: Sun, 22 Nov 2026 10:28:15 GMT\r\n");
    check_without_info(identity.get());
  }
}

CAF_TEST(a proxy that hangs up on the information is done without) {
  awaited<engine_identity> identity;
  client->negotiate(identity.take());
  auto connection = peer.accept();
  connection.target();
  connection.answer(200, version_of("1.41"));
  for (int attempt = 0; attempt < 2; ++attempt) { // a kept connection is replaced once
    CAF_CHECK_EQUAL(connection.target(), "/v1.41/info");
    connection.close();
    connection = peer.accept();
  }
  CAF_CHECK_EQUAL(connection.target(), "/_ping");
  connection.answer(200, "OK", "Date: Sun, 22 Nov 2026 10:28:15 GMT\r\n");
  check_without_info(identity.get());
}

CAF_TEST(an engine that ends while it is asked for information is not connected) {
  awaited<engine_identity> identity;
  client->negotiate(identity.take());
  auto connection = peer.accept();
  connection.target();
  connection.answer(200, version_of("1.41"));
  connection.target();
  peer.close();
  connection.close();
  CAF_CHECK(!identity.get().has_value());
}

CAF_TEST(an engine that names no version anywhere is talked to without one) {
  awaited<engine_identity> identity;
  client->negotiate(identity.take());
  auto connection = peer.accept();
  connection.target();
  connection.answer(404, "no");
  connection.target();
  connection.answer(200, "OK");
  CAF_CHECK_EQUAL(connection.target(), "/info");
  connection.answer(200, info);
  CAF_REQUIRE(identity.get().has_value());
  awaited<std::vector<model::container>> list;
  client->list(list.take());
  CAF_CHECK_EQUAL(connection.target(), "/containers/json?all=1");
  connection.answer(200, "[]");
  CAF_CHECK(list.get().has_value());
}

CAF_TEST(an engine that refuses even the ping is refused) {
  awaited<engine_identity> identity;
  client->negotiate(identity.take());
  auto connection = peer.accept();
  connection.target();
  connection.answer(403, "no");
  connection.target();
  connection.answer(403, "no");
  const auto got = identity.get();
  CAF_REQUIRE(!got.has_value());
  CAF_CHECK(got.error().message.find("/_ping") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::engine::engine_negotiation_test
