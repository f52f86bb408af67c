#define CAF_SUITE sinks.webhook_sink
#include "sinks/webhook/webhook_sink.hpp"
#include "tests/sinks/alarms.hpp"
#include "tests/support/http_peer.hpp"

#include <caf/test/unit_test.hpp>

namespace webhook_sink_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;
using model::failure_code;
using tests::http_peer;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

struct receiver {
  http_peer peer;
  webhook_options options;

  receiver() {
    options.http.host = "127.0.0.1";
    options.http.port = peer.port();
    options.http.target = "/hook?a=1";
  }

  webhook_sink make() const { return {options, model::log_lines::left_out}; }
};

const std::vector alarms{make_alarm("1", "a"), make_alarm("2", "b"), make_alarm("3", "c")};

/// The codes of a call's outcomes, in one line.
std::string codes(const std::vector<outcome>& outcomes) {
  std::string all;
  for (const auto& outcome : outcomes)
    all.append(all.empty() ? "" : ", ")
        .append(outcome ? model::to_string(outcome->code) : "delivered");
  return all;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(webhook_sink_tests, receiver)

CAF_TEST(alarms arrive one by one over one connection) {
  options.signing_key = "key";
  options.http.authorization = "Bearer token";
  options.http.headers = {{"X-Team", "night"}};
  auto sink = make();
  CAF_CHECK(!sink.open(10s));
  CAF_CHECK_EQUAL(codes(sink.deliver(alarms, 10s)), "delivered, delivered, delivered");
  const auto requests = peer.requests();
  CAF_REQUIRE_EQUAL(requests.size(), 3u);
  CAF_CHECK_EQUAL(peer.connections(), 1);
  const auto& first = requests[0];
  CAF_CHECK(first.starts_with("POST /hook?a=1 HTTP/1.1\r\n"));
  CAF_CHECK(contains(first, "Host: 127.0.0.1:" + std::to_string(peer.port()) + "\r\n"));
  CAF_CHECK(contains(first, "User-Agent: docker-monitor/"));
  CAF_CHECK(contains(first, "Content-Type: application/json\r\n"));
  CAF_CHECK(contains(first, "Authorization: Bearer token\r\n"));
  CAF_CHECK(contains(first, "X-Team: night\r\n"));
  CAF_CHECK(contains(first, "Idempotency-Key: 1\r\n"));
  CAF_CHECK(contains(first, "X-Docker-Monitor-Signature: sha256="));
  CAF_CHECK(first.ends_with("\r\n\r\n" + model::to_json(*alarms[0])));
  CAF_CHECK(contains(requests[2], "Idempotency-Key: 3\r\n"));
}

CAF_TEST(PagerDuty hears what ends when another alarm takes its place) {
  options.format = webhook_format::pagerduty;
  auto loop = *make_alarm("2", "a", alarm_kind::restart_loop, "1");
  loop.state = model::alarm_state::open;
  loop.severity = model::severity::critical;
  auto sink = make();
  CAF_CHECK_EQUAL(
      codes(sink.deliver(std::vector{std::make_shared<const model::alarm>(loop)}, 10s)),
      "delivered");
  const auto requests = peer.requests();
  CAF_REQUIRE_EQUAL(requests.size(), 2u);
  CAF_CHECK(contains(requests[0], R"("event_action":"resolve","dedup_key":"docker-monitor 1")"));
  CAF_CHECK(contains(requests[0], "Idempotency-Key: 1\r\n"));
  CAF_CHECK(contains(requests[1], R"("event_action":"trigger","dedup_key":"docker-monitor 2")"));
  CAF_CHECK(contains(requests[1], "Idempotency-Key: 2\r\n"));
}

CAF_TEST(a receiver that is not up to it is asked again later) {
  auto sink = make();
  peer.answer(503, "Retry-After: 7\r\n", "soon");
  const auto outcomes = sink.deliver(alarms, 10s);
  CAF_CHECK_EQUAL(codes(outcomes), "refused, refused, refused");
  CAF_CHECK(contains(outcomes[0]->message, "503: soon"));
  CAF_CHECK_EQUAL(peer.requests().size(), 1u);
  CAF_REQUIRE(sink.retry_after().has_value());
  CAF_CHECK(*sink.retry_after() <= 7s);
  CAF_CHECK(*sink.retry_after() > 2s);
  for (int status : {408, 429, 502, 504}) {
    peer.answer(status);
    CAF_CHECK_EQUAL(codes(sink.deliver(alarms, 10s)), "refused, refused, refused");
  }
  CAF_CHECK_EQUAL(codes(sink.deliver(alarms, 10s)), "delivered, delivered, delivered");
}

CAF_TEST(an error with one alarm holds up no other) {
  auto sink = make();
  peer.answer(500);
  peer.answer(204);
  peer.answer(401);
  CAF_CHECK_EQUAL(codes(sink.deliver(alarms, 10s)), "refused, delivered, permission");
  CAF_CHECK(!sink.retry_after());
}

CAF_TEST(an alarm refused five times is parked) {
  auto sink = make();
  const std::vector one{alarms[0]};
  for (int status : {400, 301, 404, 422}) {
    peer.answer(status, "Location: http://127.0.0.1:1/\r\n");
    CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "refused");
  }
  peer.answer(400, "", "no such field");
  const auto last = sink.deliver(one, 10s);
  CAF_CHECK_EQUAL(codes(last), "parked");
  CAF_CHECK(contains(last[0]->message, "400: no such field"));
  CAF_CHECK_EQUAL(peer.requests().size(), 5u);
}

