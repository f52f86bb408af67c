#define CAF_SUITE actors.listener_disk_usage
#include "tests/actors/engine/listener_connection_fixture.hpp"

namespace listener_disk_usage_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;
using tests::fake_engine_client;

CAF_TEST_FIXTURE_SCOPE(listener_disk_usage_tests, tests::listener_connection_fixture)

CAF_TEST(the sizes on disk are asked for as often as is wanted) {
  live_with_one();
  CAF_CHECK(client->disk_usages.empty());
  settings.disk_usage_every = 5min;
  start();
  connect_with_one();
  CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
  model::disk_usage usage;
  usage.containers["c1"] = {7, 9};
  fake_engine_client::pop(client->disk_usages)(usage);
  consume_messages();
  pass(4min);
  CAF_CHECK(client->disk_usages.empty());
  pass(61s);
  CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
  fake_engine_client::pop(client->disk_usages)(model::failure{model::failure_code::refused, "403"});
  consume_messages();
  pass(301s);
  CAF_CHECK_EQUAL(client->disk_usages.size(), 1u);
}

CAF_TEST(a refused disk usage is shown until it is answered) {
  live_with_one();
  settings.disk_usage_every = 1h;
  refused = {"/info"};
  start();
  connect_with_one();
  const auto answer = [this](model::expected<model::disk_usage> usage) {
    CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
    fake_engine_client::pop(client->disk_usages)(std::move(usage));
    consume_messages();
  };
  const std::vector<std::string> both{"/info", "/system/df"};
  answer(model::failure{model::failure_code::refused, "403"});
  CAF_CHECK_EQUAL(observed.status.refused, both);
  lose_connection();
  pass(2s);
  accept(3s);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(observed.status.refused, both);
  pass(61min, 1s);
  answer(model::failure{model::failure_code::refused, "403"});
  CAF_CHECK_EQUAL(observed.status.refused, both);
  pass(61min, 1s);
  answer(model::disk_usage{});
  CAF_CHECK_EQUAL(observed.status.refused, refused);
}

CAF_TEST(a disk usage without an answer is not refused) {
  live_with_one();
  settings.disk_usage_every = 1min;
  start();
  connect_with_one();
  using enum model::failure_code; // hides `refused` of the fixture
  const std::vector<std::string> sizes{"/system/df"};
  const auto refused_after = [this](model::expected<model::disk_usage> usage) {
    CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
    fake_engine_client::pop(client->disk_usages)(std::move(usage));
    consume_messages();
    auto shown = observed.status.refused;
    for (int i = 0; i < 7; ++i) { // a query takes its time, during which pings are answered
      pass(9s);
      while (!client->pings.empty())
        fake_engine_client::pop(client->pings)(true);
      consume_messages();
    }
    return shown;
  };
  for (const auto code : {timeout, disconnected, unreachable, cancelled}) {
    const auto shown = refused_after(model::failure{code, "no answer"});
    CAF_CHECK(shown.empty());
  }
  for (const auto code : {refused, not_found, malformed, version_refused}) {
    auto shown = refused_after(model::failure{code, "an answer"});
    CAF_CHECK_EQUAL(shown, sizes);
    shown = refused_after(model::failure{timeout, "no answer"});
    CAF_CHECK_EQUAL(shown, sizes);
    shown = refused_after(model::disk_usage{});
    CAF_CHECK(shown.empty());
  }
}

CAF_TEST(the sizes on disk are asked for once where the interval is the longest) {
  live_with_one();
  settings.disk_usage_every = 876'000h;
  start();
  connect_with_one();
  CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
  fake_engine_client::pop(client->disk_usages)(model::disk_usage{});
  consume_messages();
  pass(1h);
  CAF_CHECK(client->disk_usages.empty());
}

CAF_TEST(a new connection asks for the sizes on disk no sooner) {
  live_with_one();
  settings.disk_usage_every = 20s;
  start();
  connect_with_one();
  CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
  client->disk_usages.clear(); // its answer is lost with the connection
  pass(10s);
  lose_connection();
  pass(1s);
  accept(11s);
  answer_list({actual["c1"]});
  CAF_CHECK(client->disk_usages.empty());
  pass(10s);
  CAF_CHECK_EQUAL(client->disk_usages.size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace listener_disk_usage_test
