#define CAF_SUITE model.recording
#include "model/recording/recording.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace recording_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

const engine_time noon = *parse_rfc3339("2026-11-22T12:00:00.123456789Z");

container some_container() {
  container c;
  c.id = "c1";
  c.name = "web";
  c.image = "nginx:1";
  c.status = container_status::exited;
  c.image_id = "sha256:1";
  c.labels = {{"com.docker.compose.project", "shop"}};
  c.started_at = noon - 1h;
  c.finished_at = noon;
  c.exit_code = 137;
  c.oom_killed = true;
  c.health = "unhealthy";
  c.restart_count = 3;
  return c;
}

/// Written, read and written again: the same, if reading loses nothing.
record again(const record& written) {
  const auto text = to_json(written);
  CAF_CHECK_EQUAL(text.find('\n'), std::string::npos);
  auto read = parse_record(text);
  if (!read)
    CAF_ERROR(read.error().message);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(to_json(*read), text);
  CAF_CHECK(read->at == written.at);
  return *read;
}

std::string refused(std::string_view line) {
  const auto read = parse_record(line);
  CAF_REQUIRE(!read.has_value());
  return read.error().message;
}

} // namespace

CAF_TEST(what containers are survives) {
  const auto list = again({noon, recorded_list{{some_container(), container{}}}});
  CAF_REQUIRE_EQUAL(std::get<recorded_list>(list.what).containers.size(), 2u);
  const auto facts = again({noon, recorded_facts{some_container()}});
  const auto& c = std::get<recorded_facts>(facts.what).facts;
  CAF_CHECK(c.started_at == noon - 1h);
  CAF_CHECK(c.exit_code == 137);
  CAF_CHECK(c.oom_killed);
  CAF_CHECK_EQUAL(c.labels.size(), 1u);
  CAF_CHECK(c.restart_count == std::uint64_t{3});
  const auto gone = again({noon, recorded_settlement{"c1", std::nullopt, true}});
  CAF_CHECK(!std::get<recorded_settlement>(gone.what).facts);
  CAF_CHECK(std::get<recorded_settlement>(gone.what).engine_gone);
  const auto there = again({noon, recorded_settlement{"c1", some_container(), false}});
  CAF_CHECK(std::get<recorded_settlement>(there.what).facts->exit_code == 137);
}

CAF_TEST(events survive) {
  event e;
  e.container_id = "c1";
  e.action = event_action::die;
  e.time = noon - 5ns;
  e.name = "web";
  e.image = "nginx:1";
  e.exit_code = 0;
  e.kill_signal = 9;
  e.health = "healthy";
  e.attributes = {{"a", "b"}};
  const auto read = again({noon, recorded_event{e, alarm_origin::replayed, true}});
  const auto& event = std::get<recorded_event>(read.what);
  CAF_CHECK(event.origin == alarm_origin::replayed);
  CAF_CHECK(event.engine_gone);
  CAF_CHECK(event.event.time == noon - 5ns);
  CAF_CHECK(event.event.exit_code == 0);
  CAF_CHECK(event.event.kill_signal == 9);
}

CAF_TEST(an event may be written by hand) {
  const auto read = parse_record(
      R"({"at":"2026-11-22T12:00:00Z","event":{"id":"c1","action":"die","exitCode":1}})");
  CAF_REQUIRE(read.has_value());
  const auto& event = std::get<recorded_event>(read->what).event;
  CAF_CHECK(event.time == read->at);
  CAF_CHECK(event.action == event_action::die);
}

CAF_TEST(alarms survive) {
  docker_monitor::model::alarm a;
  a.kind = alarm_kind::engine_unreachable;
  a.host = "h";
  a.id = "1";
  a.time = noon;
  const auto read = again({noon, recorded_alarm{a}});
  CAF_CHECK_EQUAL(std::get<recorded_alarm>(read.what).alarm.host, "h");
}

CAF_TEST(samples survive) {
  sample s;
  s.cpu_percent = 12.5;
  s.memory_working_set_bytes = 5;
  s.now.cpu_total_ns = 18'000'000'000'000'000'000U;
  s.now.pids_limit = 0;
  s.now.memory_pressure = {1, 2};
  s.now.interfaces = std::make_shared<const std::vector<interface_counters>>(
      std::vector<interface_counters>{{"eth0", 1, 2, std::nullopt, 4, 5, 6, 7, 8}});
  s.interfaces = {{0.5, std::nullopt}};
  recorded_samples round;
  round.cores = 4;
  round.changed = {{"c1", std::make_shared<const sample>(s)}, {"c2", nullptr}};
  const auto read = again({noon, round});
  const auto& changed = std::get<recorded_samples>(read.what).changed;
  CAF_REQUIRE_EQUAL(changed.size(), 2u);
  CAF_CHECK(changed[0].sample->now.cpu_total_ns == s.now.cpu_total_ns);
  CAF_CHECK(*changed[0].sample->now.interfaces == *s.now.interfaces);
  CAF_CHECK(changed[0].sample->interfaces[0].rx_bytes_per_second == 0.5);
  CAF_CHECK(!changed[1].sample);
}

