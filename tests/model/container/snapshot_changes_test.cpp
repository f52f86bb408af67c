#define CAF_SUITE model.snapshot_changes
#include "model/container/snapshot_changes.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace docker_monitor::model::snapshot_changes_test {

namespace {

row_ptr make_row(const std::string& id, const std::string& name, sample_ptr sample = nullptr) {
  auto made = std::make_shared<container>();
  made->id = id;
  made->name = name;
  made->status = container_status::running;
  return std::make_shared<const row>(row{std::move(made), std::move(sample), {}});
}

sample_ptr some_sample() {
  return std::make_shared<const sample>();
}

row_ptr with_sample(const row_ptr& of, sample_ptr sample, int seconds) {
  return std::make_shared<const row>(
      row{of->container, std::move(sample), engine_time{std::chrono::seconds{seconds}}});
}

/// `+name`, `-name`, `~name` of containers, `*name` of samples.
std::string described(const std::vector<row_ptr>& before, const std::vector<row_ptr>& after) {
  const auto changes = changes_between(snapshot{1, {}, before}, snapshot{2, {}, after});
  std::vector<std::string> words;
  for (const auto& [what, row] : changes.containers) {
    const auto word = to_string(what);
    words.push_back((word == "added" ? "+" : word == "removed" ? "-" : "~") + row->container->name);
  }
  for (const auto& row : changes.sampled)
    words.push_back("*" + row->container->name);
  std::ranges::sort(words);
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

} // namespace

CAF_TEST(the same rows are no change) {
  const auto a = make_row("1", "a", some_sample());
  const auto changes = changes_between(snapshot{1, {}, {a}}, snapshot{2, {}, {a}});
  CAF_CHECK(changes.containers.empty());
  CAF_CHECK(changes.sampled.empty());
  CAF_CHECK(!changes.round);
  CAF_CHECK(!changes.engine);
}

CAF_TEST(containers that come and go are reported) {
  const auto a = make_row("1", "a");
  const auto b = make_row("2", "b");
  const auto c = make_row("3", "c");
  CAF_CHECK_EQUAL(described({}, {a, c}), "+a +c");
  CAF_CHECK_EQUAL(described({a, c}, {a, b, c}), "+b");
  CAF_CHECK_EQUAL(described({a, b, c}, {b}), "-a -c");
  CAF_CHECK_EQUAL(described({a}, {}), "-a");
}

CAF_TEST(a successor of the same name is another container) {
  CAF_CHECK_EQUAL(described({make_row("1", "a")}, {make_row("2", "a")}), "+a -a");
}

CAF_TEST(a renamed container has changed) {
  const auto b = make_row("2", "b");
  CAF_CHECK_EQUAL(described({make_row("1", "a"), b}, {b, make_row("1", "z")}), "~z");
  CAF_CHECK_EQUAL(described({b, make_row("1", "z")}, {make_row("1", "a"), b}), "~a");
  CAF_CHECK_EQUAL(
      described({make_row("1", "a"), make_row("2", "b")}, {make_row("2", "a"), make_row("1", "b")}),
      "~a ~b");
}

CAF_TEST(another sample is reported and so is one that is gone) {
  const auto a = make_row("1", "a", some_sample());
  const auto b = make_row("2", "b", some_sample());
  CAF_CHECK_EQUAL(described({a, b}, {with_sample(a, some_sample(), 1), b}), "*a");
  CAF_CHECK_EQUAL(described({a, b}, {a, with_sample(b, nullptr, 0)}), "*b");
}

CAF_TEST(a reading that found nothing new is a round) {
  const auto a = make_row("1", "a", some_sample());
  const auto changes =
      changes_between(snapshot{1, {}, {a}}, snapshot{2, {}, {with_sample(a, a->sample, 5)}});
  CAF_CHECK(changes.round);
  CAF_CHECK(changes.sampled.empty());
}

CAF_TEST(the connection to the engine is reported) {
  engine_status up;
  up.connected = true;
  auto heard_again = up;
  heard_again.last_contact = std::chrono::steady_clock::time_point{std::chrono::seconds{5}};
  CAF_CHECK(changes_between(snapshot{1, {}, {}}, snapshot{2, up, {}}).engine);
  CAF_CHECK(!changes_between(snapshot{1, up, {}}, snapshot{2, heard_again, {}}).engine);
}

CAF_TEST(each of what is known of the engine is a change) {
  const engine_status before;
  std::vector<engine_status> others(8, before);
  others[0].connected = true;
  others[1].list_received = true;
  others[2].problem = "p";
  others[3].name = "Docker";
  others[4].version = "26";
  others[5].api_version = "1.45";
  others[6].cores = 4;
  others[7].memory_bytes = 7;
  for (const auto& after : others)
    CAF_CHECK(changes_between(snapshot{1, before, {}}, snapshot{2, after, {}}).engine);
}

CAF_TEST(a row made again of the same is no change) {
  const auto a = make_row("1", "a", some_sample());
  const auto copy = std::make_shared<const row>(*a);
  const auto changes = changes_between(snapshot{1, {}, {a}}, snapshot{2, {}, {copy}});
  CAF_CHECK(changes.containers.empty());
  CAF_CHECK(changes.sampled.empty());
  CAF_CHECK(!changes.round);
}

CAF_TEST(a container of which more is known has changed and so says its word) {
  const auto a = make_row("1", "a", some_sample());
  auto newer = *a;
  newer.container = std::make_shared<const container>(*a->container);
  const auto changes =
      changes_between(snapshot{1, {}, {a}}, snapshot{2, {}, {std::make_shared<const row>(newer)}});
  CAF_REQUIRE_EQUAL(changes.containers.size(), 1u);
  CAF_CHECK_EQUAL(to_string(changes.containers[0].what), "changed");
  CAF_CHECK(changes.sampled.empty());
}

CAF_TEST(many that are renamed at once are found) {
  CAF_CHECK_EQUAL(
      described(
          {make_row("1", "a"), make_row("2", "b"), make_row("3", "c"), make_row("4", "d")},
          {make_row("1", "p"), make_row("5", "c"), make_row("3", "q"), make_row("2", "r")}),
      "+c -d ~p ~q ~r");
}

} // namespace docker_monitor::model::snapshot_changes_test
