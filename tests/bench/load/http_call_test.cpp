#define CAF_SUITE bench.http_call
#include "bench/load/bare_beast.hpp"
#include "bench/load/http_call.hpp"
#include "bench/load/load_generator.hpp"
#include "bench/load/stream_clients.hpp"
#include "bench/machine/interruption.hpp"
#include "simulator/private_socket.hpp"
#include "simulator/simulated_engine.hpp"

#include <caf/test/unit_test.hpp>

namespace http_call_test {

using namespace docker_monitor::bench;
using namespace std::chrono_literals;

namespace {

/// Something that serves HTTP.
struct fixture {
  fixture() : socket{*docker_monitor::simulator::private_socket::create()}, engine{options()} {
    if (!engine.start())
      CAF_FAIL("no simulated engine");
    where.unix_path = socket.path();
  }

  docker_monitor::simulator::simulation_options options() const {
    docker_monitor::simulator::simulation_options made;
    made.socket_path = socket.path();
    made.containers = 0;
    made.given = {{std::string(64, 'a'), 4711}, {std::string(64, 'b'), 4712}};
    return made;
  }

  docker_monitor::simulator::private_socket socket;
  docker_monitor::simulator::simulated_engine engine;
  http_address where;
};

} // namespace

CAF_TEST(a response is as long as its head says) {
  const std::string head = "HTTP/1.1 200 OK\r\nX: y\r\ncontent-length: 12\r\nA: b\r\n\r\n";
  CAF_CHECK(response_length(head.substr(0, head.size() - 1)) == std::nullopt);
  CAF_CHECK(response_length(head) == head.size() + 12);
  CAF_CHECK(response_length(head + "begun") == head.size() + 12);
  CAF_CHECK(response_length("HTTP/1.1 304 Not Modified\r\n\r\n") == 29);
}

CAF_TEST_FIXTURE_SCOPE(calls, fixture)

CAF_TEST(a call brings status and body) {
  const auto answer = call(where, "GET", "/_ping");
  CAF_REQUIRE(answer);
  CAF_CHECK_EQUAL(answer->status, 200);
  CAF_CHECK_EQUAL(answer->body(), "OK");
  const auto refused = call(where, "POST", "/containers/nobody/pause");
  CAF_REQUIRE(refused);
  CAF_CHECK_EQUAL(refused->status, 404);
}

CAF_TEST(given containers have the ids and pids they were given) {
  const auto one = call(where, "GET", "/containers/bench-00001/json");
  CAF_REQUIRE(one);
  CAF_CHECK(one->bytes.find(R"("Id":")" + std::string(64, 'b')) != std::string::npos);
  CAF_CHECK(one->bytes.find(R"("Pid":4712)") != std::string::npos);
  const auto all = call(where, "GET", "/containers/json");
  CAF_REQUIRE(all);
  CAF_CHECK(all->bytes.find(R"("Id":")" + std::string(64, 'a')) != std::string::npos);
  CAF_CHECK(all->bytes.find(R"("/bench-00000")") != std::string::npos);
}

CAF_TEST(load is counted and what fails is too) {
  const auto fine = generate_load(where, {"/_ping"}, 50ms, 4);
  CAF_CHECK(fine.requests_per_second > 0);
  CAF_CHECK(fine.p50_us > 0);
  CAF_CHECK(fine.p99_us >= fine.p50_us);
  CAF_CHECK_EQUAL(fine.failures, 0u);
  CAF_CHECK(generate_load(where, {"/containers/nobody/json"}, 50ms, 4).failures > 0);
  const load_request expected{"/containers/nobody/json", "X-Any: 1\r\n", 404};
  CAF_CHECK_EQUAL(generate_load(where, expected, 50ms, 4).failures, 0u);
}

CAF_TEST(clients of a stream count what comes and who was refused) {
  stream_clients clients{where, "/events", 3, false, 0ms};
  CAF_CHECK(call(where, "POST", "/containers/bench-00000/pause"));
  clients.follow(50ms);
  CAF_CHECK_EQUAL(clients.lost(), 0u);
  CAF_CHECK(clients.fewest_updates() > 0);
  CAF_CHECK(clients.bytes() > 0);
  CAF_CHECK(call(where, "POST", "/containers/bench-00000/unpause"));
  clients.follow(20ms);
  CAF_CHECK(clients.bytes() > 0);
  clients.follow(20ms);
  CAF_CHECK_EQUAL(clients.fewest_updates(), 0u);
  stream_clients refused{where, "/containers/nobody/json", 2, false, 10ms};
  refused.follow(50ms);
  CAF_CHECK_EQUAL(refused.lost(), 2u);
  const mute_client mute{where, "/events"};
  CAF_CHECK(!mute.dropped());
}

CAF_TEST(a server that is not there is distinguished from an answer) {
  http_address nobody;
  nobody.unix_path = socket.path() + "-not";
  CAF_CHECK(!call(nobody, "GET", "/"));
  bool refused = false;
  try {
    generate_load(nobody, {"/"}, 10ms);
  } catch (const harness_error&) {
    refused = true;
  }
  CAF_CHECK(refused);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace http_call_test
