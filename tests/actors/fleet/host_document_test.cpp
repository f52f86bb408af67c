#define CAF_SUITE actors.host_document
#include "actors/fleet/host_document.hpp"
#include "fleet/host_message.hpp"
#include "fleet/payload.hpp"
#include "tests/support/golden_file.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::actors::host_document_test {

using namespace std::chrono_literals;

namespace {

const std::vector<std::string> labels{
    "com.docker.compose.project", "com.docker.compose.service",
    "com.docker.compose.container-number"};
const auto noon = *model::parse_rfc3339("2026-11-22T12:00:00.123Z");
const document_head head{"run-1", "machine-1", noon};
const fleet::message_origin origin{"a", "shop"};

/// Returns a container with all members set.
model::container full_container(const std::string& id) {
  model::container c;
  c.id = id;
  c.name = "web-" + id;
  c.image = "nginx:1.25";
  c.image_id = "sha256:e4720093a3c1";
  c.status = model::container_status::running;
  c.health = "healthy";
  c.started_at = noon - 4h;
  c.finished_at = noon - 5h;
  c.restart_count = 3;
  c.network_mode = "shop_default";
  c.labels = {{labels[0], "shop"}, {labels[1], "web \"1\""}, {labels[2], "2"}};
  c.size = {1, 2};
  return c;
}

model::sample full_sample() {
  model::sample s;
  auto& now = s.now;
  now.read_at = noon;
  now.clock = 1000s;
  now.source = model::source_kind::cgroup;
  model::resource_limits limits;
  limits.cpu_quota_us = 50'000;
  limits.cpu_period_us = 100'000;
  now.limits = std::make_shared<const model::resource_limits>(limits);
  now.cpu_total_ns = 12'345'678'901;
  now.cpu_user_ns = 10'000'000'000;
  now.cpu_system_ns = 2'345'000'000;
  now.cpu_periods = 400;
  now.cpu_throttled_periods = 40;
  now.cpu_throttled_ns = 1'500'000'000;
  now.cpu_pressure = model::pressure{2'000'001, 0};
  now.memory_usage_bytes = 104'857'600;
  now.memory_clock = 996s;
  now.memory_inactive_file_bytes = 4'857'600;
  now.memory_rss_bytes = 90'000'000;
  now.memory_cache_bytes = 10'000'000;
  now.memory_swap_bytes = 0;
  now.memory_limit_bytes = 1'000'000'000;
  now.memory_oom_kills = 1;
  now.memory_pressure = model::pressure{7, 5};
  now.interfaces = std::make_shared<const std::vector<model::interface_counters>>(
      std::vector<model::interface_counters>{
          {"eth0", 1, 2, 3, 4, 5, 6, 7, 18'446'744'073'709'551'615U}, {.name = "eth1"}});
  now.block_read_bytes = 4096;
  now.block_write_bytes = 8192;
  now.block_read_operations = 1;
  now.block_write_operations = 2;
  now.block_pressure = model::pressure{0, 0};
  now.pids = 5;
  now.pids_limit = 100;
  s.cpu_percent = 150.13;
  s.memory_working_set_bytes = 100'000'000;
  s.memory_percent = 10;
  s.interfaces = {{1000.5, 0.0}, {}};
  s.block_read_bytes_per_second = 0;
  s.block_write_bytes_per_second = 1234.57;
  return s;
}

model::row_ptr row_of(const model::container& container, const model::sample& sample) {
  return std::make_shared<const model::row>(model::row{
      std::make_shared<const model::container>(container),
      std::make_shared<const model::sample>(sample), noon});
}

model::row_ptr full_row(const std::string& id) {
  return row_of(full_container(id), full_sample());
}

model::snapshot snapshot_of(std::vector<model::row_ptr> rows) {
  return {1, {}, std::move(rows)};
}

http::container_view view() {
  return {.labels = labels};
}

std::string object(const model::row& row) {
  std::string text;
  append_container(text, row, view());
  return text;
}

fleet::host_message read(const std::string& document) {
  fleet::message_reader reader;
  auto message = reader.read(*fleet::inflate(fleet::deflate(document)), origin);
  CAF_REQUIRE(message.has_value());
  return *std::move(message);
}

} // namespace

CAF_TEST(a container is read back as it was shown) {
  const auto row = full_row("4f66ad9a0b2e");
  const auto documents = whole_documents(head, R"({"cores":4})", snapshot_of({row}), view());
  CAF_REQUIRE_EQUAL(documents.size(), 1u);
  const auto message = read(documents[0]);
  CAF_CHECK(message.whole);
  CAF_CHECK_EQUAL(message.sign.instance, "run-1");
  CAF_CHECK_EQUAL(message.sign.machine, "machine-1");
  CAF_CHECK(message.sign.sent_at == noon);
  CAF_REQUIRE_EQUAL(message.containers.size(), 1u);
  const auto& reported = message.containers[0];
  CAF_REQUIRE(reported.container && reported.sample);
  CAF_CHECK_EQUAL(reported.container->host, "a");
  CAF_CHECK_EQUAL(reported.container->group, "shop");
  auto shown = *reported.container;
  shown.host.clear();
  const model::row back{
      std::make_shared<const model::container>(shown), reported.sample, reported.sampled_at};
  CAF_CHECK_EQUAL(object(back), object(*row));
  CAF_REQUIRE(message.host.has_value());
  CAF_CHECK_EQUAL(message.host->text, R"({"cores":4})");
  CAF_CHECK_EQUAL(message.host->cores.value_or(0), 4u);
}

