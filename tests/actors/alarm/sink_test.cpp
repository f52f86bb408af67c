#define CAF_SUITE actors.sink
#include "actors/alarm/sink.hpp"
#include "sinks/delivery/memory_outbox.hpp"
#include "tests/sinks/alarms.hpp"
#include "tests/sinks/scripted_sink.hpp"
#include "tests/support/self_alarm_listener.hpp"

#include <caf/test/dsl.hpp>

namespace sink_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;

namespace {

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::docker_monitor>(); }
};

/// In place of the store: keeps what it receives.
actors::alarm_store_actor::behavior_type remembering_store(
    actors::alarm_store_actor::pointer, std::vector<actors::delivery_report>* stored_reports) {
  return {
      [](const actors::self_alarm_actor&) {},
      [](const actors::saver_actor&) {},
      [](const actors::commit_batch&) {},
      [stored_reports](const actors::delivery_report& what) { stored_reports->push_back(what); },
      [](const actors::alarm_log_query&) {},
      [](actors::commit_atom) {},
      [](actors::end_atom) {},
  };
}

struct fixture : test_coordinator_fixture<config> {
  std::shared_ptr<scripted_sink> receiver = std::make_shared<scripted_sink>();
  std::shared_ptr<http::latest_sink_state> latest_state =
      std::make_shared<http::latest_sink_state>();
  std::vector<actors::delivery_report> stored_reports; ///< what the store received
  actors::alarm_store_actor store = sys.spawn(remembering_store, &stored_reports);
  actors::sink_actor sink = sys.spawn(actors::sink, deps("amqp://broker", receiver));

  fixture() { consume_messages(); }

  actors::sink_deps deps(const std::string& url, std::shared_ptr<scripted_sink> with) {
    actors::sink_deps made;
    made.url = *sinks::parse_sink_url(url);
    made.sink = std::move(with);
    made.outbox = std::make_shared<sinks::memory_outbox>();
    made.latest_state = latest_state;
    made.number = 3;
    made.store = store;
    return made;
  }

  ~fixture() override {
    caf::anon_send_exit(sink, caf::exit_reason::user_shutdown);
    caf::anon_send_exit(store, caf::exit_reason::user_shutdown);
    consume_messages();
  }

  void take(model::alarm_ptr alarm) { caf::anon_send(sink, std::move(alarm)); }

  /// What the newest state of the sink holds.
  model::sink_status seen() const { return *latest_state->current(); }

  bool up() const { return seen().state == model::sink_status::condition::up; }

  /// The ids that were reported to the store as delivered.
  std::string reported_delivered() const {
    std::string all;
    for (const auto& one : stored_reports)
      for (const auto& id : one.delivered)
        all.append(all.empty() ? "" : " ").append(id);
    return all;
  }

