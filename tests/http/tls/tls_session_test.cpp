// Sessions whose clients speak TLS.
#define CAF_SUITE http.tls_session
#include "tests/http/connection_fixture.hpp"
#include "tests/http/tls/tls_fixture.hpp"

#include <sys/resource.h>

namespace docker_monitor::http::tls_session_test {

using namespace std::chrono_literals;

namespace {

const std::string healthz = tls_fixture::request("/healthz");
const std::string last = tls_fixture::request("/healthz", "Connection: close\r\n");
const std::string metrics = tls_fixture::request("/docker-monitor/api/v1.0/metrics");
const std::string stream = tls_fixture::request("/docker-monitor/api/v2/stream");

struct small_fixture : tls_fixture {
  small_fixture() : tls_fixture(server_options{.max_connections = 2}) {}
};

struct per_address_fixture : tls_fixture {
  per_address_fixture() : tls_fixture(server_options{.max_connections_per_address = 2}) {}
};

bool is_served(const tls_client& who) {
  return who.heard.starts_with("HTTP/1.1 200 ");
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  for (int i = 0; i < static_cast<int>(std::min<rlim_t>(files.rlim_cur, 4096)); ++i)
    count += fcntl(i, F_GETFD) >= 0 ? 1 : 0;
  return count;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(tls_session_tests, tls_fixture)

CAF_TEST(requests are answered as without tls) {
  auto& who = meet();
  CAF_CHECK(who.handshake_done);
  CAF_CHECK_EQUAL(core->connections(), 1u);
  CAF_CHECK_EQUAL(core->handshakes(), 0u);
  who.send(healthz);
  pump();
  who.send(healthz.substr(0, 10));
  pump();
  who.send(healthz.substr(10) + healthz);
  pump();
  const auto answers = split_responses(who.heard);
  CAF_REQUIRE_EQUAL(answers.size(), 3u);
  for (const auto& answer : answers)
    CAF_CHECK_EQUAL(answer.body, R"({"status":"ok"})");
  CAF_CHECK(!who.end);
}

CAF_TEST(foreign names are refused over tls too) {
  auto& who = meet();
  who.send("GET /docker-monitor/api/v1.0/metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  pump();
  CAF_CHECK(who.heard.starts_with("HTTP/1.1 421 "));
}

CAF_TEST(a client takes one descriptor of ours) {
  const auto before = open_descriptors();
  auto& who = meet();
  who.send(healthz);
  pump();
  CAF_CHECK(is_served(who));
  CAF_CHECK_EQUAL(open_descriptors() - before, 2u); // its own end is the other one
}

CAF_TEST(an answer of many records arrives whole however slowly it is read) {
  auto& who = meet_slow_reader();
  CAF_CHECK_EQUAL(core->connections(), 1u);
  who.send(healthz); // comes after it
  who.reads = true;
  who.read();
  pump();
  const auto answers = split_responses(who.heard);
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  CAF_CHECK_EQUAL(answers[0].status, 200u);
  CAF_CHECK(answers[0].body.size() > 1'000'000);
  CAF_CHECK(answers[0].body.ends_with("}]"));
  CAF_CHECK_EQUAL(answers[1].body, R"({"status":"ok"})");
}

CAF_TEST(a session that ends says goodbye) {
  auto& who = meet();
  who.send(last);
  pump();
  CAF_CHECK(is_served(who));
  CAF_CHECK(who.end == asio::error::eof); // and not that it was cut short
  CAF_CHECK_EQUAL(core->connections(), 1u);
  who.stream.async_shutdown([](const error_code&) {});
  pump();
  CAF_CHECK_EQUAL(core->connections(), 0u);
}

CAF_TEST(a goodbye that is not returned is not waited for) {
  auto& who = meet();
  who.send(last);
  pump();
  pass(1999ms);
  CAF_CHECK_EQUAL(core->connections(), 1u);
  pass(1ms);
  CAF_CHECK_EQUAL(core->connections(), 0u);
}

CAF_TEST(an idle client has 75 seconds and hears goodbye) {
  auto& who = meet();
  who.send(healthz);
  pump();
  pass(75s - 1ms);
  CAF_CHECK(!who.end);
  pass(1ms);
  CAF_CHECK(who.end == asio::error::eof);
  CAF_CHECK_EQUAL(core->connections(), 0u);
}

CAF_TEST(a header section has five seconds over tls too) {
  auto& who = meet();
  for (std::size_t i = 0; i < 4; ++i) {
    who.send(healthz.substr(i, 1));
    pump();
    pass(1s);
  }
  CAF_CHECK(who.heard.empty());
  pass(1s);
  CAF_CHECK(who.heard.starts_with("HTTP/1.1 408 "));
  CAF_CHECK(who.end == asio::error::eof);
}

CAF_TEST(what is said after an answer that ends the session is dropped) {
  auto& who = meet();
  who.send(last);
  pump();
  who.send(std::string(100'000, 'x'));
  pump();
  CAF_CHECK_EQUAL(split_responses(who.heard).size(), 1u);
}

CAF_TEST(who goes on talking gets the answer all the same) {
  auto& who = meet();
  who.send("POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
  const std::string much(10'000, 'x');
  for (int i = 0; i < 100; ++i)
    who.send(much);
  pump();
  CAF_CHECK(who.heard.starts_with("HTTP/1.1 4"));
  CAF_CHECK(who.end == asio::error::eof);
}

CAF_TEST(a client that goes ends its session) {
  auto& who = meet();
  who.send(healthz);
  pump();
  who.stream.next_layer().close();
  pump();
  CAF_CHECK_EQUAL(core->connections(), 0u);
}

CAF_TEST(a client that reads nothing has ten seconds) {
  meet_slow_reader();
  pass(10s - 1ms);
  CAF_CHECK_EQUAL(core->connections(), 1u);
  pass(1ms);
  CAF_CHECK_EQUAL(core->connections(), 0u);
}

CAF_TEST(some records that are read are no reason to wait longer) {
  auto& who = meet_slow_reader();
  pass(9s);
  for (int i = 0; i < 200; ++i) {
    who.read();
    pump();
  }
  pass(1s);
  CAF_CHECK_EQUAL(core->connections(), 0u);
}

CAF_TEST(the stream goes on over tls until its client reads no more) {
  auto& who = meet();
  who.send(stream);
  pump();
  CAF_CHECK(who.heard.find("event: state\n") != std::string::npos);
  latest_snapshot.publish(make_snapshot({make_row("0", "only", model::container_status::running)}));
  pump();
  CAF_CHECK(who.heard.find("event: container\n") != std::string::npos);
  pass(15s);
  CAF_CHECK(who.heard.ends_with(":\n\n"));
  who.reads = false;
  publish_many();
  pump();
  CAF_CHECK_EQUAL(core->hub().clients(), 1u);
  pass(5s);
  CAF_CHECK_EQUAL(core->hub().clients(), 0u);
}

CAF_TEST(a handshake has five seconds) {
  connect();
  auto& halfway = connect();
  asio::write(halfway.stream.next_layer(), asio::buffer("\x16\x03\x01\x01", 4));
  pump();
  pass(4999ms);
  CAF_CHECK_EQUAL(core->handshakes(), 2u);
  pass(1ms);
  CAF_CHECK_EQUAL(core->handshakes(), 0u);
  CAF_CHECK_EQUAL(core->connections(), 0u);
}

CAF_TEST(too many handshakes put an end to the oldest) {
  auto& first = connect();
  auto& second = connect();
  auto& third = connect();
  for (auto* who : {&first, &second, &third})
    who->perform_handshake();
  pump();
  CAF_CHECK(!first.handshake_done);
  CAF_CHECK(second.handshake_done);
  CAF_CHECK(third.handshake_done);
}

CAF_TEST(who says nothing keeps nobody out and ends nobody) {
  for (std::size_t i = 0; i < 4; ++i) {
    meet().send(healthz);
    pump();
  }
  for (std::size_t i = 0; i < 10; ++i)
    connect();
  CAF_CHECK_EQUAL(core->connections(), 4u);
  CAF_CHECK_EQUAL(core->handshakes(), 2u);
  auto& next = meet();
  next.send(healthz);
  pump();
  CAF_CHECK(is_served(next));
  CAF_CHECK_EQUAL(core->connections(), 4u);
}

CAF_TEST(who speaks no tls is told so) {
  auto& who = connect();
  asio::write(who.stream.next_layer(), asio::buffer(std::string_view{healthz}));
  pump();
  std::array<char, 1000> block{};
  const auto count = who.stream.next_layer().read_some(asio::buffer(block));
  const std::string_view reply{block.data(), count};
  CAF_CHECK(reply.starts_with("HTTP/1.1 400 "));
  CAF_CHECK(reply.ends_with("{\"error\":\"this port speaks TLS: ask https://\"}"));
  who.stream.next_layer().close();
  pump();
  CAF_CHECK_EQUAL(core->connections(), 0u);
  CAF_CHECK_EQUAL(core->handshakes(), 0u);
}

CAF_TEST(garbage ends a connection) {
  auto& who = connect();
  asio::write(who.stream.next_layer(), asio::buffer(std::string(5000, '\xff')));
  pump();
  CAF_CHECK_EQUAL(core->handshakes(), 0u);
  CAF_CHECK_EQUAL(core->connections(), 0u);
}

CAF_TEST(garbage after the handshake ends a connection) {
  auto& who = meet();
  asio::write(who.stream.next_layer(), asio::buffer(std::string(5000, '\xff')));
  pump();
  CAF_CHECK_EQUAL(core->connections(), 0u);
}

CAF_TEST(stopping ends handshakes and idle sessions at once) {
  auto& idle = meet();
  connect();
  bool stopped = false;
  core->stop([&] { stopped = true; });
  pump();
  CAF_CHECK(stopped);
  CAF_CHECK(idle.end == asio::error::eof);
  CAF_CHECK_EQUAL(core->handshakes(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST_FIXTURE_SCOPE(tls_cap_tests, small_fixture)

CAF_TEST(at the cap with answers under way a new client is told so) {
  meet_slow_reader();
  meet_slow_reader();
  auto& third = meet();
  CAF_CHECK(third.handshake_done);
  CAF_CHECK(third.heard.starts_with("HTTP/1.1 503 "));
  CAF_CHECK(third.end == asio::error::eof);
  CAF_CHECK_EQUAL(core->connections(), 2u);
  CAF_CHECK_EQUAL(core->handshakes(), 1u); // until it has gone
  third.send(healthz);
  pump();
  pass(5s);
  CAF_CHECK_EQUAL(core->handshakes(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST_FIXTURE_SCOPE(tls_per_address_tests, per_address_fixture)

CAF_TEST(more clients of one address than may be are told so) {
  auto& first = meet();
  meet();
  CAF_CHECK(meet().heard.starts_with("HTTP/1.1 503 "));
  client_address = {9};
  CAF_CHECK(meet().heard.empty());
  client_address = {1, 2, 3};
  first.stream.next_layer().close();
  pump();
  auto& again = meet();
  again.send(healthz);
  pump();
  CAF_CHECK(is_served(again));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::tls_session_test