CAF_TEST(a large host comes in parts) {
  std::vector<model::row_ptr> rows;
  for (int i = 0; i < 1001; ++i)
    rows.push_back(full_row(std::to_string(10'000 + i)));
  const auto documents = whole_documents(head, "{}", snapshot_of(rows), view());
  CAF_REQUIRE_EQUAL(documents.size(), 3u);
  std::size_t containers = 0;
  unsigned part = 0;
  for (const auto& document : documents) {
    const auto message = read(document);
    CAF_CHECK_EQUAL(message.part, ++part);
    CAF_CHECK_EQUAL(message.parts, 3u);
    containers += message.containers.size();
    CAF_CHECK(fleet::deflate(document).size() < (1u << 19));
  }
  CAF_CHECK_EQUAL(containers, 1001u);
  CAF_CHECK_EQUAL(whole_documents(head, "{}", snapshot_of({}), view()).size(), 1u);
}

CAF_TEST(only the sample of a container is sent where no more changed) {
  const auto before = full_row("4f66ad9a0b2e");
  auto busier = full_sample();
  busier.cpu_percent = 20;
  auto after = std::make_shared<const model::row>(
      model::row{before->container, std::make_shared<const model::sample>(busier), noon + 1s});
  const auto document =
      changes_documents(head, "", snapshot_of({before}), snapshot_of({after}), view()).at(0);
  CAF_CHECK(document.find("nginx") == std::string::npos);
  const auto message = read(document);
  CAF_CHECK(!message.whole);
  CAF_CHECK(!message.host);
  CAF_REQUIRE_EQUAL(message.containers.size(), 1u);
  CAF_CHECK(!message.containers[0].container);
  CAF_CHECK_EQUAL(message.containers[0].sample->cpu_percent.value_or(0), 20.0);
  CAF_CHECK(message.containers[0].sampled_at == noon + 1s);
}

CAF_TEST(the changes of a large host come in documents that NATS takes) {
  std::vector<model::row_ptr> before;
  std::vector<model::row_ptr> after;
  for (int i = 0; i < 1200; ++i) {
    auto busier = full_sample();
    busier.cpu_percent = i % 100;
    before.push_back(full_row(std::to_string(10'000 + i)));
    after.push_back(std::make_shared<const model::row>(
        model::row{before.back()->container, std::make_shared<const model::sample>(busier), noon}));
  }
  for (int i = 0; i < 100; ++i)
    after.push_back(full_row(std::to_string(20'000 + i)));
  const auto documents =
      changes_documents(head, R"({"cores":4})", snapshot_of(before), snapshot_of(after), view());
  CAF_CHECK_EQUAL(documents.size(), 3u);
  std::size_t whole = 0;
  std::size_t sampled = 0;
  std::size_t hosts = 0;
  for (const auto& document : documents) {
    const auto message = read(document);
    CAF_CHECK(message.containers.size() <= max_containers_of_part);
    hosts += message.host.has_value();
    for (const auto& reported : message.containers)
      ++(reported.container ? whole : sampled);
  }
  CAF_CHECK_EQUAL(whole, 100u);
  CAF_CHECK_EQUAL(sampled, 1200u);
  CAF_CHECK_EQUAL(hosts, 1u);
}

CAF_TEST(documents are numbered where their head has a number) {
  auto numbered = head;
  numbered.number = 7;
  std::vector<model::row_ptr> rows;
  for (std::size_t i = 0; i < max_containers_of_part + 1; ++i)
    rows.push_back(full_row(std::to_string(10'000 + i)));
  std::vector<std::uint64_t> numbers;
  for (const auto& document : whole_documents(numbered, "{}", snapshot_of(rows), view()))
    numbers.push_back(read(document).number.value_or(0));
  for (const auto& document :
       changes_documents(numbered, "", snapshot_of({}), snapshot_of(rows), view()))
    numbers.push_back(read(document).number.value_or(0));
  CAF_CHECK((numbers == std::vector<std::uint64_t>{7, 8, 7, 8}));
  CAF_CHECK(
      !read(changes_documents(head, "", snapshot_of({}), snapshot_of({}), view()).at(0)).number);
}

CAF_TEST(containers that come and go and change are reported whole or by their ids) {
  auto paused = full_container("2");
  paused.status = model::container_status::paused;
  const auto message = read(changes_documents(
                                head, "{}", snapshot_of({full_row("1"), full_row("2")}),
                                snapshot_of({row_of(paused, full_sample()), full_row("3")}), view())
                                .at(0));
  CAF_CHECK(message.removed == std::vector<std::string>{"1"});
  CAF_REQUIRE_EQUAL(message.containers.size(), 2u);
  for (const auto& reported : message.containers)
    CAF_CHECK(reported.container != nullptr);
}

CAF_TEST(nothing new is a short sign of life) {
  const auto rows = snapshot_of({full_row("1")});
  const auto document = changes_documents(head, "", rows, rows, view()).at(0);
  CAF_CHECK(document.size() < 100u);
  CAF_CHECK_EQUAL(read(document).sign.instance, "run-1");
}

// A hub of the next version must read these files; change them only with the version.
CAF_TEST(the documents of this version are as recorded) {
  const auto whole =
      whole_documents(head, R"({"cores":4})", snapshot_of({full_row("1"), full_row("2")}), view());
  CAF_CHECK_EQUAL(whole.at(0), golden_file("tests/fixtures/fleet/state-0.1.json", whole.at(0)));
  const auto changes = changes_documents(
                           head, "", snapshot_of({full_row("1"), full_row("2")}),
                           snapshot_of({full_row("2")}), view())
                           .at(0);
  CAF_CHECK_EQUAL(changes, golden_file("tests/fixtures/fleet/samples-0.1.json", changes));
}

CAF_TEST(a document of a later version is read) {
  const auto message =
      read(R"({"instance":"1","region":{"a":[1]},"host":{"new":1,"engine":{"connected":"yes"}},)"
           R"("containers":[{"id":"1","name":"a","status":"running","gpu":{"percent":1}}]})");
  CAF_CHECK_EQUAL(message.containers.size(), 1u);
}

CAF_TEST(a word of a later version costs its own member only) {
  const auto message =
      read(R"({"instance":"1","containers":[)"
           R"({"id":"1","name":"a","status":"hibernated","health":"dozing","source":"probe",)"
           R"("sampledAt":"2026-11-22T12:00:00.000Z","pids":{"current":5}},)"
           R"({"id":"2","name":"b","status":"running"}]})");
  CAF_REQUIRE_EQUAL(message.containers.size(), 2u);
  const auto& odd = message.containers[0];
  CAF_REQUIRE(odd.container && odd.sample);
  CAF_CHECK(odd.container->status == model::container_status::unknown);
  CAF_CHECK_EQUAL(odd.container->health, "dozing");
  CAF_CHECK_EQUAL(odd.sample->now.pids.value_or(0), 5u);
  const model::row shown{odd.container, odd.sample, odd.sampled_at};
  CAF_CHECK(object(shown).find(R"("status":"unknown")") != std::string::npos);
  CAF_CHECK(message.containers[1].container->status == model::container_status::running);
}

CAF_TEST(what is no document is refused) {
  fleet::message_reader reader;
  for (const auto* text :
       {"", "[]", "{", "{}", "\x01\x02", R"({"instance":1})",
        R"({"instance":"1","containers":[1]})", R"({"instance":"1","containers":[{"id":"1"}]})",
        R"({"instance":"1","containers":[{"id":"1","name":"a","status":7}]})"})
    CAF_CHECK(!reader.read(text, origin).has_value());
}

CAF_TEST(numbers beyond all measure are left out) {
  const auto message = read(
      R"({"instance":"1","samples":[{"id":"1","sampledAt":"2026-11-22T12:00:00.000Z",)"
      R"("cpu":{"usageSeconds":1e300,"limitPercent":1e300,"userSeconds":-1},"memory":{"usageBytes":-1}}]})");
  const auto& now = message.containers.at(0).sample->now;
  CAF_CHECK(!now.cpu_total_ns);
  CAF_CHECK(!now.cpu_user_ns);
  CAF_CHECK(!now.memory_usage_bytes);
  CAF_CHECK(!now.limits);
}

CAF_TEST(a payload that grows beyond all measure is refused) {
  const auto bomb = fleet::deflate(std::string(1 << 20, 'a'));
  CAF_CHECK(bomb.size() < 10'000u);
  CAF_CHECK(!fleet::inflate(bomb, 1000).has_value());
  CAF_CHECK_EQUAL(fleet::inflate(bomb, 1 << 20)->size(), std::size_t{1} << 20U);
  CAF_CHECK(!fleet::inflate("garbage").has_value());
  CAF_CHECK(!fleet::inflate("").has_value());
  CAF_CHECK(!fleet::inflate(bomb.substr(0, bomb.size() / 2)).has_value());
  CAF_CHECK(!fleet::inflate(bomb + "x").has_value());
}

} // namespace docker_monitor::actors::host_document_test
