#define CAF_SUITE http.container_fields
#include "http/container/container_fields.hpp"
#include "http/container/container_json.hpp"
#include "tests/model/metric/full_row.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <set>

namespace docker_monitor::http::container_fields_test {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::vector<std::string> shown{
    "com.docker.compose.project", "com.docker.compose.service",
    "com.docker.compose.container-number", "team"};

/// A container of which everything is known.
model::row full_row() {
  model::container c;
  c.id = "4f66ad9a0b2e";
  c.host = "web-1";
  c.name = "shop-web-2";
  c.image = "nginx:1.25";
  c.image_id = "sha256:e4720093a3c1";
  c.status = model::container_status::running;
  c.health = "healthy";
  c.started_at = c.finished_at = model::engine_time{1s};
  c.exit_code = 0;
  c.restart_count = 1;
  c.network_mode = "default";
  c.size = {1, 2};
  c.command = "sh -c true";
  c.configuration =
      std::make_shared<const model::container_configuration>(model::container_configuration{
          .restart_limit = 5,
          .ports = {{"0.0.0.0", 8080, 80, 1, "tcp"}, {"::", 0, 81, 2, "udp"}},
          .mounts =
              {{"volume", "data", "/var/lib/docker/volumes/data/_data", "/data", true},
               {"tmpfs", "", "", "/tmp", false}},
          .networks = {{"shop_default", "172.18.0.3"}, {"other", ""}},
          .environment = {"PATH", "TZ"},
          .limits = {1.5, 512, "0-1", 3, 2, 6, 100}});
  c.labels = {
      {"com.docker.compose.project", "shop"},
      {"com.docker.compose.service", "web"},
      {"com.docker.compose.container-number", "2"},
      {"team", "a"}};
  model::sample s;
  auto& now = s.now;
  now.read_at = model::engine_time{100s};
  now.clock = 100s;
  now.limits = std::make_shared<const model::resource_limits>(
      model::resource_limits{"/docker/4f66", 50'000, 100'000, 1024, 1 << 30, 4, 1 << 30});
  now.cpu_total_ns = now.cpu_user_ns = now.cpu_system_ns = 1;
  now.cpu_periods = now.cpu_throttled_periods = now.cpu_throttled_ns = 1;
  now.cpu_pressure = now.memory_pressure = now.block_pressure = model::pressure{1, 1};
  now.memory_clock = 90s;
  now.memory_usage_bytes = now.memory_rss_bytes = now.memory_cache_bytes = 1;
  now.memory_swap_bytes = now.memory_limit_bytes = now.memory_oom_kills = 1;
  now.interfaces = std::make_shared<const std::vector<model::interface_counters>>(
      std::vector<model::interface_counters>{
          {"eth0", 1, 2, 3, 4, 5, 6, 7, 8}, {"eth1", 1, 2, 3, 4, 5, 6, 7, 8}});
  now.block_read_bytes = now.block_write_bytes = 1;
  now.block_read_operations = now.block_write_operations = 1;
  now.pids = now.pids_limit = 1;
  fill_unknown(now);
  s.cpu_percent = s.memory_percent = 1.5;
  s.memory_working_set_bytes = 1;
  s.interfaces = {{1.0, 1.0}, {1.0, 1.0}};
  s.block_read_bytes_per_second = s.block_write_bytes_per_second = 1;
  return {
      std::make_shared<const model::container>(c), std::make_shared<const model::sample>(s),
      now.read_at};
}

model::expected<member_selection> choose(const std::string& query) {
  request r;
  CAF_REQUIRE(!parse_target("/?" + query, r));
  return choose_fields(r, shown);
}

std::string text_of(const model::row& row, const member_selection* wanted) {
  std::string text;
  append_container(text, row, {.labels = shown, .cores = 4, .commands = true, .wanted = wanted});
  return text;
}

/// The object of the full row alone with these fields only, and what is wrong with them.
std::string object_alone(const std::string& fields) {
  request r;
  CAF_REQUIRE(!parse_target("/?fields=" + fields, r));
  const auto chosen = choose_fields(r, shown, container_object::alone);
  if (!chosen)
    return chosen.error().message;
  std::string text;
  append_container(text, full_row(), {.configuration = true, .wanted = &*chosen});
  return text;
}

/// The object of the full row with these fields only.
std::string object(const std::string& fields) {
  const auto chosen = choose("fields=" + fields);
  CAF_REQUIRE(chosen);
  return text_of(full_row(), &*chosen);
}

std::string problem(const std::string& query) {
  const auto chosen = choose(query);
  return chosen ? "" : chosen.error().message;
}

/// The paths of all members that have no members of their own.
void collect(const json& value, const std::string& path, std::set<std::string>& into) {
  if (value.is_array())
    for (const auto& element : value)
      collect(element, path, into);
  else if (value.is_object() && path != "labels")
    for (const auto& [name, inner] : value.items())
      collect(inner, path.empty() ? name : path + '.' + name, into);
  else
    into.insert(path);
}

} // namespace

