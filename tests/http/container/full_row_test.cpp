#define CAF_SUITE http.full_row
#include "http/container/container_fields.hpp"
#include "http/container/container_json.hpp"
#include "http/prometheus/exposition.hpp"
#include "model/history/history_row.hpp"
#include "model/metric/metric.hpp"
#include "model/metric/sample_json.hpp"
#include "tests/http/prometheus/prometheus_rows.hpp"
#include "tests/model/metric/full_row.hpp"
#include "tests/support/golden_file.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <sstream>

// Whatever is shown of a container of which everything is known: byte for byte as in
// tests/fixtures/metrics.

namespace docker_monitor::http::full_row_test {

namespace {

const std::vector<std::string> shown{
    "com.docker.compose.project", "com.docker.compose.service",
    "com.docker.compose.container-number", "team"};

/// Checks that a text is that of the fixture.
void check(const std::string& name, const std::string& text) {
  CAF_CHECK_EQUAL(text, golden_file("tests/fixtures/metrics/" + name, text));
}

std::string object_of(const model::row& row) {
  std::string text;
  append_container(text, row, {.labels = shown, .cores = 4, .commands = true});
  return text + '\n';
}

std::string exposition_of(const std::vector<model::row>& rows, bool openmetrics) {
  std::vector<model::row_ptr> shared;
  for (const auto& row : rows)
    shared.push_back(share(row));
  exposition page{{.labels = {"team"}, .openmetrics = openmetrics}};
  page.update(std::make_shared<const model::snapshot>(1, model::engine_status{}, shared));
  return text_of(page);
}

/// The same container, ended.
model::row ended_row() {
  auto row = model::full_row();
  auto container = *row.container;
  container.id = "5f66ad9a0b2e";
  container.name = "ended";
  container.status = model::container_status::exited;
  row.container = std::make_shared<const model::container>(container);
  return row;
}

/// The same container, of which the engine's API reports no devices and no pressure.
model::row plain_row() {
  auto row = model::full_row();
  auto container = *row.container;
  container.id = "6f66ad9a0b2e";
  container.name = "plain";
  row.container = std::make_shared<const model::container>(container);
  auto sample = *row.sample;
  auto& now = sample.now;
  now.source = model::source_kind::engine;
  now.limits = nullptr;
  now.devices = nullptr;
  now.cpu_pressure = now.memory_pressure = now.block_pressure = std::nullopt;
  now.memory_oom_kills = std::nullopt;
  now.memory_clock = now.clock;
  sample.interfaces.clear();
  sample.cpu_percent = std::nullopt;
  return with_sample(std::move(row), std::move(sample));
}

/// A container whose reading contains nothing yet.
model::row empty_row() {
  auto row = model::full_row();
  auto container = *row.container;
  container.id = "7f66ad9a0b2e";
  container.name = "new";
  row.container = std::make_shared<const model::container>(container);
  return with_sample(std::move(row), {});
}

/// A sample of which all is known that only the host has.
model::sample sample_of_host() {
  model::sample sample;
  sample.now.load = {150, 125, 75};
  sample.host_pressure = std::make_shared<const model::pressure_percentages>(
      model::pressure_percentages{50.5, 25.25, 12.125, 6.5, 3.25});
  return sample;
}

std::vector<model::row> all_rows() {
  return {model::full_row(), ended_row(), plain_row(), empty_row()};
}

} // namespace

CAF_TEST(the container object is as recorded) {
  std::string text;
  for (const auto& row : all_rows())
    text += object_of(row);
  check("containers.jsonl", text);
}

CAF_TEST(the exposition is as recorded) {
  check("exposition.txt", exposition_of(all_rows(), false));
  check("exposition.openmetrics", exposition_of(all_rows(), true));
}

CAF_TEST(the fields are as recorded) {
  std::string text;
  for (const auto field : container_fields())
    text.append(field) += '\n';
  check("fields.txt", text);
}

CAF_TEST(the metrics of rules are as recorded) {
  std::ostringstream text;
  text.precision(17);
  for (const auto& metric : model::metrics())
    text << metric.name << ' ' << metric.unit << (metric.of_sample ? "" : " fact")
         << (metric.counter ? " counter " : " ") << *value(metric, model::full_row(), 4) << '\n';
  check("rules.txt", text.str());
}

CAF_TEST(what history keeps is as recorded) {
  std::ostringstream text;
  text.precision(17);
  const auto row = history_row_of(model::full_sample());
  for (std::size_t i = 0; i < row.size(); ++i)
    text << i << ' ' << to_string(static_cast<model::history_series>(i)) << ' '
         << model::decode_value(row.at(i)) << '\n';
  const auto of_host = host_row_of(sample_of_host());
  const auto containers = containers_row_of(model::container_counts{{1, 2, 3, 4, 5, 6, 7, 8}, 9});
  for (const auto& each : model::host_metric_table) {
    const auto& of =
        row_kind_of(each.history) == model::history_row_kind::host ? of_host : containers;
    text << static_cast<int>(each.history) << ' ' << each.path << ' '
         << model::decode_value(of.at(column_of(each.history))) << '\n';
  }
  check("history.txt", text.str());
}

CAF_TEST(what recordings keep is as recorded) {
  const auto text = sample_to_json(model::full_sample()).dump(2) + '\n';
  check("recording.json", text);
  CAF_CHECK_EQUAL(
      sample_to_json(model::sample_from_json(nlohmann::ordered_json::parse(text))).dump(2) + '\n',
      text);
}

} // namespace docker_monitor::http::full_row_test
