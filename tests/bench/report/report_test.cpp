#define CAF_SUITE bench.report
#include "bench/report/report.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace report_test {

using namespace docker_monitor::bench;

namespace {

constexpr std::uint64_t mebibyte = 1ULL << 20U;

cost_finding cost(std::size_t containers, const char* load, double interval, double program) {
  cost_finding made;
  made.containers = containers;
  made.load = load;
  made.interval_s = interval;
  made.program_us = program;
  made.bare_us = 10;
  made.reader_us = 2;
  made.rss_bytes = 12 * mebibyte + containers * 8192;
  return made;
}

latency_finding latency(const char* what, double ratio) {
  latency_finding made;
  made.containers = 1000;
  made.what = what;
  made.rate_ratio = ratio;
  made.p99_ratio = 1.2;
  made.p50_us = 500;
  made.p99_us = 900;
  made.bare_p50_us = 510;
  return made;
}

findings all() {
  findings made;
  made.machine = "2 × something";
  made.cost = {
      cost(100, "idle", 1, 6), cost(1000, "idle", 1, 5), cost(1000, "busy", 1, 14),
      cost(1000, "idle", 5, 6), cost(10'000, "idle", 5, 7)};
  made.latency = {latency("one", 0.97), latency("all", 0.9)};
  made.evenness = {{1000, "idle", 1, {.samples = 9000, .missed = 2}}};
  made.alarms = {{1000, 60, 0.8, 2.5}};
  interfaces_finding interfaces;
  interfaces.scrape = {.containers = 1000, .bytes = 3'000'000, .first_ms = 4.2, .second_ms = 2.1};
  interfaces.streams = {
      {.clients = 1000, .containers = 100, .cpu_share = 0.05, .seconds = 6.5, .fewest_updates = 6},
      {.clients = 1000,
       .containers = 100,
       .gzip = true,
       .cpu_share = 0.09,
       .seconds = 6.5,
       .fewest_updates = 4,
       .lost = 1}};
  interfaces.mute = {
      .containers = 1000,
      .p99_ratio = 1.1,
      .dropped_s = 11,
      .rss_before_bytes = 20 * mebibyte,
      .rss_after_bytes = 21 * mebibyte};
  interfaces.unchanged = {.containers = 1000, .rate_ratio = 0.9};
  made.interfaces = interfaces;
  made.tls = {
      .containers = 100,
      .rate_ratio = 0.95,
      .bytes_per_client = 20'000,
      .descriptors_per_client = 1.5};
  return made;
}

const verdict& about(const std::vector<verdict>& verdicts, const std::string& text) {
  const auto found = std::find_if(verdicts.begin(), verdicts.end(), [&](const verdict& v) {
    return v.target.find(text) != std::string::npos;
  });
  CAF_REQUIRE(found != verdicts.end());
  return *found;
}

} // namespace

CAF_TEST(targets are judged by their rows) {
  const auto verdicts = judge(all());
  CAF_CHECK(about(verdicts, "1,000 idle at 1 s").met);
  CAF_CHECK_EQUAL(about(verdicts, "1,000 idle at 1 s").measured, "0.500");
  CAF_CHECK(!about(verdicts, "all busy").met);
  CAF_CHECK(about(verdicts, "one of 1,000").met);
  CAF_CHECK(!about(verdicts, "all of 1,000").met);
  CAF_CHECK(about(verdicts, "RSS, 100").met);
  CAF_CHECK(about(verdicts, "RSS, 10,000").met);
  CAF_CHECK(!about(verdicts, "missed rounds").met);
  // (7 − 2) against (6 − 2)
  CAF_CHECK(!about(verdicts, "CPU less the file reads").met);
  CAF_CHECK(about(verdicts, "CPU less the file reads").measured.starts_with("1.25"));
}

CAF_TEST(interfaces are judged by their values) {
  const auto verdicts = judge(all());
  CAF_CHECK(about(verdicts, "scrape of 1,000").met);
  CAF_CHECK(!about(verdicts, "a second scrape").met);
  CAF_CHECK(about(verdicts, "at 1 s, plain").met);
  CAF_CHECK(!about(verdicts, "at 1 s, gzip").met);
  CAF_CHECK_EQUAL(about(verdicts, "at 1 s, gzip").measured, "9.00 %");
  CAF_CHECK(about(verdicts, "none dropped").met);
  CAF_CHECK(about(verdicts, "p99 of others").met);
  CAF_CHECK(!about(verdicts, "dropped within").met);
  CAF_CHECK(about(verdicts, "RSS back").met);
  CAF_CHECK(about(verdicts, "304").met);
  auto found = all();
  found.interfaces->streams.front().lost = 1;
  found.interfaces->mute->dropped_s.reset();
  const auto others = judge(found);
  CAF_CHECK(!about(others, "none dropped").met);
  CAF_CHECK_EQUAL(about(others, "dropped within").measured, "never");
}

CAF_TEST(TLS is judged by its values) {
  auto found = all();
  const auto verdicts = judge(found);
  CAF_CHECK(about(verdicts, "TLS requests/s").met);
  CAF_CHECK(about(verdicts, "an idle TLS client").met);
  CAF_CHECK_EQUAL(about(verdicts, "an idle TLS client").measured, "20.0 kB");
  CAF_CHECK(!about(verdicts, "one descriptor").met);
  found.tls->failures = 1;
  found.tls->bytes_per_client = 0;
  const auto others = judge(found);
  CAF_CHECK(!about(others, "TLS requests/s").met);
  CAF_CHECK_EQUAL(about(others, "an idle TLS client").measured, "not measured");
}

CAF_TEST(what is less than its own reads is noise and no success) {
  auto found = all();
  found.cost.back().program_us = 1.5;
  const auto verdicts = judge(found);
  CAF_CHECK(!about(verdicts, "CPU less the file reads").met);
  CAF_CHECK(about(verdicts, "CPU less the file reads").measured.starts_with("lost"));
}

CAF_TEST(what failed or was not measured is no success) {
  auto found = all();
  found.latency.front().failures = 3;
  found.evenness = {{1000, "idle", 1, {}}};
  found.interfaces->unchanged->failures = 1;
  found.interfaces->mute->p99_ratio = 0;
  found.cost[1].bare_us = 0;
  found.cost[0].rss_bytes = 0;
  const auto verdicts = judge(found);
  CAF_CHECK(!about(verdicts, "requests/s, one of 1,000").met);
  CAF_CHECK(about(verdicts, "requests/s, one of 1,000").measured.ends_with("3 requests failed"));
  CAF_CHECK(!about(verdicts, "p99 of one").met);
  CAF_CHECK(!about(verdicts, "missed rounds").met);
  CAF_CHECK(!about(verdicts, "304").met);
  CAF_CHECK(!about(verdicts, "p99 of others").met);
  CAF_CHECK(!about(verdicts, "1,000 idle at 1 s").met);
  CAF_CHECK_EQUAL(about(verdicts, "1,000 idle at 1 s").measured, "not measured");
  CAF_CHECK(!about(verdicts, "RSS, 100 containers").met);
}

CAF_TEST(only the addition of a hub is judged) {
  findings found;
  found.with = "--fleet a.fleet";
  found.additions = {{{"idle", 50, {10, 12}, {10, 10}}, 24 * mebibyte, 19 * mebibyte}};
  const auto verdicts = judge(found);
  CAF_REQUIRE_EQUAL(verdicts.size(), 2u);
  CAF_CHECK_EQUAL(verdicts[0].measured, "1.10");
  CAF_CHECK(verdicts[0].met);
  CAF_CHECK(!verdicts[1].met); // 5 MiB more
  const auto parsed = nlohmann::json::parse(to_json(found));
  CAF_CHECK_EQUAL(parsed["with"]["arguments"], "--fleet a.fleet");
  CAF_CHECK_EQUAL(parsed["with"]["rows"][0]["cost"]["containers"], 50);
  found.with = "--tail";
  CAF_CHECK(judge(found).empty());
}

CAF_TEST(targets without a measurement are not judged) {
  CAF_CHECK(judge({}).empty());
}

CAF_TEST(memory per container is what the next smaller row leaves) {
  const auto found = all();
  CAF_CHECK(!bytes_per_container(found, found.cost[0]));
  CAF_CHECK(bytes_per_container(found, found.cost[1]) == 8192.0);
  CAF_CHECK(bytes_per_container(found, found.cost[4]) == 8192.0);
}

CAF_TEST(the JSON has every row) {
  const auto parsed = nlohmann::json::parse(to_json(all()));
  CAF_CHECK_EQUAL(parsed["cost"].size(), 5u);
  CAF_CHECK_EQUAL(parsed["latency"].size(), 2u);
  CAF_CHECK_EQUAL(parsed["sampling"][0]["missed"], 2);
  CAF_CHECK_EQUAL(parsed["interfaces"]["streams"].size(), 2u);
  CAF_CHECK_EQUAL(parsed["interfaces"]["muteClient"]["droppedSeconds"], 11);
  CAF_CHECK_EQUAL(parsed["tls"]["descriptorsPerIdleClient"], 1.5);
  CAF_CHECK_EQUAL(parsed["targets"].size(), judge(all()).size());
  CAF_CHECK(!parsed["cost"][0].contains("bytesPerContainer"));
}

CAF_TEST(numbers of targets have about three digits) {
  CAF_CHECK_EQUAL(short_number(12345.6), "12346");
  CAF_CHECK_EQUAL(short_number(12.34), "12.3");
  CAF_CHECK_EQUAL(short_number(1.234), "1.23");
  CAF_CHECK_EQUAL(short_number(0.01234), "0.012");
  CAF_CHECK_EQUAL(short_number(0), "0");
  CAF_CHECK_EQUAL(short_number(-1.5), "-1.50");
}

CAF_TEST(the machine has a name) {
  CAF_CHECK(describe_machine().find("Linux") != std::string::npos);
}

} // namespace report_test