CAF_TEST(a connection the server closed is opened again) {
  auto sink = make();
  const std::vector one{alarms[0]};
  peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  peer.answer(200);
  peer.answer(""); // hangs up on the kept connection
  CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "delivered");
  CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "delivered");
  CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "delivered");
  CAF_CHECK_EQUAL(peer.connections(), 3);
  CAF_CHECK_EQUAL(peer.requests().size(), 4u);
}

CAF_TEST(an answer that is none is a failure) {
  auto sink = make();
  const std::vector one{alarms[0]};
  peer.answer("");
  CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "disconnected");
  peer.answer("220 mail.example ESMTP\r\n");
  CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "malformed");
  peer.answer("HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x'));
  CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "malformed");
}

CAF_TEST(an endless answer counts by its status) {
  auto sink = make();
  const std::vector one{alarms[0]};
  peer.answer(
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n"
      + std::string(100'000, 'x'));
  CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "delivered");
  peer.answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
  CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "delivered");
}

CAF_TEST(a receiver that never ends its answer costs no more than the deadline of a call) {
  auto sink = make();
  peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
  const auto begin = std::chrono::steady_clock::now();
  CAF_CHECK_EQUAL(codes(sink.deliver(alarms, 50ms)), "timeout, timeout, timeout");
  CAF_CHECK(std::chrono::steady_clock::now() - begin < 5s);
}

CAF_TEST(a program that ends does not wait for an answer) {
  auto sink = make();
  peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
  const auto begin = std::chrono::steady_clock::now();
  std::thread ending{[&sink] { sink.request_stop(); }};
  CAF_CHECK_EQUAL(codes(sink.deliver(alarms, 60s)), "timeout, timeout, timeout");
  CAF_CHECK(std::chrono::steady_clock::now() - begin < 5s);
  ending.join();
}

CAF_TEST(nobody listening is known before the first alarm) {
  options.http.port = 1;
  auto sink = make();
  const auto problem = sink.open(10s);
  CAF_REQUIRE(problem.has_value());
  CAF_CHECK(problem->code == failure_code::unreachable);
}

CAF_TEST(a peer without TLS is distinguished from a bad certificate) {
  options.http.tls = true;
  auto sink = make();
  peer.answer("");
  const auto outcomes = sink.deliver({alarms.data(), 1}, 200ms);
  CAF_REQUIRE(outcomes[0].has_value());
  CAF_CHECK(outcomes[0]->code != failure_code::permission);
}

CAF_TEST(a redirect that keeps the method is followed once within the server) {
  auto sink = make();
  const std::vector one{alarms[0]};
  options.http.authorization = "Bearer token";
  for (int status : {307, 308}) {
    auto authorized = make();
    peer.answer(status, "Location: /new?b=2\r\n");
    peer.answer(204);
    CAF_CHECK_EQUAL(codes(authorized.deliver(one, 10s)), "delivered");
    const auto requests = peer.requests();
    const auto& last = requests.back();
    CAF_CHECK(last.starts_with("POST /new?b=2 HTTP/1.1\r\n"));
    CAF_CHECK(contains(last, "Idempotency-Key: 1\r\n"));
    CAF_CHECK(contains(last, "Authorization: Bearer token\r\n"));
    CAF_CHECK(last.ends_with(model::to_json(*alarms[0])));
  }
  peer.answer(307, "Location: /one\r\n");
  peer.answer(307, "Location: /two\r\n");
  const auto twice = sink.deliver(one, 10s);
  CAF_CHECK_EQUAL(codes(twice), "refused");
  CAF_CHECK(contains(twice[0]->message, "it answered 307, a redirect to /two"));
}

CAF_TEST(a redirect that is not followed names its place without what is secret) {
  auto sink = make();
  const std::vector one{alarms[0]};
  peer.answer(301, "Location: https://user:word@other.example/a/secret?key=1\r\n");
  const auto outcomes = sink.deliver(one, 10s);
  CAF_CHECK_EQUAL(codes(outcomes), "refused");
  CAF_CHECK(contains(outcomes[0]->message, "301, a redirect to https://other.example/a/…;"));
  CAF_CHECK(!contains(outcomes[0]->message, "word"));
  CAF_CHECK(!contains(outcomes[0]->message, "key"));
  CAF_CHECK_EQUAL(peer.requests().size(), 1u);
}

CAF_TEST(a chunk whose extensions have no end is no answer) {
  auto sink = make();
  const std::vector one{alarms[0]};
  peer.answer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(200'000, 'x'));
  CAF_CHECK_EQUAL(codes(sink.deliver(one, 10s)), "malformed");
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(a pause is asked for in seconds or by a date) {
  const auto now = std::chrono::system_clock::from_time_t(1'795'000'000); // 2026-11-18T11:06:40Z
  CAF_CHECK(parse_retry_after("7", now) == 7s);
  CAF_CHECK(parse_retry_after("-7", now) == 0s);
  CAF_CHECK(parse_retry_after("86400", now) == 1h);
  CAF_CHECK(parse_retry_after("99999999999999", now) == 1h);
  CAF_CHECK(parse_retry_after("Wed, 18 Nov 2026 11:07:00 GMT", now) == 20s);
  CAF_CHECK(parse_retry_after("Wed, 18 Nov 2026 11:06:00 GMT", now) == 0s);
  CAF_CHECK(parse_retry_after("99999999999999999999999", now) == 1h);
  CAF_CHECK(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now) == 1h);
  CAF_CHECK(parse_retry_after("Mon, 01 Jan 0001 00:00:00 GMT", now) == 0s);
  CAF_CHECK(!parse_retry_after("", now));
  CAF_CHECK(!parse_retry_after("soon", now));
}

} // namespace webhook_sink_test
