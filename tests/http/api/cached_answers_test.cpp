#define CAF_SUITE http.cached_answers
#include "http/api/dispatch.hpp"
#include "tests/http/connection_fixture.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace docker_monitor::http::cached_answers_test {

using namespace std::chrono_literals;

namespace {

const std::string list = "/docker-monitor/api/v1.0/metrics";
const std::string objects = "/docker-monitor/api/v2/containers";

/// A request's head as the parser makes it.
request_head asking(std::string_view target) {
  request_head head;
  head.verb = method::get;
  head.keep_alive = true;
  head.target = target;
  head.host = "localhost";
  return head;
}

/// One who does not wait.
struct impatient_target final : reply_target {
  std::optional<reply> expect_reply() override { return std::nullopt; }
};

struct dispatcher_fixture {
  dispatcher_fixture() { latest_snapshot.publish(four_containers()); }

  answer ask(const request_head& head, std::chrono::steady_clock::time_point now = noon) {
    return under_test.respond(head, true, now, nobody);
  }

  unsigned status(const request_head& head, std::chrono::steady_clock::time_point now = noon) {
    return ask(head, now).what().status;
  }

  /// As `status`, of a client that may name any host.
  unsigned status_of_unix(const request_head& head) {
    return under_test.respond(head, false, noon, nobody).what().status;
  }

  http::latest_snapshot latest_snapshot;
  impatient_target nobody;
  dispatcher under_test{latest_snapshot, {}};
};

/// Every answer here was given before, so that it is a ready one.
struct fixture : connection_fixture {
  received_response again(std::string_view bytes, bool head_only = false) {
    auto client = connect();
    talk(client, get(list));
    client.input.clear();
    talk(client, bytes);
    closed = client.closed;
    const auto answers = split_responses(client.input, head_only);
    CAF_REQUIRE_EQUAL(answers.size(), 1u);
    return answers[0];
  }

  static std::string get(std::string_view target, std::string_view fields = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields)
           + "\r\n";
  }

