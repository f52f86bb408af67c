#define CAF_SUITE simulator.engine_api
#include "simulator/api/engine_api.hpp"
#include "simulator/api/engine_json.hpp"
#include "tests/simulator/shapes.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace engine_api_test {

using namespace docker_monitor;
using namespace docker_monitor::simulator;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr model::engine_time noon{1'800'000'000s};

/// An engine of the API version given, at noon.
struct fixture {
  explicit fixture(std::string version = "1.45", engine_brand brand = engine_brand::docker)
      : api{
          [&] {
            simulation_options made;
            made.api_version = std::move(version);
            made.brand = brand;
            made.stats_period = 0ms; // nobody waits
            made.containers = 24;
            return made;
          }(),
          noon} {}

  api_answer ask(std::string method, std::string target, std::string body = {}) {
    return api.handle({std::move(method), std::move(target), std::move(body)}, now);
  }

  json get(const std::string& target) { return json::parse(ask("GET", target).body); }

  std::string state(const std::string& container) {
    return get("/containers/" + container + "/json")["State"]["Status"];
  }

  unsigned post(const std::string& target) { return ask("POST", target).status; }

  engine_api api;
  model::engine_time now = noon;
};

/// A stats line that has a reading before it.
json second_line(engine_api& api, const std::string& container) {
  return json::parse(*api.stats_line(api.world().find(container)->id, false));
}

} // namespace

CAF_TEST(answers have the shape of the recorded ones) {
  for (const auto& [release, version] : {std::pair{"20.10.24", "1.41"}, {"26.1.5", "1.45"}}) {
    CAF_MESSAGE(release);
    fixture f{version};
    const auto real = recorded_answers(release);
    CAF_CHECK_EQUAL(f.ask("POST", "/containers/create?name=plain").status, 201u);
    CAF_CHECK_EQUAL(f.post("/containers/plain/start"), 204u);
    // By this name it is the newest and thus first in the list.
    CAF_CHECK_EQUAL(shape(json::array({f.get("/containers/json")[0]})), shape(real["list"]));
    CAF_CHECK_EQUAL(shape(f.get("/containers/plain/json")), shape(real["inspect"]));
    CAF_CHECK_EQUAL(
        shape(f.get("/containers/shop-web-1/json")["State"]["Health"]), shape(real["health"]));
    auto one_shot = f.get("/containers/iot-gateway-1/stats?stream=false&one-shot=true");
    auto recorded_one_shot = real["one_shot"];
    auto line = [&] {
      simulation_options made = f.api.options();
      made.stats_period = 1s;
      engine_api streaming{made, noon};
      return second_line(streaming, "shop-db-1");
    }();
    auto recorded_line = real["stats"];
    // The recorded ones did no I/O, and one had a limit of processes.
    for (auto* stats : {&one_shot, &recorded_one_shot, &line, &recorded_line}) {
      stats->erase("blkio_stats");
      stats->erase("pids_stats");
    }
    CAF_CHECK_EQUAL(shape(one_shot), shape(recorded_one_shot));
    CAF_CHECK_EQUAL(shape(line), shape(recorded_line));
    CAF_CHECK_EQUAL(f.post("/containers/plain/stop"), 204u);
    CAF_CHECK_EQUAL(
        shape(f.get("/containers/plain/stats?stream=false")), shape(real["stopped_stats"]));
    CAF_CHECK_EQUAL(shape(f.get("/containers/none/json")), shape(real["not_found"]));
  }
}

CAF_TEST(events have the shape of the recorded ones) {
  for (const auto& [release, version] : {std::pair{"20.10.24", "1.41"}, {"26.1.5", "1.45"}}) {
    CAF_MESSAGE(release);
    fixture f{version};
    f.ask("POST", "/containers/create?name=plain");
    for (const auto* verb : {"start", "pause", "unpause", "restart", "stop", "start"})
      f.post(std::string("/containers/plain/") + verb);
    f.post("/containers/plain/rename?name=other");
    f.post("/simulator/oom/other");
    f.ask("DELETE", "/containers/other");
    std::map<std::string, std::string> ours;
    for (const auto& event : f.api.take_new_events()) {
      // What our containers lack are labels only.
      ours.emplace(event->action, shape(json::parse(event_json(*event, true))));
    }
    const auto real = recorded_answers(release);
    for (const auto& event : real["events"]) {
      const auto action = event["Action"].get<std::string>();
      if (!action.starts_with("health_status"))
        CAF_CHECK_EQUAL(ours[action], shape(event));
    }
  }
}