  /// Lets so much time pass that every pause ends.
  void wait() {
    for (int i = 0; i < 4; ++i) {
      advance_time(10s);
      consume_messages();
    }
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sink_tests, fixture)

CAF_TEST(a sink is opened before the first alarm) {
  CAF_CHECK_EQUAL(receiver->opened, 1);
  CAF_CHECK(up());
}

CAF_TEST(alarms that came together go together) {
  take(make_alarm("a1", "a"));
  take(make_alarm("b1", "b"));
  consume_messages();
  CAF_CHECK_EQUAL(receiver->calls, 1);
  CAF_CHECK_EQUAL(ids(receiver->received), "a1 b1");
  CAF_CHECK_EQUAL(seen().delivered, 2u);
  CAF_CHECK_EQUAL(seen().pending, 0u);
}

CAF_TEST(one container after another in their order) {
  take(make_alarm("a1", "a"));
  take(make_alarm("a2", "a"));
  take(make_alarm("a3", "a"));
  consume_messages();
  CAF_CHECK_EQUAL(receiver->calls, 3);
  CAF_CHECK_EQUAL(ids(receiver->received), "a1 a2 a3");
}

CAF_TEST(a sink that failed is tried again by itself and nothing is lost) {
  receiver->failures = 3;
  take(make_alarm("a1", "a"));
  consume_messages();
  take(make_alarm("a2", "a"));
  consume_messages();
  CAF_CHECK_EQUAL(receiver->calls, 1);
  CAF_CHECK(!up());
  CAF_CHECK_EQUAL(seen().pending, 2u);
  wait();
  CAF_CHECK_EQUAL(ids(receiver->received), "a1 a2");
  CAF_CHECK_EQUAL(seen().failed, 3u);
  CAF_CHECK(up());
}

CAF_TEST(an idle sink is called every ten seconds and by one timer only) {
  for (int i = 0; i < 5; ++i) {
    take(make_alarm("a" + std::to_string(i), "a"));
    consume_messages();
  }
  receiver->opened = 0;
  for (int i = 0; i < 6; ++i) {
    advance_time(10s);
    consume_messages();
  }
  CAF_CHECK_EQUAL(receiver->opened, 6);
}

CAF_TEST(the status can be asked for) {
  take(make_alarm("a1", "a"));
  consume_messages();
  inject((caf::get_atom), from(self).to(sink).with(caf::get_atom_v));
  auto answered = false;
  self->receive([&](const model::sink_status_ptr& status) {
    answered = true;
    CAF_CHECK_EQUAL(status->delivered, 1u);
    const auto url = status->url;
    CAF_CHECK_EQUAL(url, "amqp://broker:5672/");
  });
  CAF_CHECK(answered);
}

CAF_TEST(the end delivers what waits) {
  receiver->failures = 1;
  take(make_alarm("a1", "a"));
  consume_messages();
  take(make_alarm("a2", "a"));
  consume_messages();
  caf::anon_send_exit(sink, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_CHECK_EQUAL(ids(receiver->received), "a1 a2");
  CAF_CHECK_EQUAL(seen().pending, 0u);
}

CAF_TEST(the end takes what was sent before it) {
  take(make_alarm("a1", "a"));
  take(make_alarm("a2", "a"));
  caf::anon_send_exit(sink, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_CHECK_EQUAL(ids(receiver->received), "a1 a2");
  CAF_CHECK_EQUAL(reported_delivered(), "a1 a2");
}

CAF_TEST(the store learns what became of alarms) {
  receiver->refused = "b1";
  receiver->refusal.code = model::failure_code::parked;
  take(make_alarm("a1", "a"));
  take(make_alarm("b1", "b"));
  consume_messages();
  CAF_REQUIRE_EQUAL(stored_reports.size(), 1u);
  CAF_CHECK_EQUAL(stored_reports.front().sink, 3u);
  CAF_CHECK(stored_reports.front().delivered == std::vector<std::string>{"a1"});
  CAF_CHECK(stored_reports.front().parked == std::vector<std::string>{"b1"});
  wait();
  CAF_CHECK_EQUAL(stored_reports.size(), 1u);
}

CAF_TEST(what was pending before goes first and what was open is restored) {
  auto second = std::make_shared<scripted_sink>();
  auto later = deps("amqp://broker", second);
  later.pending = {make_alarm("old1", "o"), make_alarm("old2", "o")};
  later.open = {make_alarm("old0", "o")};
  auto restarted = sys.spawn(actors::sink, std::move(later));
  caf::anon_send(restarted, make_alarm("old2", "o")); // found again
  caf::anon_send(restarted, make_alarm("new1", "o"));
  consume_messages();
  CAF_CHECK_EQUAL(ids(second->restored), "old0");
  CAF_CHECK_EQUAL(ids(second->received), "old1 old2 new1");
  caf::anon_send_exit(restarted, caf::exit_reason::user_shutdown);
  consume_messages();
}

CAF_TEST(a sink that is down for minutes is reported with its name) {
  const std::shared_ptr<tests::self_alarms> self_alarms = std::make_shared<tests::self_alarms>();
  auto second = std::make_shared<scripted_sink>();
  second->open_fails = true;
  auto failing = sys.spawn(actors::sink, deps("amqp://u:secret@broker", second));
  const auto router = tests::self_alarm_listener(sys, self_alarms);
  caf::anon_send(failing, router);
  for (int i = 0; i < 35; ++i) {
    consume_messages();
    advance_time(10s);
  }
  CAF_CHECK_EQUAL(self_alarms->size(), 1u);
  CAF_CHECK_EQUAL(self_alarms->at(0).source, "sink amqp://broker:5672/");
  second->open_fails = false;
  for (int i = 0; i < 35; ++i) {
    consume_messages();
    advance_time(10s);
  }
  CAF_CHECK_EQUAL(self_alarms->size(), 2u);
  CAF_CHECK_EQUAL(self_alarms->at(1).message, "");
  caf::anon_send_exit(failing, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(router, caf::exit_reason::user_shutdown);
  consume_messages();
}

CAF_TEST(a router that comes late gets what it missed) {
  auto second = std::make_shared<scripted_sink>();
  second->open_fails = true;
  auto failing = sys.spawn(actors::sink, deps("amqp://broker", second));
  for (int i = 0; i < 35; ++i) {
    consume_messages();
    advance_time(10s);
  }
  const std::shared_ptr<tests::self_alarms> self_alarms = std::make_shared<tests::self_alarms>();
  const auto router = tests::self_alarm_listener(sys, self_alarms);
  caf::anon_send(failing, router);
  consume_messages();
  CAF_CHECK_EQUAL(self_alarms->size(), 1u);
  caf::anon_send_exit(failing, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(router, caf::exit_reason::user_shutdown);
  consume_messages();
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace sink_test
