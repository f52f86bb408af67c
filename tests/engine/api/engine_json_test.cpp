#define CAF_SUITE engine.engine_json
#include "engine/api/engine_json.hpp"
#include "engine/sample_source.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace engine_json_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string text(const std::string& value) {
  return value.empty() ? "-" : value;
}

template <class T>
std::string text(const std::optional<T>& value) {
  if (!value)
    return "-";
  if constexpr (std::is_same_v<T, model::engine_time>)
    return std::to_string(value->time_since_epoch().count());
  else
    return std::to_string(*value);
}

std::string traffic(const model::interfaces_ptr& interfaces) {
  std::string described;
  if (interfaces)
    for (const auto& i : *interfaces)
      described += ' ' + i.name + ':' + std::to_string(i.rx_bytes) + '/'
                   + std::to_string(i.rx_packets) + '/' + std::to_string(i.tx_bytes);
  return described;
}

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{folder})
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

void write_engine(const fs::path& folder, std::ostream& out) {
  const auto version = *parse_version(read(folder / "version.json"));
  out << "version " << version.name << ' ' << version.version << ' ' << version.api_version << ' '
      << text(version.min_api_version) << '\n';
  const auto info = *parse_info(read(folder / "info.json"));
  out << "info " << info.cores << ' ' << info.memory_bytes << ' '
      << info.now.time_since_epoch().count() << '\n';
  const auto list = *parse_list(read(folder / "containers.json"));
  for (const auto& c : list)
    out << "container " << c.name << ' ' << to_string(c.status) << ' ' << c.image << ' '
        << c.image_id.substr(0, 19) << ' ' << text(c.network_mode) << ' ' << c.labels.size()
        << '\n';
}

void write_inspections(const fs::path& folder, std::ostream& out) {
  for (const auto& file : files_of(folder / "inspect")) {
    const auto c = *parse_inspect(read(file));
    out << "inspect " << c.name << ' ' << to_string(c.status) << ' ' << text(c.exit_code) << ' '
        << c.oom_killed << ' ' << text(c.pid) << ' ' << text(c.started_at) << ' '
        << text(c.finished_at) << ' ' << text(c.health) << ' ' << text(c.restart_count) << '\n';
  }
}

void write_stats(const fs::path& folder, std::ostream& out) {
  for (const auto& file : files_of(folder / "stats")) {
    out << "stats " << file.filename().string() << ' ';
    const auto c = parse_stats(read(file));
    if (!c)
      out << "malformed\n";
    else if (!c->cpu_total_ns)
      out << "none\n";
    else
      out << c->read_at.time_since_epoch().count() << ' ' << *c->cpu_total_ns << ' '
          << text(c->memory_usage_bytes) << ' ' << text(c->memory_inactive_file_bytes) << ' '
          << text(c->memory_limit_bytes) << ' ' << text(c->cpu_user_ns) << ' '
          << text(c->cpu_system_ns) << ' ' << text(c->cpu_throttled_periods) << ' '
          << text(c->cpu_throttled_ns) << ' ' << text(c->memory_rss_bytes) << ' '
          << text(c->memory_cache_bytes) << ' ' << text(c->block_read_bytes) << ' '
          << text(c->block_write_bytes) << ' ' << text(c->block_write_operations) << ' '
          << text(c->pids) << ' ' << text(c->pids_limit) << traffic(c->interfaces) << '\n';
  }
}

void write_events(const fs::path& folder, std::ostream& out) {
  std::ifstream lines{folder / "events.jsonl"};
  for (std::string line; std::getline(lines, line);) {
    model::event e;
    const auto read_as = parse_event(line, e);
    CAF_CHECK(read_as != event_line::broken);
    if (read_as == event_line::event)
      out << "event " << to_string(e.action) << ' ' << e.name << ' '
          << e.time.time_since_epoch().count() << ' ' << text(e.exit_code) << ' '
          << text(e.kill_signal) << ' ' << text(e.health) << '\n';
  }
}