CAF_TEST(a number that no counter holds is refused) {
  const std::string line = R"({"at":"2026-11-22T12:00:00Z","samples":[{"id":"c1","sample":{)";
  for (const auto* member :
       {R"("cpu_total_ns":1.9e20)", R"("cpu_total_ns":190000000000000000000)",
        R"("memory_limit_bytes":-1)", R"("pids":1e400)", R"("pids":-0.5e1)",
        R"("memory_working_set_bytes":18446744073709551616.0)", R"("pids":"7")",
        R"("cpu_pressure":{"waiting_us":1.9e20})",
        R"("interfaces":[{"name":"eth0","rx_bytes":1.9e20}])"})
    CAF_CHECK(!refused(line + member + "}}]}").empty());
  for (const auto* member : {R"("cpu_total_ns":1.9e18)", R"("pids":18446744073709551615)"})
    CAF_CHECK(parse_record(line + member + "}}]}").has_value());
  CAF_CHECK(!refused(R"({"at":"2026-11-22T12:00:00Z","cores":1.9e20,"samples":[]})").empty());
  CAF_CHECK(!refused(R"({"at":"2026-11-22T12:00:00Z","cores":4294967296,"samples":[]})").empty());
  CAF_CHECK(!refused(R"({"at":"2026-11-22T12:00:00Z","event":{"id":"c1","action":"die",)"
                     R"("exitCode":1.9e20}})")
                 .empty());
}

CAF_TEST(what is no record is refused) {
  for (const auto* line :
       {"", "{", "[]", "3", R"({"event":{"id":"c1","action":"die"}})", R"({"at":"now"})",
        R"({"at":"2026-11-22T12:00:00Z"})", R"({"at":"2026-11-22T12:00:00Z","event":3})",
        R"({"at":"2026-11-22T12:00:00Z","facts":{"id":"c1"}})",
        R"({"at":"2026-11-22T12:00:00Z","samples":{"id":"c1"}})",
        R"({"at":"2026-11-22T12:00:00Z","alarm":{}})"})
    CAF_CHECK(!refused(line).empty());
  CAF_CHECK(
      refused(R"({"at":"2026-11-22T12:00:00Z","event":{"id":"c1","action":"explode"}})")
          .find("no action: explode")
      != std::string::npos);
}

CAF_TEST(only what changed is recorded) {
  auto c = some_container();
  c.status = container_status::running;
  const auto shared = std::make_shared<const container>(c);
  const auto s = std::make_shared<const sample>();
  const auto round = [&](const sample_ptr& newest) {
    return snapshot{1, {}, {std::make_shared<const row>(row{shared, newest, noon})}};
  };
  sample_recorder recorder;
  const auto size = [&](const snapshot& snapshot) {
    const auto record = recorder.take(snapshot, noon);
    return record ? static_cast<int>(std::get<recorded_samples>(record->what).changed.size()) : -1;
  };
  CAF_CHECK_EQUAL(size({}), -1);
  CAF_CHECK_EQUAL(size(round(nullptr)), -1);
  CAF_CHECK_EQUAL(size(round(s)), 1);
  CAF_CHECK_EQUAL(size(round(s)), 0); // confirmed
  CAF_CHECK_EQUAL(size(round(std::make_shared<const sample>())), 1);
  CAF_CHECK_EQUAL(size(round(nullptr)), 1);
  CAF_CHECK_EQUAL(size({}), -1);
}

CAF_TEST(what a round records is of containers that are up and of the engine) {
  engine_status engine;
  engine.cores = 4;
  engine.memory_bytes = 1000;
  const auto s = std::make_shared<const sample>();
  auto c = some_container(); // exited
  const auto exited =
      std::make_shared<const row>(row{std::make_shared<const container>(c), s, noon});
  c.status = container_status::running;
  c.id = "c2";
  const auto up = std::make_shared<const row>(row{std::make_shared<const container>(c), s, noon});
  sample_recorder recorder;
  const auto first = recorder.take(snapshot{1, engine, {exited, up}}, noon + 1s);
  CAF_REQUIRE(first.has_value());
  CAF_CHECK(first->at == noon + 1s);
  const auto& round = std::get<recorded_samples>(first->what);
  CAF_CHECK(round.cores == 4u);
  CAF_CHECK(round.memory_bytes == 1000u);
  CAF_REQUIRE_EQUAL(round.changed.size(), 1u);
  CAF_CHECK_EQUAL(round.changed[0].container_id, "c2");
  // One that went and came again is recorded again.
  CAF_CHECK(!recorder.take(snapshot{2, engine, {exited}}, noon + 2s));
  const auto again = recorder.take(snapshot{3, engine, {exited, up}}, noon + 3s);
  CAF_REQUIRE(again.has_value());
  CAF_CHECK_EQUAL(std::get<recorded_samples>(again->what).changed.size(), 1u);
}

CAF_TEST(a record is one line of text as it is) {
  auto c = container{};
  c.id = "c1";
  c.name = "k\u00e4se";
  CAF_CHECK_EQUAL(
      to_json(record{noon, recorded_facts{c}}),
      "{\"at\":\"2026-11-22T12:00:00.123456789Z\",\"facts\":{\"id\":\"c1\","
      "\"name\":\"k\u00e4se\",\"image\":\"\",\"status\":\"created\"}}");
}

} // namespace recording_test
