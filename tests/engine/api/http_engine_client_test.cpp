#define CAF_SUITE engine.http_engine_client
#include "tests/engine/api/http_engine_client_fixture.hpp"

#include <filesystem>

namespace docker_monitor::engine::http_engine_client_test {

using namespace std::chrono_literals;
using model::failure_code;
using test::awaited;
using test::info;
using test::peer_connection;
using test::version_of;

CAF_TEST_FIXTURE_SCOPE(http_engine_client_tests, test::http_engine_client_fixture)

CAF_TEST(what the engine remembers is reported with the events of all types counted) {
  auto connection = agreed();
  awaited<model::event_memory> memory;
  client->recall(model::engine_time{5s + 7ns}, model::engine_time{20s}, memory.take());
  CAF_CHECK_EQUAL(connection.target(), "/v1.41/events?since=5.000000007&until=20.000000000");
  const std::string exec =
      R"({"Type":"container","Action":"exec_start: x","Actor":{"ID":"c1"},"timeNano":6000000000})";
  const std::string die =
      R"({"Type":"container","Action":"die","Actor":{"ID":"c2"},"timeNano":9000000000})";
  const std::string network =
      R"({"Type":"network","Action":"connect","Actor":{"ID":"n"},"timeNano":9500000000})";
  connection.answer(200, exec + "\n" + die + "\n" + network + "\n");
  const auto got = memory.get();
  CAF_REQUIRE(got.has_value());
  CAF_CHECK_EQUAL(got->count, 3u);
  CAF_CHECK(got->oldest == model::engine_time{6s});
  CAF_REQUIRE_EQUAL(got->events.size(), 1u);
  CAF_CHECK_EQUAL(got->events[0].container_id, "c2");
}

CAF_TEST(an engine that remembers nothing says so) {
  auto connection = agreed();
  awaited<model::event_memory> memory;
  client->recall(model::engine_time{5s}, model::engine_time{20s}, memory.take());
  connection.target();
  connection.answer(200, "");
  const auto got = memory.get();
  CAF_REQUIRE(got.has_value());
  CAF_CHECK_EQUAL(got->count, 0u);
  CAF_CHECK(!got->oldest);
}

CAF_TEST(a memory that cannot be read gives nothing) {
  auto connection = agreed();
  awaited<model::event_memory> memory;
  client->recall(model::engine_time{5s}, model::engine_time{20s}, memory.take());
  connection.target();
  connection.answer(200, "{\"Type\"\n");
  CAF_CHECK(!memory.get().has_value());
}

CAF_TEST(the list has all containers and comes over the connection that was kept) {
  auto connection = agreed();
  awaited<std::vector<model::container>> list;
  client->list(list.take());
  CAF_CHECK_EQUAL(connection.target(), "/v1.41/containers/json?all=1");
  connection.answer(200, R"([{"Id":"a1","Names":["/web"],"State":"running","Image":"nginx"}])");
  const auto result = list.get();
  CAF_REQUIRE(result.has_value());
  CAF_REQUIRE_EQUAL(result->size(), 1u);
  CAF_CHECK_EQUAL(result->front().name, "web");
}

CAF_TEST(an inspection fills a container) {
  auto connection = agreed();
  awaited<model::container> inspection;
  client->inspect("a1", inspection.take());
  CAF_CHECK_EQUAL(connection.target(), "/v1.41/containers/a1/json");
  connection.answer(
      200, R"({"Id":"a1","Name":"/web","State":{"Status":"exited","ExitCode":3,)"
           R"("StartedAt":"2026-11-21T12:00:00Z","FinishedAt":"2026-11-21T12:00:01Z"},)"
           R"("Config":{"Image":"nginx"},"Image":"sha256:1"})");
  const auto result = inspection.get();
  CAF_REQUIRE(result.has_value());
  CAF_CHECK(result->status == model::container_status::exited);
  CAF_CHECK_EQUAL(result->exit_code, 3);
}

CAF_TEST(a container that is gone is not found) {
  auto connection = agreed();
  awaited<model::container> inspection;
  client->inspect("a1", inspection.take());
  connection.target();
  connection.answer(404, R"({"message":"No such container: a1"})");
  const auto result = inspection.get();
  CAF_REQUIRE(!result.has_value());
  CAF_CHECK(result.error().code == failure_code::not_found);
  CAF_CHECK_EQUAL(result.error().message, "No such container: a1");
}

CAF_TEST(only the characters of an id go into a URL) {
  awaited<model::container> inspection;
  client->inspect("../info", inspection.take());
  CAF_CHECK(inspection.get().error().code == failure_code::not_found);
  awaited<model::counters> stats;
  client->stats("", stats.take());
  CAF_CHECK(stats.get().error().code == failure_code::not_found);
  awaited<std::vector<std::string>> logs;
  client->logs("a1?", 5, logs.take());
  CAF_CHECK(logs.get().error().code == failure_code::not_found);
  CAF_CHECK(!peer.is_wanted());
}

CAF_TEST(stats are asked for once where the engine knows how) {
  for (const auto& [api, target] :
       {std::pair{"1.40", "/v1.40/containers/a1/stats?stream=false"},
        std::pair{"1.41", "/v1.41/containers/a1/stats?stream=false&one-shot=true"}}) {
    peer_connection connection{-1};
    CAF_REQUIRE(negotiate(connection, version_of(api)).has_value());
    awaited<model::counters> stats;
    client->stats("a1", stats.take());
    CAF_CHECK_EQUAL(connection.target(), target);
    connection.answer(200, R"({"read":"2026-11-21T12:00:00Z","pids_stats":{"current":7}})");
    const auto result = stats.get();
    CAF_REQUIRE(result.has_value());
    CAF_CHECK_EQUAL(result->pids, 7u);
  }
}

CAF_TEST(the last lines of the log are asked for by number) {
  auto connection = agreed();
  awaited<std::vector<std::string>> logs;
  client->logs("a1", 2, logs.take());
  CAF_CHECK_EQUAL(connection.target(), "/v1.41/containers/a1/logs?stdout=true&stderr=true&tail=2");
  connection.answer(200, "one\ntwo\nthree\n");
  const auto result = logs.get();
  CAF_REQUIRE(result.has_value());
  CAF_CHECK_EQUAL(*result, (std::vector<std::string>{"two", "three"}));
}

CAF_TEST(a ping succeeds with 200 only) {
  awaited<bool> good;
  client->ping(good.take());
  auto connection = peer.accept();
  CAF_CHECK_EQUAL(connection.target(), "/_ping");
  connection.answer(200, "OK");
  CAF_CHECK(good.get().has_value());
  awaited<bool> bad;
  client->ping(bad.take());
  connection.target();
  connection.answer(503, "");
  CAF_CHECK(bad.get().error().code == failure_code::refused);
}

CAF_TEST(an error of the engine keeps its words) {
  const auto error = refused_list(500, R"({"message":"disk full"})");
  CAF_CHECK(error.code == failure_code::refused);
  CAF_CHECK(error.message.find("answered 500: disk full") != std::string::npos);
}

CAF_TEST(a refused version is agreed on again) {
  const auto old = refused_list(400, R"({"message":"client version 1.41 is too old"})");
  CAF_CHECK(old.code == failure_code::version_refused);
  peer_connection connection{-1};
  CAF_REQUIRE(negotiate(connection, version_of("1.44")).has_value());
  awaited<std::vector<model::container>> list;
  client->list(list.take());
  CAF_CHECK_EQUAL(connection.target(), "/v1.44/containers/json?all=1");
  connection.answer(400, R"({"message":"client version 1.44 is too new"})");
  CAF_CHECK(list.get().error().code == failure_code::version_refused);
}

CAF_TEST(another bad request has nothing to do with the version) {
  CAF_CHECK(refused_list(400, R"({"message":"bad filter"})").code == failure_code::refused);
}

CAF_TEST(the same words with another status have nothing to do with the version) {
  CAF_CHECK(
      refused_list(500, R"({"message":"the disk is too old"})").code == failure_code::refused);
}

CAF_TEST(an answer that is no JSON is malformed) {
  CAF_CHECK(refused_list(200, "[{\"Id\":").code == failure_code::malformed);
}

CAF_TEST(an answer larger than any list is malformed before it has come) {
  auto connection = agreed();
  awaited<std::vector<model::container>> list;
  client->list(list.take());
  connection.target();
  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 268435457\r\n\r\n");
  CAF_CHECK(list.get().error().code == failure_code::malformed);
  CAF_CHECK(connection.is_hung_up());
}

CAF_TEST(an answer larger than any inspection is malformed before it has come) {
  auto connection = agreed();
  awaited<model::container> inspection;
  client->inspect("a1", inspection.take());
  connection.target();
  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\n");
  CAF_CHECK(inspection.get().error().code == failure_code::malformed);
}

CAF_TEST(an engine that ends in the middle of an answer is disconnected) {
  auto connection = agreed();
  awaited<std::vector<model::container>> list;
  client->list(list.take());
  connection.target();
  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[");
  connection.close();
  CAF_CHECK(list.get().error().code == failure_code::disconnected);
}

CAF_TEST(a kept connection that was closed is replaced) {
  auto connection = agreed();
  connection.close();
  awaited<bool> ping;
  client->ping(ping.take());
  connection = peer.accept();
  CAF_CHECK_EQUAL(connection.target(), "/_ping");
  connection.answer(200, "OK");
  CAF_CHECK(ping.get().has_value());
}

CAF_TEST(an engine no one serves is unreachable) {
  peer.close();
  awaited<bool> ping;
  client->ping(ping.take());
  CAF_CHECK(ping.get().error().code == failure_code::unreachable);
  std::filesystem::remove(peer.path());
  awaited<bool> gone;
  client->ping(gone.take());
  const auto result = gone.get();
  CAF_CHECK(result.error().code == failure_code::unreachable);
  CAF_CHECK(result.error().message.find("no such socket") != std::string::npos);
}

CAF_TEST(missing TLS files fail at once) {
  endpoint where;
  where.transport = endpoint::kind::tls;
  where.cert_path = peer.path() + ".d";
  const auto made = http_engine_client::make(where);
  CAF_REQUIRE(!made.has_value());
  CAF_CHECK(made.error().code == failure_code::bad_option);
}

CAF_TEST(a client may go while the engine owes an answer) {
  awaited<bool> ping;
  client->ping(ping.take());
  auto connection = peer.accept();
  CAF_CHECK_EQUAL(connection.target(), "/_ping");
  client.reset();
  CAF_CHECK(connection.is_hung_up());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::engine::http_engine_client_test
