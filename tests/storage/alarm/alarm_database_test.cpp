#define CAF_SUITE storage.alarm_database
#include "storage/alarm/alarm_database.hpp"
#include "tests/sinks/alarms.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace alarm_database_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;
using namespace docker_monitor::sinks::test;

namespace {

using numbers = std::vector<std::size_t>;

/// An alarm with the state its kind has.
model::alarm_ptr
made(std::string id, std::string container, alarm_kind kind, std::string closes = {}) {
  auto a = std::make_shared<model::alarm>(
      *make_alarm(std::move(id), std::move(container), kind, std::move(closes)));
  a->state = kind == alarm_kind::down  ? model::alarm_state::open
             : kind == alarm_kind::oom ? model::alarm_state::event
                                       : model::alarm_state::closed;
  a->severity = model::default_severity(kind, a->state);
  return a;
}

model::alarm_ptr down(std::string id, std::string container) {
  return made(std::move(id), std::move(container), alarm_kind::down);
}

model::alarm_ptr up(std::string id, std::string container, std::string closes) {
  return made(std::move(id), std::move(container), alarm_kind::up, std::move(closes));
}

struct fixture {
  tests::scratch_directory scratch;
  std::string path = scratch / "alarms.sqlite";
  std::vector<std::string> keys{"log", "amqp"};
  history_limits limits;
  std::unique_ptr<alarm_database> database = open(path);
  write_batch batch;

  std::unique_ptr<alarm_database> open(const std::string& from) const {
    auto opened = alarm_database::open(from, keys, limits);
    CAF_REQUIRE(opened.has_value());
    return *std::move(opened);
  }

  void reopen() {
    database.reset();
    database = open(path);
  }

  void write() {
    const auto problem = database->write(batch);
    CAF_CHECK_EQUAL(problem ? problem->message : "", "");
    batch.clear();
  }

  void write(model::alarm_ptr alarm, numbers to = {0, 1}, bool shown = true) {
    batch.add({std::move(alarm), shown, std::move(to)});
    write();
  }

  stored_alarms load() const {
    auto found = database->load();
    CAF_REQUIRE(found.has_value());
    return *std::move(found);
  }

  std::string pending(std::size_t sink) const { return ids(load().pending.at(sink)); }
  std::string open_at(std::size_t sink) const { return ids(load().open.at(sink)); }

