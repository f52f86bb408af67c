#define CAF_SUITE actors.history_keeper
#include "actors/history/history_keeper.hpp"
#include "actors/history/history_store.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/self_alarm_listener.hpp"

namespace history_keeper_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_seconds start{1'795'046'400s}; ///< a multiple of all steps

/// What a store was sent, and answers when the test says so.
struct fake_store_state {
  std::vector<model::history_batch_ptr> batches;
  std::vector<stored_history_query> queries;
  caf::strong_actor_ptr keeper;
};

history_store_actor::behavior_type
fake_store(history_store_actor::pointer self, const std::shared_ptr<fake_store_state>& seen) {
  return {
      [](const self_alarm_actor&) {},
      [self, seen](model::history_batch_ptr& batch) {
        seen->batches.push_back(std::move(batch));
        seen->keeper = self->current_sender();
      },
      [seen](stored_history_query& query) { seen->queries.push_back(std::move(query)); },
      [](commit_atom) {},
      [](compact_atom) {},
      [](end_atom) {},
  };
}

struct fixture : tests::actor_fixture {
  std::shared_ptr<fake_store_state> seen = std::make_shared<fake_store_state>();
  history_keeper_deps settings;
  history_store_actor store;
  history_keeper_actor keeper;
  model::container_ptr web;
  std::chrono::sys_seconds now = start;
  std::optional<model::expected<model::history_line>> answer;
  const std::shared_ptr<tests::self_alarms> self_alarms = std::make_shared<tests::self_alarms>();
  self_alarm_actor router = end_with_test(tests::self_alarm_listener(sys, self_alarms));

  fixture() {
    model::container c;
    c.id = c.name = "web";
    c.status = model::container_status::running;
    web = std::make_shared<const model::container>(std::move(c));
  }
  ~fixture() override { seen->keeper = nullptr; }

  /// Begins with a real store of this file, as the program does.
  void begin_on_disk(const storage::history_file& file) {
    auto opened = storage::open_history(file, start);
    settings.history.kept_until = opened.database ? opened.database->kept_until() : std::nullopt;
    store = end_with_test(sys.spawn(
        history_store,
        history_store_deps{file, std::move(opened), [] { return model::engine_time{start}; }}));
    caf::anon_send(store, router);
    begin();
  }

  void begin(bool with_store = true) {
    settings.history.on_disk = with_store;
    if (with_store && !store)
      store = end_with_test(sys.spawn(fake_store, seen));
    settings.store = store;
    keeper = end_with_test(sys.spawn(history_keeper, settings));
    consume_messages();
  }

  void sample_for(std::chrono::seconds time) {
    for (const auto end = now + time; now < end; now += 1s) {
      auto s = std::make_shared<model::sample>();
      s->now.read_at = now;
      s->cpu_percent = 10;
      std::vector<model::row_ptr> rows{
          std::make_shared<const model::row>(model::row{web, std::move(s), now})};
      caf::anon_send(
          keeper,
          std::make_shared<const model::snapshot>(1, model::engine_status{}, std::move(rows)));
      consume_messages();
    }
  }

  void kept() {
    caf::anon_send(caf::actor_cast<history_keeper_actor>(seen->keeper), kept_atom_v);
    consume_messages();
  }

  /// Ends keeper and store, as the program does, and is away for half a minute.
  void stop() {
    caf::anon_send_exit(keeper, caf::exit_reason::user_shutdown);
    consume_messages();
    caf::anon_send_exit(store, caf::exit_reason::user_shutdown);
    consume_messages();
    now += 30s;
  }