CAF_TEST(every member there is can be asked for and no other) {
  std::set<std::string> rendered;
  collect(json::parse(text_of(full_row(), nullptr)), "", rendered);
  const auto fields = container_fields();
  CAF_CHECK_EQUAL(rendered, std::set<std::string>(fields.begin(), fields.end()));
}

CAF_TEST(each member comes alone) {
  for (const auto& field : container_fields()) {
    std::set<std::string> rendered;
    collect(json::parse(object(std::string{field})), "", rendered);
    CAF_CHECK_EQUAL(rendered, std::set<std::string>{std::string{field}});
  }
}

CAF_TEST(one container has the members of its configuration too and each comes alone) {
  std::string text;
  append_container(
      text, full_row(), {.labels = shown, .cores = 4, .commands = true, .configuration = true});
  std::set<std::string> rendered;
  collect(json::parse(text), "", rendered);
  std::set<std::string> expected(container_fields().begin(), container_fields().end());
  for (const auto field : configuration_fields()) {
    expected.emplace(field);
    std::set<std::string> alone;
    collect(json::parse(object_alone(std::string{field})), "", alone);
    CAF_CHECK_EQUAL(alone, std::set<std::string>{std::string{field}});
  }
  CAF_CHECK_EQUAL(rendered, expected);
}

CAF_TEST(a configuration is written whole and in order) {
  CAF_CHECK_EQUAL(
      object_alone("restartPolicy,ports,mounts,networks,environment,limits"),
      R"({"restartPolicy":{"name":"no","maximumRetryCount":5},)"
      R"("ports":[{"hostAddress":"0.0.0.0","hostPort":8080,"containerPort":80,"count":1,)"
      R"("protocol":"tcp"},{"hostAddress":"::","containerPort":81,"count":2,"protocol":"udp"}],)"
      R"("mounts":[{"type":"volume","name":"data","source":"/var/lib/docker/volumes/data/_data",)"
      R"("target":"/data","readOnly":true},{"type":"tmpfs","target":"/tmp","readOnly":false}],)"
      R"("networks":[{"name":"shop_default","address":"172.18.0.3"},{"name":"other"}],)"
      R"("environment":["PATH","TZ"],)"
      R"("limits":{"cpus":1.5,"cpuShares":512,"cpuset":"0-1","memoryBytes":3,)"
      R"("memoryReservationBytes":2,"memorySwapBytes":6,"pids":100}})");
}

CAF_TEST(a list cannot be asked for configurations) {
  CAF_CHECK(problem("fields=ports").starts_with("unknown field 'ports'"));
  CAF_CHECK(problem("fields=limits.cpus").starts_with("unknown field 'limits.cpus'"));
  CAF_CHECK(object_alone("ports.protocols").starts_with("unknown field 'ports.protocols'"));
}

