// Sessions that follow the stream.
#define CAF_SUITE http.stream
#include "http/message/gzip.hpp"
#include "tests/http/stream/stream_fixture.hpp"

#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::http::stream_test {

using namespace std::chrono_literals;
using namespace test;
using model::container_status;

CAF_TEST_FIXTURE_SCOPE(stream_tests, stream_fixture)

CAF_TEST(a stream begins with the state of everything) {
  auto client = follow();
  const auto events = received(client);
  CAF_CHECK(contains(client.input, "Content-Type: text/event-stream\r\n"));
  CAF_CHECK(contains(client.input, "Cache-Control: no-store\r\n"));
  CAF_CHECK(!contains(client.input, "Content-Length"));
  CAF_REQUIRE_EQUAL(names_of(events), "state");
  CAF_CHECK(contains(events[0].data, R"({"host":{"engine":{)"));
  CAF_CHECK(contains(events[0].data, R"("alarms":[{"id":"before"}])"));
  CAF_CHECK(contains(events[0].data, R"("containers":[{"name":"web")"));
  CAF_CHECK(!client.closed);
}

CAF_TEST(then come the containers whose samples changed) {
  auto client = follow();
  sample(50.0);
  const auto events = received(client);
  CAF_REQUIRE_EQUAL(names_of(events), "state samples");
  CAF_CHECK(contains(events[1].data, R"([{"name":"web")"));
  CAF_CHECK(contains(events[1].data, R"("percent":50.0)"));
  latest_snapshot.publish(make_snapshot({web}));
  CAF_CHECK_EQUAL(names_of(received(client)), "state samples");
}

CAF_TEST(containers that come change and go are reported) {
  auto client = follow();
  const auto cache = make_row("bbbb", "cache", container_status::exited);
  latest_snapshot.publish(make_snapshot({web, cache}));
  latest_snapshot.publish(make_snapshot({cache}));
  // One at a time: snapshots in between are not missed, they are part of the next.
  const auto events = received(client);
  CAF_CHECK_EQUAL(names_of(events), "state container container");
  CAF_CHECK(contains(
      events[1].data + events[2].data, R"({"change":"removed","container":{"name":"web")"));
  CAF_CHECK(contains(
      events[1].data + events[2].data, R"({"change":"added","container":{"name":"cache")"));
}

CAF_TEST(alarms are reported and so is the engine) {
  auto client = follow();
  alarm("a1");
  auto engine = connected_engine();
  engine.connected = false;
  latest_snapshot.publish(std::make_shared<const model::snapshot>(9, engine, std::vector{web}));
  const auto events = received(client);
  CAF_REQUIRE_EQUAL(names_of(events), "state alarm host");
  CAF_CHECK(contains(events[1].data, R"("id":"a1")"));
  CAF_CHECK(contains(events[2].data, R"("connected":false)"));
}

CAF_TEST(topics choose what is reported) {
  auto client = follow("?topics=alarms");
  alarm("a1");
  sample(50.0);
  const auto events = received(client);
  CAF_CHECK_EQUAL(names_of(events), "state alarm");
  CAF_CHECK(!contains(events[0].data, "containers\":[{"));
  auto other = follow("?topics=samples,containers");
  alarm("a2");
  CAF_CHECK_EQUAL(names_of(received(other)), "state");
  CAF_CHECK(!contains(other.input, "\"alarms\""));
}

CAF_TEST(who comes when too many wait for the history goes without it) {
  history_hangs = true;
  auto first = follow();
  auto second = follow();
  auto third = follow();
  CAF_CHECK_EQUAL(names_of(received(first)), "");
  const auto events = received(third);
  CAF_REQUIRE_EQUAL(names_of(events), "state");
  CAF_CHECK(contains(events[0].data, R"("containers":[{)"));
  CAF_CHECK(!contains(events[0].data, "alarms"));
  CAF_CHECK(!contains(third.input, "ETag"));
  auto fourth = follow("?topics=nonsense");
  CAF_CHECK(contains(fourth.input, "HTTP/1.1 400 "));
  waiting.clear(); // nobody will ever answer
  CAF_CHECK_EQUAL(names_of(received(first)), "state");
  CAF_CHECK_EQUAL(names_of(received(second)), "state");
}