CAF_TEST(times are written as the engine does) {
  CAF_CHECK_EQUAL(engine_timestamp(noon), "2027-01-15T08:00:00Z");
  CAF_CHECK_EQUAL(engine_timestamp(noon + 120ms), "2027-01-15T08:00:00.12Z");
  CAF_CHECK_EQUAL(engine_timestamp(noon + 1ns), "2027-01-15T08:00:00.000000001Z");
  CAF_CHECK_EQUAL(human_duration(500ms), "Less than a second");
  CAF_CHECK_EQUAL(human_duration(34s), "34 seconds");
  CAF_CHECK_EQUAL(human_duration(90s), "About a minute");
  CAF_CHECK_EQUAL(human_duration(59min), "59 minutes");
  CAF_CHECK_EQUAL(human_duration(47h), "47 hours");
  CAF_CHECK_EQUAL(human_duration(24h * 15), "2 weeks");
}

CAF_TEST(a version that is too old or too new is refused in the words of the release) {
  for (const auto& [release, version] : {std::pair{"20.10.24", "1.41"}, {"26.1.5", "1.45"}}) {
    fixture f{version};
    const auto real = recorded_answers(release);
    CAF_CHECK_EQUAL(f.ask("GET", "/v1.11/containers/json").status, 400u);
    CAF_CHECK_EQUAL(
        f.ask("GET", "/v1.11/containers/json").body, real["too_old"].get<std::string>());
    CAF_CHECK_EQUAL(f.get("/v1.99/containers/json"), real["too_new"]);
    CAF_CHECK_EQUAL(f.ask("GET", std::string("/v") + version + "/containers/json").status, 200u);
    CAF_CHECK_EQUAL(f.ask("GET", "/containers/json").status, 200u);
  }
}

CAF_TEST(the oldest accepted version can be raised) {
  fixture f;
  CAF_CHECK_EQUAL(f.ask("GET", "/v1.41/_ping").status, 200u);
  f.post("/simulator/refuse?min=1.44");
  CAF_CHECK_EQUAL(f.ask("GET", "/v1.41/_ping").status, 400u);
  CAF_CHECK_EQUAL(json(f.get("/version")["MinAPIVersion"]), "1.44");
  CAF_CHECK(f.get("/v1.41/_ping")["message"].get<std::string>().starts_with(
      "client version 1.41 is too old. Minimum supported API version is 1.44"));
  f.post("/simulator/reset");
  CAF_CHECK_EQUAL(f.ask("GET", "/v1.41/_ping").status, 200u);
}

CAF_TEST(the list has stopped containers only if all are asked for) {
  fixture f;
  f.post("/containers/shop-web-1/stop");
  f.post("/containers/shop-db-1/pause");
  CAF_CHECK_EQUAL(f.get("/containers/json?all=1").size(), 24u);
  CAF_CHECK_EQUAL(f.get("/containers/json").size(), 23u);
}

CAF_TEST(stats of what does not run are no sample) {
  fixture f;
  f.post("/containers/shop-web-1/stop");
  const auto stats = f.get("/containers/shop-web-1/stats?stream=false");
  CAF_CHECK_EQUAL(stats["read"], "0001-01-01T00:00:00Z");
  CAF_CHECK(stats["memory_stats"].empty());
  CAF_CHECK(!stats["cpu_stats"].contains("system_cpu_usage"));
}

CAF_TEST(two readings give the load as docker stats computes it) {
  fixture f;
  const auto target = "/containers/shop-web-1/stats?stream=false&one-shot=true";
  const auto before = f.get(target)["cpu_stats"];
  f.now += 10s;
  const auto after = f.get(target)["cpu_stats"];
  const auto cpu = after["cpu_usage"]["total_usage"].get<double>()
                   - before["cpu_usage"]["total_usage"].get<double>();
  const auto host =
      after["system_cpu_usage"].get<double>() - before["system_cpu_usage"].get<double>();
  const auto percent = cpu / host * after["online_cpus"].get<double>() * 100;
  CAF_CHECK(percent > 1);
  CAF_CHECK(percent < 200);
}

CAF_TEST(a one - shot of an old engine comes late) {
  simulation_options made;
  made.one_shot_delay = 950ms;
  engine_api api{made, noon};
  const auto target = "/containers/shop-web-1/stats?stream=false&one-shot=1";
  auto answer = api.handle({"GET", target, {}}, noon);
  CAF_CHECK(answer.form == answer_form::later);
  CAF_CHECK(answer.delay == 950ms);
  CAF_CHECK(json::parse(answer.finish(noon + 950ms).body)["read"] == "2027-01-15T08:00:00.95Z");
}

