#define CAF_SUITE http.session
#include "tests/http/connection_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::session_test {

namespace {

const std::string healthz = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string web_body = R"({"web":{"status":"running","cpu":1.5,"mem":0.2}})";

std::string get(std::string_view target, std::string_view fields = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields)
         + "\r\n";
}

std::string with(std::string_view fields) {
  return get("/healthz", fields);
}

std::string from(std::string_view host) {
  return "GET /healthz HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
}

std::string by(std::string_view method, std::string_view target = "/healthz") {
  return std::string(method) + ' ' + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

/// What a raw request must come to.
struct expectation {
  std::string bytes;
  unsigned status;
  bool closes;
};

struct fixture : connection_fixture {
  /// Sends the bytes and checks that exactly one JSON answer comes back, and what becomes of the
  /// connection: a request that follows must be answered, or never be seen.
  void check(const expectation& expected) {
    auto client = connect();
    talk(client, expected.bytes);
    const auto answers = split_responses(client.input);
    CAF_CHECK_EQUAL(answers.size(), 1u);
    if (answers.size() != 1 || answers[0].status != expected.status
        || client.closed != expected.closes)
      CAF_ERROR("unexpected answer to " << expected.bytes << ": " << client.input);
    CAF_CHECK_EQUAL(answers[0].field("Content-Type"), "application/json");
    CAF_CHECK_EQUAL(
        answers[0].field("Cache-Control"),
        expected.status == 200 ? "private, no-cache" : "no-store");
    CAF_CHECK_EQUAL(answers[0].field("X-Content-Type-Options"), "nosniff");
    CAF_CHECK_EQUAL(answers[0].field("Connection"), expected.closes ? "close" : "");
    CAF_CHECK_EQUAL(answers[0].field("Allow"), expected.status == 405 ? "GET, HEAD" : "");
    if (expected.status != 200)
      CAF_CHECK(answers[0].body.starts_with(R"({"error":")"));
    client.input.clear();
    talk(client, healthz);
    CAF_CHECK_EQUAL(client.input.empty(), expected.closes);
  }

  void check(const std::vector<expectation>& all) {
    for (const auto& one : all)
      check(one);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_tests, fixture)

CAF_TEST(syntax comes first) {
  check({
      {"\x16\x03\x01\x02", 400, true},
      {" " + healthz, 400, true},
      {"\n", 400, true},
      {"GET /healthz HTTP/1.1\nHost: localhost\n\n", 400, true},
      {"GET /healthz HTTP/1.1\r\nHost: localhost\n\r\n", 400, true},
      {"GET /healthz\r\nHost: localhost\r\n\r\n", 400, true},
      {"GET /healthz HTTP/2.0\r\nHost: localhost\r\n\r\n", 505, true},
      {"GET /healthz HTTP/1.2\r\nHost: localhost\r\n\r\n", 200, false},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, true},
      {"GET  /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, true},
      {with("A: b\r\n c\r\n"), 400, true},
      {with("A: b\r\n\tc\r\n"), 400, true},
      {with("[a]: b\r\n"), 400, true},
      {with("a : b\r\n"), 400, true},
      {with("a: \x01\r\n"), 400, true},
      {with(std::string("a: \0\r\n", 6)), 400, true},
      {get("/%00"), 400, true},
      {get("/%zz"), 400, true},
      {get("/a%2fb"), 400, true},
      {get("/a%5Cb"), 400, true},
      {get("/../healthz"), 400, true},
      {get("/%2e%2e/healthz"), 400, true},
      {get("healthz"), 400, true},
      {get("*"), 400, true},
  });
}

CAF_TEST(there is exactly one host and it is ours) {
  check({
      {"GET /healthz HTTP/1.1\r\n\r\n", 400, true},
      {"GET /healthz HTTP/1.0\r\n\r\n", 200, true},
      {"GET http://localhost/healthz HTTP/1.0\r\n\r\n", 200, true},
      {"GET http://evil.example/healthz HTTP/1.0\r\n\r\n", 421, true},
      {"GET /healthz HTTP/1.0\r\nHost: evil.example\r\n\r\n", 421, true},
      {"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400, true},
      {from(""), 400, true},
      {from("local host"), 400, true},
      {from("user@localhost"), 400, true},
      {from("localhost:x"), 400, true},
      {from("evil.example"), 421, true},
      {from("127.0.0.1.evil.example"), 421, true},
      {from("192.0.2.1"), 421, true},
      {from("127.0.0.1:1234"), 200, false},
      {from("[::1]:5000"), 200, false},
      {from("LocalHost"), 200, false},
  });
}

CAF_TEST(an absolute target replaces the host) {
  check({
      {get("http://localhost:5000/healthz"), 200, false},
      {"GET http://localhost/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 200, false},
      {get("http://evil.example/healthz"), 421, true},
      {get("http://user@localhost/healthz"), 400, true},
      {"GET http://localhost/healthz HTTP/1.1\r\n\r\n", 400, true},
      {get("http:///healthz"), 400, true},
      {get("ftp://localhost/healthz"), 400, true},
  });
}

CAF_TEST(the host comes before the route and the route before the method) {
  check({
      {"POST /none HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 5\r\n\r\n", 421, true},
      {"POST /none HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, false},
      {"POST /none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", 404, true},
      {"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", 405, true},
      {"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400, true},
  });
}

CAF_TEST(unknown routes leave the connection open) {
  check(
      {{get("/none"), 404, false},
       {get("/healthz/"), 404, false},
       {get("/docker-monitor/api/v1.0/metrics/"), 404, false},
       {get("/docker-monitor/api/v1.0/metrics/none"), 404, false}});
}

CAF_TEST(other methods are refused) {
  for (const auto* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "BREW"})
    check({by(method), 405, true});
  check({{by("OPTIONS", "*"), 405, true}, {by("CONNECT", "localhost:1"), 405, true}});
}

CAF_TEST(bodies are never read) {
  check({
      {with("Content-Length: 0\r\n"), 200, false},
      {with("Content-Length: 5\r\n") + "hello", 413, true},
      {with("Content-Length: 5\r\nExpect: 100-continue\r\n"), 413, true},
      {with("Content-Length: 99999999999999\r\n"), 413, true},
      {with("Content-Length: -1\r\n"), 400, true},
      {with("Content-Length: 0, 0\r\n"), 400, true},
      {with("Content-Length: 0\r\nContent-Length: 0\r\n"), 400, true},
      {with("Content-Length: 0\r\nContent-Length: 5\r\n"), 400, true},
      {with("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", 501, true},
      {with("Transfer-Encoding: gzip, chunked\r\n"), 501, true},
      {with("Transfer-Encoding: gzip\r\n"), 400, true},
      {with("Transfer-Encoding: xchunked\r\n"), 400, true},
      {with("Transfer-Encoding:\r\n"), 400, true},
      {with("Transfer-Encoding: chunked, identity\r\n"), 400, true},
      {with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), 400, true},
      {with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400, true},
      {with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400, true},
      {with("Transfer-Encoding: gzip\r\nContent-Length: 0\r\n"), 400, true},
      {"GET /healthz HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", 400, true},
  });
  const std::string smuggled = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  check({with("Transfer-Encoding: chunked, chunked\r\n") + smuggled, 501, true});
  check({with("Content-Length: 43\r\n") + smuggled, 413, true});
}

CAF_TEST(sizes are bounded) {
  std::string fields;
  for (int i = 1; i < 64; ++i)
    fields += "a: b\r\n";
  const std::string filler(8192 - with("A: \r\n").size(), 'x');
  check({
      {with(fields), 200, false},
      {with(fields + "a: b\r\n"), 431, true},
      {with("A: " + filler + "\r\n"), 200, false},
      {with("A: x" + filler + "\r\n"), 431, true},
      {with("A: " + std::string(100'000, 'x')), 431, true},
      {std::string(8192, 'G'), 431, true},
      {get("/" + std::string(2047, 'a')), 404, false},
      {get("/" + std::string(2048, 'a')), 414, true},
  });
}

CAF_TEST(values are served) {
  auto client = connect();
  talk(client, get("/docker-monitor/api/v1.0/metrics/web"));
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK_EQUAL(answers[0].body, web_body);
  CAF_CHECK_EQUAL(answers[0].field("Date").size(), 29u);
}

CAF_TEST(harmless oddities are taken) {
  check({
      {"GET /healthz HTTP/1.1\r\nhoSt:\tlocalhost\r\nempty:\r\n\r\n", 200, false},
      {with("X-Empty: \r\nExpect: 100-continue\r\n"), 200, false},
      {"\r\n" + healthz, 200, false},
      {with("Upgrade: h2c\r\nConnection: Upgrade\r\n"), 200, false},
      {with("Connection: close\r\n"), 200, true},
      {"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n", 200, true},
  });
}

CAF_TEST(an old client may stay) {
  auto client = connect();
  const std::string old =
      "GET /healthz HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n";
  talk(client, old);
  talk(client, old);
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  CAF_CHECK_EQUAL(answers[0].field("Connection"), "keep-alive");
  CAF_CHECK(!client.closed);
}

CAF_TEST(head has the head of get and no body) {
  auto client = connect();
  talk(client, by("HEAD", "/docker-monitor/api/v1.0/metrics/web"));
  talk(client, by("HEAD", "/none"));
  talk(client, by("HEAD"));
  const auto answers = split_responses(client.input, true);
  CAF_REQUIRE_EQUAL(answers.size(), 3u);
  CAF_CHECK_EQUAL(answers[0].status, 200u);
  CAF_CHECK_EQUAL(answers[0].field("Content-Length"), std::to_string(web_body.size()));
  CAF_CHECK_EQUAL(answers[1].status, 404u);
  CAF_CHECK_EQUAL(answers[2].status, 200u);
  client.input.clear();
  talk(client, "HEAD /healthz HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(split_responses(client.input, true).size(), 1u);
  CAF_CHECK(client.closed);
}

CAF_TEST(pipelined requests are answered in order) {
  auto client = connect();
  std::string bytes;
  for (int i = 0; i < 100; ++i)
    bytes += i % 2 ? get("/none") : get("/docker-monitor/api/v1.0/metrics/web");
  talk(client, bytes + with("Connection: close\r\n") + healthz);
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 101u);
  for (std::size_t i = 0; i < 100; ++i)
    CAF_CHECK_EQUAL(answers[i].status, i % 2 ? 404u : 200u);
  CAF_CHECK(client.closed);
}

CAF_TEST(nothing after a refused request is answered) {
  auto client = connect();
  talk(client, healthz + by("POST") + healthz);
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  CAF_CHECK_EQUAL(answers[1].status, 405u);
}

CAF_TEST(requests may be cut at every byte) {
  const auto bytes = get("/docker-monitor/api/v1.0/metrics/web") + healthz;
  std::string whole;
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    auto client = connect();
    talk(client, bytes.substr(0, cut));
    talk(client, bytes.substr(cut));
    if (cut == 0)
      whole = client.input;
    CAF_CHECK_EQUAL(client.input, whole);
    CAF_CHECK_EQUAL(split_responses(client.input).size(), 2u);
  }
  auto client = connect();
  for (const char byte : bytes)
    talk(client, std::string(1, byte));
  CAF_CHECK_EQUAL(client.input, whole);
}

CAF_TEST(a client may end its side after asking) {
  auto client = connect();
  client.send(healthz);
  client.shut_down();
  pump();
  client.receive();
  CAF_CHECK_EQUAL(split_responses(client.input).size(), 1u);
  CAF_CHECK(client.closed);
  CAF_CHECK_EQUAL(under_test.connections(), 0u);
}

CAF_TEST(a client that goes away leaves nothing behind) {
  for (const auto& bytes :
       {std::string(), std::string("GET /hea"), healthz, by("POST"),
        get("/docker-monitor/api/v1.0/metrics", "Connection: close\r\n")}) {
    {
      auto client = connect();
      client.send(bytes);
    }
    pump();
    CAF_CHECK_EQUAL(under_test.connections(), 0u);
  }
}

CAF_TEST(large answers wait for slow readers) {
  std::vector<model::row_ptr> rows;
  for (int i = 0; i < 20'000; ++i)
    rows.push_back(make_row(
        std::to_string(i), "container-" + std::to_string(i), model::container_status::running, 1.0,
        2.0));
  latest_snapshot.publish(make_snapshot(std::move(rows)));
  auto client = connect();
  client.send(get("/docker-monitor/api/v1.0/metrics") + healthz);
  std::size_t before = 0;
  do {
    before = client.input.size();
    pump();
    client.receive();
  } while (client.input.size() != before);
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  CAF_CHECK(answers[0].body.size() > 1'000'000);
  CAF_CHECK(answers[0].body.ends_with("]"));
  CAF_CHECK_EQUAL(answers[1].body, R"({"status":"ok"})");
}

CAF_TEST(unix clients may name any host) {
  auto client = connect(false);
  talk(client, from("evil.example"));
  talk(client, from("user@host"));
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  CAF_CHECK_EQUAL(answers[0].status, 200u);
  CAF_CHECK_EQUAL(answers[1].status, 400u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::session_test
