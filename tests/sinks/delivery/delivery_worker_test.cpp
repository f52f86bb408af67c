#define CAF_SUITE sinks.delivery_worker
#include "sinks/delivery/delivery_worker.hpp"
#include "sinks/delivery/memory_outbox.hpp"
#include "tests/sinks/alarms.hpp"
#include "tests/sinks/scripted_sink.hpp"

#include <caf/test/unit_test.hpp>

namespace delivery_worker_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;

namespace {

struct fixture {
  delivery_worker::instant now{1h};
  std::vector<std::string> reports; ///< of long failures
  std::shared_ptr<scripted_sink> sink = std::make_shared<scripted_sink>();
  sinks::delivery_worker messenger{
      *parse_sink_url("amqp://u:p@broker"), sink, std::make_shared<memory_outbox>(),
      backoff{500ms, 30s, 1}, ties()};

  fixture() {
    sink->on_deliver = [this] { now += deliver_takes; };
  }

  delivery_environment ties() {
    delivery_environment made;
    made.clock = [this] { return now; };
    made.wall_clock = [this] { return wall_time(); };
    made.report = [this](std::string message) { reports.push_back(std::move(message)); };
    made.host = "host-1";
    return made;
  }

  /// A time of day that goes with the clock.
  model::engine_time wall_time() const {
    return model::engine_time{1'795'000'000s} + now.time_since_epoch();
  }

  model::sink_status status() const { return *messenger.status(); }

  bool up() const { return status().state == model::sink_status::condition::up; }

  std::chrono::milliseconds deliver_takes{0};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(delivery_worker_tests, fixture)

CAF_TEST(the first attempt opens the sink) {
  CAF_CHECK(!up());
  CAF_CHECK(messenger.attempt() == delivery_worker::idle_pause);
  CAF_CHECK_EQUAL(sink->opened, 1);
  CAF_CHECK(up());
  CAF_CHECK_EQUAL(status().url, "amqp://broker:5672/");
  CAF_CHECK_EQUAL(status().kind, "amqp");
  CAF_CHECK_EQUAL(status().mode, "events");
}

CAF_TEST(an alarm asks for one attempt which delivers all that came) {
  messenger.attempt();
  CAF_CHECK(messenger.accept(make_alarm("a1", "a")));
  CAF_CHECK(!messenger.accept(make_alarm("b1", "b")));
  now += 1s;
  CAF_CHECK(messenger.attempt() == delivery_worker::idle_pause);
  CAF_CHECK_EQUAL(ids(sink->received), "a1 b1");
  CAF_CHECK_EQUAL(status().delivered, 2u);
  CAF_CHECK(status().last_delivered == wall_time());
  CAF_CHECK(messenger.accept(make_alarm("a2", "a")));
}

CAF_TEST(a sink learns that a container is no more when its last alarm is delivered) {
  messenger.attempt();
  messenger.accept(make_alarm("a1", "a"));
  messenger.accept(make_alarm("a2", "a"));
  messenger.forget({"a", "b"});
  messenger.attempt();
  CAF_CHECK_EQUAL(sink->departed.size(), 1u);
  CAF_CHECK_EQUAL(sink->departed.back(), "b");
  messenger.attempt();
  CAF_CHECK_EQUAL(sink->departed.size(), 2u);
  CAF_CHECK(messenger.forget({"c"}));
  CAF_CHECK(!messenger.forget({"d"}));
  messenger.attempt();
  CAF_CHECK_EQUAL(sink->departed.size(), 4u);
  CAF_CHECK_EQUAL(sink->kept_alive, 3);
}

CAF_TEST(what could not go in one batch goes at once in the next) {
  messenger.accept(make_alarm("a1", "a"));
  messenger.accept(make_alarm("a2", "a", alarm_kind::up, "a1"));
  CAF_CHECK(messenger.attempt() == 0ms);
  CAF_CHECK(messenger.attempt() == delivery_worker::idle_pause);
  CAF_CHECK_EQUAL(ids(sink->received), "a1 a2");
}

CAF_TEST(a failed sink is given time and then gets everything in order) {
  messenger.accept(make_alarm("a1", "a"));
  sink->failures = 1;
  const auto delay = messenger.attempt();
  CAF_CHECK(delay > 0ms);
  CAF_CHECK(delay <= 500ms);
  CAF_CHECK(!up());
  CAF_CHECK_EQUAL(status().last_error, "not today");
  CAF_CHECK_EQUAL(status().failed, 1u);
  CAF_CHECK(status().oldest_pending.has_value());
  CAF_CHECK(!messenger.accept(make_alarm("a2", "a")));
  CAF_CHECK(messenger.attempt() == delay); // too early
  CAF_CHECK_EQUAL(sink->kept_alive, 1);
  CAF_CHECK_EQUAL(sink->calls, 1);
  now += delay;
  CAF_CHECK(messenger.attempt() == 0ms);
  messenger.attempt();
  CAF_CHECK_EQUAL(ids(sink->received), "a1 a2");
  CAF_CHECK(up());
  CAF_CHECK_EQUAL(status().last_error, "");
}

CAF_TEST(the pause grows while nothing gets through and is never longer than the idle one) {
  messenger.accept(make_alarm("a1", "a"));
  sink->failures = 1000;
  auto total = 0ms;
  for (int i = 0; i < 200; ++i) {
    const auto delay = messenger.attempt();
    CAF_REQUIRE(delay <= delivery_worker::idle_pause);
    now += delay;
    total += delay;
  }
  CAF_CHECK(sink->calls > 50);
  CAF_CHECK(total > 10min);
}

CAF_TEST(a sink that takes some alarms is retried soon) {
  sink->refused = "b1";
  messenger.accept(make_alarm("a1", "a"));
  messenger.accept(make_alarm("b1", "b"));
  for (int i = 0; i < 10; ++i) {
    messenger.accept(make_alarm("c" + std::to_string(i), "c"));
    const auto delay = messenger.attempt();
    CAF_CHECK(delay <= 500ms);
    now += delay;
  }
  CAF_CHECK(!up());
  sink->refused.clear();
  while (messenger.attempt() == 0ms)
    ;
  CAF_CHECK_EQUAL(status().pending, 0u);
  CAF_CHECK(up());
}

CAF_TEST(a sink that cannot be opened is down before the first alarm) {
  sink->open_fails = true;
  CAF_CHECK(messenger.attempt() <= 500ms);
  CAF_CHECK(!up());
  CAF_CHECK_EQUAL(status().last_error, "not today");
  sink->open_fails = false;
  now += 500ms;
  CAF_CHECK(messenger.attempt() == delivery_worker::idle_pause);
  CAF_CHECK(up());
}

CAF_TEST(the end delivers what waits even if the sink was down) {
  messenger.accept(make_alarm("a1", "a"));
  messenger.accept(make_alarm("a2", "a"));
  sink->failures = 1;
  messenger.attempt();
  messenger.finish();
  CAF_CHECK_EQUAL(ids(sink->received), "a1 a2");
  CAF_CHECK_EQUAL(status().pending, 0u);
}

CAF_TEST(the end takes a second at most) {
  deliver_takes = 400ms;
  for (int i = 0; i < 10; ++i)
    messenger.accept(make_alarm("a" + std::to_string(i), "a"));
  messenger.finish();
  CAF_CHECK_EQUAL(ids(sink->received), "a0 a1 a2");
  CAF_CHECK(sink->shutdown_timeout == 200ms);
}

CAF_TEST(the end does not repeat what fails) {
  messenger.accept(make_alarm("a1", "a"));
  sink->failures = 5;
  messenger.finish();
  CAF_CHECK_EQUAL(sink->calls, 1);
  CAF_CHECK_EQUAL(status().pending, 1u);
}

CAF_TEST(what became of alarms is reported once) {
  sink->refused = "b1";
  messenger.accept(make_alarm("a1", "a"));
  messenger.accept(make_alarm("b1", "b"));
  messenger.attempt();
  const auto first = messenger.take_results();
  CAF_CHECK(first.delivered == std::vector<std::string>{"a1"});
  CAF_CHECK(first.parked.empty());
  CAF_CHECK(messenger.take_results().delivered.empty());
}

CAF_TEST(a parked alarm is counted and holds nobody up) {
  sink->refused = "a1";
  sink->refusal = {model::failure_code::parked, "400 Bad Request"};
  messenger.accept(make_alarm("a1", "a"));
  messenger.accept(make_alarm("a2", "a"));
  CAF_CHECK(messenger.attempt() == 0ms);
  messenger.attempt();
  CAF_CHECK(up());
  CAF_CHECK(reports.empty());
  CAF_CHECK_EQUAL(ids(sink->received), "a2");
  CAF_CHECK_EQUAL(status().parked, 1u);
  CAF_CHECK_EQUAL(status().pending, 0u);
  CAF_CHECK_EQUAL(status().failed, 0u);
  CAF_CHECK_EQUAL(status().last_error, "400 Bad Request");
  CAF_CHECK(messenger.take_results().parked == std::vector<std::string>{"a1"});
}

CAF_TEST(a receiver that asks for time gets it) {
  sink->failures = 1;
  sink->asks_for = 60s;
  messenger.accept(make_alarm("a1", "a"));
  CAF_CHECK(messenger.attempt() == delivery_worker::idle_pause);
  now += 59s;
  messenger.attempt();
  CAF_CHECK_EQUAL(sink->calls, 1);
  now += 1s;
  messenger.attempt();
  CAF_CHECK_EQUAL(ids(sink->received), "a1");
}

CAF_TEST(a long failure is reported once and so is its end) {
  messenger.accept(make_alarm("a1", "a"));
  sink->failures = 1000;
  for (const auto start = now; now < start + 5min;) {
    CAF_CHECK_EQUAL(reports.size(), 0u);
    now += messenger.attempt();
  }
  messenger.attempt();
  now += messenger.attempt();
  CAF_CHECK_EQUAL(reports.size(), 1u);
  CAF_CHECK_EQUAL(reports.at(0), "has taken no alarm for 5 minutes: not today");
  sink->failures = 0;
  now += 30s;
  messenger.attempt();
  messenger.attempt();
  CAF_CHECK_EQUAL(reports.size(), 2u);
  CAF_CHECK_EQUAL(reports.at(1), "");
}

CAF_TEST(a short failure is not reported) {
  messenger.accept(make_alarm("a1", "a"));
  sink->failures = 1;
  now += messenger.attempt();
  messenger.attempt();
  CAF_CHECK(up());
  CAF_CHECK(reports.empty());
}

CAF_TEST(a heartbeat comes at once and then as often as asked) {
  auto url = *parse_sink_url("amqp://broker");
  url.heartbeat = 25s;
  delivery_worker beating{
      url, sink, std::make_shared<memory_outbox>(), backoff{500ms, 30s, 1}, ties()};
  CAF_CHECK(beating.attempt() == delivery_worker::idle_pause);
  CAF_REQUIRE_EQUAL(sink->received.size(), 1u);
  const auto beat = *sink->received.at(0);
  CAF_CHECK(beat.kind == alarm_kind::heartbeat);
  CAF_CHECK(beat.severity == model::severity::clear);
  CAF_CHECK_EQUAL(beat.host, "host-1");
  CAF_CHECK(beat.time == wall_time());
  now += 10s;
  beating.attempt();
  now += 10s;
  CAF_CHECK(beating.attempt() == 5s);
  CAF_CHECK_EQUAL(sink->received.size(), 1u);
  now += 5s;
  beating.attempt();
  CAF_CHECK_EQUAL(sink->received.size(), 2u);
  CAF_CHECK(sink->received.at(1)->id != beat.id);
  CAF_CHECK(beating.status()->delivered == 0);
  CAF_CHECK(beating.take_results().delivered.empty());
}

CAF_TEST(a heartbeat that fails takes the sink down and is the first to come back) {
  auto url = *parse_sink_url("amqp://broker");
  url.heartbeat = 1h;
  delivery_worker beating{
      url, sink, std::make_shared<memory_outbox>(), backoff{500ms, 30s, 1}, ties()};
  sink->failures = 1;
  now += beating.attempt();
  CAF_CHECK(beating.status()->state == model::sink_status::condition::down);
  CAF_CHECK(sink->received.empty());
  beating.attempt();
  CAF_CHECK(beating.status()->state == model::sink_status::condition::up);
  CAF_CHECK_EQUAL(sink->received.size(), 1u);
}

CAF_TEST(a sink that refuses for good all it gets is failing until it takes one) {
  messenger.attempt();
  sink->refused = "a1";
  sink->refusal = {model::failure_code::parked, "no such field"};
  messenger.accept(make_alarm("a1", "a"));
  messenger.attempt();
  CAF_CHECK(status().state == model::sink_status::condition::failing);
  CAF_CHECK_EQUAL(to_string(status().state), std::string{"failing"});
  CAF_CHECK_EQUAL(status().last_error, "no such field");
  CAF_REQUIRE_EQUAL(reports.size(), 1u);
  CAF_CHECK_EQUAL(reports[0], "takes no alarm: no such field");
  // That is reported once; nothing that waits makes it well again.
  messenger.attempt();
  CAF_CHECK(status().state == model::sink_status::condition::failing);
  CAF_CHECK_EQUAL(reports.size(), 1u);
  CAF_CHECK(messenger.accept(make_alarm("b1", "b")));
  messenger.attempt();
  CAF_CHECK(up());
  CAF_REQUIRE_EQUAL(reports.size(), 2u);
  CAF_CHECK_EQUAL(reports[1], "");
}

CAF_TEST(a failing sink that refuses the next alarm is still failing) {
  messenger.attempt();
  sink->refused = "a1";
  sink->refusal = {model::failure_code::parked, "it answered 401"};
  messenger.accept(make_alarm("a1", "a"));
  messenger.attempt();
  sink->refused = "b1";
  sink->refusal = {model::failure_code::refused, "it answered 401"};
  CAF_CHECK(messenger.accept(make_alarm("b1", "b")));
  const auto pause = messenger.attempt();
  CAF_CHECK(status().state == model::sink_status::condition::failing);
  CAF_CHECK_EQUAL(status().pending, 1u);
  // It waits like any other: neither an alarm nor a call hurries it.
  CAF_CHECK(!messenger.accept(make_alarm("c1", "c")));
  CAF_CHECK(messenger.attempt() <= pause);
  CAF_CHECK(sink->received.empty());
  sink->refusal = {model::failure_code::unreachable, "no route"};
  now += pause;
  messenger.attempt();
  CAF_CHECK(status().state == model::sink_status::condition::down);
  sink->refused.clear();
  now += 60s;
  messenger.attempt();
  CAF_CHECK(up());
  CAF_CHECK_EQUAL(reports.back(), "");
}

CAF_TEST(a sink that takes others is up though it refuses one) {
  messenger.attempt();
  sink->refused = "a1";
  sink->refusal = {model::failure_code::parked, "no such field"};
  messenger.accept(make_alarm("a1", "a"));
  messenger.accept(make_alarm("b1", "b"));
  messenger.attempt();
  CAF_CHECK(up());
  CAF_CHECK(reports.empty());
}

CAF_TEST(a receiver has as long as the URL of the sink says) {
  messenger.attempt();
  messenger.accept(make_alarm("a1", "a"));
  messenger.attempt();
  CAF_CHECK(sink->shutdown_timeout == 30s);
  delivery_worker other{
      *parse_sink_url("amqp://broker?timeout=90s"), sink, std::make_shared<memory_outbox>(),
      backoff{500ms, 30s, 1}, ties()};
  other.accept(make_alarm("b1", "b"));
  other.attempt();
  CAF_CHECK(sink->shutdown_timeout == 90s);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace delivery_worker_test