CAF_TEST(an unknown topic is refused) {
  for (const auto* query : {"?topics=all", "?topics=", "?topics=samples,", "?topics=host"}) {
    auto client = follow(query);
    const auto answers = split_responses(client.input);
    CAF_CHECK_EQUAL(answers.at(0).status, 400u);
  }
}

CAF_TEST(who comes back gets what was missed and no state) {
  auto client = follow();
  alarm("a1");
  const auto seen = received(client).back().id;
  alarm("a2");
  sample(50.0);
  pump();
  auto back = follow("", "Last-Event-ID: " + seen + "\r\n");
  const auto events = received(back);
  CAF_REQUIRE_EQUAL(names_of(events), "alarm samples");
  CAF_CHECK(contains(events[0].data, R"("id":"a2")"));
  auto only_alarms = follow("?topics=alarms", "Last-Event-ID: " + seen + "\r\n");
  CAF_CHECK_EQUAL(names_of(received(only_alarms)), "alarm");
}

CAF_TEST(who comes back too late or from elsewhere gets a new state) {
  auto client = follow();
  const auto first = received(client).back().id;
  for (const auto& id : {std::string{"nonsense"}, std::string{"0-99"}, "1" + first, first + "x"}) {
    auto back = follow("", "Last-Event-ID: " + id + "\r\n");
    CAF_CHECK_EQUAL(names_of(received(back)), "state");
  }
  for (int i = 0; i < 5000; ++i)
    alarm("a");
  pump();
  auto back = follow("", "Last-Event-ID: " + first + "\r\n");
  CAF_CHECK_EQUAL(names_of(received(back)).substr(0, 5), "state");
}

CAF_TEST(events are forgotten a minute after the last client left) {
  const auto last_seen = [this](const std::string& id) {
    auto client = follow("", "Last-Event-ID: " + id + "\r\n");
    const auto events = received(client);
    return std::pair{names_of(events), events.empty() ? id : events.back().id};
  };
  const auto id = last_seen("").second;
  alarm("a1");
  pump();
  advance(30s);
  CAF_CHECK_EQUAL(last_seen(id).first, "alarm");
  for (int i = 0; i < 10; ++i)
    advance(10s);
  CAF_CHECK_EQUAL(last_seen(id).first, "state");
}

CAF_TEST(a compressed stream has the same events) {
  auto plain = follow();
  auto client = follow("", "Accept-Encoding: gzip\r\n");
  alarm("a1");
  sample(50.0);
  pump();
  client.receive();
  CAF_CHECK(contains(client.input, "Content-Encoding: gzip\r\n"));
  const auto text = inflated(body_of(client.input));
  CAF_CHECK_EQUAL(names_of(events_in(text)), "state alarm samples");
  received(plain);
  CAF_CHECK_EQUAL(text, body_of(plain.input));
  advance(15s);
  client.receive();
  CAF_CHECK_EQUAL(inflated(body_of(client.input)).substr(text.size()), ":\n\n");
}

CAF_TEST(a silent stream gives signs of life) {
  auto client = follow();
  const auto before = client.input.size();
  advance(14s);
  client.receive();
  CAF_CHECK_EQUAL(client.input.size(), before);
  advance(1s);
  advance(15s);
  client.receive();
  CAF_CHECK_EQUAL(client.input.substr(before), ":\n\n:\n\n");
}

