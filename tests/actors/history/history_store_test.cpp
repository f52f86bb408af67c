#define CAF_SUITE actors.history_store
#include "actors/history/history_store.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/self_alarm_listener.hpp"

#include <fstream>

namespace history_store_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_seconds start{1'795'046'400s};

struct fixture : tests::actor_fixture {
  tests::scratch_directory scratch;
  std::string path = scratch / "history.sqlite";
  const std::shared_ptr<tests::self_alarms> self_alarms = std::make_shared<tests::self_alarms>();
  self_alarm_actor router = end_with_test(tests::self_alarm_listener(sys, self_alarms));
  history_store_actor store;
  std::chrono::sys_seconds now = start;

  void begin() {
    const storage::history_file file{path, 512'000'000};
    store = end_with_test(
        sys.spawn(history_store, history_store_deps{file, storage::open_history(file, start), [] {
                                                      return model::engine_time{start};
                                                    }}));
    caf::anon_send(store, router);
    consume_messages();
  }

  /// A minute of 200 containers.
  void write() {
    model::history_batch batch;
    for (int i = 0; i < 200; ++i) {
      const auto name = "c" + std::to_string(i);
      batch.pieces.push_back(
          {std::make_shared<const model::history_names>(model::history_names{name, name}), 1});
      model::history_window window{model::window_of(now), 15, {}};
      window.summary.least[0] = window.summary.average[0] = window.summary.most[0] =
          model::encode_value(i);
      batch.windows.push_back(window);
    }
    now += 45s;
    batch.until = now;
    caf::anon_send(store, std::make_shared<const model::history_batch>(std::move(batch)));
    consume_messages();
  }

  /// How many points there are of a container; -1 where it gives a failure.
  int points(const std::string& container) {
    std::optional<int> count;
    model::metric_history::answer answer;
    answer.identity = container;
    answer.from = start;
    answer.to = answer.stored_until = now;
    answer.bins = model::history_downsampler{15s};
    caf::anon_send(
        store, stored_history_query{answer, [&](const model::expected<model::history_line>& line) {
                                      count = line ? static_cast<int>(line->points.size()) : -1;
                                    }});
    consume_messages();
    CAF_REQUIRE(count);
    return *count;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(history_store_tests, fixture)

CAF_TEST(what was written is found) {
  begin();
  write();
  write();
  CAF_CHECK_EQUAL(points("c7"), 2);
  CAF_CHECK_EQUAL(points("nobody"), -1);
  CAF_CHECK(self_alarms->empty());
}

CAF_TEST(chunks are made piece by piece while questions come between) {
  begin();
  for (int i = 0; i < 42; ++i)
    write();
  CAF_CHECK_EQUAL(points("c7"), 42);
  advance_time(50ms);
  CAF_CHECK_EQUAL(points("c7"), 42);
  pass(10s);
  CAF_CHECK_EQUAL(points("c199"), 42);
}

CAF_TEST(without a disk batches wait and are written when it is back) {
  path = scratch / "later/history.sqlite";
  begin();
  CAF_REQUIRE_EQUAL(self_alarms->size(), 1u);
  CAF_CHECK_EQUAL(self_alarms->at(0).source, "history");
  CAF_CHECK(self_alarms->at(0).message.find(path) == 0u);
  write();
  pass(11s, 1000ms);
  CAF_CHECK_EQUAL(points("c7"), -1);
  CAF_CHECK_EQUAL(self_alarms->size(), 1u);
  std::filesystem::create_directory(scratch / "later");
  pass(6s, 1000ms);
  CAF_REQUIRE_EQUAL(self_alarms->size(), 2u);
  CAF_CHECK_EQUAL(self_alarms->at(1).message, "");
  CAF_CHECK_EQUAL(points("c7"), 1);
}

CAF_TEST(a file that breaks while it is used is quarantined and replaced) {
  begin();
  for (int i = 0; i < 60; ++i)
    write();
  pass(2s);
  caf::anon_send_exit(store, caf::exit_reason::user_shutdown);
  consume_messages();
  begin();
  {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    const std::string noise(500'000, '?');
    file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
  }
  for (int i = 0; i < 3; ++i) // may hit what is broken, or not yet
    write();
  pass(1s);
  CAF_REQUIRE(!self_alarms->empty());
  CAF_CHECK(
      self_alarms->at(0).message.find("renamed to " + path + ".corrupt-") != std::string::npos);
  write();
  CAF_CHECK_EQUAL(self_alarms->back().message, "");
  CAF_CHECK(points("c7") > 0);
}

CAF_TEST(the end writes what was sent before it) {
  begin();
  model::history_batch batch;
  batch.pieces.push_back(
      {std::make_shared<const model::history_names>(model::history_names{"a", "a"}), 1});
  batch.windows.push_back({model::window_of(start), 15, {}});
  batch.until = start + 45s;
  caf::anon_send(store, std::make_shared<const model::history_batch>(std::move(batch)));
  caf::anon_send_exit(store, caf::exit_reason::user_shutdown);
  consume_messages();
  const auto opened = storage::open_history({path, 512'000'000}, start);
  CAF_REQUIRE(opened.database);
  CAF_CHECK(*opened.database->kept_until() == start + 45s);
}

CAF_TEST(a store with nothing to do does nothing) {
  begin();
  write();
  pass(10s);
  advance_time(10s);
  disallow((commit_atom), from(store).to(store));
  CAF_CHECK_EQUAL(points("c7"), 1);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace history_store_test
