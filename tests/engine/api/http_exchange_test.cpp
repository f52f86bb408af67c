#define CAF_SUITE engine.http_exchange
#include "engine/api/http_exchange.hpp"
#include "tests/engine/api/engine_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <caf/test/unit_test.hpp>

#include <future>
#include <memory>
#include <thread>

namespace docker_monitor::engine::http_exchange_test {

using namespace std::chrono_literals;
using model::failure_code;
using test::peer_connection;

namespace {

using result = model::expected<reply>;

/// An exchange on a thread of its own.
struct fixture {
  test::engine_peer peer;
  boost::asio::io_context context;
  http_exchange exchange{peer.where(), nullptr};
  std::shared_ptr<std::promise<result>> answer;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  std::thread thread{[this] { context.run(); }};

  ~fixture() {
    context.stop();
    thread.join();
  }

  void begin(std::chrono::milliseconds deadline = 10s, std::size_t longest_body = 100) {
    answer = std::make_shared<std::promise<result>>();
    boost::asio::co_spawn(
        context, exchange.get("/x", deadline, longest_body),
        [answer = answer](const std::exception_ptr&, result r) {
          answer->set_value(std::move(r));
        });
  }

  result end() {
    auto coming = answer->get_future();
    if (coming.wait_for(std::chrono::milliseconds{test::peer_patience_ms})
        != std::future_status::ready)
      throw std::runtime_error("the exchange does not end");
    return coming.get();
  }

  failure_code failed() {
    const auto got = end();
    CAF_REQUIRE(!got.has_value());
    return got.error().code;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(http_exchange_tests, fixture)

CAF_TEST(an answer has its status and body) {
  begin();
  auto connection = peer.accept();
  CAF_CHECK_EQUAL(connection.target(), "/x");
  connection.answer(404, "gone");
  const auto got = end();
  CAF_REQUIRE(got.has_value());
  CAF_CHECK_EQUAL(got->status, 404u);
  CAF_CHECK_EQUAL(got->body, "gone");
}

CAF_TEST(an answer has the fields that tell who gave it and when) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.answer(
      403, "no",
      "Server: Docker/26\r\napi-version: 1.45\r\nDate: Sun, 22 Nov 2026 10:28:15 GMT\r\n");
  const auto got = end();
  CAF_REQUIRE(got.has_value());
  CAF_CHECK_EQUAL(got->server, "Docker/26");
  CAF_CHECK_EQUAL(got->api_version, "1.45");
  CAF_CHECK_EQUAL(got->date, "Sun, 22 Nov 2026 10:28:15 GMT");
}

CAF_TEST(a chunk whose extensions have no end is malformed) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  connection.send("1;" + std::string(60'000, 'x'));
  connection.send(std::string(60'000, 'x'));
  CAF_CHECK(failed() == failure_code::malformed);
}

CAF_TEST(trailers without end are malformed) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  std::string trailers = "0\r\n";
  for (int i = 0; i < 700; ++i)
    trailers += "X-Trailer: " + std::string(100, 'x') + "\r\n";
  connection.send(trailers);
  CAF_CHECK(failed() == failure_code::malformed);
}

CAF_TEST(a peer that says nothing costs the deadline and no more) {
  begin(20ms);
  CAF_CHECK(failed() == failure_code::timeout);
}

CAF_TEST(a peer that stops in the middle costs the deadline and no more) {
  begin(300ms);
  auto connection = peer.accept();
  connection.target();
  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  CAF_CHECK(failed() == failure_code::timeout);
}

CAF_TEST(a kept connection that is silent is not replaced by another) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.answer(200, "");
  end();
  begin(20ms);
  CAF_CHECK_EQUAL(connection.target(), "/x");
  CAF_CHECK(failed() == failure_code::timeout);
  CAF_CHECK(!peer.is_wanted());
}

CAF_TEST(a body as long as allowed passes and a longer one does not ) {
  begin(10s, 4);
  auto connection = peer.accept();
  connection.target();
  connection.answer(200, "four");
  CAF_CHECK(end().has_value());
  begin(10s, 4);
  connection.target();
  connection.answer(200, "five5");
  CAF_CHECK(failed() == failure_code::malformed);
}

CAF_TEST(a body in chunks is bounded too) {
  begin(10s, 4);
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  connection.chunk("abc");
  connection.chunk("de");
  CAF_CHECK(failed() == failure_code::malformed);
}

CAF_TEST(what is no HTTP is malformed) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.send("SSH-2.0-OpenSSH\r\n\r\n");
  CAF_CHECK(failed() == failure_code::malformed);
}

CAF_TEST(a connection the peer will close is not kept) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.answer(200, "", "Connection: close\r\n");
  CAF_CHECK(end().has_value());
  begin();
  auto another = peer.accept();
  CAF_CHECK_EQUAL(another.target(), "/x");
}

CAF_TEST(a kept connection that was closed is replaced once) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.answer(200, "");
  end();
  connection.close();
  begin();
  auto another = peer.accept();
  another.target();
  another.close();
  CAF_CHECK(failed() == failure_code::disconnected);
}

CAF_TEST(idle connections can be closed) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.answer(200, "");
  end();
  boost::asio::post(context, [this] { exchange.clear(); });
  CAF_CHECK(connection.is_hung_up());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::engine::http_exchange_test