  bool closed = false;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(dispatcher_tests, dispatcher_fixture)

CAF_TEST(the second answer is the first) {
  for (const auto& target :
       {list, list + "/web", objects, objects + "/db", std::string("/healthz")}) {
    const auto body = ask(asking(target)).what().body;
    const auto second = ask(asking(target));
    CAF_CHECK(second.ready);
    CAF_CHECK(second.what().body == body);
    CAF_CHECK(!second.close);
  }
}

CAF_TEST(another snapshot is another answer) {
  const auto body = ask(asking(list)).what().body;
  latest_snapshot.publish(make_snapshot({}));
  const auto empty = ask(asking(list)).what().body;
  CAF_CHECK_EQUAL(*empty, "[]");
  latest_snapshot.publish(four_containers());
  const auto repeated = ask(asking(list)).what().body;
  CAF_CHECK(repeated != body);
  CAF_CHECK_EQUAL(*repeated, *body);
}

CAF_TEST(an answer ends when the engine has been silent for 30 seconds) {
  CAF_CHECK_EQUAL(status(asking(list)), 200u);
  CAF_CHECK_EQUAL(status(asking(list), noon + 30s), 200u);
  CAF_CHECK_EQUAL(status(asking(list), noon + 31s), 503u);
  CAF_CHECK_EQUAL(status(asking(list + "/web"), noon + 31s), 503u);
  CAF_CHECK_EQUAL(status(asking(objects), noon + 31s), 200u);
}

CAF_TEST(a ready answer is for allowed hosts only) {
  status(asking(list));
  auto head = asking(list);
  head.host = "evil.example";
  const auto refused = ask(head);
  CAF_CHECK_EQUAL(refused.what().status, 421u);
  CAF_CHECK(refused.close);
  CAF_CHECK(!refused.ready);
  head.host = "user@localhost";
  CAF_CHECK_EQUAL(status(head), 400u);
  CAF_CHECK_EQUAL(status_of_unix(head), 400u);
  head.host = "evil.example";
  CAF_CHECK_EQUAL(status_of_unix(head), 200u);
}

CAF_TEST(the host of an absolute target is checked each time) {
  const std::string ours = "http://localhost" + list;
  const std::string theirs = "http://evil.example" + list;
  for (int i = 0; i < 2; ++i) {
    CAF_CHECK_EQUAL(status(asking(ours)), 200u);
    CAF_CHECK_EQUAL(status_of_unix(asking(theirs)), 200u);
    CAF_CHECK_EQUAL(status(asking(theirs)), 421u);
  }
}

CAF_TEST(a ready answer does not excuse methods and bodies) {
  status(asking(list));
  auto post = asking(list);
  post.verb = method::other;
  CAF_CHECK_EQUAL(status(post), 405u);
  auto body = asking(list);
  body.has_length = body.has_body = true;
  CAF_CHECK_EQUAL(status(body), 413u);
  body.transfer_encoding = "chunked";
  CAF_CHECK_EQUAL(status(body), 501u);
}

CAF_TEST(errors are not kept) {
  for (const auto& target : {list + "/none", objects + "?status=up", std::string("/none")}) {
    CAF_CHECK(!ask(asking(target)).ready);
    CAF_CHECK(!ask(asking(target)).ready);
  }
  CAF_CHECK(!under_test.keeps_texts());
}

CAF_TEST(gzip is for those who accept it) {
  std::vector<model::row_ptr> rows;
  for (int i = 0; i < 100; ++i)
    rows.push_back(make_row(
        std::to_string(i), "web-" + std::to_string(i), model::container_status::running, 1.0, 2.0));
  latest_snapshot.publish(make_snapshot(std::move(rows)));
  auto head = asking(list);
  const auto plain = ask(head).what().body;
  head.accepts_gzip = true;
  const auto compressed = ask(head).what().body;
  CAF_CHECK(compressed->starts_with("\x1f\x8b"));
  CAF_CHECK(ask(head).what().body == compressed);
  CAF_CHECK(ask(asking(list)).what().body == plain);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST_FIXTURE_SCOPE(cached_answers_tests, fixture)

CAF_TEST(the bytes are those of the first answer) {
  for (const auto& target : {list, list + "/web", objects}) {
    auto client = connect();
    talk(client, get(target));
    const auto first = client.input;
    client.input.clear();
    talk(client, get(target));
    CAF_CHECK_EQUAL(client.input, first);
  }
}

CAF_TEST(head shares the answer of get) {
  const auto whole = again(get(list));
  const auto head = again("HEAD " + list + " HTTP/1.1\r\nHost: localhost\r\n\r\n", true);
  CAF_CHECK_EQUAL(head.head, whole.head);
}

CAF_TEST(what becomes of the connection is still reported) {
  CAF_CHECK_EQUAL(again(get(list, "Connection: close\r\n")).field("Connection"), "close");
  CAF_CHECK(closed);
  const auto old =
      again("GET " + list + " HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
  CAF_CHECK_EQUAL(old.field("Connection"), "keep-alive");
  CAF_CHECK(!closed);
  CAF_CHECK_EQUAL(again(get(list)).field("Connection"), "");
}

CAF_TEST(a slow reader gets the answer it asked for) {
  std::vector<model::row_ptr> rows;
  for (int i = 0; i < 20'000; ++i)
    rows.push_back(make_row(
        std::to_string(i), "container-" + std::to_string(i), model::container_status::running, 1.0,
        2.0));
  latest_snapshot.publish(make_snapshot(std::move(rows)));
  auto first = connect();
  auto slow = connect();
  for (auto* client : {&first, &slow})
    client->send(get(list));
  pump();
  latest_snapshot.publish(four_containers()); // the ready answer is dropped while it is written
  auto other = connect();
  talk(other, get(list));
  CAF_CHECK_EQUAL(split_responses(other.input).size(), 1u);
  std::size_t before = 0;
  do {
    before = slow.input.size() + first.input.size();
    pump();
    slow.receive();
    first.receive();
  } while (slow.input.size() + first.input.size() != before);
  const auto answers = split_responses(slow.input);
  CAF_REQUIRE_EQUAL(answers.size(), 1u);
  CAF_CHECK(answers[0].body.size() > 1'000'000);
  CAF_CHECK_EQUAL(slow.input, first.input);
}

CAF_TEST(an answer may find the socket full at any byte) {
  constexpr std::size_t count = 3000;
  std::string requests;
  for (std::size_t i = 0; i < count; ++i)
    requests += get(list + "/web");
  auto client = connect();
  for (std::size_t sent = 0; sent < requests.size();) {
    const auto more = client.send(std::string_view{requests}.substr(sent));
    sent += more;
    pump();
    if (more == 0) // both directions are full
      client.receive();
  }
  std::size_t before = 0;
  do {
    before = client.input.size();
    pump();
    client.receive();
  } while (client.input.size() != before);
  const auto answers = split_responses(client.input);
  CAF_REQUIRE_EQUAL(answers.size(), count);
  const auto wrong = std::ranges::count_if(answers, [&](const received_response& one) {
    return one.body != answers[0].body
           || one.field("Date").size() != answers[0].field("Date").size();
  });
  CAF_CHECK_EQUAL(wrong, 0);
}

CAF_TEST(nothing is kept for long when nobody asks) {
  auto snapshot = four_containers();
  const std::weak_ptr<const model::container> watch = snapshot->rows().front()->container;
  latest_snapshot.publish(std::move(snapshot));
  again(get(list));
  latest_snapshot.publish(make_snapshot({}));
  advance(10s);
  CAF_CHECK(!watch.expired());
  advance(10s);
  CAF_CHECK(watch.expired());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::cached_answers_test
