#define CAF_SUITE http.metrics_v1
#include "http/api/metrics_v1.hpp"
#include "http/message/json_text.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace docker_monitor::http::metrics_v1_test {

using namespace std::chrono_literals;
using model::container_status;

namespace {

request asking_for(std::string container) {
  return {.path = {"docker-monitor", "api", "v1.0", "metrics", std::move(container)}};
}

request asking_all(std::string value = "true") {
  return {.query = {{"all", std::move(value)}}};
}

response one(const model::snapshot_ptr& snapshot, std::string container) {
  return ask(one_metric_v1, snapshot, asking_for(std::move(container)));
}

/// A copy: checks take references, and the body may live no longer than its response.
std::string text(const response& answer) {
  return *answer.body;
}

model::snapshot_ptr with(model::engine_status engine) {
  return std::make_shared<const model::snapshot>(1, std::move(engine), four_containers()->rows());
}

} // namespace

CAF_TEST(the list holds what docker ps lists) {
  const auto answer = ask(list_metrics_v1, four_containers());
  CAF_CHECK_EQUAL(answer.status, 200u);
  CAF_CHECK_EQUAL(answer.content_type, "application/json");
  CAF_CHECK_EQUAL(
      *answer.body, R"([{"cache":{"status":"paused"}},)"
                    R"({"db":{"status":"running","cpu":200.0,"mem":64.71}},)"
                    R"({"web":{"status":"running","cpu":1.5,"mem":0.2}}])");
}

CAF_TEST(all adds the stopped ones) {
  const auto answer = ask(list_metrics_v1, four_containers(), asking_all());
  CAF_CHECK_EQUAL(
      *answer.body, R"([{"cache":{"status":"paused"}},)"
                    R"({"db":{"status":"running","cpu":200.0,"mem":64.71}},)"
                    R"({"job":{"status":"exited"}},)"
                    R"({"web":{"status":"running","cpu":1.5,"mem":0.2}}])");
  CAF_CHECK(
      ask(list_metrics_v1, four_containers(), asking_all("false")).body->find("job")
      == std::string::npos);
}

CAF_TEST(nothing running is an empty array) {
  CAF_CHECK_EQUAL(text(ask(list_metrics_v1, make_snapshot({}))), "[]");
}

CAF_TEST(values are left out without a valid sample) {
  const auto snapshot = make_snapshot({
      make_row("a", "no-sample", container_status::running),
      make_row("b", "first-sample", container_status::running, {}, 5.0),
      make_row("c", "no-memory", container_status::running, 0.0),
      make_row("d", "restarting", container_status::restarting, 1.0, 1.0),
      make_row("e", "nonsense", container_status::running, -1.0, 7.0),
  });
  CAF_CHECK_EQUAL(
      text(ask(list_metrics_v1, snapshot)), R"([{"first-sample":{"status":"running"}},)"
                                            R"({"no-memory":{"status":"running","cpu":0.0}},)"
                                            R"({"no-sample":{"status":"running"}},)"
                                            R"({"nonsense":{"status":"running","mem":7.0}},)"
                                            R"({"restarting":{"status":"restarting"}}])");
}

CAF_TEST(one container is found by name id and prefix) {
  const auto snapshot = four_containers();
  for (const auto* key : {"web", "1111aaaa", "1111a"})
    CAF_CHECK_EQUAL(
        text(one(snapshot, key)), R"({"web":{"status":"running","cpu":1.5,"mem":0.2}})");
  CAF_CHECK_EQUAL(text(one(snapshot, "job")), R"({"job":{"status":"exited"}})");
}

CAF_TEST(unknown and ambiguous containers are not found) {
  for (const auto* key : {"none", "we", "1111", "111", "1111aaaab", "WEB", ""}) {
    const auto answer = one(four_containers(), key);
    CAF_CHECK_EQUAL(answer.status, 404u);
    CAF_CHECK_EQUAL(*answer.body, R"({"error":"Resource not found"})");
  }
}

CAF_TEST(values are served for 30 seconds without an engine) {
  auto engine = connected_engine();
  engine.connected = false;
  engine.problem = "connection refused; is the engine running?";
  const auto snapshot = with(engine);
  CAF_CHECK_EQUAL(ask(list_metrics_v1, snapshot, {}, noon + 30s).status, 200u);
  CAF_CHECK_EQUAL(ask(one_metric_v1, snapshot, asking_for("web"), noon + 30s).status, 200u);
  const auto late = ask(list_metrics_v1, snapshot, {}, noon + 30s + 1ns);
  CAF_CHECK_EQUAL(late.status, 503u);
  CAF_CHECK_EQUAL(*late.body, R"({"error":"connection refused; is the engine running?"})");
  CAF_CHECK_EQUAL(ask(one_metric_v1, snapshot, asking_for("web"), noon + 31s).status, 503u);
  CAF_CHECK_EQUAL(ask(one_metric_v1, snapshot, asking_for("none"), noon + 31s).status, 503u);
}