CAF_TEST(events carry status and id and from only below 1.52) {
  fixture f{"1.52"};
  CAF_CHECK(f.ask("GET", "/v1.51/events").legacy_events);
  CAF_CHECK(!f.ask("GET", "/v1.52/events").legacy_events);
  CAF_CHECK(!f.ask("GET", "/events").legacy_events);
  f.post("/containers/shop-web-1/pause");
  const auto answer = f.ask("GET", "/events?since=1799999999.5");
  CAF_REQUIRE_EQUAL(answer.replay.size(), 1u);
  CAF_CHECK(!json::parse(event_json(*answer.replay[0], false)).contains("status"));
  const auto legacy = json::parse(event_json(*answer.replay[0], true));
  CAF_CHECK_EQUAL(legacy["status"], "pause");
}

CAF_TEST(since is inclusive and filters are applied) {
  fixture f;
  f.post("/containers/shop-web-1/stop");
  const auto since = "/events?since=1800000000.000000000";
  CAF_CHECK_EQUAL(f.ask("GET", since).replay.size(), 4u);
  CAF_CHECK_EQUAL(f.ask("GET", std::string(since) + "&until=99999999999").replay.size(), 4u);
  const auto first = f.ask("GET", since).replay.front()->time;
  const auto cursor = model::format_engine_cursor(first);
  const auto later = model::format_engine_cursor(first + 1ns);
  CAF_CHECK_EQUAL(f.ask("GET", "/events?since=" + cursor).replay.size(), 4u);
  CAF_CHECK_EQUAL(f.ask("GET", "/events?since=" + later).replay.size(), 3u);
  CAF_CHECK_EQUAL(
      f.ask("GET", std::string(since) + "&filters={\"type\":[\"container\"]}").replay.size(), 3u);
  CAF_CHECK_EQUAL(
      f.ask("GET", std::string(since) + "&filters={\"event\":[\"die\"]}").replay.size(), 1u);
  CAF_CHECK_EQUAL(f.ask("GET", std::string(since) + "&filters=nonsense").status, 400u);
}

CAF_TEST(the engine answers commands as docker does) {
  fixture f;
  CAF_CHECK_EQUAL(f.post("/containers/shop-web-1/start"), 304u);
  CAF_CHECK_EQUAL(f.post("/containers/none/start"), 404u);
  CAF_CHECK_EQUAL(f.post("/containers/shop-web-1/pause"), 204u);
  CAF_CHECK_EQUAL(f.post("/containers/shop-web-1/pause"), 409u);
  CAF_CHECK_EQUAL(f.post("/containers/shop-web-1/unpause"), 204u);
  CAF_CHECK_EQUAL(f.post("/containers/shop-web-1/kill?signal=USR1"), 204u);
  CAF_CHECK_EQUAL(f.post("/containers/shop-web-1/kill?signal=nonsense"), 400u);
  CAF_CHECK_EQUAL(f.post("/containers/shop-web-1/rename?name=shop-db-1"), 409u);
  CAF_CHECK_EQUAL(f.post("/containers/shop-web-1/rename?name=a%20b"), 400u);
  CAF_CHECK_EQUAL(f.post("/containers/create?name=shop-db-1"), 409u);
  CAF_CHECK_EQUAL(f.ask("DELETE", "/containers/shop-web-1").status, 409u);
  CAF_CHECK_EQUAL(f.ask("DELETE", "/containers/shop-web-1?force=1").status, 204u);
  CAF_CHECK_EQUAL(f.post("/no/such"), 404u);
}

