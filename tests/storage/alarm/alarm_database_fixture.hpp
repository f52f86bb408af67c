#pragma once

#include "storage/alarm/alarm_database.hpp"
#include "tests/sinks/alarms.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::storage::test {

using sinks::test::alarm_kind;
using sinks::test::ids;
using sinks::test::make_alarm;

using numbers = std::vector<std::size_t>;

/// An alarm with the state its kind has.
inline model::alarm_ptr
made(std::string id, std::string container, alarm_kind kind, std::string closes = {}) {
  auto a = std::make_shared<model::alarm>(
      *make_alarm(std::move(id), std::move(container), kind, std::move(closes)));
  a->state = kind == alarm_kind::down  ? model::alarm_state::open
             : kind == alarm_kind::oom ? model::alarm_state::event
                                       : model::alarm_state::closed;
  a->severity = model::default_severity(kind, a->state);
  return a;
}

inline model::alarm_ptr down(std::string id, std::string container) {
  return made(std::move(id), std::move(container), alarm_kind::down);
}

inline model::alarm_ptr up(std::string id, std::string container, std::string closes) {
  return made(std::move(id), std::move(container), alarm_kind::up, std::move(closes));
}

/// A database in a directory of its own, and what is to be written to it.
struct alarm_database_fixture {
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

} // namespace docker_monitor::storage::test
