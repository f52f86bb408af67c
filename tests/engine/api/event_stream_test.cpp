#define CAF_SUITE engine.event_stream
#include "engine/api/http_engine_client.hpp"
#include "tests/engine/api/engine_peer.hpp"

#include <caf/test/unit_test.hpp>

#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>

namespace docker_monitor::engine::event_stream_test {

using namespace std::chrono_literals;
using model::failure;
using model::failure_code;
using test::peer_connection;

namespace {

/// What came of a stream, from the client's thread.
struct stream_log {
  std::mutex mutex;
  std::condition_variable changed;
  int opened = 0;
  std::vector<model::event> events;
  std::uint32_t unreadable = 0;
  std::optional<failure> ended;

  template <class Condition>
  void wait(Condition condition) {
    std::unique_lock lock{mutex};
    if (!changed.wait_for(
            lock, std::chrono::milliseconds{test::peer_timeout_ms}, [&] { return condition(); }))
      throw std::runtime_error("the stream does not get there");
  }
  void wait_opened() {
    wait([this] { return opened > 0; });
  }
  void wait_events(std::size_t number) {
    wait([this, number] { return events.size() >= number; });
  }
  failure wait_ended() {
    wait([this] { return ended.has_value(); });
    return *ended;
  }

  template <class Change>
  void change(Change change) {
    {
      const std::scoped_lock lock{mutex};
      change();
    }
    changed.notify_all();
  }
};

std::string line_of(const std::string& id, const std::string& action = "start") {
  return R"({"Type":"container","Action":")" + action + R"(","Actor":{"ID":")" + id
         + R"(","Attributes":{"name":"web"}},"timeNano":1000000005})" + "\n";
}

struct fixture {
  test::engine_peer peer;
  std::unique_ptr<http_engine_client> client =
      std::move(http_engine_client::make(peer.where()).value());

  std::shared_ptr<stream_log> subscribe(model::engine_time since = model::engine_time{1s + 5ns}) {
    auto log = std::make_shared<stream_log>();
    client->subscribe(
        since, [log] { log->change([&] { ++log->opened; }); },
        [log](model::event_batch batch) {
          log->change([&] {
            log->unreadable += batch.unreadable_lines;
            std::ranges::move(batch.events, std::back_inserter(log->events));
          });
        },
        [log](failure why) { log->change([&] { log->ended = std::move(why); }); });
    return log;
  }

  void agree(const std::string& version) {
    std::promise<bool> agreed;
    client->negotiate([&](const auto& result) { agreed.set_value(result.has_value()); });
    auto connection = peer.accept();
    connection.target();
    connection.answer(200, version);
    connection.target();
    connection.answer(200, R"({"ID":"abc","SystemTime":"2026-11-21T12:00:00Z"})");
    CAF_REQUIRE(agreed.get_future().get());
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(event_stream_tests, fixture)

CAF_TEST(a stream is asked for from a moment on and for what we act on) {
  agree(R"({"ApiVersion":"1.41"})");
  const auto log = subscribe();
  auto connection = peer.accept();
  const auto target = connection.target();
  CAF_CHECK(target.starts_with("/v1.41/events?since=1.000000005&filters=%7B%22type%22"));
  connection.begin_chunks();
  log->wait_opened();
  CAF_CHECK(log->events.empty());
}

CAF_TEST(a chunk whose extensions have no end ends the stream) {
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  connection.send("1;" + std::string(60'000, 'x'));
  connection.send(std::string(60'000, 'x'));
  log->wait_ended();
}

CAF_TEST(events split at any place are whole) {
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  const auto text = line_of("a1") + "\r\n" + line_of("a2") + line_of("a3");
  for (std::size_t at = 0; at < text.size(); at += 7)
    connection.chunk(text.substr(at, 7));
  log->wait_events(3);
  CAF_CHECK_EQUAL(log->opened, 1);
  CAF_CHECK_EQUAL(log->unreadable, 0u);
  CAF_CHECK_EQUAL(log->events[0].container_id, "a1");
  CAF_CHECK_EQUAL(log->events[1].container_id, "a2");
  CAF_CHECK_EQUAL(log->events[2].container_id, "a3");
  CAF_CHECK(log->events[2].time == model::engine_time{1s + 5ns});
}

CAF_TEST(lines that are none are counted and others than ours are left out) {
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  connection.chunk("{\"Type\":\n" + line_of("a1", "exec_create: sh") + "[]\n" + line_of("a2"));
  log->wait_events(1);
  CAF_CHECK_EQUAL(log->events[0].container_id, "a2");
  CAF_CHECK_EQUAL(log->unreadable, 2u);
}

CAF_TEST(a line longer than any event is skipped and counted once) {
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  const std::string piece(1U << 20, 'x');
  for (int i = 0; i < 5; ++i)
    connection.chunk(piece);
  connection.chunk("\n" + line_of("a1"));
  connection.chunk(line_of("a2"));
  log->wait_events(2);
  CAF_CHECK_EQUAL(log->unreadable, 1u);
}

CAF_TEST(a stream the engine ends is disconnected and keeps what came) {
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  connection.chunk(line_of("a1") + "{\"Type\":");
  connection.send("0\r\n\r\n");
  CAF_CHECK(log->wait_ended().code == failure_code::disconnected);
  CAF_CHECK_EQUAL(log->events.size(), 1u);
}

CAF_TEST(a stream that is cut is disconnected) {
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  connection.send("50\r\n{\"Type\"");
  log->wait_opened();
  connection.close();
  CAF_CHECK(log->wait_ended().code == failure_code::disconnected);
  CAF_CHECK_EQUAL(log->opened, 1);
}

CAF_TEST(a stream cut before its head was never open) {
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.close();
  CAF_CHECK(log->wait_ended().code == failure_code::disconnected);
  CAF_CHECK_EQUAL(log->opened, 0);
}

CAF_TEST(a stream the engine refuses was never open) {
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.answer(500, R"({"message":"no"})");
  CAF_CHECK(log->wait_ended().code == failure_code::refused);
  CAF_CHECK_EQUAL(log->opened, 0);
}

CAF_TEST(a stream to no one is unreachable) {
  peer.close();
  const auto log = subscribe();
  CAF_CHECK(log->wait_ended().code == failure_code::unreachable);
}

CAF_TEST(Podman is open before its head since that comes with the first event) {
  agree(R"({"ApiVersion":"1.41","Components":[{"Name":"Podman Engine"}]})");
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  log->wait_opened();
  connection.begin_chunks();
  connection.chunk(line_of("a1"));
  log->wait_events(1);
  CAF_CHECK_EQUAL(log->opened, 1);
}

CAF_TEST(a stream that is replaced ends without a word) {
  const auto first = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  first->wait_opened();
  const auto second = subscribe();
  auto another = peer.accept();
  another.target();
  CAF_CHECK(connection.is_hung_up());
  another.begin_chunks();
  another.chunk(line_of("a1"));
  second->wait_events(1);
  CAF_CHECK(!first->ended);
  CAF_CHECK(first->events.empty());
}

CAF_TEST(a stream that is given up ends without a word) {
  const auto log = subscribe();
  auto connection = peer.accept();
  connection.target();
  connection.begin_chunks();
  log->wait_opened();
  client->unsubscribe();
  CAF_CHECK(connection.is_hung_up());
  client.reset();
  CAF_CHECK(!log->ended);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::engine::event_stream_test
