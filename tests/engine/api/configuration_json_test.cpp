#define CAF_SUITE engine.configuration_json
#include "engine/api/configuration_json.hpp"
#include "engine/api/engine_json.hpp"

#include <caf/test/unit_test.hpp>

#include <fstream>
#include <iterator>

// tests/fixtures/inspections has what two engines answered for the same four containers.

namespace docker_monitor::engine::configuration_json_test {

namespace {

constexpr const char* engines[] = {"docker-28.2.2", "podman-4.3.1"};

model::container inspect(const std::string& engine, const std::string& name) {
  std::ifstream file{DOCKER_MONITOR_FIXTURES "/inspections/" + engine + '/' + name + ".json"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  auto container = parse_inspect(text);
  CAF_REQUIRE(container && container->configuration);
  return *std::move(container);
}

model::container_configuration of_text(const std::string& text) {
  const auto document = parse_object(text);
  CAF_REQUIRE(document);
  return parse_configuration(*document);
}

using ports = std::vector<model::published_port>;
using mounts = std::vector<model::container_mount>;
using networks = std::vector<model::container_network>;
using names = std::vector<std::string>;

} // namespace

CAF_TEST(the ports of a container that runs are those it got) {
  const model::published_port range{"127.0.0.1", 9000, 9000, 3, "udp"};
  CAF_CHECK(
      (inspect("docker-28.2.2", "everything").configuration->ports
       == ports{{"0.0.0.0", 8080, 80, 1, "tcp"}, {"::", 8080, 80, 1, "tcp"}, range}));
  CAF_CHECK(
      (inspect("podman-4.3.1", "everything").configuration->ports
       == ports{{"0.0.0.0", 8080, 80, 1, "tcp"}, range}));
  for (const auto* engine : engines)
    CAF_CHECK(inspect(engine, "plain").configuration->ports.empty());
}

CAF_TEST(the ports of a container that never ran are those it asks for) {
  CAF_CHECK(
      (inspect("docker-28.2.2", "made").configuration->ports
       == ports{{"0.0.0.0", 8081, 80, 1, "tcp"}, {"0.0.0.0", 0, 81, 1, "tcp"}}));
  CAF_CHECK(
      (inspect("podman-4.3.1", "made").configuration->ports
       == ports{{"0.0.0.0", 8081, 80, 1, "tcp"}, {"0.0.0.0", 37443, 81, 1, "tcp"}}));
}

CAF_TEST(mounts have volumes folders and those of tmpfs) {
  const auto of = [](const std::string& root) {
    return mounts{
        {"bind", "", "/etc/hosts", "/etc/other", true},
        {"tmpfs", "", "", "/scratch", false},
        {"volume", "shop-data", root + "/volumes/shop-data/_data", "/var/lib/data", false}};
  };
  CAF_CHECK(inspect("docker-28.2.2", "everything").configuration->mounts == of("/var/lib/docker"));
  CAF_CHECK(
      inspect("podman-4.3.1", "everything").configuration->mounts
      == of("/var/lib/containers/storage"));
}

CAF_TEST(networks have an address while the container runs) {
  const auto of = [](const char* engine, const char* name) {
    return inspect(engine, name).configuration->networks;
  };
  CAF_CHECK((of("docker-28.2.2", "everything") == networks{{"shop", "172.18.0.2"}}));
  CAF_CHECK((of("docker-28.2.2", "made") == networks{{"bridge", ""}}));
  CAF_CHECK((of("docker-28.2.2", "quota") == networks{{"none", ""}}));
  CAF_CHECK((of("podman-4.3.1", "everything") == networks{{"shop", "10.89.0.2"}}));
  CAF_CHECK((of("podman-4.3.1", "quota") == networks{}));
}

CAF_TEST(only the names of environment variables are kept) {
  CAF_CHECK(
      (inspect("docker-28.2.2", "everything").configuration->environment
       == names{"DB_PASSWORD", "EMPTY", "WITH_EQUALS"}));
  CAF_CHECK(
      (inspect("podman-4.3.1", "everything").configuration->environment
       == names{"DB_PASSWORD", "EMPTY", "HOSTNAME", "PATH", "TERM", "WITH_EQUALS", "container"}));
  CAF_CHECK(
      (of_text(R"({"Config":{"Env":["A=1","=B","A=2",3,"C"]}})").environment == names{"A", "C"}));
}

CAF_TEST(limits are as they were given) {
  for (const auto* engine : engines) {
    const auto all = inspect(engine, "everything");
    constexpr std::uint64_t mebibyte = 1 << 20;
    const model::configured_limits expected{
        0.5, 512, "0", 64 * mebibyte, 32 * mebibyte, 128 * mebibyte, 100};
    CAF_CHECK(all.configuration->limits == expected);
    CAF_CHECK_EQUAL(all.restart_policy, "on-failure");
    CAF_CHECK_EQUAL(all.configuration->restart_limit, 5u);
    CAF_CHECK(inspect(engine, "plain").configuration->limits == model::configured_limits{});
    CAF_CHECK_EQUAL(inspect(engine, "plain").configuration->restart_limit, 0u);
    CAF_CHECK(inspect(engine, "quota").configuration->limits.cpus == 1.5);
  }
  const auto unlimited = of_text(
      R"({"HostConfig":{"MemorySwap":-1,"PidsLimit":-1,"CpuQuota":-1,"NanoCpus":0,"Memory":"1"}})");
  CAF_CHECK(unlimited.limits == model::configured_limits{});
  CAF_CHECK(of_text(R"({"HostConfig":{"CpuQuota":50000}})").limits.cpus == 0.5);
}

CAF_TEST(a range of ports is one entry and lists are bounded) {
  std::string bindings;
  std::string variables;
  for (int i = 0; i < 2000; ++i) {
    const auto port = std::to_string(20'000 + i);
    bindings += (i ? ",\"" : "\"") + port + R"(/udp":[{"HostIp":"","HostPort":")" + port + "\"}]";
    variables += (i ? ",\"V" : "\"V") + port + "=\"";
  }
  const auto configuration = of_text(
      R"({"HostConfig":{"PortBindings":{)" + bindings + R"(}},"Config":{"Env":[)" + variables
      + "]}}");
  CAF_CHECK((configuration.ports == ports{{"0.0.0.0", 20'000, 20'000, 2000, "udp"}}));
  CAF_CHECK_EQUAL(configuration.environment.size(), model::max_configuration_entries);
}

CAF_TEST(ports that do not follow one another inside and outside stay apart) {
  const auto of = [](const std::string& bindings) {
    return of_text(R"({"HostConfig":{"PortBindings":{)" + bindings + "}}}").ports;
  };
  CAF_CHECK_EQUAL(
      of(R"("80/tcp":[{"HostPort":"8080"}],"81/tcp":[{"HostPort":"8082"}])").size(), 2u);
  CAF_CHECK_EQUAL(
      of(R"("80/tcp":[{"HostPort":"8080"}],"82/tcp":[{"HostPort":"8081"}])").size(), 2u);
  CAF_CHECK_EQUAL(
      of(R"("80/tcp":[{"HostPort":"8080"}],"81/udp":[{"HostPort":"8081"}])").size(), 2u);
  CAF_CHECK_EQUAL(of(R"("80/tcp":[{"HostPort":""}],"81/tcp":[{"HostPort":""}])").size(), 2u);
  CAF_CHECK_EQUAL(
      of(R"("80/tcp":[{"HostPort":"1"},{"HostPort":"x"},7],"x/tcp":[{}],"9":[{}])").size(), 3u);
}

CAF_TEST(what is of a wrong type is left out) {
  const auto configuration =
      of_text(R"({"HostConfig":{"RestartPolicy":1,"PortBindings":[],"Tmpfs":[],"CpusetCpus":7},)"
              R"("Config":{"Env":{}},"Mounts":[1,{"Destination":"/a","RW":"no"}],)"
              R"("NetworkSettings":{"Networks":{"n":null},"Ports":{"80/tcp":{}}}})");
  model::container_configuration expected;
  expected.mounts = {{"", "", "", "/a", false}};
  expected.networks = {{"n", ""}};
  CAF_CHECK(configuration == expected);
}

} // namespace docker_monitor::engine::configuration_json_test
