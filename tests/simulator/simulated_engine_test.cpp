#define CAF_SUITE simulator.simulated_engine
#include "simulator/private_socket.hpp"
#include "simulator/simulated_engine.hpp"
#include "tests/simulator/http_probe.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace simulated_engine_test {

using namespace docker_monitor;
using namespace docker_monitor::simulator;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// A simulated engine on a private socket.
struct fixture {
  explicit fixture(std::size_t containers = 3, std::chrono::milliseconds stats_period = 1ms)
      : socket{*private_socket::create("/tmp")}, engine{[&] {
          simulation_options made;
          made.socket_path = socket.path();
          made.containers = containers;
          made.stats_period = stats_period;
          return made;
        }()} {
    CAF_REQUIRE(engine.start().has_value());
  }

  /// A new connection.
  http_probe probe() { return http_probe{socket.path()}; }

  void pause(std::string name) {
    engine.run([&](simulation& world) { world.pause(name); });
  }

  void unpause(std::string name) {
    engine.run([&](simulation& world) { world.unpause(name); });
  }

  private_socket socket;
  simulated_engine engine;
};

std::string action(const std::optional<std::string>& line) {
  return line ? json::parse(*line)["Action"].get<std::string>() : "nothing";
}

} // namespace

CAF_TEST(the head is that of an engine and the connection is kept) {
  fixture f;
  auto probe = f.probe();
  const auto ping = probe.get("/_ping");
  CAF_CHECK_EQUAL(ping.status, 200);
  CAF_CHECK_EQUAL(ping.body, "OK");
  for (const auto* header : {"Api-Version: 1.45\r\n", "Ostype: linux\r\n", "Server: Docker/26.1.5"})
    CAF_CHECK(ping.head.find(header) != std::string::npos);
  CAF_CHECK_EQUAL(probe.get("/version").status, 200);
  CAF_CHECK_EQUAL(json::parse(probe.get("/v1.45/containers/json").body).size(), 3u);
  CAF_CHECK_EQUAL(json(json::parse(probe.get("/simulator/calls").body)["connections"]), 1);
}

