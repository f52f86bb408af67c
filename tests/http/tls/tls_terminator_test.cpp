#define CAF_SUITE http.tls_terminator
#include "tests/http/tls/tls_fixture.hpp"

namespace docker_monitor::http::tls_terminator_test {

using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(tls_terminator_tests, tls_fixture)

CAF_TEST(what is said arrives on both sides) {
  auto& who = meet();
  CAF_CHECK(who.shaken);
  CAF_REQUIRE_EQUAL(admitted.size(), 1u);
  CAF_CHECK(peers.front() == somebody);
  who.say("question");
  pump();
  CAF_CHECK_EQUAL(asked(), "question");
  answer("answer");
  CAF_CHECK_EQUAL(who.heard, "answer");
  CAF_CHECK(!who.end);
}

CAF_TEST(a session that ends says goodbye) {
  auto& who = meet();
  answer("answer");
  admitted.clear();
  pump();
  CAF_CHECK_EQUAL(who.heard, "answer");
  CAF_CHECK(who.end == asio::error::eof); // and not that it was cut short
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  CAF_CHECK_EQUAL(emptied, 0);
  who.stream.async_shutdown([](const error_code&) {});
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  CAF_CHECK_EQUAL(emptied, 1);
}

CAF_TEST(a goodbye that is not returned is not waited for) {
  meet();
  admitted.clear();
  pump();
  pass(1999ms);
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  pass(1ms);
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
}

CAF_TEST(what is asked of a session that ended is dropped) {
  auto& who = meet();
  answer("answer");
  admitted.clear();
  who.say(std::string(100'000, 'x'));
  pump();
  CAF_CHECK_EQUAL(who.heard, "answer");
}

CAF_TEST(a client that goes is told to its session) {
  auto& who = meet();
  error_code end;
  std::array<char, 10> block{};
  admitted.front()->read_some(asio::buffer(block), end);
  CAF_CHECK(end == asio::error::would_block);
  who.stream.next_layer().close();
  pump();
  admitted.front()->read_some(asio::buffer(block), end);
  CAF_CHECK(end == asio::error::eof);
  admitted.clear();
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
}

CAF_TEST(a client that reads nothing is dropped) {
  auto& who = meet();
  who.reads = false;
  answer("first");
  const std::string much(1'000'000, 'x');
  error_code full;
  while (!full) {
    admitted.front()->write_some(asio::buffer(much), full);
    pump();
  }
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  pass(10s);
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  admitted.front()->write_some(asio::buffer(much), full);
  CAF_CHECK(full == asio::error::broken_pipe);
}

CAF_TEST(what a session left behind has ten seconds in all) {
  auto& who = meet();
  who.reads = false;
  const std::string much(1'000'000, 'x');
  error_code full;
  while (!full) {
    admitted.front()->write_some(asio::buffer(much), full);
    pump();
  }
  pass(5s);
  admitted.clear();
  pump();
  pass(9s);
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  for (int i = 0; i < 200; ++i) { // some blocks, which are no reason to wait longer
    who.read();
    pump();
  }
  pass(1s);
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
}

CAF_TEST(too much that sessions left behind puts an end to the oldest) {
  for (std::size_t i = 0; i < 3; ++i) {
    meet().reads = false;
    const std::string much(1'000'000, 'x');
    error_code full;
    while (!full) {
      admitted.back()->write_some(asio::buffer(much), full);
      pump();
    }
    admitted.pop_back();
    pump();
    const auto left = std::min<std::size_t>(i + 1, 2);
    CAF_CHECK_EQUAL(terminator->connections(), left);
  }
}

CAF_TEST(who goes on talking gets the answer all the same) {
  auto& who = meet();
  const std::string much(10'000, 'x');
  for (int i = 0; i < 100; ++i) // as much as is taken before the answer
    who.say(much);
  pump();
  answer("answer");
  admitted.front()->shutdown(asio::socket_base::shutdown_send);
  pump();
  CAF_CHECK_EQUAL(who.heard, "answer");
  CAF_CHECK(who.end == asio::error::eof);
}

CAF_TEST(a connection without a word stays) {
  auto& who = meet();
  pass(1h);
  who.say("question");
  pump();
  CAF_CHECK_EQUAL(asked(), "question");
}

CAF_TEST(a handshake has five seconds) {
  connect();
  pump();
  pass(4999ms);
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  pass(1ms);
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  CAF_CHECK(admitted.empty());
}

CAF_TEST(too many handshakes put an end to the oldest) {
  auto& first = connect();
  auto& second = connect();
  auto& third = connect();
  for (auto* who : {&first, &second, &third})
    who->shake();
  pump();
  CAF_CHECK(!first.shaken);
  CAF_CHECK(second.shaken);
  CAF_CHECK(third.shaken);
}

CAF_TEST(who speaks no tls is told so) {
  auto& who = connect();
  asio::write(
      who.stream.next_layer(), asio::buffer(std::string_view{"GET / HTTP/1.1\r\nHost: a\r\n\r\n"}));
  pump();
  std::array<char, 1000> block{};
  const auto count = who.stream.next_layer().read_some(asio::buffer(block));
  const std::string_view told{block.data(), count};
  CAF_CHECK(told.starts_with("HTTP/1.1 400 "));
  CAF_CHECK(told.ends_with("{\"error\":\"this port speaks TLS: ask https://\"}"));
  who.stream.next_layer().close();
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  CAF_CHECK(admitted.empty());
}

CAF_TEST(garbage ends a connection) {
  auto& who = connect();
  asio::write(who.stream.next_layer(), asio::buffer(std::string(5000, '\xff')));
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
}

CAF_TEST(draining ends handshakes and closing everything) {
  meet();
  connect();
  terminator->drain();
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  terminator->close();
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  CAF_CHECK_EQUAL(emptied, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::tls_terminator_test
