#define CAF_SUITE http.sinks_v2
#include "http/api/sinks_v2.hpp"
#include "tests/http/connection_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::sinks_v2_test {

namespace {

using http::latest_sink_state;
using model::sink_status;

std::shared_ptr<latest_sink_state> published(sink_status status) {
  auto made = std::make_shared<latest_sink_state>();
  made->publish(std::make_shared<const sink_status>(std::move(status)));
  return made;
}

std::string body_of(http::latest_sink_states sinks) {
  route_context context{.sinks = std::move(sinks)};
  const auto answer = list_sinks_v2({four_containers(), {}, noon, context});
  CAF_CHECK_EQUAL(answer.status, 200u);
  return *answer.body;
}

sink_status busy() {
  sink_status status;
  status.url = "amqp://broker:5672/";
  status.kind = "amqp";
  status.mode = "events";
  status.state = sink_status::condition::down;
  status.delivered = 12;
  status.pending = 3;
  status.failed = 4;
  status.parked = 1;
  status.dropped = 2;
  status.last_error = "connection \"refused\"";
  status.oldest_pending = model::engine_time{std::chrono::seconds{1'795'000'000}};
  status.last_delivered = model::engine_time{std::chrono::milliseconds{1'795'000'000'500}};
  return status;
}

} // namespace

CAF_TEST(every counter of a sink is shown) {
  CAF_CHECK_EQUAL(
      body_of({published(busy())}),
      R"([{"url":"amqp://broker:5672/","kind":"amqp","mode":"events","state":"down","delivered":12,)"
      R"("pending":3,"failed":4,"parked":1,"dropped":2,"lastError":"connection \"refused\"",)"
      R"("oldestPendingAt":"2026-11-18T11:06:40.000Z","lastDeliveredAt":"2026-11-18T11:06:40.500Z"}])");
}

CAF_TEST(what there is not is null) {
  sink_status status;
  status.url = "log:";
  status.kind = "log";
  status.mode = "incidents";
  CAF_CHECK_EQUAL(
      body_of({published(status), std::make_shared<latest_sink_state>(), published(status)}),
      R"([{"url":"log:","kind":"log","mode":"incidents","state":"untried","delivered":0,"pending":0,)"
      R"("failed":0,"parked":0,"dropped":0,"lastError":null,"oldestPendingAt":null,)"
      R"("lastDeliveredAt":null},{"url":"log:","kind":"log","mode":"incidents","state":"untried",)"
      R"("delivered":0,"pending":0,"failed":0,"parked":0,"dropped":0,"lastError":null,)"
      R"("oldestPendingAt":null,"lastDeliveredAt":null}])");
  CAF_CHECK_EQUAL(body_of({}), "[]");
}

CAF_TEST(the counters are those of now) {
  const auto sink = published(busy());
  server_options options;
  options.sinks = {sink};
  connection_fixture connection{std::move(options)};
  auto client = connection.connect();
  const std::string get = "GET /docker-monitor/api/v2/sinks HTTP/1.1\r\nHost: localhost\r\n\r\n";
  connection.talk(client, get);
  auto later = busy();
  later.delivered = 13;
  sink->publish(std::make_shared<const sink_status>(later));
  connection.talk(client, get); // from the same snapshot
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  CAF_CHECK(answers[0].body.find(R"("delivered":12)") != std::string::npos);
  CAF_CHECK(answers[1].body.find(R"("delivered":13)") != std::string::npos);
}

} // namespace docker_monitor::http::sinks_v2_test