event_line read_event(std::string_view line) {
  model::event e;
  return parse_event(line, e);
}

} // namespace

CAF_TEST(the recordings of every engine read as another program reads them) {
  // expected.txt was written by a script that reads the same recordings on its own.
  unsigned engines = 0;
  for (const auto& folder : files_of(DOCKER_MONITOR_FIXTURES "/engines")) {
    std::ostringstream described;
    write_engine(folder, described);
    write_inspections(folder, described);
    write_stats(folder, described);
    write_events(folder, described);
    std::istringstream ours{described.str()};
    std::istringstream theirs{read(folder / "expected.txt")};
    std::string a;
    std::string b;
    while (std::getline(theirs, b)) {
      std::getline(ours, a);
      CAF_CHECK_EQUAL(a, b);
    }
    CAF_CHECK(!std::getline(ours, a));
    ++engines;
  }
  CAF_CHECK_EQUAL(engines, 5u);
}

CAF_TEST(limits that were hit and the highest usage are reported on v1 only) {
  const auto stats = [](const char* engine, const char* name) {
    return *parse_stats(
        read(fs::path{DOCKER_MONITOR_FIXTURES "/engines"} / engine / "stats" / name));
  };
  const auto v1 = stats("docker-20.10.24", "limit.json");
  CAF_CHECK(v1.memory_max_bytes == 4329472u);
  CAF_CHECK(v1.memory_failures == 0u); // which is left out
  const auto v2 = stats("docker-26.1.5", "limit.json");
  CAF_CHECK(!v2.memory_max_bytes && !v2.memory_failures);
  const auto hit = *parse_stats(R"({"read":"2026-11-22T10:51:30Z",)"
                                R"("memory_stats":{"usage":5,"max_usage":9,"failcnt":7}})");
  CAF_CHECK(hit.memory_max_bytes == 9u && hit.memory_failures == 7u);
}

CAF_TEST(devices are reported by their numbers where bytes and operations are known) {
  const auto devices = [](const std::string& bytes, const std::string& operations,
                          const std::string& cpu = "{}") {
    const auto c = *parse_stats(
        R"({"read":"2026-11-22T10:51:30Z","cpu_stats":)" + cpu
        + R"(,"blkio_stats":{"io_service_bytes_recursive":)" + bytes
        + R"(,"io_serviced_recursive":)" + operations + "}}");
    std::string described;
    for (const auto& d : c.devices ? *c.devices : std::vector<model::device_counters>{})
      described += d.name + ' ' + std::to_string(d.read_bytes) + ' ' + std::to_string(d.write_bytes)
                   + ' ' + std::to_string(d.read_operations) + ' '
                   + std::to_string(d.write_operations) + '\n';
    return c.devices ? described : std::string{"unknown"};
  };
  CAF_CHECK_EQUAL(
      devices(
          R"([{"major":8,"minor":0,"op":"Read","value":10},{"major":8,"minor":0,"op":"Write",)"
          R"("value":20},{"major":8,"minor":0,"op":"Total","value":30},{"major":8,"minor":16,)"
          R"("op":"Read","value":0},{"major":8,"minor":16,"op":"Write","value":0}])",
          R"([{"major":8,"minor":0,"op":"Read","value":1},{"major":8,"minor":0,"op":"Write",)"
          R"("value":2}])"),
      "8:0 10 20 1 2\n");
  // Docker on v2 reports no operations.
  CAF_CHECK_EQUAL(
      devices(
          R"([{"major":254,"minor":0,"op":"read","value":0},{"major":254,"minor":0,)"
          R"("op":"write","value":8388608}])",
          "null"),
      "unknown");
  // Podman reports them among the bytes, and has the numbers the other way round.
  CAF_CHECK_EQUAL(
      devices(
          R"([{"major":0,"minor":254,"op":"read","value":0},{"major":0,"minor":254,)"
          R"("op":"write","value":8388608},{"major":0,"minor":254,"op":"rios","value":0},)"
          R"({"major":0,"minor":254,"op":"wios","value":15},{"major":0,"minor":254,)"
          R"("op":"dbytes","value":0}])",
          "null", R"({"cpu":0.1,"cpu_usage":{"total_usage":5}})"),
      "254:0 0 8388608 0 15\n");
  CAF_CHECK_EQUAL(devices("[]", "[]"), "unknown");
  CAF_CHECK_EQUAL(devices(R"([5,{"op":7},{"op":"read"}])", "{}"), "unknown");
}