CAF_TEST(a created container is what was asked for) {
  fixture f;
  const auto made = json::parse(
      f.ask("POST", "/containers/create?name=mine", R"({"Image":"nginx:1","Cmd":["a","b"],
        "Labels":{"k":"v \" ☃"},"HostConfig":{"Memory":67108864,"NetworkMode":"host",
        "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3}}})")
          .body);
  const auto inspected = f.get("/containers/mine/json");
  CAF_CHECK_EQUAL(inspected["Id"], made["Id"]);
  CAF_CHECK_EQUAL(inspected["Config"]["Image"], "nginx:1");
  CAF_CHECK_EQUAL(inspected["HostConfig"]["Memory"], 67108864);
  CAF_CHECK_EQUAL(inspected["HostConfig"]["RestartPolicy"]["MaximumRetryCount"], 3);
  CAF_CHECK_EQUAL(inspected["State"]["StartedAt"], "0001-01-01T00:00:00Z");
  const auto listed = f.get("/containers/json?all=1")[0];
  CAF_CHECK_EQUAL(listed["Labels"]["k"], "v \" ☃");
  CAF_CHECK_EQUAL(listed["HostConfig"]["NetworkMode"], "host");
  CAF_CHECK_EQUAL(listed["Status"], "Created");
}

CAF_TEST(a limit that no integer holds is none) {
  fixture f;
  f.ask("POST", "/containers/create?name=mine", R"({"HostConfig":{"Memory":1.9e20,"NanoCpus":1.9e20,
        "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":1e12}}})");
  const auto inspected = f.get("/containers/mine/json");
  CAF_CHECK_EQUAL(inspected["HostConfig"]["Memory"], 0);
  CAF_CHECK_EQUAL(inspected["HostConfig"]["NanoCpus"], 0);
  CAF_CHECK_EQUAL(inspected["HostConfig"]["RestartPolicy"]["MaximumRetryCount"], 0);
}

CAF_TEST(a restart of the engine forgets events and reports nothing of what died meanwhile) {
  fixture f;
  f.post("/containers/shop-web-1/pause");
  f.api.take_new_events();
  const auto started = f.get("/containers/shop-db-1/json")["State"]["StartedAt"];
  const auto answer = f.ask("POST", "/simulator/restart?down_ms=5&die=3");
  CAF_CHECK(answer.restart == 5ms);
  CAF_CHECK(f.api.take_new_events().empty());
  CAF_CHECK(f.ask("GET", "/events?since=0").replay.empty());
  CAF_CHECK_EQUAL(f.get("/containers/json").size(), 21u);
  CAF_CHECK_EQUAL(json(f.get("/containers/shop-db-1/json")["State"]["StartedAt"]), started);
}

CAF_TEST(a burst with a rate takes its time) {
  fixture f;
  f.post("/simulator/events?count=1000&rate=500");
  std::size_t counted = 0;
  const auto count = [&] {
    for (const auto& event : f.api.take_new_events())
      counted += event->type == "container" ? 1 : 0;
    return counted;
  };
  f.api.advance(noon + 1s);
  CAF_CHECK(count() > 480);
  CAF_CHECK(count() < 520);
  f.api.advance(noon + 3s);
  CAF_CHECK_EQUAL(count(), 1000u);
  f.api.advance(noon + 1min); // the last starts' health reports
  CAF_CHECK(!f.api.next_due());
}

CAF_TEST(the simulation can be sent ahead and its wall clock stepped) {
  fixture f;
  f.post("/simulator/crash/shop-web-1?code=3");
  CAF_CHECK_EQUAL(f.state("shop-web-1"), "restarting");
  f.post("/simulator/advance?ms=200");
  CAF_CHECK_EQUAL(f.state("shop-web-1"), "running");
  f.post("/simulator/clock?ms=-3600000");
  CAF_CHECK_EQUAL(json(f.get("/info")["SystemTime"]), "2027-01-15T07:00:00.2Z");
}

CAF_TEST(calls are counted by route) {
  fixture f;
  f.get("/containers/json");
  f.get("/v1.45/containers/json?all=1");
  f.get("/containers/shop-web-1/json");
  const auto calls = f.get("/simulator/calls");
  CAF_CHECK_EQUAL(calls["list"], 2);
  CAF_CHECK_EQUAL(calls["inspect"], 1);
}

CAF_TEST(podman answers in its own way) {
  fixture f{"1.41", engine_brand::podman};
  CAF_CHECK(f.api.common_headers().find("Server: Libpod/5.4.2") != std::string::npos);
  CAF_CHECK(f.get("/info")["ID"] != f.get("/info")["ID"]);
  CAF_CHECK_EQUAL(f.ask("GET", "/v9.9/containers/json").status, 200u);
  const auto stats = f.get("/containers/shop-web-1/stats?stream=false&one-shot=true");
  CAF_CHECK_EQUAL(stats["name"], "shop-web-1");
  CAF_CHECK(!stats["memory_stats"].contains("stats"));
  CAF_CHECK(!f.get("/containers/json")[0].contains("HostConfig"));
  f.post("/containers/shop-web-1/stop");
  CAF_CHECK_EQUAL(f.ask("GET", "/containers/shop-web-1/stats?stream=false").status, 500u);
}

} // namespace engine_api_test