CAF_TEST(who reads nothing is dropped and the others are not ) {
  auto slow = follow();
  auto quick = follow();
  const int bytes = 4096;
  setsockopt(slow.descriptor(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  for (int i = 0; i < 1000; ++i) {
    alarm(std::string(1000, 'x'));
    pump();
    quick.receive();
  }
  CAF_CHECK(log.empty());
  advance(5s);
  CAF_CHECK(contains(
      log, "stream: the client at a unix socket is dropped: it took nothing for 5 seconds"));
  slow.receive();
  CAF_CHECK(slow.closed);
  CAF_CHECK(!quick.closed);
  CAF_CHECK_EQUAL(events_in(body_of(quick.input)).size(), 1001u);
}

CAF_TEST(who reads too slowly is dropped when too much waits) {
  auto slow = follow();
  for (int i = 0; i < 200 && log.empty(); ++i) {
    alarm(std::string(100'000, 'x'));
    pump();
  }
  CAF_CHECK(contains(log, "it reads slower than things happen"));
  CAF_CHECK_EQUAL(under_test.connections(), 0u);
}

CAF_TEST(a client that goes away is forgotten) {
  {
    auto client = follow();
    CAF_CHECK_EQUAL(under_test.connections(), 1u);
  }
  pump();
  CAF_CHECK_EQUAL(under_test.connections(), 0u);
  sample(50.0);
  pump();
}

CAF_TEST(what a follower sends is not looked at) {
  auto client = follow();
  talk(client, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CAF_CHECK_EQUAL(names_of(received(client)), "state");
  CAF_CHECK(!client.closed);
}

CAF_TEST(others get answers however many follow) {
  std::vector<test_client> followers;
  for (int i = 0; i < 6; ++i) // of 8 connections
    followers.push_back(follow());
  auto refused = follow();
  CAF_CHECK(contains(refused.input, "HTTP/1.1 503 "));
  auto other = connect();
  talk(other, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CAF_CHECK(contains(other.input, "HTTP/1.1 200 "));
}

CAF_TEST(of the address that has most the oldest follower gives way to another address) {
  const loopback_clients addresses;
  std::vector<test_client> many;
  for (int i = 0; i < 5; ++i) {
    many.push_back(follow_from(addresses, 2));
    now += 1s;
  }
  auto other = follow_from(addresses, 3);
  talk(many[0], "read"); // the oldest is not the one that was quiet for longest
  sample(50.0);
  pump();
  CAF_CHECK(log.empty());
  auto newcomer = follow_from(addresses, 4); // the maximum is 6
  CAF_CHECK_EQUAL(names_of(received(newcomer)), "state");
  many[0].receive();
  CAF_CHECK(many[0].closed);
  CAF_CHECK_EQUAL(
      log, "stream: the client at 127.0.0.2 is dropped: the stream is full, and of its addresses "
           "this one has most clients\n");
  auto again = follow_from(addresses, 2); // of its own clients none gives way
  CAF_CHECK(contains(again.input, "HTTP/1.1 503 "));
  auto second = follow_from(addresses, 4); // after it they have 3, 1 and 2
  CAF_CHECK(!second.closed);
  auto third = follow_from(addresses, 4); // the other could take the place back
  CAF_CHECK(contains(third.input, "HTTP/1.1 503 "));
  for (auto& client : many)
    client.receive();
  CAF_CHECK(many[1].closed);
  CAF_CHECK(!many[2].closed);
  CAF_CHECK(!other.closed);
}

CAF_TEST(a head request for the stream ends) {
  auto client = connect();
  talk(client, "HEAD /docker-monitor/api/v2/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CAF_CHECK(contains(client.input, "HTTP/1.1 200 "));
  CAF_CHECK(client.input.ends_with("\r\n\r\n"));
}

CAF_TEST(a server that stops begins no stream) {
  history_hangs = true;
  auto client = follow();
  under_test.stop([] {});
  pump();
  waiting.clear();
  pump();
  client.receive();
  CAF_CHECK(contains(client.input, "HTTP/1.1 503 "));
}

CAF_TEST(a server that stops ends its streams) {
  auto client = follow();
  bool stopped = false;
  under_test.stop([&] { stopped = true; });
  pump();
  client.receive();
  CAF_CHECK(stopped);
  CAF_CHECK(client.closed);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::stream_test
