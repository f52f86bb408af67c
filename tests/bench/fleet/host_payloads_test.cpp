#define CAF_SUITE bench.host_payloads
#include "bench/fleet/host_payloads.hpp"
#include "fleet/host_message.hpp"
#include "fleet/payload.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace host_payloads_test {

using namespace docker_monitor;
using namespace std::chrono_literals;

namespace {

const auto noon = *model::parse_rfc3339("2026-11-22T12:00:00Z");

bench::host_payload_options options_of(std::size_t containers, double busy) {
  bench::host_payload_options options;
  options.containers = containers;
  options.busy = busy;
  options.variants = 2;
  options.start = noon;
  options.instance = "run-1";
  return options;
}

fleet::host_message read(const std::string& payload) {
  fleet::message_reader reader;
  const auto document = fleet::inflate(payload);
  CAF_REQUIRE(document);
  auto message = reader.read(*document, {"a", "shop"});
  CAF_REQUIRE(message);
  return *std::move(message);
}

} // namespace

CAF_TEST(the hub reads the whole state of all containers) {
  bench::host_payloads payloads{options_of(600, 0.5)};
  payloads.prepare_second();
  const auto& state = payloads.state(0, 0);
  CAF_REQUIRE_EQUAL(state.parts.size(), 2u); // as the program splits it
  std::size_t containers = 0;
  for (const auto& part : state.parts) {
    const auto message = read(part);
    CAF_CHECK(message.whole);
    CAF_CHECK(message.host);
    CAF_CHECK(std::ranges::all_of(message.containers, [](const auto& one) {
      return one.container && one.sample && one.sample->cpu_percent;
    }));
    containers += message.containers.size();
  }
  CAF_CHECK_EQUAL(containers, 600u);
  CAF_CHECK_EQUAL(state.samples, 600u);
}

CAF_TEST(changes hold the samples of busy containers at the time they are sent) {
  bench::host_payloads payloads{options_of(50, 0.05)};
  payloads.prepare_second();
  payloads.prepare_second();
  CAF_CHECK_EQUAL(payloads.seconds(), 2u);
  // 2.5 containers on average
  const auto first = read(payloads.changes(0, 1).parts.at(0));
  const auto second = read(payloads.changes(1, 1).parts.at(0));
  CAF_CHECK_EQUAL(first.containers.size(), 2u);
  CAF_CHECK_EQUAL(second.containers.size(), 3u);
  CAF_CHECK_EQUAL(payloads.changes(1, 1).samples, 3u);
  CAF_CHECK(!first.whole);
  CAF_CHECK(first.sign.sent_at == noon + 1s);
  CAF_CHECK(second.sign.sent_at == noon + 1500ms);
  CAF_CHECK(first.containers.at(0).sampled_at == noon + 1s);
}

CAF_TEST(the hub reads changes with the dictionary and finds no gap) {
  bench::host_payloads payloads{options_of(50, 0.05)};
  payloads.prepare_second();
  payloads.prepare_second();
  const auto& changes = payloads.changes(1, 1);
  CAF_REQUIRE_EQUAL(changes.parts_with_dictionary.size(), 1u);
  CAF_CHECK(changes.parts_with_dictionary[0].size() * 5 < changes.parts[0].size() * 4);
  const auto message = read(changes.parts_with_dictionary[0]);
  CAF_CHECK_EQUAL(message.containers.size(), 3u);
  CAF_CHECK_EQUAL(message.number.value_or(0), 2u);
  CAF_CHECK_EQUAL(read(payloads.state(1, 0).parts[0]).number.value_or(0), 1u);
}

CAF_TEST(a busy container differs in each second) {
  bench::host_payloads payloads{options_of(1, 1)};
  payloads.prepare_second();
  payloads.prepare_second();
  const auto before = read(payloads.changes(0, 0).parts.at(0));
  const auto after = read(payloads.changes(0, 1).parts.at(0));
  CAF_CHECK(
      *before.containers.at(0).sample->now.cpu_total_ns
      < *after.containers.at(0).sample->now.cpu_total_ns);
}

} // namespace host_payloads_test
