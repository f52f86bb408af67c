#define CAF_SUITE http.history_v2
#include "http/api/history_v2.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::history_v2_test {

namespace {

using namespace std::chrono_literals;

constexpr model::engine_time now{1'795'343'295s}; // 2026-11-22T10:28:15Z

struct fixture {
  fixture() {
    context.metric_history =
        [this](const model::history_query& query, const model::history_line_handler& done) {
          asked = query;
          done(line);
        };
    context.wall_clock = [] { return now; };
  }

  response get(const std::string& query, deferred_function route_handler = container_history_v2) {
    request request;
    const auto target = "/docker-monitor/api/v2/containers/" + container + "/history" + query;
    CAF_CHECK(!parse_target(target, request));
    request.prefers_csv = csv;
    request.accepts_gzip = gzip;
    response got;
    route_handler({four_containers(), request, noon, context}, reply{[&](response answer) {
                    got = std::move(answer);
                  }});
    return got;
  }

  void refused(const std::string& query, std::string_view word) {
    asked.reset();
    const auto answer = get(query);
    CAF_CHECK_EQUAL(answer.status, 400u);
    CAF_CHECK(answer.body->find(word) != std::string::npos);
    CAF_CHECK(!asked.has_value());
  }

  route_context context;
  std::string container = "gone";
  bool csv = false;
  bool gzip = false;
  std::optional<model::history_query> asked;
  model::expected<model::history_line> line =
      model::history_line{15s, {{now - 30s, 0.5F, 1.25F, 2}, {now, 0, 0, 123456792.F}}};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(history_v2_tests, fixture)

CAF_TEST(a line as json) {
  const auto answer = get("?metric=memory.workingSetBytes");
  CAF_CHECK_EQUAL(answer.status, 200u);
  CAF_CHECK_EQUAL(
      *answer.body, R"({"metric":"memory.workingSetBytes","unit":"bytes","step":15,"points":[)"
                    R"(["2026-11-22T10:27:45.000Z",0.5,1.25,2],)"
                    R"(["2026-11-22T10:28:15.000Z",0,0,123456792]]})");
}

CAF_TEST(a line as csv) {
  csv = true;
  const auto answer = get("");
  CAF_CHECK(answer.content_type.starts_with("text/csv"));
  CAF_CHECK_EQUAL(
      *answer.body, "time,min,avg,max\r\n2026-11-22T10:27:45.000Z,0.5,1.25,2\r\n"
                    "2026-11-22T10:28:15.000Z,0,0,123456792\r\n");
}

CAF_TEST(times go on over midnight) {
  const model::engine_time midnight = std::chrono::ceil<std::chrono::days>(now);
  line = model::history_line{1s, {{midnight - 1s, 1, 1, 1}, {midnight, 1, 1, 1}}};
  const auto answer = get("");
  CAF_CHECK(answer.body->find("2026-11-22T23:59:59.000Z") != std::string::npos);
  CAF_CHECK(answer.body->find("2026-11-23T00:00:00.000Z") != std::string::npos);
}

CAF_TEST(the last quarter of an hour where nothing is said) {
  get("");
  CAF_REQUIRE(asked.has_value());
  CAF_CHECK(asked->series == model::history_series::cpu);
  CAF_CHECK(asked->to == now && asked->from == now - 15min && asked->step == 0s);
  CAF_CHECK_EQUAL(asked->container, "gone");
}

CAF_TEST(times are rfc 3339 or seconds) {
  get("?metric=pids.current&from=2026-11-21T10:28:15Z&to=1795343200.5&step=300");
  CAF_REQUIRE(asked.has_value());
  CAF_CHECK(asked->series == model::history_series::pids);
  CAF_CHECK(asked->from == now - 24h);
  CAF_CHECK(asked->to == now - 94500ms);
  CAF_CHECK(asked->step == 300s);
}

CAF_TEST(a container that is there is asked for by what stays) {
  container = four_containers()->rows().front()->container->id;
  get("");
  CAF_CHECK_EQUAL(
      asked->container, model::identity_of(*four_containers()->rows().front()->container));
  get("", host_history_v2);
  CAF_CHECK_EQUAL(asked->container, "/");
}

CAF_TEST(the host has its load and its pressure besides) {
  const auto load = get("?metric=load.oneMinute&step=60", host_history_v2);
  CAF_CHECK_EQUAL(load.status, 200u);
  CAF_CHECK(load.body->starts_with(R"({"metric":"load.oneMinute","unit":"count","step":15,)"));
  CAF_REQUIRE(asked.has_value());
  CAF_CHECK(asked->series == model::history_series::load_one_minute);
  CAF_CHECK_EQUAL(asked->container, "/");
  const auto pressure = get("?metric=blockIo.pressure.stalledPercent", host_history_v2);
  CAF_CHECK(pressure.body->starts_with(
      R"({"metric":"blockIo.pressure.stalledPercent","unit":"percent",)"));
  CAF_CHECK(asked->series == model::history_series::block_stalled);
  CAF_CHECK_EQUAL(get("?metric=containers.running", host_history_v2).status, 400u); // of a hub
  const auto unknown = get("?metric=load", host_history_v2);
  CAF_CHECK_EQUAL(unknown.status, 400u);
  CAF_CHECK(unknown.body->find("pids.current, load.oneMinute") != std::string::npos);
}

CAF_TEST(a container has none of what only the host has) {
  refused("?metric=load.oneMinute", "no history is kept of this metric");
  refused("?metric=cpu.pressure.waitingPercent", "no history is kept of this metric");
  refused("?metric=containers.running", "no history is kept of this metric");
  CAF_CHECK(get("?metric=load.oneMinute").body->find("load.") == std::string::npos);
}

CAF_TEST(what makes no sense is refused in a sentence) {
  refused("?metric=cpu", "memory.workingSetBytes");
  refused("?from=yesterday", "from is a time");
  refused("?to=1e30", "to is a time");
  refused("?from=1700-01-01T00:00:00Z&to=2200-01-01T00:00:00Z", "from is a time");
  refused("?to=nan", "to is a time");
  refused("?from=1795343300", "later");
  refused("?from=1795343200&to=1795343200", "from and to are the same time");
  refused("?from=0", "year");
  for (const auto* step : {"0", "-1", "15s", "1.5", "99999999999"})
    refused("?step=" + std::string{step}, "step is a number");
}

CAF_TEST(an unknown container is not found and a failure says why) {
  line = model::failure{model::failure_code::not_found, "nothing is kept of gone"};
  CAF_CHECK_EQUAL(get("").status, 404u);
  line = model::failure{model::failure_code::refused, "the disk is full"};
  CAF_CHECK_EQUAL(get("").status, 503u);
  CAF_CHECK(get("").body->find("disk") != std::string::npos);
  context.metric_history = {};
  CAF_CHECK_EQUAL(get("").status, 503u);
}

CAF_TEST(a long line is compressed) {
  gzip = true;
  CAF_CHECK_EQUAL(get("").headers.size(), 1u);
  line->points.assign(500, {now, 1, 2, 3});
  const auto answer = get("");
  CAF_REQUIRE_EQUAL(answer.headers.size(), 2u);
  CAF_CHECK_EQUAL(answer.headers[1].value, "gzip");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::history_v2_test
