#define CAF_SUITE terminal.container_row
#include "terminal/client/container_row.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

namespace container_row_test {

using namespace docker_monitor::terminal;

CAF_TEST(an object of the API becomes a row) {
  const auto rows = parse_rows(
      R"([{"name":"shop-web-1","id":"abc","image":"nginx:1","imageId":"sha256:1","status":"running",)"
      R"("health":"healthy","startedAt":"2026-11-22T10:00:00.000Z","oomKilled":false,)"
      R"("restartCount":2,"labels":{"a":"b"},"service":{"project":"shop","name":"web","number":1},)"
      R"("source":"cgroup","cpu":{"percent":12,"limitPercent":150,"throttledSeconds":1.5},)"
      R"("memory":{"percent":3.5,"usageBytes":2048,"workingSetBytes":1024,"limitBytes":4096},)"
      R"("network":[{"interface":"eth0","rxBytes":10,"txBytes":20,"rxBytesPerSecond":1.5},)"
      R"({"interface":"eth1","rxBytes":1,"rxBytesPerSecond":2,"txBytesPerSecond":4}],)"
      R"("blockIo":{"readBytes":5,"readBytesPerSecond":7},"pids":{"current":3,"limit":9}}])");
  CAF_REQUIRE(rows);
  CAF_REQUIRE_EQUAL(rows->size(), 1u);
  const auto& row = rows->front();
  CAF_CHECK_EQUAL(row.name, "shop-web-1");
  CAF_CHECK_EQUAL(row.state(), "healthy");
  CAF_CHECK_EQUAL(row.project, "shop");
  CAF_CHECK_EQUAL(row.cpu_percent.value(), 12.0);
  CAF_CHECK_EQUAL(row.cpu_limit_percent.value(), 150.0);
  CAF_CHECK_EQUAL(row.memory_bytes.value(), 1024u);
  CAF_CHECK_EQUAL(row.network.in.value(), 3.5);
  CAF_CHECK_EQUAL(row.network.out.value(), 4.0);
  CAF_CHECK_EQUAL(row.network.in_total.value(), 11u);
  CAF_CHECK(row.network.rate() == 7.5);
  CAF_CHECK(!row.block.out);
  CAF_CHECK_EQUAL(row.restarts.value(), 2u);
  CAF_CHECK_EQUAL(row.interfaces.size(), 2u);
}

CAF_TEST(a container of a hub is named with its host) {
  const auto rows =
      parse_rows(R"([{"name":"web","id":"abc","host":"a","service":{"project":"shop"},)"
                 R"("networkMode":"container:def"},{"name":"web","id":"abc"}])");
  CAF_REQUIRE(rows);
  const auto& there = rows->front();
  CAF_CHECK_EQUAL(there.name, "a/web");
  CAF_CHECK_EQUAL(there.id, "a/abc");
  CAF_CHECK_EQUAL(there.project, "a/shop");
  CAF_CHECK_EQUAL(there.network_mode, "container:a/def");
  CAF_CHECK_EQUAL(rows->back().name, "web");
  const auto local = local_id_of(there.id);
  CAF_CHECK(local.host == "a" && local.id == "abc");
  CAF_CHECK(local_id_of("abc").host.empty() && local_id_of("abc").id == "abc");
}

CAF_TEST(what is absent or of a wrong type is unknown) {
  const auto rows =
      parse_rows(R"([{"name":"a","cpu":"much","pids":{"current":-1},"labels":7},{}])");
  CAF_REQUIRE(rows);
  CAF_REQUIRE_EQUAL(rows->size(), 1u);
  CAF_CHECK(!rows->front().cpu_percent);
  CAF_CHECK(!rows->front().pids);
  CAF_CHECK(!rows->front().network.rate());
  CAF_CHECK(!parse_rows("{}"));
  CAF_CHECK(!parse_rows("<html>"));
}

CAF_TEST(names from elsewhere cannot take over the terminal) {
  const auto rows = parse_rows(
      R"([{"name":"a\u001b[2J","image":"b\u0007","service":{"project":"c\nd"},"health":"e\u009b"}])");
  CAF_REQUIRE(rows);
  CAF_CHECK_EQUAL(rows->front().name, "a?[2J");
  CAF_CHECK_EQUAL(rows->front().image, "b?");
  CAF_CHECK_EQUAL(rows->front().project, "c?d");
  CAF_CHECK_EQUAL(rows->front().health, "e?");
}

CAF_TEST(a state is a word or two) {
  container_row row;
  row.status = "exited";
  CAF_CHECK_EQUAL(row.state(), "exited");
  row.exit_code = 137;
  CAF_CHECK_EQUAL(row.state(), "exited 137");
  CAF_CHECK(!row.is_up());
  row.status = "paused";
  row.health = "healthy";
  CAF_CHECK_EQUAL(row.state(), "paused");
  CAF_CHECK(row.is_up());
}

} // namespace container_row_test