CAF_TEST(ten thousand containers are listed) {
  fixture f{10'000};
  auto probe = f.probe();
  CAF_CHECK_EQUAL(json::parse(probe.get("/containers/json?all=1").body).size(), 10'000u);
}

CAF_TEST(past events are replayed and new ones follow) {
  fixture f;
  f.pause("shop-web-1");
  auto probe = f.probe();
  probe.send("GET", R"(/events?since=0&filters={"type":["container"]})");
  const auto head = probe.head();
  CAF_CHECK_EQUAL(head.status, 200);
  CAF_CHECK(head.head.find("Transfer-Encoding: chunked") != std::string::npos);
  CAF_CHECK_EQUAL(action(probe.line()), "pause");
  f.unpause("shop-web-1");
  CAF_CHECK_EQUAL(action(probe.line()), "unpause");
  auto other = f.probe();
  CAF_CHECK_EQUAL(other.ask("POST", "/containers/shop-api-1/stop").status, 204);
  for (const auto* expected : {"kill", "stop", "die"})
    CAF_CHECK_EQUAL(action(probe.line()), expected);
}

CAF_TEST(the head of a stream comes before its first event) {
  fixture f;
  auto probe = f.probe();
  probe.send("GET", "/events");
  CAF_CHECK_EQUAL(probe.head().status, 200);
  f.pause("shop-web-1");
  CAF_CHECK_EQUAL(action(probe.line()), "pause");
}

CAF_TEST(a stream that has an end ends) {
  fixture f;
  f.pause("shop-web-1");
  auto probe = f.probe();
  probe.send("GET", "/events?since=0&until=1");
  probe.head();
  CAF_CHECK(!probe.line());
}

CAF_TEST(a container restarts by policy without anybody asking) {
  fixture f;
  auto probe = f.probe();
  probe.send("GET", R"(/events?filters={"event":["die","start"]})");
  probe.head();
  f.engine.control("/simulator/crash/shop-web-1?code=139");
  const auto died = json::parse(*probe.line());
  CAF_CHECK_EQUAL(died["Actor"]["Attributes"]["exitCode"], "139");
  CAF_CHECK_EQUAL(action(probe.line()), "start");
}

CAF_TEST(a stats stream goes on until the container is removed) {
  fixture f;
  auto probe = f.probe();
  probe.send("GET", "/containers/shop-web-1/stats");
  CAF_CHECK_EQUAL(probe.head().status, 200);
  const auto first = json::parse(*probe.line());
  CAF_CHECK_EQUAL(first["preread"], "0001-01-01T00:00:00Z");
  CAF_CHECK(!first["precpu_stats"].contains("system_cpu_usage"));
  const auto second = json::parse(*probe.line());
  CAF_CHECK(second["precpu_stats"].contains("system_cpu_usage"));
  f.engine.run([](simulation& world) { world.remove("shop-web-1", true); });
  while (probe.line()) {
  }
  CAF_CHECK_EQUAL(f.probe().get("/containers/shop-web-1/stats").status, 404);
}

CAF_TEST(a response can be cut at any byte) {
  fixture f;
  for (const std::size_t bytes : {0, 1, 20, 300}) {
    f.engine.control("/simulator/cut?route=list&after=" + std::to_string(bytes));
    auto probe = f.probe();
    probe.send("GET", "/containers/json");
    CAF_CHECK_EQUAL(probe.rest().size(), bytes);
  }
  CAF_CHECK_EQUAL(f.probe().get("/containers/json").status, 200);
}

CAF_TEST(an open stream is cut within a line) {
  fixture f;
  auto probe = f.probe();
  probe.send("GET", "/events");
  probe.head();
  f.engine.control("/simulator/cut?route=events&after=40");
  f.pause("shop-web-1");
  CAF_CHECK_EQUAL(probe.rest().size(), 40u);
}

CAF_TEST(a cut after several lines counts them all) {
  fixture f;
  auto probe = f.probe();
  probe.send("GET", "/events");
  probe.head();
  f.engine.control("/simulator/cut?route=events&after=3000");
  for (int i = 0; i < 10; ++i) {
    f.pause("shop-web-1");
    f.unpause("shop-web-1");
  }
  CAF_CHECK_EQUAL(probe.rest().size(), 3000u);
}

CAF_TEST(nonsense comes in place of a body and between events) {
  fixture f;
  f.engine.control("/simulator/garbage?route=list&kind=malformed");
  auto probe = f.probe();
  CAF_CHECK(json::parse(probe.get("/containers/json").body, nullptr, false).is_discarded());
  f.engine.control("/simulator/garbage?route=list&kind=types");
  CAF_CHECK(json::parse(probe.get("/containers/json").body)[0]["Id"].is_number());
  CAF_CHECK(json::parse(probe.get("/containers/json").body)[0]["Id"].is_string());
  probe.send("GET", "/events");
  probe.head();
  for (const auto* kind : {"line1m", "malformed"}) {
    f.engine.control(std::string("/simulator/garbage?route=events&kind=") + kind);
    CAF_CHECK(probe.line()->size() > 50);
  }
  f.pause("shop-web-1");
  CAF_CHECK_EQUAL(action(probe.line()), "pause");
}

CAF_TEST(a hanging engine takes requests and says nothing) {
  fixture f;
  auto stream = f.probe();
  stream.send("GET", "/events");
  stream.head();
  f.engine.control("/simulator/hang");
  auto hanging = f.probe();
  hanging.send("GET", "/_ping");
  f.pause("shop-web-1");
  // Control routes always answer; by then the others would have.
  auto probe = f.probe();
  while (!json::parse(probe.get("/simulator/calls").body).contains("never_answered")) {
  }
  f.engine.control("/simulator/restart");
  CAF_CHECK_EQUAL(hanging.rest(), "");
  CAF_CHECK_EQUAL(stream.rest(), "");
}

CAF_TEST(an answer can be late or a failure) {
  fixture f;
  f.engine.control("/simulator/delay?route=ping&ms=30&times=1");
  auto probe = f.probe();
  const auto before = std::chrono::steady_clock::now();
  CAF_CHECK_EQUAL(probe.get("/_ping").status, 200);
  CAF_CHECK(std::chrono::steady_clock::now() - before >= 30ms);
  f.engine.control("/simulator/fail?route=inspect&status=500");
  CAF_CHECK_EQUAL(probe.get("/containers/shop-web-1/json").status, 500);
  CAF_CHECK_EQUAL(probe.get("/containers/shop-web-1/json").status, 200);
}

CAF_TEST(dropped events reach no subscriber) {
  fixture f;
  auto probe = f.probe();
  probe.send("GET", "/events");
  probe.head();
  f.engine.control("/simulator/drop-events?count=1");
  f.pause("shop-web-1");
  f.unpause("shop-web-1");
  CAF_CHECK_EQUAL(action(probe.line()), "unpause");
}

CAF_TEST(a restart closes all connections and comes back) {
  fixture f;
  auto stream = f.probe();
  stream.send("GET", "/events?since=0");
  stream.head();
  auto idle = f.probe();
  idle.get("/_ping");
  auto reply_target = f.probe();
  CAF_CHECK_EQUAL(reply_target.ask("POST", "/simulator/restart?down_ms=10").status, 200);
  CAF_CHECK(!stream.line());
  CAF_CHECK_EQUAL(idle.rest(), "");
  CAF_CHECK_EQUAL(reply_target.rest(), "");
  // Until it listens again, connections are refused.
  while (f.probe().get("/_ping").status != 200) {
  }
}

CAF_TEST(a reader that does not read loses events and slows nobody) {
  fixture f{2000};
  auto slow = f.probe();
  slow.send("GET", "/events");
  slow.head();
  auto probe = f.probe();
  // Each event has several hundred bytes: this is far more than socket buffers and slots hold.
  const auto lost = [&] {
    return json::parse(probe.get("/simulator/calls").body).contains("events_lost_by_slow_readers");
  };
  while (!lost())
    CAF_REQUIRE_EQUAL(probe.ask("POST", "/simulator/events?count=500&kind=pause").status, 200);
}

CAF_TEST(a burst is reported completely to who reads) {
  fixture f{50};
  auto probe = f.probe();
  probe.send("GET", R"(/events?filters={"event":["die","start"]})");
  probe.head();
  f.engine.control("/simulator/events?count=3000");
  for (int i = 0; i < 3000; ++i)
    CAF_REQUIRE_EQUAL(action(probe.line()), i % 2 == 0 ? "die" : "start");
}

CAF_TEST(a leftover socket is replaced and one in use is not ) {
  fixture f;
  simulation_options same;
  same.socket_path = f.socket.path();
  simulated_engine second{same};
  const auto refused = second.start();
  CAF_REQUIRE(refused.has_error());
  CAF_CHECK(refused.error().code == model::failure_code::unreachable);
  CAF_CHECK_EQUAL(f.probe().get("/_ping").status, 200);
  f.engine.stop();
  CAF_CHECK(!std::filesystem::exists(f.socket.path()));
  CAF_CHECK(second.start().has_value());
  CAF_CHECK_EQUAL(f.probe().get("/_ping").status, 200);
}

CAF_TEST(a path that is too long is a bad option) {
  simulation_options made;
  made.socket_path = "/tmp/" + std::string(200, 'x');
  simulated_engine engine{made};
  CAF_CHECK(engine.start().error().code == model::failure_code::bad_option);
}

CAF_TEST(without a path it serves on loopback) {
  simulated_engine engine{simulation_options{}};
  CAF_REQUIRE(engine.start().has_value());
  CAF_CHECK(engine.docker_host().starts_with("tcp://127.0.0.1:"));
  CAF_CHECK(!engine.docker_host().ends_with(":0"));
}

} // namespace simulated_engine_test