CAF_TEST(a configuration without anything has empty lists and an unknown one has none) {
  auto row = full_row();
  auto c = *row.container;
  c.configuration = std::make_shared<const model::container_configuration>();
  row.container = std::make_shared<const model::container>(c);
  const auto members = [&] {
    std::string text;
    append_container(text, row, {.configuration = true});
    return json::parse(text);
  };
  const auto shown = members();
  for (const auto* name : {"ports", "mounts", "networks", "environment"})
    CAF_CHECK_EQUAL(shown.at(name), json::array());
  CAF_CHECK(!members().contains("limits"));
  c.configuration = nullptr;
  row.container = std::make_shared<const model::container>(c);
  for (const auto* name : {"restartPolicy", "ports", "mounts", "networks", "environment"})
    CAF_CHECK(!members().contains(name));
}

CAF_TEST(members come in their own order) {
  CAF_CHECK_EQUAL(
      object("status,name,cpu.percent"),
      R"({"name":"shop-web-2","status":"running","cpu":{"percent":1.5}})");
  CAF_CHECK_EQUAL(object("pids,pids.limit"), R"({"pids":{"current":1,"limit":1}})");
  CAF_CHECK_EQUAL(
      object("network.rxBytes,network.interface"),
      R"({"network":[{"interface":"eth0","rxBytes":1},{"interface":"eth1","rxBytes":1}]})");
  CAF_CHECK_EQUAL(
      object("memory.pressure.stalledSeconds"),
      R"({"memory":{"pressure":{"stalledSeconds":0.000001}}})");
  const auto group = json::parse(object("cpu"));
  const auto whole = json::parse(text_of(full_row(), nullptr));
  CAF_CHECK(group.size() == 1 && group["cpu"] == whole["cpu"]);
}

CAF_TEST(labels are asked for by their keys) {
  CAF_CHECK_EQUAL(object("labels.team"), R"({"labels":{"team":"a"}})");
  CAF_CHECK_EQUAL(
      object("labels.com.docker.compose.service"),
      R"({"labels":{"com.docker.compose.service":"web"}})");
  CAF_CHECK_EQUAL(json::parse(object("labels"))["labels"].size(), 4u);
  CAF_CHECK(!problem("fields=labels.secret").empty());
}

CAF_TEST(several parameters add up and none is all) {
  const auto chosen = choose("fields=name&fields=id");
  CAF_REQUIRE(chosen);
  CAF_CHECK_EQUAL(text_of(full_row(), &*chosen), R"({"name":"shop-web-2","id":"4f66ad9a0b2e"})");
  CAF_CHECK(choose("all=true")->is_whole());
}

CAF_TEST(what is no field is named) {
  for (const auto* query :
       {"fields=name,cpus", "fields=cpus&fields=name", "fields=cpus,", "fields=name&fields=cpus"})
    CAF_CHECK_EQUAL(
        problem(query), "unknown field 'cpus'; fields are members of a container such as "
                        "name,status,cpu.percent,memory");
  for (const auto* fields :
       {"", "name,", ",", "Name", "cpu.", ".", "cpu..percent", "cpu.perc", "name.x",
        "cpu.percent.x", "network.0", "labels.", "nam", "name%20id"})
    CAF_CHECK(problem("fields=" + std::string{fields}).starts_with("unknown field '"));
}

CAF_TEST(the time is set only where it is shown) {
  const auto before = full_row();
  auto now = before;
  now.sampled_at += 1s;
  for (const auto* fields : {"name,status", "sampledAt", "memory,cpu.percent", "name,sampledAt"}) {
    const auto chosen = choose("fields=" + std::string{fields});
    auto text = text_of(before, &*chosen);
    CAF_CHECK(set_sampled_at(text, before, now, {.labels = shown, .cores = 4, .wanted = &*chosen}));
    CAF_CHECK_EQUAL(text, text_of(now, &*chosen));
  }
}

} // namespace docker_monitor::http::container_fields_test
