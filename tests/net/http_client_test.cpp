#define CAF_SUITE net.http_client
#include "net/http_client.hpp"
#include "tests/support/unix_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <caf/test/unit_test.hpp>

#include <future>
#include <memory>
#include <thread>

namespace docker_monitor::net::http_client_test {

using namespace std::chrono_literals;
using model::failure_code;

namespace {

using result = model::expected<answer>;

model::failure words(const problem& what) {
  using enum failure_code;
  const auto code = what.is_timeout()                    ? timeout
                    : what.at == problem::stage::answer  ? malformed
                    : what.at == problem::stage::connect ? unreachable
                                                         : disconnected;
  return {code, what.error.message()};
}

/// A client on a thread of its own.
struct fixture {
  tests::unix_peer peer;
  boost::asio::io_context context;
  http_client client{client_options{.where = peer.where(), .words = words}};
  std::shared_ptr<std::promise<result>> promised;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  std::thread thread{[this] { context.run(); }};

  ~fixture() {
    context.stop();
    thread.join();
  }

  void begin(std::chrono::milliseconds deadline = 10s, std::size_t max_body = 100) {
    request what;
    what.target = "/x";
    begin(std::move(what), {.deadline = deadline, .max_body = max_body});
  }

  void begin(request what, answer_limits limits) {
    promised = std::make_shared<std::promise<result>>();
    boost::asio::co_spawn(
        context, client.send(std::move(what), limits),
        [promised = promised](const std::exception_ptr&, result r) {
          promised->set_value(std::move(r));
        });
  }

  result end() {
    auto coming = promised->get_future();
    if (coming.wait_for(std::chrono::milliseconds{tests::peer_timeout_ms})
        != std::future_status::ready)
      throw std::runtime_error("the call does not end");
    return coming.get();
  }

  failure_code failed() {
    const auto got = end();
    CAF_REQUIRE(!got.has_value());
    return got.error().code;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(http_client_tests, fixture)

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
  CAF_CHECK_EQUAL(got->field("Server"), "Docker/26");
  CAF_CHECK_EQUAL(got->field("Api-Version"), "1.45");
  CAF_CHECK_EQUAL(got->field("X-None"), "");
  CAF_CHECK_EQUAL(got->field("Date"), "Sun, 22 Nov 2026 10:28:15 GMT");
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
  boost::asio::post(context, [this] { client.clear(); });
  CAF_CHECK(connection.is_hung_up());
}

CAF_TEST(a request has its fields and body) {
  request what{.method = "POST", .target = "/x?a=1", .body = "{}"};
  what.fields = {{"X-Team", "night"}, {"X-Team", "day"}, {"User-Agent", "test/1"}};
  begin(std::move(what), {.deadline = 10s, .max_body = 100});
  auto connection = peer.accept();
  const auto head = connection.target();
  CAF_CHECK(head.starts_with("POST /x?a=1 HTTP/1.1\r\nHost: localhost\r\n"));
  for (const auto* field :
       {"User-Agent: test/1\r\n", "X-Team: night\r\n", "X-Team: day\r\n", "Content-Length: 2\r\n"})
    CAF_CHECK(head.find(field) != std::string::npos);
  CAF_CHECK(head.ends_with("\r\n\r\n{}"));
  connection.answer(204, "");
  CAF_CHECK(end().has_value());
}

CAF_TEST(interim answers are skipped) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
  connection.answer(200, "last");
  const auto got = end();
  CAF_REQUIRE(got.has_value());
  CAF_CHECK_EQUAL(got->status, 200u);
  CAF_CHECK_EQUAL(got->body, "last");
}

CAF_TEST(of a body for people the beginning is enough) {
  begin({}, {.deadline = 10s, .max_body = 4, .may_cut = true});
  auto connection = peer.accept();
  connection.target();
  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nfive5");
  const auto got = end();
  CAF_REQUIRE(got.has_value());
  CAF_CHECK_EQUAL(got->body, "five");
  begin();
  CAF_CHECK_EQUAL(peer.accept().target(), "/x"); // what is left of it must not be taken for another
  end();
}

CAF_TEST(a kept connection on which something is said unasked is not used again) {
  begin();
  auto connection = peer.accept();
  connection.target();
  connection.answer(200, "");
  end();
  connection.answer(408, "too slow");
  begin();
  auto another = peer.accept();
  CAF_CHECK_EQUAL(another.target(), "/x");
  another.answer(200, "right");
  CAF_CHECK_EQUAL(end()->body, "right");
}

CAF_TEST(a call can be ended) {
  begin();
  auto connection = peer.accept();
  connection.target();
  boost::asio::post(context, [this] { client.abort(); });
  CAF_CHECK(failed() == failure_code::disconnected);
  CAF_CHECK(connection.is_hung_up());
}

CAF_TEST(a refused connection is distinguished from a missing answer) {
  peer.close();
  begin();
  CAF_CHECK(failed() == failure_code::unreachable);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::net::http_client_test
