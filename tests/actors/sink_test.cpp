#define CAF_SUITE actors.sink
#include "actors/sink.hpp"
#include "sinks/memory_outbox.hpp"
#include "tests/sinks/alarms.hpp"
#include "tests/sinks/scripted_sink.hpp"

#include <caf/test/dsl.hpp>

using namespace docker_monitor;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;

namespace {

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::docker_monitor>(); }
};

struct fixture : test_coordinator_fixture<config> {
  std::shared_ptr<scripted_sink> receiver = std::make_shared<scripted_sink>();
  std::shared_ptr<sinks::sink_publication> publication =
      std::make_shared<sinks::sink_publication>();
  actors::sink_actor sink = sys.spawn(
      actors::sink, *sinks::parse_sink_url("amqp://broker"), receiver,
      std::make_shared<sinks::memory_outbox>(), publication);

  fixture() { consume_messages(); }
  ~fixture() override {
    caf::anon_send_exit(sink, caf::exit_reason::user_shutdown);
    consume_messages();
  }

  void take(model::alarm_ptr alarm) { caf::anon_send(sink, std::move(alarm)); }

  /// What the publication holds.
  sinks::sink_status seen() const { return *publication->current(); }

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
  CAF_CHECK(seen().up);
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
  CAF_CHECK(!seen().up);
  CAF_CHECK_EQUAL(seen().pending, 2u);
  wait();
  CAF_CHECK_EQUAL(ids(receiver->received), "a1 a2");
  CAF_CHECK_EQUAL(seen().failed, 3u);
  CAF_CHECK(seen().up);
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
  self->receive([&](const sinks::sink_status_ptr& status) {
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

CAF_TEST_FIXTURE_SCOPE_END()
