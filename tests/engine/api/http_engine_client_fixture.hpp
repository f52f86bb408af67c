#pragma once

#include "engine/api/http_engine_client.hpp"
#include "tests/engine/api/engine_peer.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::engine::test {

inline std::string version_of(const std::string& api, const std::string& more = {}) {
  return R"({"Version":"20.10.24","ApiVersion":")" + api + "\"" + more + "}";
}

inline constexpr auto info =
    R"({"ID":"abc","SystemTime":"2026-11-21T12:00:00Z","MemTotal":1000,"NCPU":4,)"
    R"("Name":"box-1","LiveRestoreEnabled":true})";

/// A result on its way from the client's thread.
template <class T>
class awaited {
 public:
  handler<T> take() {
    return
        [promise = promise_](model::expected<T> result) { promise->set_value(std::move(result)); };
  }
  model::expected<T> get() {
    if (result_.wait_for(std::chrono::milliseconds{peer_timeout_ms}) != std::future_status::ready)
      throw std::runtime_error("the client does not answer");
    return result_.get();
  }

 private:
  std::shared_ptr<std::promise<model::expected<T>>> promise_ =
      std::make_shared<std::promise<model::expected<T>>>();
  std::future<model::expected<T>> result_ = promise_->get_future();
};

/// A client and the engine it talks to.
struct http_engine_client_fixture {
  engine_peer peer;
  std::unique_ptr<http_engine_client> client =
      std::move(http_engine_client::make(peer.where()).value());

  model::expected<engine_identity>
  negotiate(peer_connection& connection, const std::string& version) {
    awaited<engine_identity> identity;
    client->negotiate(identity.take());
    connection = peer.accept();
    CAF_CHECK_EQUAL(connection.target(), "/version");
    connection.answer(200, version);
    info_target = connection.target();
    connection.answer(200, info);
    return identity.get();
  }

  /// A connection on which the API 1.41 was agreed on.
  peer_connection agreed() {
    peer_connection connection{-1};
    CAF_REQUIRE(negotiate(connection, version_of("1.41")).has_value());
    return connection;
  }

  /// What the list fails with when it is answered so.
  model::failure refused_list(int status, const std::string& body) {
    auto connection = agreed();
    awaited<std::vector<model::container>> list;
    client->list(list.take());
    connection.target();
    connection.answer(status, body);
    const auto result = list.get();
    CAF_REQUIRE(!result.has_value());
    return result.error();
  }

  /// What a negotiation ends with after its question for the version failed.
  engine_identity
  negotiate_without_version(peer_connection& connection, awaited<engine_identity>& identity) {
    CAF_CHECK_EQUAL(connection.target(), "/_ping");
    connection.answer(200, "OK", "Api-Version: 1.45\r\nServer: Docker/26.1.5 (linux)\r\n");
    CAF_CHECK_EQUAL(connection.target(), "/v1.45/info");
    connection.answer(200, info);
    const auto got = identity.get();
    CAF_REQUIRE(got.has_value());
    CAF_CHECK_EQUAL(got->version, "26.1.5");
    CAF_REQUIRE_EQUAL(got->refused.size(), 1u);
    CAF_CHECK_EQUAL(got->refused[0], "/version");
    return *got;
  }

  static void check_without_info(const model::expected<engine_identity>& got) {
    CAF_REQUIRE(got.has_value());
    CAF_CHECK_EQUAL(got->api_version, "1.41");
    CAF_CHECK(got->now == model::parse_rfc3339("2026-11-22T10:28:15Z"));
    CAF_REQUIRE_EQUAL(got->refused.size(), 1u);
    CAF_CHECK_EQUAL(got->refused[0], "/info");
  }

  std::string info_target;
};

} // namespace docker_monitor::engine::test
