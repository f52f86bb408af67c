#define CAF_SUITE http.alarms_v2
#include "http/api/alarms_v2.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::alarms_v2_test {

namespace {

struct fixture {
  /// The answer to a target, from a history that gives `page`.
  response get(std::string_view target, bool accepts_gzip = false) {
    request request;
    CAF_CHECK(!parse_target(target, request));
    request.accepts_gzip = accepts_gzip;
    response got;
    list_alarms_v2({four_containers(), request, noon, context}, reply{[&](response answer) {
                     got = std::move(answer);
                   }});
    return got;
  }

  unsigned status(std::string_view query) {
    asked.reset();
    return get("/docker-monitor/api/v2/alarms" + std::string(query)).status;
  }

  void refused(std::string_view query, std::string_view word) {
    const auto answer = get("/docker-monitor/api/v2/alarms?" + std::string(query));
    CAF_CHECK_EQUAL(answer.status, 400u);
    CAF_CHECK(answer.body->find(word) != std::string::npos);
    CAF_CHECK(!asked.has_value());
  }

  route_context context{
      .history = [this](const model::alarm_query& query, const model::alarm_page_handler& done) {
        asked = query;
        done(page);
      }};
  std::optional<model::alarm_query> asked;
  model::expected<model::alarm_page> page =
      model::alarm_page{{R"({"id":"b"})", R"({"id":"a"})"}, 7};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarms_v2_tests, fixture)

CAF_TEST(a page with its cursor) {
  const auto answer = get("/docker-monitor/api/v2/alarms");
  CAF_CHECK_EQUAL(answer.status, 200u);
  CAF_CHECK_EQUAL(*answer.body, R"({"alarms":[{"id":"b"},{"id":"a"}],"next":"7"})");
  CAF_CHECK(asked->open && asked->closed && !asked->severity && !asked->after);
  CAF_CHECK_EQUAL(asked->limit, 100u);
}

CAF_TEST(a container that exists is asked for by its id as well) {
  const auto snapshot = four_containers();
  const auto& known = *snapshot->rows().front()->container;
  get("/docker-monitor/api/v2/alarms?container=" + known.name);
  CAF_CHECK_EQUAL(asked->container, known.name);
  CAF_CHECK_EQUAL(asked->container_id, known.id);
  get("/docker-monitor/api/v2/alarms?container=nobody");
  CAF_CHECK_EQUAL(asked->container_id, "");
}

CAF_TEST(the last page has no cursor) {
  page = model::alarm_page{};
  const auto answer = get("/docker-monitor/api/v2/alarms");
  CAF_CHECK_EQUAL(*answer.body, R"({"alarms":[],"next":null})");
}

CAF_TEST(parameters are handed on) {
  CAF_CHECK_EQUAL(status("?state=open&severity=major&container=web&after=12&limit=1000"), 200u);
  CAF_CHECK(asked->open && !asked->closed);
  CAF_CHECK(asked->severity == model::severity::major);
  CAF_CHECK_EQUAL(asked->container, "web");
  CAF_CHECK_EQUAL(asked->after.value_or(0), 12u);
  CAF_CHECK_EQUAL(asked->limit, 1000u);
  CAF_CHECK_EQUAL(status("?state=closed&severity=Critical"), 200u);
  CAF_CHECK(!asked->open && asked->closed);
  CAF_CHECK(asked->severity == model::severity::critical);
  CAF_CHECK_EQUAL(status("?state=all&other=1"), 200u);
  CAF_CHECK(asked->open && asked->closed);
}

CAF_TEST(parameters that make no sense are refused) {
  refused("state=new", "open, closed or all");
  refused("state=", "open, closed or all");
  refused("severity=bad", "critical");
  refused("container=", "beginning of an id");
  for (const auto* after :
       {"after=", "after=-1", "after=x", "after=1x", "after=99999999999999999999"})
    refused(after, "cursor");
  for (const auto* limit : {"limit=", "limit=0", "limit=1001", "limit=-5", "limit=1e2"})
    refused(limit, "from 1 to 1000");
}

CAF_TEST(a history that cannot be read says why) {
  page = model::failure{model::failure_code::refused, "the disk is full"};
  const auto answer = get("/docker-monitor/api/v2/alarms");
  CAF_CHECK_EQUAL(answer.status, 503u);
  CAF_CHECK_EQUAL(*answer.body, R"({"error":"the disk is full"})");
  context.history = nullptr;
  CAF_CHECK_EQUAL(status(""), 503u);
}

CAF_TEST(a query that is dropped is answered) {
  context.history = [](const model::alarm_query&, const model::alarm_page_handler&) {};
  CAF_CHECK_EQUAL(status(""), 503u);
}

CAF_TEST(only the first answer counts) {
  context.history = [](const model::alarm_query&, const model::alarm_page_handler& done) {
    done(model::alarm_page{});
    done(model::failure{model::failure_code::refused, "late"});
  };
  CAF_CHECK_EQUAL(status(""), 200u);
}

CAF_TEST(long pages are compressed for those who take it) {
  page->alarms.assign(100, R"({"id":"0123456789012345678901234567890123456789"})");
  const auto plain = get("/docker-monitor/api/v2/alarms");
  CAF_CHECK_EQUAL(plain.headers.size(), 1u);
  const auto small = get("/docker-monitor/api/v2/alarms", true);
  CAF_CHECK_EQUAL(small.headers.size(), 2u);
  CAF_CHECK(small.body->size() < plain.body->size() / 5);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::alarms_v2_test