CAF_TEST(of very many devices and interfaces the first are reported and all of the devices summed) {
  std::string bytes;
  std::string networks;
  constexpr int many = 50'000;
  for (int i = 0; i < many; ++i) {
    const auto number = std::to_string(i);
    const auto separator = i == 0 ? "" : ",";
    bytes += separator + (R"({"major":8,"minor":)" + number + R"(,"op":"Read","value":1})");
    networks += separator + ("\"eth" + number + R"(":{"rx_bytes":1})");
  }
  const auto c = *parse_stats(
      R"({"read":"2026-11-22T10:51:30Z","networks":{)" + networks
      + R"(},"blkio_stats":{"io_service_bytes_recursive":[)" + bytes
      + R"(],"io_serviced_recursive":[)" + bytes + "]}}");
  CAF_CHECK_EQUAL(c.block_read_bytes.value_or(0), 50'000u);
  CAF_REQUIRE(c.devices != nullptr);
  CAF_CHECK_EQUAL(c.devices->size(), max_listed);
  CAF_CHECK_EQUAL(c.devices->back().name, "8:1023");
  CAF_REQUIRE(c.interfaces != nullptr);
  CAF_CHECK_EQUAL(c.interfaces->size(), max_listed);
}

CAF_TEST(the bytes of a layer are not counted again with the disk below it) {
  const auto text = std::string{
      R"({"read":"2026-11-22T10:51:30Z","blkio_stats":{"io_service_bytes_recursive":[)"
      R"({"major":8,"minor":0,"op":"read","value":100},{"major":8,"minor":0,"op":"write","value":7},)"
      R"({"major":253,"minor":0,"op":"read","value":100},)"
      R"({"major":253,"minor":0,"op":"write","value":9}]}})"};
  const auto c = *parse_stats(
      text, [](std::uint32_t major, std::uint32_t minor) { return major == 253 && minor == 0; });
  CAF_CHECK(c.block_read_bytes == 100u);
  CAF_CHECK(c.block_write_bytes == 9u);
  const auto unknown = *parse_stats(text); // on another machine
  CAF_CHECK(unknown.block_read_bytes == 200u);
}

CAF_TEST(sizes on disk are those that the engine knows) {
  const auto usage = parse_disk_usage(R"({"LayersSize":1000,"Containers":[
      {"Id":"c1","SizeRw":12,"SizeRootFs":34},{"Id":"c2","SizeRootFs":-1},{"Names":[]},7],
      "Volumes":[{"UsageData":{"Size":5}},{"UsageData":{"Size":-1}},{"Name":"v"},{"UsageData":{"Size":6}}]})");
  CAF_REQUIRE(usage);
  CAF_CHECK(usage->images_bytes == 1000u);
  CAF_CHECK(usage->volumes_bytes == 11u);
  CAF_REQUIRE_EQUAL(usage->containers.size(), 2u);
  CAF_CHECK(usage->containers.at("c1").rw_bytes == 12u);
  CAF_CHECK(usage->containers.at("c1").root_fs_bytes == 34u);
  CAF_CHECK(!usage->containers.at("c2").rw_bytes);
  CAF_CHECK(!usage->containers.at("c2").root_fs_bytes);
  const auto none = parse_disk_usage("{}");
  CAF_REQUIRE(none);
  CAF_CHECK(!none->images_bytes);
  CAF_CHECK(!none->volumes_bytes);
  CAF_CHECK(!parse_disk_usage("[]"));
  CAF_CHECK(!parse_disk_usage("{"));
}

