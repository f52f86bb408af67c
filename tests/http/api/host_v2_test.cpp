#define CAF_SUITE http.host_v2
#include "http/api/host_v2.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <optional>

namespace docker_monitor::http::host_v2_test {

using namespace std::chrono_literals;

namespace {

using model::container_status;

std::string host_of(const model::snapshot_ptr& snapshot, route_context context = {}) {
  const auto answer = host_v2({snapshot, {}, noon, context});
  CAF_CHECK_EQUAL(answer.status, 200u);
  return *answer.body;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(an engine that never answered is reported with the reason) {
  model::engine_status engine;
  engine.problem = "cannot connect to \"unix:///x\"";
  const auto body =
      host_of(std::make_shared<const model::snapshot>(1, engine, std::vector<model::row_ptr>{}));
  CAF_CHECK_EQUAL(
      body,
      R"({"engine":{"connected":false,"problem":"cannot connect to \"unix:///x\""},"version":")"
          + std::string{DOCKER_MONITOR_VERSION} + "\"}");
}

CAF_TEST(the host has a name once it is known) {
  auto engine = connected_engine();
  const auto body = [&] {
    return host_of(
        std::make_shared<const model::snapshot>(1, engine, std::vector<model::row_ptr>{}));
  };
  CAF_CHECK(!contains(body(), R"("name":"box-1")"));
  engine.host_name = "box-1";
  CAF_CHECK(body().starts_with(R"({"name":"box-1","engine":)"));
}

CAF_TEST(routes that the engine refuses are named) {
  auto engine = connected_engine();
  CAF_CHECK(!contains(
      host_of(std::make_shared<const model::snapshot>(1, engine, std::vector<model::row_ptr>{})),
      "refused"));
  engine.refused = {"/version", "/info"};
  CAF_CHECK(contains(
      host_of(std::make_shared<const model::snapshot>(1, engine, std::vector<model::row_ptr>{})),
      R"("refused":["/version","/info"])"));
}

CAF_TEST(containers are counted by status) {
  CAF_CHECK(
      contains(host_of(four_containers()), R"("containers":{"running":2,"paused":1,"exited":1})"));
  CAF_CHECK(
      contains(host_of(make_snapshot({})), R"("containers":{"running":0,"paused":0,"exited":0})"));
  const auto dead = make_row("aaaa", "x", container_status::dead);
  CAF_CHECK(contains(
      host_of(make_snapshot({dead})),
      R"("containers":{"running":0,"paused":0,"exited":0,"dead":1})"));
}

CAF_TEST(what we know of ourselves and of the engine is reported) {
  const auto self_metrics = std::make_shared<http::self_metrics>();
  const model::engine_time second{1'795'000'000s};
  self_metrics->last_event_ns = second.time_since_epoch().count();
  self_metrics->last_contact_ns = (second + 500ms).time_since_epoch().count();
  const auto body = host_of(
      four_containers(),
      {.self_metrics = self_metrics, .started_at = second, .interval = 500ms, .cgroup_version = 2});
  CAF_CHECK(contains(body, R"("lastEventAt":"2026-11-18T11:06:40.000Z")"));
  CAF_CHECK(contains(body, R"("lastContactAt":"2026-11-18T11:06:40.500Z")"));
  CAF_CHECK(contains(body, R"("startedAt":"2026-11-18T11:06:40.000Z")"));
  CAF_CHECK(contains(body, R"("intervalSeconds":0.5)"));
  CAF_CHECK(contains(body, R"("cgroupVersion":2)"));
}

CAF_TEST(what the machine uses is reported where it is known) {
  const auto row = make_row("/", "/", container_status::running, 150.0, 25.0);
  auto engine = connected_engine();
  engine.cores = 4;
  const auto by_id = std::make_shared<const model::id_order>();
  const auto body = host_of(std::make_shared<const model::snapshot>(
      1, engine, std::vector<model::row_ptr>{}, by_id, row));
  CAF_CHECK(contains(body, R"("cpu":{"percent":150.0,"hostPercent":37.5})"));
  CAF_CHECK(contains(body, R"("memory":{"percent":25.0)"));
  CAF_CHECK(!contains(host_of(four_containers()), R"("cpu")"));
}

CAF_TEST(what a command needs to find this instance is reported) {
  route_context context;
  CAF_CHECK(!contains(host_of(four_containers(), context), R"("controlOptions")"));
  context.control_options = {"--data-dir", "/srv/dm"};
  CAF_CHECK(contains(
      host_of(four_containers(), context),
      R"("controlOptions":["--data-dir","/srv/dm"],"version")"));
}

CAF_TEST(a demo says that it is one) {
  route_context context;
  CAF_CHECK(!contains(host_of(four_containers(), context), R"("demo")"));
  context.demo = true;
  CAF_CHECK(contains(host_of(four_containers(), context), R"("demo":true,"version")"));
}

CAF_TEST(memory in use and the time a hypervisor took are distinguished from the rest) {
  auto row = *make_row("/", "/", container_status::running, 150.0, 25.0);
  auto sample = *row.sample;
  sample.now.memory_limit_bytes = 1000;
  sample.now.memory_available_bytes = 600;
  sample.now.memory_usage_bytes = 900;
  sample.now.cpu_steal_ns = 2'500'000'000;
  sample.cpu_steal_percent = 3.5;
  row.sample = std::make_shared<const model::sample>(sample);
  const auto body = host_of(std::make_shared<const model::snapshot>(
      1, connected_engine(), std::vector<model::row_ptr>{},
      std::make_shared<const model::id_order>(), std::make_shared<const model::row>(row)));
  CAF_CHECK(contains(body, R"("usedBytes":400,"usageBytes":900)"));
  CAF_CHECK(contains(body, R"("stealPercent":3.5,"stealSeconds":2.5)"));
}

CAF_TEST(the load of the machine is reported where it is known) {
  auto row = *make_row("/", "/", container_status::running, 150.0, 25.0);
  const auto body_of = [&](std::optional<model::load_averages> load) {
    auto sample = *row.sample;
    sample.now.load = load;
    row.sample = std::make_shared<const model::sample>(sample);
    return host_of(std::make_shared<const model::snapshot>(
        1, connected_engine(), std::vector<model::row_ptr>{},
        std::make_shared<const model::id_order>(), std::make_shared<const model::row>(row)));
  };
  CAF_CHECK(contains(
      body_of(model::load_averages{52, 1258, 7}),
      R"("load":{"oneMinute":0.52,"fiveMinutes":12.58,"fifteenMinutes":0.07})"));
  CAF_CHECK(contains(
      body_of(model::load_averages{}),
      R"("load":{"oneMinute":0.0,"fiveMinutes":0.0,"fifteenMinutes":0.0})"));
  CAF_CHECK(!contains(body_of(std::nullopt), R"("load")"));
}

CAF_TEST(receivers of remote write are reported without what is unknown) {
  CAF_CHECK(!contains(host_of(four_containers()), "remoteWrite"));
  route_context context;
  auto state = std::make_shared<latest_remote_write>();
  context.remote_writes = {std::make_shared<latest_remote_write>(), state};
  CAF_CHECK(contains(host_of(four_containers(), context), R"("remoteWrite":[])"));
  model::remote_write_status status;
  status.url = "http://box:9090/api/v1/write";
  state->publish(std::make_shared<const model::remote_write_status>(status));
  CAF_CHECK(contains(
      host_of(four_containers(), context),
      R"("remoteWrite":[{"url":"http://box:9090/api/v1/write","state":"untried","sentSamples":0,)"
      R"("pendingSamples":0,"droppedSamples":0,"refusedSamples":0,"failedRequests":0}])"));
  status.state = model::sink_status::condition::down;
  status.sent = 1;
  status.pending = 2;
  status.dropped = 3;
  status.refused = 4;
  status.failed = 5;
  status.last_error = "box:9090: no answer in time";
  status.oldest_pending = model::engine_time{std::chrono::seconds{1'795'000'000}};
  status.last_sent = model::engine_time{std::chrono::milliseconds{1'795'000'000'500}};
  state->publish(std::make_shared<const model::remote_write_status>(status));
  CAF_CHECK(contains(
      host_of(four_containers(), context),
      R"("state":"down","sentSamples":1,"pendingSamples":2,"droppedSamples":3,"refusedSamples":4,)"
      R"("failedRequests":5,"lastError":"box:9090: no answer in time",)"
      R"("oldestPendingAt":"2026-11-18T11:06:40.000Z","lastSentAt":"2026-11-18T11:06:40.500Z"}])"));
}

} // namespace docker_monitor::http::host_v2_test