  /// The ids of a page with the states, as `a1:open`, newest first.
  std::string page(const model::alarm_query& query = {}) const {
    const auto found = database->page(query);
    CAF_REQUIRE(found.has_value());
    std::string all;
    for (const auto& text : found->alarms) {
      const auto alarm = model::parse_alarm(text);
      CAF_REQUIRE(alarm.has_value());
      all.append(all.empty() ? "" : " ").append(alarm->id).append(":");
      all.append(model::to_string(alarm->state));
    }
    return all;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarm_database_tests, fixture)

CAF_TEST(what was written is there after a restart) {
  auto whole = std::make_shared<model::alarm>(*down("a1", "a"));
  whole->log_lines = {"password=1", "bye"};
  whole->exit_code = 137;
  batch.keep({"container", "a", "{}"});
  batch.keep({"cursor", "", "7"});
  write(whole);
  reopen();
  const auto found = load();
  CAF_CHECK_EQUAL(found.states.size(), 2u);
  CAF_CHECK_EQUAL(found.states.at(0).area, "container");
  CAF_CHECK_EQUAL(found.states.at(0).text, "{}");
  CAF_CHECK_EQUAL(found.pending.at(0).size(), 1u);
  const auto again = *found.pending.at(0).at(0);
  CAF_CHECK(again.log_lines == whole->log_lines);
  CAF_CHECK_EQUAL(again.exit_code.value_or(0), 137);
  CAF_CHECK(again.time == whole->time);
  CAF_CHECK(found.pending.at(1).at(0) == found.pending.at(0).at(0)); // read once
  CAF_CHECK(found.newest_ids == std::vector<std::string>{"a1"});
  CAF_CHECK_EQUAL(found.unreadable, 0u);
}

CAF_TEST(states are replaced and an empty one is gone) {
  batch.keep({"container", "a", "1"});
  batch.keep({"container", "b", "1"});
  write();
  batch.keep({"container", "a", "2"});
  batch.keep({"container", "b", ""});
  write();
  const auto found = load();
  CAF_CHECK_EQUAL(found.states.size(), 1u);
  CAF_CHECK_EQUAL(found.states.at(0).text, "2");
}

CAF_TEST(each sink has its own pending alarms in their order) {
  write(down("a1", "a"));
  write(down("b1", "b"), {1});
  write(up("a2", "a", "a1"));
  batch.settle(1, "b1");
  write();
  CAF_CHECK_EQUAL(pending(0), "a1 a2");
  CAF_CHECK_EQUAL(pending(1), "a1 a2");
  batch.settle(0, "a1");
  batch.settle(0, "a2");
  batch.settle(0, "nobody");
  write();
  reopen();
  CAF_CHECK_EQUAL(pending(0), "");
  CAF_CHECK_EQUAL(pending(1), "a1 a2");
}

CAF_TEST(what is settled before the write is never pending) {
  batch.add({down("a1", "a"), true, {0, 1}});
  batch.settle(0, "a1");
  write();
  CAF_CHECK_EQUAL(pending(0), "");
  CAF_CHECK_EQUAL(pending(1), "a1");
}

CAF_TEST(parked alarms are tried again after a restart) {
  batch.add({down("a1", "a"), true, {0}});
  batch.park(0, "a1");
  write();
  reopen();
  CAF_CHECK_EQUAL(pending(0), "a1");
}

CAF_TEST(sinks are known by their keys whatever their order) {
  write(down("a1", "a"), {1});
  keys = {"amqp", "new", "log"};
  reopen();
  CAF_CHECK_EQUAL(pending(0), "a1");
  CAF_CHECK_EQUAL(pending(1), "");
  CAF_CHECK_EQUAL(pending(2), "");
  keys = {"log"};
  reopen();
  CAF_CHECK_EQUAL(pending(0), "");
  keys = {"log", "amqp"};
  reopen();
  CAF_CHECK_EQUAL(pending(1), "a1");
}

CAF_TEST(equal sinks are distinguished by their order) {
  keys = {"log", "log"};
  reopen();
  write(down("a1", "a"), {1});
  reopen();
  CAF_CHECK_EQUAL(pending(0), "");
  CAF_CHECK_EQUAL(pending(1), "a1");
}

CAF_TEST(a replay changes nothing) {
  write(down("a1", "a"));
  batch.settle(0, "a1");
  write();
  write(down("a1", "a"));
  CAF_CHECK_EQUAL(pending(0), "");
  CAF_CHECK_EQUAL(pending(1), "a1");
  CAF_CHECK_EQUAL(page(), "a1:open");
  batch.add({down("a1", "a"), true, {0, 1}}); // delivered again before it is written again
  batch.settle(1, "a1");
  write();
  CAF_CHECK_EQUAL(pending(1), "");
}

CAF_TEST(a shown and a hidden alarm may have one id) {
  write(down("a1", "a"), {0}, false);
  write(down("a1", "a"), {1}, true);
  CAF_CHECK_EQUAL(pending(0), "a1");
  CAF_CHECK_EQUAL(pending(1), "a1");
  CAF_CHECK_EQUAL(page(), "a1:open");
}

CAF_TEST(an alarm that ends another closes it) {
  write(down("a1", "a"));
  write(down("b1", "b"));
  CAF_CHECK_EQUAL(page(), "b1:open a1:open");
  write(up("a2", "a", "a1"));
  CAF_CHECK_EQUAL(page(), "a2:closed b1:open a1:closed");
  model::alarm_query query;
  query.closed = false;
  CAF_CHECK_EQUAL(page(query), "b1:open");
  query.closed = true;
  query.open = false;
  CAF_CHECK_EQUAL(page(query), "a2:closed a1:closed");
}

CAF_TEST(nothing is open of a container that is gone) {
  write(down("a1", "a"));
  write(down("b1", "b"));
  batch.close("a");
  write();
  CAF_CHECK_EQUAL(page(), "b1:open a1:closed");
  batch.add({down("a2", "a"), true, {0}});
  batch.close("a");
  write();
  CAF_CHECK_EQUAL(page(), "a2:closed b1:open a1:closed");
}

CAF_TEST(a sink is notified of the open alarms it has) {
  write(down("a1", "a"));
  write(down("b1", "b"), {1});
  CAF_CHECK_EQUAL(open_at(1), ""); // it does not have them yet
  batch.settle(1, "a1");
  batch.settle(1, "b1");
  write();
  CAF_CHECK_EQUAL(open_at(0), "");
  CAF_CHECK_EQUAL(open_at(1), "a1 b1");
  reopen();
  write(up("a2", "a", "a1"), {0}); // ends it for the other sink, and in the history
  CAF_CHECK_EQUAL(open_at(1), "a1 b1");
  write(up("b2", "b", "b1"), {1}, false); // not in the history
  CAF_CHECK_EQUAL(open_at(1), "a1");
  CAF_CHECK_EQUAL(page(), "a2:closed b1:open a1:closed");
}

CAF_TEST(pages follow one another) {
  for (int i = 0; i < 7; ++i)
    write(down("a" + std::to_string(i), "a"), {0}, i != 3);
  model::alarm_query query;
  query.limit = 3;
  CAF_CHECK_EQUAL(page(query), "a6:open a5:open a4:open");
  query.after = database->page(query)->next;
  CAF_CHECK_EQUAL(page(query), "a2:open a1:open a0:open");
  CAF_CHECK(!database->page(query)->next.has_value());
  query.after = 0;
  CAF_CHECK_EQUAL(page(query), "");
  query.after = ~std::uint64_t{0};
  CAF_CHECK_EQUAL(page(query), "a6:open a5:open a4:open");
}

CAF_TEST(pages show what is asked for) {
  const auto named = std::make_shared<model::alarm>(*down("a1", "0123456789"));
  named->container_name = "web";
  write(named);
  write(made("b1", "b", alarm_kind::oom));
  model::alarm_query query;
  for (const auto* container : {"web", "0123", "0123456789"}) {
    query.container = container;
    CAF_CHECK_EQUAL(page(query), "a1:open");
  }
  for (const auto* container : {"we", "123", "01234567890", "%", "x' OR 1=1"}) {
    query.container = container;
    CAF_CHECK_EQUAL(page(query), "");
  }
  query.container = "renamed";
  query.container_id = "0123456789";
  CAF_CHECK_EQUAL(page(query), "a1:open");
  query.container_id = "0123";
  CAF_CHECK_EQUAL(page(query), "");
  query = {};
  query.severity = model::severity::critical;
  CAF_CHECK_EQUAL(page(query), "b1:event");
  query.severity = model::severity::clear;
  CAF_CHECK_EQUAL(page(query), "");
}

CAF_TEST(an alarm of which more is known replaces its text only) {
  const auto alarm = std::make_shared<model::alarm>(*down("a1", "a"));
  write(alarm);
  auto amended = std::make_shared<model::alarm>(*alarm);
  amended->cause = model::down_cause::engine;
  write_batch more;
  more.add({amended, true, {}, true});
  CAF_CHECK(!database->write(more));
  const auto shown = database->page({})->alarms;
  CAF_REQUIRE_EQUAL(shown.size(), 1u);
  CAF_CHECK(model::parse_alarm(shown[0])->cause == model::down_cause::engine);
  CAF_CHECK(model::parse_alarm(shown[0])->state == model::alarm_state::open);
}

CAF_TEST(what containers wrote is shown to those who may see it) {
  auto odd = std::make_shared<model::alarm>(*down("a1", "a"));
  odd->log_lines = {"password=1"};
  write(odd);
  model::alarm_query query;
  CAF_CHECK(database->page(query)->alarms.at(0).find("password") == std::string::npos);
  query.with_logs = true;
  CAF_CHECK(database->page(query)->alarms.at(0).find("password") != std::string::npos);
  write(down("a2", "b"));
  CAF_CHECK_EQUAL(database->page(query)->alarms.size(), 2u);
}

CAF_TEST(an acknowledgement is shown once with who and when) {
  write(down("a1", "a"));
  write_batch more;
  more.acknowledge({"a1", "al\"ice", model::engine_time{}});
  CAF_CHECK(!more.empty());
  CAF_CHECK(!database->write(more));
  CAF_CHECK(!database->write(more));
  const auto text = database->page({})->alarms.at(0);
  const auto shown =
      text.find(R"("acknowledged":{"by":"al\"ice","at":"1970-01-01T00:00:00.000Z"})");
  CAF_CHECK(shown != std::string::npos);
  CAF_CHECK(text.find("acknowledged", shown + 10) == std::string::npos);
  CAF_CHECK(model::parse_alarm(text).has_value());
}

CAF_TEST(clients never see log lines and names cannot forge a state) {
  auto odd = std::make_shared<model::alarm>(*down("a1", "a"));
  odd->container_name = R"(x","state":"open",")";
  odd->log_lines = {"password=1"};
  write(odd);
  write(up("a2", "a", "a1"));
  const auto text = database->page({})->alarms.at(1);
  CAF_CHECK(text.find("password") == std::string::npos);
  const auto alarm = *model::parse_alarm(text);
  CAF_CHECK_EQUAL(alarm.container_name, odd->container_name);
  CAF_CHECK(alarm.state == model::alarm_state::closed);
}

CAF_TEST(a crash loses nothing that was written) {
  for (int i = 0; i < 50; ++i)
    write(down("a" + std::to_string(i), "a"), {0});
  batch.keep({"cursor", "", "50"});
  write();
  // What is on disk at this moment, while the database is open.
  const auto copy = scratch / "copy.sqlite";
  for (const auto* suffix : {"", "-wal"})
    std::filesystem::copy_file(path + suffix, copy + suffix);
  database = open(copy);
  const auto found = load();
  CAF_CHECK_EQUAL(found.pending.at(0).size(), 50u);
  CAF_CHECK_EQUAL(found.states.at(0).text, "50");
}

CAF_TEST(a crash in the middle of a write leaves the state before it) {
  write(down("a1", "a"), {0});
  const auto before = std::filesystem::file_size(path + "-wal");
  batch.keep({"cursor", "", "2"});
  write(down("a2", "a"), {0});
  const auto after = std::filesystem::file_size(path + "-wal");
  CAF_REQUIRE(after > before);
  for (auto size = before; size < after; size += (after - before) / 7) {
    const auto copy = scratch / ("copy-" + std::to_string(size));
    for (const auto* suffix : {"", "-wal"})
      std::filesystem::copy_file(path + suffix, copy + suffix);
    std::filesystem::resize_file(copy + "-wal", size);
    const auto torn = open(copy);
    const auto found = torn->load();
    CAF_REQUIRE(found.has_value());
    CAF_CHECK_EQUAL(ids(found->pending.at(0)), "a1");
    CAF_CHECK(found->states.empty());
  }
}

CAF_TEST(the history is bounded but for what is open or on its way) {
  limits.shown = 5;
  limits.hidden = 2;
  reopen();
  write(down("open", "o"), {0});
  batch.settle(0, "open");
  write();
  write(made("waiting", "w", alarm_kind::oom), {1});
  for (int i = 0; i < 20; ++i) {
    write(made("h" + std::to_string(i), "h", alarm_kind::oom), {}, false);
    write(made("s" + std::to_string(i), "s", alarm_kind::oom), {});
  }
  CAF_CHECK_EQUAL(page(), "s19:event s18:event s17:event waiting:event open:open");
  CAF_CHECK_EQUAL(load().newest_ids.size(), 7u);
  keys = {"log"}; // nobody waits for it any more
  reopen();
  write(made("s20", "s", alarm_kind::oom), {});
  CAF_CHECK_EQUAL(page(), "s20:event s19:event s18:event s17:event open:open");
}

CAF_TEST(no alarm is too old where the limit is beyond all times) {
  limits.oldest = std::chrono::hours{9'999'999};
  reopen();
  for (int i = 0; i < 130; ++i) // looks now and then only
    write(made("a" + std::to_string(i), "a", alarm_kind::oom), {});
  model::alarm_query query;
  query.limit = 1000;
  const auto all = page(query);
  CAF_CHECK(all.find("a0:") != std::string::npos);
  CAF_CHECK(all.find("a129:") != std::string::npos);
}

CAF_TEST(old alarms go) {
  limits.oldest = std::chrono::hours{24};
  reopen();
  const auto at = [](std::string id, int hour) {
    auto a = std::make_shared<model::alarm>(*made(std::move(id), "a", alarm_kind::oom));
    a->time += std::chrono::hours{hour};
    return a;
  };
  write(at("a0", 0), {});
  write(at("a1", 10), {});
  for (int i = 0; i < 64; ++i) // looks now and then only
    write(at("b" + std::to_string(i), 30), {});
  model::alarm_query query;
  query.limit = 1000;
  const auto all = page(query);
  CAF_CHECK(all.find("a0") == std::string::npos);
  CAF_CHECK(all.find("a1") != std::string::npos);
}

CAF_TEST(a broken file and one of a newer version are distinguished) {
  write(down("a1", "a"));
  database.reset();
  auto bytes = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, bytes / 2);
  auto opened = alarm_database::open(path, keys, limits);
  if (opened) { // it shows when it is read
    const auto found = (*opened)->load();
    CAF_REQUIRE(!found);
    CAF_CHECK(found.error().code == model::failure_code::malformed);
  } else {
    CAF_CHECK(opened.error().code == model::failure_code::malformed);
  }
}

CAF_TEST(a directory that is not there is no broken file) {
  const auto opened = alarm_database::open(scratch / "none/alarms.sqlite", keys, limits);
  CAF_REQUIRE(!opened);
  CAF_CHECK(opened.error().code == model::failure_code::permission);
  CAF_CHECK(opened.error().message.find("none/alarms.sqlite") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace alarm_database_test