CAF_TEST(a container is unhealthy only if a check failed) {
  const auto unproven = [](const std::string& health) {
    const auto c = parse_inspect(
        R"({"Id":"c1","Name":"/web","State":{"Status":"running","Health":{)" + health
        + R"(}},"Config":{"Image":"x"}})");
    return c && c->health_unproven;
  };
  CAF_CHECK(unproven(R"("Status":"unhealthy","FailingStreak":0)")); // as while it is paused
  CAF_CHECK(!unproven(R"("Status":"unhealthy","FailingStreak":1)"));
  CAF_CHECK(!unproven(R"("Status":"unhealthy")"));
  CAF_CHECK(!unproven(R"("Status":"healthy","FailingStreak":0)"));
}

CAF_TEST(an inspection shows what the failing check wrote and how to stop and restart) {
  const auto c = parse_inspect(R"({"Id":"c1","Name":"/web","Created":"2026-11-22T10:00:00.5Z",
      "Path":"sh","Args":["-c","sleep 1"],
      "State":{"Status":"running","StartedAt":"2026-11-22T10:00:01Z","Health":{"Status":"unhealthy",
      "Log":[{"ExitCode":1,"Output":"old"},{"ExitCode":1,"Output":"no route\n"},
      {"ExitCode":0,"Output":"fine"}]}},
      "Config":{"Image":"x","StopSignal":"SIGRTMIN+3"},
      "HostConfig":{"RestartPolicy":{"Name":"always"}}})");
  CAF_REQUIRE(c);
  CAF_CHECK_EQUAL(c->health_output, "no route");
  CAF_CHECK_EQUAL(c->command, "sh -c sleep 1");
  CAF_CHECK(c->stop_signal == 37);
  CAF_CHECK_EQUAL(c->restart_policy, "always");
  CAF_CHECK(c->created_at == model::parse_rfc3339("2026-11-22T10:00:00.5Z"));
}

CAF_TEST(an ended container shows its last check only if that failed in its last run) {
  const auto output_of = [](const std::string& log, const std::string& status = "exited") {
    const auto c = parse_inspect(
        R"({"Id":"c1","Name":"/web","State":{"Status":")" + status
        + R"(","ExitCode":137,"StartedAt":"2026-11-22T10:00:01Z",)"
          R"("FinishedAt":"2026-11-22T10:05:00Z","Health":{"Status":"unhealthy","Log":[)"
        + log + R"(]}},"Config":{"Image":"x"}})");
    return c ? c->health_output : "invalid";
  };
  const std::string earlier = R"({"Start":"2026-11-22T09:59:00Z","ExitCode":1,"Output":"earlier"})";
  const std::string failed = R"({"Start":"2026-11-22T10:04:00Z","ExitCode":1,"Output":"no route"})";
  const std::string fine = R"({"Start":"2026-11-22T10:04:30Z","ExitCode":0,"Output":"fine"})";
  CAF_CHECK_EQUAL(output_of(earlier + "," + failed), "no route");
  CAF_CHECK_EQUAL(output_of(failed + "," + fine), "");
  CAF_CHECK_EQUAL(output_of(earlier), "");
  CAF_CHECK_EQUAL(output_of(fine), "");
  CAF_CHECK_EQUAL(output_of(""), "");
  CAF_CHECK_EQUAL(output_of(R"({"ExitCode":1,"Output":"no route"})"), "no route");
  CAF_CHECK_EQUAL(output_of(failed, "dead"), "no route");
}

