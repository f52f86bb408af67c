#define CAF_SUITE actors.remote_writer
#include "actors/remote_write/remote_writer.hpp"
#include "model/remote_write/memory_write_queue.hpp"
#include "tests/sinks/remote_write/scripted_sender.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/self_alarm_listener.hpp"

#include <string>
#include <vector>

namespace remote_writer_test {

using namespace docker_monitor;
using namespace std::chrono_literals;
using sinks::test::scripted_sender;

namespace {

using condition = model::sink_status::condition;

constexpr model::engine_time start{std::chrono::seconds{1'795'000'000}};

/// A snapshot of running containers with these names.
model::snapshot_ptr
snapshot_of(const std::vector<std::string>& names, const std::string& host_name = "box-1") {
  std::vector<model::row_ptr> rows;
  for (const auto& name : names) {
    model::container container;
    container.id = "id-" + name;
    container.name = name;
    container.status = model::container_status::running;
    model::row row;
    row.container = std::make_shared<const model::container>(std::move(container));
    rows.push_back(std::make_shared<const model::row>(std::move(row)));
  }
  model::engine_status engine;
  engine.connected = true;
  engine.list_received = true;
  engine.host_name = host_name;
  return std::make_shared<const model::snapshot>(1, engine, std::move(rows));
}

struct fixture : tests::actor_fixture {
  std::shared_ptr<scripted_sender> receiver = std::make_shared<scripted_sender>();
  std::shared_ptr<http::latest_snapshot> latest_snapshot =
      std::make_shared<http::latest_snapshot>();
  std::shared_ptr<http::latest_remote_write> latest_state =
      std::make_shared<http::latest_remote_write>();
  const std::shared_ptr<tests::self_alarms> self_alarms = std::make_shared<tests::self_alarms>();
  actors::self_alarm_actor router = end_with_test(tests::self_alarm_listener(sys, self_alarms));
  model::engine_time now = start;
  actors::remote_writer_actor writer;

  void begin(const std::string& host_name = {}) {
    actors::remote_writer_deps deps;
    deps.url = *sinks::parse_remote_write_url("http://u:p@box:9090/write?interval=15s");
    deps.sender = receiver;
    deps.queue = std::make_shared<model::memory_write_queue>();
    deps.latest_snapshot = latest_snapshot;
    deps.context.remote_writes = {latest_state};
    deps.host_name = host_name;
    deps.machine_name = "machine";
    deps.latest_state = latest_state;
    deps.wall_clock = [this] { return now; };
    writer = end_with_test(sys.spawn(actors::remote_writer, std::move(deps)));
    caf::anon_send(writer, router);
    consume_messages();
  }

  /// Lets time pass on both clocks.
  void wait(std::chrono::seconds time) {
    for (; time.count() > 0; --time) {
      now += 1s;
      pass(1s, 1000ms);
    }
  }

  model::remote_write_status seen() const { return *latest_state->current(); }

  /// The samples that were accepted of a container's `container_status`.
  std::vector<tests::decoded_series> status_of(const std::string& name) const {
    auto all = receiver->series();
    std::erase_if(all, [&](const auto& series) {
      return series.label("__name__") != "container_status" || series.label("name") != name;
    });
    return all;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(remote_writer_tests, fixture)

CAF_TEST(a round goes once per interval) {
  latest_snapshot->publish(snapshot_of({"web"}));
  begin();
  CAF_REQUIRE_EQUAL(status_of("web").size(), 1u);
  wait(14s);
  CAF_CHECK_EQUAL(status_of("web").size(), 1u);
  wait(1s);
  CAF_CHECK_EQUAL(status_of("web").size(), 2u);
  wait(60s);
  const auto all = status_of("web");
  CAF_REQUIRE_EQUAL(all.size(), 6u);
  CAF_CHECK_EQUAL(all[0].time, 1'795'000'000'000);
  CAF_CHECK_EQUAL(all[5].time, 1'795'000'075'000);
  CAF_CHECK_EQUAL(all[5].value(), 1.0);
  CAF_CHECK(seen().state == condition::up);
}

CAF_TEST(each series names the host and the job) {
  latest_snapshot->publish(snapshot_of({"web"}));
  begin();
  const auto all = receiver->series();
  CAF_CHECK(all.size() > 10u);
  for (const auto& series : all) {
    CAF_CHECK_EQUAL(series.label("host"), "box-1");
    CAF_CHECK_EQUAL(series.label("instance"), "box-1");
    CAF_CHECK_EQUAL(series.label("job"), "docker-monitor");
    CAF_CHECK(!series.label("__name__").empty());
  }
}

CAF_TEST(a name of the host that is given is taken) {
  latest_snapshot->publish(snapshot_of({"web"}));
  begin("mine");
  CAF_REQUIRE_EQUAL(status_of("web").size(), 1u);
  CAF_CHECK_EQUAL(status_of("web")[0].label("instance"), "mine");
}

CAF_TEST(the first round waits for the engine but not for ever) {
  begin();
  wait(5s);
  CAF_CHECK_EQUAL(receiver->calls, 0);
  latest_snapshot->publish(snapshot_of({"web"}));
  wait(1s);
  CAF_CHECK_EQUAL(status_of("web").size(), 1u);
}

CAF_TEST(without an engine the machine has its own name) {
  begin();
  wait(29s);
  CAF_CHECK_EQUAL(receiver->calls, 0);
  wait(2s);
  const auto all = receiver->series();
  CAF_REQUIRE(!all.empty());
  CAF_CHECK_EQUAL(all[0].label("host"), "machine");
}

CAF_TEST(series of a removed container end with a stale marker) {
  latest_snapshot->publish(snapshot_of({"db", "web"}));
  begin();
  latest_snapshot->publish(snapshot_of({"db"}));
  wait(15s);
  const auto all = status_of("web");
  CAF_REQUIRE_EQUAL(all.size(), 2u);
  CAF_CHECK_EQUAL(all[1].bits, model::stale_marker);
  CAF_CHECK_EQUAL(all[1].time, 1'795'000'015'000);
  CAF_CHECK_EQUAL(status_of("db").back().value(), 1.0);
  wait(15s);
  CAF_CHECK_EQUAL(status_of("web").size(), 2u);
}

CAF_TEST(rounds that a receiver missed arrive with their own times) {
  latest_snapshot->publish(snapshot_of({"web"}));
  receiver->is_away = true;
  begin();
  wait(45s);
  CAF_CHECK(seen().state == condition::down);
  CAF_CHECK(seen().pending > 30u);
  CAF_CHECK(status_of("web").empty());
  receiver->is_away = false;
  wait(31s); // the longest delay between attempts
  const auto all = status_of("web");
  CAF_REQUIRE(all.size() >= 5u);
  for (std::size_t i = 0; i < all.size(); ++i)
    CAF_CHECK_EQUAL(all[i].time, 1'795'000'000'000 + static_cast<std::int64_t>(i) * 15'000);
  CAF_CHECK_EQUAL(seen().pending, 0u);
  CAF_CHECK(seen().state == condition::up);
}

CAF_TEST(a receiver that is away for long raises an alarm and its return ends it) {
  latest_snapshot->publish(snapshot_of({"web"}));
  receiver->is_away = true;
  begin();
  wait(240s);
  CAF_CHECK(self_alarms->empty());
  wait(100s);
  CAF_REQUIRE_EQUAL(self_alarms->size(), 1u);
  CAF_CHECK_EQUAL(self_alarms->front().source, "remote write to http://box:9090/write");
  CAF_CHECK(self_alarms->front().message.starts_with("has taken no samples for 5 minutes"));
  receiver->is_away = false;
  wait(31s);
  CAF_REQUIRE_EQUAL(self_alarms->size(), 2u);
  CAF_CHECK(self_alarms->back().message.empty());
}

CAF_TEST(the samples include those about the receiver itself) {
  latest_snapshot->publish(snapshot_of({"web"}));
  begin();
  wait(15s);
  auto all = receiver->series();
  std::erase_if(all, [](const auto& series) {
    return series.label("__name__") != "docker_monitor_remote_write_up";
  });
  CAF_REQUIRE_EQUAL(all.size(), 1u); // unknown in the first round
  CAF_CHECK_EQUAL(all[0].value(), 1.0);
  CAF_CHECK_EQUAL(all[0].label("url"), "http://box:9090/write");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace remote_writer_test
