#define CAF_SUITE actors.alarm_store
#include "actors/alarm/alarm_store.hpp"
#include "tests/sinks/alarms.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/self_alarm_listener.hpp"

#include <filesystem>
#include <fstream>

namespace alarm_store_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;

namespace {

constexpr model::engine_time now{1'795'000'000s};

struct fixture : tests::actor_fixture {
  tests::scratch_directory scratch;
  std::string path = scratch / "alarms.sqlite";
  const std::shared_ptr<tests::self_alarms> self_alarms = std::make_shared<tests::self_alarms>();
  actors::self_alarm_actor router = end_with_test(tests::self_alarm_listener(sys, self_alarms));
  int resaves = 0;
  actors::saver_actor saver = make_saver();
  actors::alarm_store_actor store;

  actors::saver_actor make_saver() {
    return end_with_test(sys.spawn([this](actors::saver_actor::pointer) {
      return actors::saver_actor::behavior_type{[this](actors::saved_lost) { ++resaves; }};
    }));
  }

  storage::alarm_file file() const { return {path, {"log", "amqp"}}; }

  void start() {
    store = end_with_test(sys.spawn(
        actors::alarm_store,
        actors::alarm_store_deps{file(), storage::open_alarms(file(), now), [] { return now; }}));
    caf::anon_send(store, router);
    caf::anon_send(store, saver);
    consume_messages();
  }

  void end() {
    caf::anon_send_exit(store, caf::exit_reason::user_shutdown);
    consume_messages();
    store = nullptr;
  }

  /// What the file has; the store must have ended.
  storage::stored_alarms stored() {
    const auto opened = storage::open_alarms(file(), now);
    CAF_CHECK_EQUAL(opened.problem, "");
    return opened.stored;
  }

  void record(std::string id, std::vector<std::size_t> to = {0, 1}) {
    actors::commit_batch batch;
    batch.alarms.push_back({make_alarm(std::move(id), "a"), true, std::move(to)});
    caf::anon_send(store, std::move(batch));
  }

  void settle(std::size_t sink, std::string id) {
    caf::anon_send(store, actors::delivery_report{sink, {std::move(id)}, {}, {}});
  }

  /// How many alarms the history has; -1 where it gives a failure, -2 where it gives nothing.
  int shown() {
    auto count = std::make_shared<int>(-2);
    caf::anon_send(
        store, actors::alarm_log_query{{}, [count](const model::expected<model::alarm_page>& page) {
                                         *count = page ? static_cast<int>(page->alarms.size()) : -1;
                                       }});
    consume_messages();
    return *count;
  }

  /// Overwrites the middle of the file.
  void break_file() const {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    const std::string noise(40'000, '?');
    file.seekp(0);
    file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarm_store_tests, fixture)

CAF_TEST(what comes together goes into one transaction) {
  start();
  record("a1");
  record("b1");
  settle(0, "a1");
  CAF_CHECK_EQUAL(sched.jobs.size(), 1u);
  expect((actors::commit_batch), from(_).to(store));
  expect((actors::commit_batch), from(_).to(store));
  expect((actors::delivery_report), from(_).to(store));
  expect((actors::commit_atom), from(store).to(store));
  disallow((actors::commit_atom), from(store).to(store));
  CAF_CHECK(self_alarms->empty());
  end();
  CAF_CHECK_EQUAL(ids(stored().pending.at(0)), "b1");
  CAF_CHECK_EQUAL(ids(stored().pending.at(1)), "a1 b1");
}

CAF_TEST(who waits for the disk is notified once it has all) {
  start();
  int calls = 0;
  actors::commit_batch batch;
  batch.alarms.push_back({make_alarm("a1", "a"), true, {0}});
  batch.committed.push_back([&calls] { ++calls; });
  caf::anon_send(store, std::move(batch));
  expect((actors::commit_batch), from(_).to(store));
  CAF_CHECK_EQUAL(calls, 0);
  expect((actors::commit_atom), from(store).to(store));
  CAF_CHECK_EQUAL(calls, 1);
  actors::commit_batch nothing_new;
  nothing_new.committed.push_back([&calls] { ++calls; });
  caf::anon_send(store, std::move(nothing_new));
  consume_messages();
  CAF_CHECK_EQUAL(calls, 2);
}

CAF_TEST(who waits for a disk that takes nothing is notified when it does) {
  path = scratch / "later/alarms.sqlite";
  start();
  int calls = 0;
  actors::commit_batch batch;
  batch.alarms.push_back({make_alarm("a1", "a"), true, {0}});
  batch.committed.push_back([&calls] { ++calls; });
  caf::anon_send(store, std::move(batch));
  consume_messages();
  CAF_CHECK_EQUAL(calls, 0);
  std::filesystem::create_directory(scratch / "later");
  advance_time(5s);
  consume_messages();
  CAF_CHECK_EQUAL(calls, 1);
}

CAF_TEST(the end writes what was sent before it) {
  start();
  record("a1");
  record("a2");
  actors::commit_batch batch;
  batch.states = {{"cursor", "", "2"}};
  caf::anon_send(store, std::move(batch));
  end();
  CAF_CHECK_EQUAL(ids(stored().pending.at(0)), "a1 a2");
  CAF_CHECK_EQUAL(stored().states.size(), 1u);
}

CAF_TEST(the history has what was recorded just before) {
  start();
  record("a1");
  CAF_CHECK_EQUAL(shown(), 1);
}

CAF_TEST(dropped and parked alarms are noted) {
  start();
  record("a1");
  record("a2");
  record("a3");
  consume_messages();
  caf::anon_send(store, actors::delivery_report{0, {"a1"}, {"a2"}, {"a3"}});
  end();
  CAF_CHECK_EQUAL(ids(stored().pending.at(0)), "a2");
}

CAF_TEST(without a disk it goes on from memory and writes all of it later) {
  path = scratch / "later/alarms.sqlite";
  start();
  CAF_REQUIRE_EQUAL(self_alarms->size(), 1u);
  CAF_CHECK_EQUAL(self_alarms->at(0).source, "store");
  CAF_CHECK(self_alarms->at(0).message.find(path) == 0u);
  CAF_CHECK(self_alarms->at(0).message.ends_with("alarms go on from memory"));
  record("a1");
  record("a2");
  settle(0, "a1");
  consume_messages();
  pass(11s, 1000ms);
  CAF_CHECK_EQUAL(self_alarms->size(), 1u);
  CAF_CHECK_EQUAL(shown(), -1);
  std::filesystem::create_directory(scratch / "later");
  pass(6s, 1000ms);
  CAF_REQUIRE_EQUAL(self_alarms->size(), 2u);
  CAF_CHECK_EQUAL(self_alarms->at(1).message, "");
  CAF_CHECK_EQUAL(shown(), 2);
  record("a3");
  end();
  CAF_CHECK_EQUAL(ids(stored().pending.at(0)), "a2 a3");
  CAF_CHECK_EQUAL(ids(stored().pending.at(1)), "a1 a2 a3");
  CAF_CHECK_EQUAL(self_alarms->size(), 2u);
}

CAF_TEST(a disk that takes nothing is asked every five seconds only) {
  path = scratch / "none/alarms.sqlite";
  start();
  for (int i = 0; i < 20; ++i) {
    record("a" + std::to_string(i));
    consume_messages();
  }
  disallow((actors::commit_atom), from(store).to(store));
  advance_time(5s);
  expect((actors::commit_atom), from(store).to(store));
  disallow((actors::commit_atom), from(store).to(store)); // one for all of them
}

CAF_TEST(a file that breaks while it is used is quarantined and everything asked for again) {
  start();
  for (int i = 0; i < 200; ++i)
    record("a" + std::to_string(i));
  end();
  start();
  break_file();
  record("b1"); // may hit what is broken, or not yet
  consume_messages();
  shown();
  CAF_CHECK_EQUAL(resaves, 1);
  CAF_REQUIRE_EQUAL(self_alarms->size(), 2u);
  CAF_CHECK(
      self_alarms->at(0).message.find("renamed to " + path + ".corrupt-") != std::string::npos);
  CAF_CHECK_EQUAL(self_alarms->at(1).message, "");
  record("b2");
  CAF_CHECK(shown() > 0);
  end();
  CAF_CHECK(ids(stored().pending.at(0)).ends_with("b2"));
}

CAF_TEST(a failure that ends before the router is known is reported with its end) {
  start();
  record("a1");
  end();
  break_file();
  store = end_with_test(sys.spawn(
      actors::alarm_store,
      actors::alarm_store_deps{file(), storage::open_alarms(file(), now), [] { return now; }}));
  consume_messages();
  CAF_CHECK(self_alarms->empty());
  caf::anon_send(store, router);
  consume_messages();
  CAF_REQUIRE_EQUAL(self_alarms->size(), 2u);
  CAF_CHECK(self_alarms->front().message.find("a new file is used") != std::string::npos);
  CAF_CHECK_EQUAL(self_alarms->back().message, "");
  end();
}

CAF_TEST(who attaches after the loss is notified of it) {
  start();
  for (int i = 0; i < 200; ++i)
    record("a" + std::to_string(i));
  end();
  start();
  break_file();
  record("b1");
  consume_messages();
  shown();
  caf::anon_send(store, make_saver());
  consume_messages();
  CAF_CHECK_EQUAL(resaves, 2);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace alarm_store_test