CAF_TEST(an engine that fell silent counts as gone before the watchdog says so) {
  CAF_CHECK_EQUAL(ask(list_metrics_v1, with(connected_engine()), {}, noon + 30s).status, 200u);
  CAF_CHECK_EQUAL(ask(list_metrics_v1, with(connected_engine()), {}, noon + 31s).status, 503u);
}

CAF_TEST(before the first list there is no answer) {
  const auto never = std::make_shared<const model::snapshot>();
  const auto answer = ask(list_metrics_v1, never);
  CAF_CHECK_EQUAL(answer.status, 503u);
  CAF_CHECK(
      nlohmann::json::parse(*answer.body)["error"].get<std::string>().find("--docker-host")
      != std::string::npos);
  auto engine = connected_engine();
  engine.list_received = false;
  CAF_CHECK_EQUAL(ask(list_metrics_v1, with(engine)).status, 503u);
}

CAF_TEST(odd names stay names) {
  const std::string quotes = "a\"},\"b\":{\\";
  const std::string unicode = "gr\xc3\xbc\xc3\x9f-\xf0\x9f\x98\x80";
  const std::string broken = "x\xff\xfey";
  const std::string huge(60'000, 'n');
  const auto snapshot = make_snapshot({
      make_row("aaaa1", quotes, container_status::running, 1.0, 1.0),
      make_row("aaaa2", unicode, container_status::running, 1.0, 1.0),
      make_row("aaaa3", broken, container_status::running, 1.0, 1.0),
      make_row("aaaa4", huge, container_status::running, 1.0, 1.0),
  });
  const auto list = nlohmann::json::parse(text(ask(list_metrics_v1, snapshot)));
  CAF_REQUIRE_EQUAL(list.size(), 4u);
  CAF_CHECK(list[0].contains(quotes));
  CAF_CHECK(list[1].contains(unicode));
  CAF_CHECK(list[3].contains("x\xef\xbf\xbd\xef\xbf\xbdy"));
  const auto cut = list[2].begin().key();
  CAF_CHECK_EQUAL(cut.size(), max_name_bytes);
  CAF_CHECK(one(snapshot, unicode).status == 200);
  CAF_CHECK(nlohmann::json::parse(text(one(snapshot, "aaaa4"))).contains(cut));
}

CAF_TEST(the list is rendered once per snapshot) {
  route_context context;
  const auto body = [&](const model::snapshot_ptr& snapshot, const request& request) {
    return list_metrics_v1({snapshot, request, noon, context}).body;
  };
  const auto snapshot = four_containers();
  const auto first = body(snapshot, {});
  CAF_CHECK(body(snapshot, {}) == first);
  const auto all = body(snapshot, asking_all());
  CAF_CHECK(all != first);
  CAF_CHECK(body(snapshot, {}) == first);
  CAF_CHECK(body(snapshot, asking_all()) == all);
  CAF_CHECK(body(four_containers(), {}) != first);
}

CAF_TEST(an answer is good for 30 seconds after the last contact) {
  CAF_CHECK(ask(list_metrics_v1, four_containers()).valid_until == noon + 30s);
  CAF_CHECK(one(four_containers(), "web").valid_until == noon + 30s);
}

CAF_TEST(large lists are compressed for those who accept it) {
  std::vector<model::row_ptr> rows;
  for (int i = 0; i < 100; ++i)
    rows.push_back(make_row(
        std::to_string(i), "web-" + std::to_string(i), container_status::running, 1.0, 2.0));
  const auto snapshot = make_snapshot(std::move(rows));
  const auto encoding = [](const response& answer) {
    for (const auto& [name, value] : answer.headers)
      if (name == "Content-Encoding")
        return value;
    return std::string("none");
  };
  route_context context;
  const auto get = [&](const request& request) {
    return list_metrics_v1({snapshot, request, noon, context});
  };
  const auto compressed = get({.accepts_gzip = true});
  CAF_CHECK_EQUAL(encoding(compressed), "gzip");
  CAF_CHECK(compressed.body->starts_with("\x1f\x8b"));
  CAF_CHECK(get({.accepts_gzip = true}).body == compressed.body);
  const auto plain = get({});
  CAF_CHECK_EQUAL(encoding(plain), "none");
  CAF_CHECK(compressed.body->size() * 4 < plain.body->size());
  const auto small = ask(list_metrics_v1, four_containers(), {.accepts_gzip = true});
  CAF_CHECK_EQUAL(encoding(small), "none");
  CAF_CHECK_EQUAL(small.headers.front().name, "Vary");
}

} // namespace docker_monitor::http::metrics_v1_test
