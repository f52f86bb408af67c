#define CAF_SUITE storage.alarm_database
#include "tests/storage/alarm/alarm_database_fixture.hpp"

namespace alarm_database_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;
using namespace docker_monitor::storage::test;

CAF_TEST_FIXTURE_SCOPE(alarm_database_tests, alarm_database_fixture)

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
