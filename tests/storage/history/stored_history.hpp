#pragma once

#include "storage/history/history_file.hpp"
#include "storage/sqlite.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::storage::test {

using namespace std::chrono_literals;

using time_point = std::chrono::sys_seconds;

constexpr time_point start{1'795'046'400s}; ///< begins a block of six hours
static_assert(start.time_since_epoch() % 6h == 0s);

/// What the CPU of a container was: whole numbers, which are kept exactly.
inline double cpu_of(std::size_t container, time_point at) {
  const auto window = static_cast<std::size_t>((at - start) / 15s);
  return static_cast<double>((window * 7 + container * 13) % 200);
}

/// Whose values are written.
inline std::shared_ptr<const model::history_names>
known_as(std::string identity, std::string name) {
  return std::make_shared<const model::history_names>(
      model::history_names{std::move(identity), std::move(name)});
}

/// Metric history of some containers in a file, which are written as in a run and read again.
struct stored_history {
  tests::scratch_directory scratch;
  std::string path = scratch / "history.sqlite";
  std::uint64_t bytes = 512'000'000;
  std::unique_ptr<history_database> database = open();
  std::vector<std::shared_ptr<const model::history_names>> names;

  std::unique_ptr<history_database> open() const {
    auto opened = history_database::open(path, bytes);
    CAF_REQUIRE(opened.has_value());
    return *std::move(opened);
  }

  void reopen() {
    database.reset();
    database = open();
  }

  /// Opens it again with so many bytes allowed.
  void allow(std::uint64_t at_most) {
    bytes = at_most;
    reopen();
  }

  /// From now on there are so many.
  void containers(std::size_t count) {
    while (names.size() < count) {
      const auto name = "c" + std::to_string(names.size());
      names.push_back(known_as("shop/" + name, name));
    }
  }

  /// The batch of 45 seconds that begin at a time.
  model::history_batch batch_of(time_point at) const {
    model::history_batch batch;
    for (std::size_t i = 0; i < names.size(); ++i) {
      batch.pieces.push_back({names[i], 3});
      for (int j = 0; j < 3; ++j) {
        const auto begins = at + j * 15s;
        model::history_window window{model::window_of(begins), 15, {}};
        const auto cpu = cpu_of(i, begins);
        window.summary.least[0] = model::encode_value(cpu);
        window.summary.average[0] = model::encode_value(cpu + 1);
        window.summary.most[0] = model::encode_value(cpu + 2);
        batch.windows.push_back(window);
      }
    }
    batch.until = at + 45s;
    return batch;
  }

  void write(time_point from, time_point until) const {
    for (auto at = from; at < until; at += 45s) {
      const auto problem = database->write(batch_of(at));
      CAF_REQUIRE_EQUAL(problem ? problem->message : "", "");
      compact();
    }
  }

  void compact() const {
    for (;;) {
      const auto more = database->compact();
      CAF_REQUIRE(more.has_value());
      if (!*more)
        return;
    }
  }

  model::history_line read(
      const std::string& container, time_point from, time_point until,
      std::chrono::seconds step = 15s) const {
    model::history_downsampler bins{step};
    const auto known =
        database->read({container, model::history_series::cpu, from, until, step >= 300s}, bins);
    CAF_REQUIRE(known.has_value());
    CAF_CHECK(*known);
    return bins.line(from, until);
  }

  /// Every window of a time is there, as it was written.
  void check(std::size_t container, time_point from, time_point until) const {
    const auto line = read(names[container]->identity, from, until);
    CAF_REQUIRE_EQUAL(line.points.size(), static_cast<std::size_t>((until - from) / 15s));
    auto at = from;
    for (const auto& p : line.points) {
      CAF_REQUIRE(p.time == at);
      CAF_REQUIRE_EQUAL(p.least, static_cast<float>(cpu_of(container, at)));
      CAF_REQUIRE_EQUAL(p.average, p.least + 1);
      CAF_REQUIRE_EQUAL(p.most, p.least + 2);
      at += 15s;
    }
  }

  /// What SQL says of the file, which is closed meanwhile.
  std::int64_t count(const char* sql) {
    std::int64_t found = 0;
    with_other_connection([&](sqlite_connection& file) { found = file.number(sql); });
    return found;
  }

  /// Does something to the file, which is closed meanwhile.
  void execute(const char* sql) {
    with_other_connection([&](sqlite_connection& file) {
      file.execute(sql);
      CAF_CHECK(!file.take_problem());
    });
  }

  template <class Act>
  void with_other_connection(const Act& act) {
    database.reset();
    {
      const auto connection = sqlite_connection::open(path);
      CAF_REQUIRE(connection.has_value());
      act(**connection);
    }
    database = open();
  }

  /// All files of it.
  std::uint64_t on_disk() const {
    std::uint64_t sum = 0;
    for (const auto& entry : std::filesystem::directory_iterator{scratch.path()})
      sum += entry.file_size();
    return sum;
  }
};

} // namespace docker_monitor::storage::test