  void ask(std::chrono::seconds from, const std::string& container = "web") {
    answer.reset();
    caf::anon_send(
        keeper,
        metric_history_query{
            {container, model::history_series::cpu, start + from, now, 0s},
            [this](model::expected<model::history_line> line) { answer = std::move(line); }});
    consume_messages();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(history_keeper_tests, fixture)

CAF_TEST(memory answers without the store) {
  begin(false);
  sample_for(100s);
  ask(0s);
  CAF_REQUIRE(answer && *answer);
  CAF_CHECK_EQUAL((*answer)->points.size(), 100u);
  ask(0s, "nobody");
  CAF_REQUIRE(answer && !*answer);
  CAF_CHECK(answer->error().code == model::failure_code::not_found);
}

CAF_TEST(one batch is on its way at a time) {
  begin();
  sample_for(46s);
  CAF_CHECK_EQUAL(seen->batches.size(), 1u);
  sample_for(180s);
  CAF_CHECK_EQUAL(seen->batches.size(), 1u);
  kept();
  kept();
  CAF_CHECK_EQUAL(seen->batches.size(), 3u);
}

CAF_TEST(while the disk hangs a quarter of an hour waits and the oldest goes) {
  begin();
  sample_for(46s);
  sample_for(3600s);
  CAF_CHECK_EQUAL(seen->batches.size(), 1u);
  for (int i = 0; i < 30; ++i)
    kept();
  CAF_CHECK_EQUAL(seen->batches.size(), 1u + 20u);
  CAF_CHECK(seen->batches.back()->until == start + 3645s);
  ask(3646s - 900s);
  CAF_REQUIRE(answer && *answer); // from memory, whatever the disk does
  CAF_CHECK_EQUAL((*answer)->points.size(), 900u);
}

CAF_TEST(the end hands over what is open) {
  begin();
  sample_for(20s);
  CAF_CHECK(seen->batches.empty());
  caf::anon_send_exit(keeper, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_REQUIRE_EQUAL(seen->batches.size(), 1u);
  CAF_CHECK_EQUAL(seen->batches.front()->windows.size(), 2u);
}

CAF_TEST(what is older than memory is asked of the store) {
  settings.history.kept_until = start - 60s;
  begin();
  sample_for(30s);
  ask(-3600s);
  CAF_CHECK(!answer);
  CAF_REQUIRE_EQUAL(seen->queries.size(), 1u);
  const auto& asked = seen->queries.front().answer;
  CAF_CHECK_EQUAL(asked.identity, "web");
  CAF_CHECK(asked.from == start - 3600s);
  CAF_CHECK(asked.stored_until == start);
  ask(0s, "nobody"); // here, but perhaps there
  CAF_CHECK_EQUAL(seen->queries.size(), 2u);
}

CAF_TEST(memory and disk are one line over a restart) {
  const tests::scratch_directory scratch;
  const storage::history_file file{scratch / "history.sqlite", 512'000'000};
  begin_on_disk(file);
  sample_for(3600s);
  stop();
  begin_on_disk(file);
  sample_for(90s);
  ask(0s);
  CAF_REQUIRE(answer && *answer);
  CAF_CHECK_EQUAL((*answer)->step, 15s);
  CAF_CHECK_EQUAL((*answer)->points.size(), 240u + 6);
  for (const auto& p : (*answer)->points)
    CAF_CHECK_EQUAL(p.average, 10.0F);
  ask(0s, "nobody");
  CAF_REQUIRE(answer && !*answer);
  CAF_CHECK(answer->error().code == model::failure_code::not_found);
  CAF_CHECK(self_alarms->empty());
}

CAF_TEST(what is on a disk that comes later is found then) {
  const tests::scratch_directory scratch;
  const auto directory = scratch / "disk";
  std::filesystem::create_directory(directory);
  const storage::history_file file{directory + "/history.sqlite", 512'000'000};
  begin_on_disk(file);
  sample_for(300s);
  stop();
  std::filesystem::rename(directory, directory + "-away");
  begin_on_disk(file);
  sample_for(60s);
  ask(0s);
  CAF_REQUIRE(answer && *answer); // what memory has, at least
  CAF_CHECK_EQUAL((*answer)->points.size(), 60u);
  std::filesystem::rename(directory + "-away", directory);
  pass(6s, 1000ms);
  ask(0s);
  CAF_REQUIRE(answer && *answer);
  CAF_CHECK_EQUAL((*answer)->step, 15s);
  CAF_CHECK_EQUAL((*answer)->points.size(), 20u + 4);
}

CAF_TEST(what waits is bounded in bytes and the newest stays) {
  history_keeper_state state{nullptr};
  state.store = end_with_test(sys.spawn(fake_store, seen));
  const auto batch_of = [](std::size_t bytes) {
    auto batch = std::make_shared<model::history_batch>();
    batch->windows.resize(bytes / sizeof(model::history_window));
    return batch;
  };
  const auto half = (32U << 20U) / 2;
  state.enqueue(nullptr);
  CAF_CHECK(state.waiting.empty());
  const auto oldest = batch_of(half);
  state.enqueue(oldest);
  state.enqueue(batch_of(half));
  CAF_CHECK_EQUAL(state.waiting.size(), 2u);
  CAF_CHECK(!state.dropped);
  const auto newest = batch_of(half);
  state.enqueue(newest);
  CAF_REQUIRE_EQUAL(state.waiting.size(), 2u);
  CAF_CHECK(state.waiting.front() != oldest);
  CAF_CHECK(state.waiting.back() == newest);
  CAF_CHECK(state.dropped);
  const auto huge = batch_of(3 * half);
  state.enqueue(huge);
  CAF_REQUIRE_EQUAL(state.waiting.size(), 1u);
  CAF_CHECK(state.waiting.front() == huge);
  CAF_CHECK(state.next() == huge);
  CAF_CHECK(state.on_its_way);
  state.enqueue(newest);
  CAF_CHECK(!state.next());
}

CAF_TEST(a keeper without a store keeps nothing for it) {
  history_keeper_state state{nullptr};
  state.enqueue(std::make_shared<model::history_batch>());
  CAF_CHECK(state.waiting.empty());
}

CAF_TEST(the end hands over what waits in its order) {
  begin();
  sample_for(200s);
  CAF_CHECK_EQUAL(seen->batches.size(), 1u);
  caf::anon_send_exit(keeper, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(keeper, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_REQUIRE_EQUAL(seen->batches.size(), 5u);
  for (std::size_t i = 1; i < 5; ++i)
    CAF_CHECK(seen->batches[i - 1]->until < seen->batches[i]->until);
}

CAF_TEST(identities without room are logged once) {
  settings.history.budget = 1;
  begin(false);
  sample_for(2s);
  auto& state = deref<history_keeper_actor::stateful_base<history_keeper_state>>(keeper).state;
  CAF_CHECK(state.refused);
  ask(0s);
  CAF_REQUIRE(answer && !*answer);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace history_keeper_test