CAF_TEST(an event without the members that API 1.52 dropped is read) {
  model::event e;
  const auto line =
      R"({"Type":"container","Action":"die","Actor":{"ID":"ab","Attributes":{"name":"x",)"
      R"("exitCode":"3","image":"i"}},"scope":"local","timeNano":5})";
  CAF_REQUIRE(parse_event(line, e) == event_line::event);
  CAF_CHECK_EQUAL(e.container_id, "ab");
  CAF_CHECK(e.exit_code == 3);
  CAF_CHECK_EQUAL(e.time.time_since_epoch().count(), 5);
}

CAF_TEST(what is no event is broken and what is of no interest is ignored) {
  CAF_CHECK(read_event("") == event_line::broken);
  CAF_CHECK(read_event("{") == event_line::broken);
  CAF_CHECK(read_event("[]") == event_line::broken);
  CAF_CHECK(read_event("null") == event_line::broken);
  CAF_CHECK(read_event(R"({"Type":"container"})") == event_line::broken);
  CAF_CHECK(
      read_event(R"({"Type":"container","Action":"die","Actor":{"ID":"ab"},"timeNano":"5"})")
      == event_line::broken);
  CAF_CHECK(
      read_event(R"({"Type":"container","Action":"die","Actor":{"ID":""},"timeNano":5})")
      == event_line::broken);
  CAF_CHECK(
      read_event(R"({"Type":"network","Action":"create","Actor":{"ID":"n"},"timeNano":5})")
      == event_line::ignored);
  CAF_CHECK(
      read_event(R"({"Type":"container","Action":"exec_die","Actor":{"ID":"n"},"timeNano":5})")
      == event_line::ignored);
}

CAF_TEST(a time that no engine reports is none) {
  for (const auto* time : {"-1", "9223372036854775807", "-9223372036854775808"}) {
    const auto line = R"({"Type":"container","Action":"die","Actor":{"ID":"ab"},"timeNano":)"
                      + std::string{time} + '}';
    CAF_CHECK(read_event(line) == event_line::broken);
    CAF_CHECK(!parse_event_time(line));
  }
  const auto list = parse_list(R"([{"Id":"a","State":"running","Created":9223372036854775807},)"
                               R"({"Id":"b","State":"running","Created":-1},)"
                               R"({"Id":"c","State":"running","Created":1795343303}])");
  CAF_REQUIRE(list.has_value());
  CAF_REQUIRE_EQUAL(list->size(), 3u);
  CAF_CHECK(!list->at(0).created_at);
  CAF_CHECK(!list->at(1).created_at);
  CAF_CHECK(list->at(2).created_at.has_value());
}

CAF_TEST(wrong types cost their own member or element only) {
  const auto list = parse_list(R"([1,{"Id":5},{"Id":"ab","State":"running","Names":null,)"
                               R"("Labels":null,"Image":7},{"Id":"cd","State":"flying"}])");
  CAF_REQUIRE(list.has_value());
  CAF_REQUIRE_EQUAL(list->size(), 1u);
  CAF_CHECK_EQUAL(list->front().name, "ab");
  CAF_CHECK_EQUAL(list->front().image, "");
  CAF_CHECK(!parse_list("{}"));
  CAF_CHECK(!parse_list("[{"));
  CAF_CHECK(!parse_inspect(R"({"Id":"ab"})"));
  CAF_CHECK(!parse_stats("{}"));
  CAF_CHECK(!parse_version("<html>"));
}

CAF_TEST(the own name is the one without a link) {
  const auto list =
      parse_list(R"([{"Id":"ab","State":"running","Names":["/web/db","/db"],"Labels":{}}])");
  CAF_REQUIRE(list.has_value());
  CAF_CHECK_EQUAL(list->front().name, "db");
}

CAF_TEST(an error is read from JSON and from plain text) {
  CAF_CHECK_EQUAL(parse_error(R"({"message":"no such thing"})"), "no such thing");
  CAF_CHECK_EQUAL(
      parse_error("client version 1.11 is too old\n"), "client version 1.11 is too old");
  CAF_CHECK_EQUAL(parse_error(std::string(1000, 'x')).size(), 300u);
}

} // namespace engine_json_test
