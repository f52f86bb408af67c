// Requests of clients that have an answer already.
#define CAF_SUITE http.conditional
#include "http/message/entity_tag.hpp"
#include "tests/http/connection_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::conditional_test {

using namespace std::chrono_literals;

namespace {

const std::string list = "/docker-monitor/api/v1.0/metrics";
const std::string objects = "/docker-monitor/api/v2/containers";
const std::string alarms = "/docker-monitor/api/v2/alarms";

struct fixture : connection_fixture {
  fixture() : connection_fixture({}, sources()) {}

  static record_sources sources() {
    return {.alarms = [](const model::alarm_query&, const model::alarm_page_handler& done) {
      done(model::alarm_page{{R"({"id":"a"})"}, std::nullopt});
    }};
  }

  received_response
  ask(const std::string& target, const std::string& fields = "", const std::string& verb = "GET") {
    auto client = connect();
    talk(client, verb + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    const auto answers = split_responses(client.input, verb == "HEAD");
    CAF_REQUIRE_EQUAL(answers.size(), 1u);
    CAF_CHECK(!client.closed);
    return answers[0];
  }

  static std::string unless(const std::string& tag) { return "If-None-Match: " + tag + "\r\n"; }

  std::string tag_of(const std::string& target, const std::string& fields = "") {
    return ask(target, fields).field("ETag");
  }

  unsigned status(const std::string& target, const std::string& fields) {
    return ask(target, fields).status;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(conditional_tests, fixture)

CAF_TEST(what is the same is not sent again) {
  for (const auto& target :
       {list, list + "/web", objects, objects + "/web", objects + "?all=true", alarms,
        std::string{"/docker-monitor/api/v2/sinks"}, std::string{"/healthz"},
        "http://localhost" + list}) {
    const auto whole = ask(target);
    CAF_CHECK_EQUAL(whole.field("ETag"), entity_tag(whole.body));
    for (int i = 0; i < 2; ++i) {
      const auto same = ask(target, unless(whole.field("ETag")));
      CAF_CHECK_EQUAL(same.status, 304u);
      CAF_CHECK_EQUAL(same.body, "");
      for (const auto* name : {"ETag", "Vary", "Cache-Control"})
        CAF_CHECK_EQUAL(same.field(name), whole.field(name));
      CAF_CHECK_EQUAL(same.field("Date").size(), whole.field("Date").size());
      for (const auto* name : {"Content-Type", "Content-Length", "Content-Encoding"})
        CAF_CHECK_EQUAL(same.field(name), "");
    }
    CAF_CHECK_EQUAL(status(target, unless("\"x\", W/" + whole.field("ETag"))), 304u);
    CAF_CHECK_EQUAL(status(target, unless("*")), 304u);
    CAF_CHECK_EQUAL(status(target, unless("\"x\"")), 200u);
    CAF_CHECK_EQUAL(ask(target, unless("*"), "HEAD").status, 304u);
  }
}

CAF_TEST(what is no more is not sent to those who want it only) {
  for (const auto& target : {list, objects, alarms, objects + "/web"}) {
    const auto tag = tag_of(target);
    for (int i = 0; i < 2; ++i) { // made for the request, and ready
      CAF_CHECK_EQUAL(status(target, "If-Match: \"x\"\r\n"), 412u);
      CAF_CHECK_EQUAL(status(target, "If-Match: W/" + tag + "\r\n"), 412u);
      CAF_CHECK_EQUAL(status(target, "If-Match: " + tag + "\r\n"), 200u);
      CAF_CHECK_EQUAL(status(target, "If-Match: \"x\"\r\nIf-Match: " + tag + "\r\n"), 200u);
      CAF_CHECK_EQUAL(status(target, "If-Match: *\r\n"), 200u);
      // The first condition comes first (RFC 9110, 13.2.2).
      CAF_CHECK_EQUAL(status(target, "If-Match: \"x\"\r\n" + unless(tag)), 412u);
      CAF_CHECK_EQUAL(status(target, "If-Match: *\r\n" + unless(tag)), 304u);
    }
  }
  CAF_CHECK_EQUAL(status(objects + "/none", "If-Match: \"x\"\r\n"), 404u);
}

CAF_TEST(a star names every content and nothing else names one without a tag) {
  for (const std::string target : {"/metrics", "/docker-monitor/api/v2/stream", "/"}) {
    for (int i = 0; i < 2; ++i) { // made for the request, and ready
      for (const auto* verb : {"GET", "HEAD"}) {
        const auto same = ask(target, unless("*"), verb);
        CAF_CHECK_EQUAL(same.status, 304u);
        CAF_CHECK_EQUAL(same.body, "");
        CAF_CHECK_EQUAL(same.field("Content-Length"), "");
      }
      CAF_CHECK_EQUAL(status(target, unless("\"x\"") + unless("*")), 304u);
      CAF_CHECK_EQUAL(status(target, "If-Match: \"x\"\r\n" + unless("*")), 412u);
      CAF_CHECK_EQUAL(status(target, "If-Match: *\r\n" + unless("*")), 304u);
    }
  }
  for (const auto* other : {"\"\"", "\"x\"", "W/\"\"", "x", "", "**", "*, \"x\"", "\"*\""})
    CAF_CHECK_EQUAL(status("/metrics", unless(other)), 200u);
  CAF_CHECK_EQUAL(ask("/metrics").field("ETag"), "");
}

CAF_TEST(each line of a condition counts) {
  const auto tag = tag_of(list);
  CAF_CHECK_EQUAL(status(list, unless(tag) + unless("\"x\"")), 304u);
  CAF_CHECK_EQUAL(status(list, unless("\"x\"") + unless(tag)), 304u);
  CAF_CHECK_EQUAL(status(list, unless("\"x\"") + unless("\"y\"")), 200u);
}

CAF_TEST(the first who asks may have it too) {
  const auto tag = tag_of(list);
  latest_snapshot.publish(four_containers()); // nothing is ready now
  CAF_CHECK_EQUAL(status(list, unless(tag)), 304u);
  CAF_CHECK(ask(list).body.starts_with('['));
}

CAF_TEST(another content is sent) {
  const auto tag = tag_of(list);
  latest_snapshot.publish(make_snapshot({}));
  const auto changed = ask(list, unless(tag));
  CAF_CHECK_EQUAL(changed.status, 200u);
  CAF_CHECK_EQUAL(changed.body, "[]");
  CAF_CHECK(changed.field("ETag") != tag);
}

CAF_TEST(the compressed form has a tag of its own) {
  std::vector<model::row_ptr> rows;
  for (int i = 0; i < 100; ++i)
    rows.push_back(make_row(
        std::to_string(i), "web-" + std::to_string(i), model::container_status::running, 1.0, 2.0));
  latest_snapshot.publish(make_snapshot(std::move(rows)));
  const std::string gzip = "Accept-Encoding: gzip\r\n";
  const auto plain = tag_of(list);
  const auto compressed = tag_of(list, gzip);
  CAF_CHECK_EQUAL(compressed, gzip_tag(plain));
  CAF_CHECK_EQUAL(status(list, unless(plain)), 304u);
  CAF_CHECK_EQUAL(status(list, gzip + unless(plain)), 200u);
  CAF_CHECK_EQUAL(status(list, unless(compressed)), 200u);
  const auto same = ask(list, gzip + unless(compressed));
  CAF_CHECK_EQUAL(same.status, 304u);
  CAF_CHECK_EQUAL(same.field("Vary"), "Accept-Encoding");
  CAF_CHECK_EQUAL(same.field("Content-Encoding"), "");
}

CAF_TEST(errors have no tag and are always reported) {
  for (const auto& target : {list + "/none", objects + "?status=up", alarms + "?limit=0"}) {
    const auto refused = ask(target, unless("*"));
    CAF_CHECK(refused.status >= 400);
    CAF_CHECK_EQUAL(refused.field("ETag"), "");
    CAF_CHECK_EQUAL(refused.field("Cache-Control"), "no-store");
  }
  ask(list);
  auto client = connect();
  talk(client, "GET " + list + " HTTP/1.1\r\nHost: evil.example\r\nIf-None-Match: *\r\n\r\n");
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK_EQUAL(answers[0].status, 421u);
}

CAF_TEST(values grow too old for a 304 as well) {
  const auto tag = tag_of(list);
  advance(31s);
  CAF_CHECK_EQUAL(status(list, unless(tag)), 503u);
}

CAF_TEST(connections go on or end as they would) {
  ask(list);
  const std::string request =
      "GET " + list + " HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: *\r\n";
  auto client = connect();
  talk(client, request + "\r\n" + request + "Connection: close\r\n\r\n");
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  CAF_CHECK_EQUAL(answers[0].field("Connection"), "");
  CAF_CHECK_EQUAL(answers[1].field("Connection"), "close");
  CAF_CHECK_EQUAL(answers[1].status, 304u);
  CAF_CHECK(client.closed);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::conditional_test
