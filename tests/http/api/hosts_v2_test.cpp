#define CAF_SUITE http.hosts_v2
#include "http/api/history_v2.hpp"
#include "http/api/hosts_v2.hpp"
#include "http/api/routes.hpp"
#include "http/published/latest_hosts.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace docker_monitor::http::hosts_v2_test {

using nlohmann::json;
using condition = model::host_presence::condition;

namespace {

const std::string hosts_route = "/docker-monitor/api/v2/hosts";

model::row_ptr row_of(const std::string& host, const std::string& id, const std::string& name) {
  model::container c;
  c.id = id;
  c.name = name;
  c.host = host;
  c.status = model::container_status::running;
  return std::make_shared<const model::row>(
      model::row{std::make_shared<const model::container>(std::move(c)), {}, {}});
}

struct fixture {
  std::shared_ptr<latest_hosts> hosts = std::make_shared<latest_hosts>();
  route_context context{.fleet = hosts};
  model::snapshot_ptr snapshot = make_snapshot(
      {row_of("a", "0001", "web"), row_of("b", "0001", "web"), row_of("b", "0002", "db")});
  std::vector<std::string> asked;
  model::expected<response> answer = response{.body = std::make_shared<const std::string>("[]")};
  std::vector<model::history_query> kept_asked; ///< of the hub's own history

  fixture() {
    show("a", "shop", condition::present);
    show("b", "", condition::lost);
    show("c", "", condition::invited);
    context.wall_clock = [] { return *model::parse_rfc3339("2026-11-22T10:00:00Z"); };
    context.metric_history =
        [this](const model::history_query& query, const model::history_line_handler& done) {
          kept_asked.push_back(query);
          if (query.listed || query.container == "host/removed")
            done(model::history_line{std::chrono::seconds{5}, {{query.from, 1, 2, 3}}});
          else
            done(model::failure{model::failure_code::not_found, "nothing is kept"});
        };
    hosts->connect([this](
                       const std::string& host, const std::string& target, bool,
                       const fleet_answer_handler& done) {
      asked.push_back(host + ' ' + target);
      done(answer);
    });
  }

  void show(const std::string& name, const std::string& group, condition is) {
    auto host = std::make_shared<fleet_host>();
    host->name = name;
    host->group = group;
    host->presence.is = is;
    if (is != condition::invited) {
      host->presence.last_heard = model::parse_rfc3339("2026-11-22T10:00:00Z");
      host->host = R"({"cores":4})";
      host->cores = 4;
    }
    hosts->publish(host);
  }

  request request_of(const std::string& target) {
    request made;
    CAF_CHECK(!parse_target(target, made));
    made.host = "hub:5000";
    return made;
  }

  response get(route_function route_handler, const std::string& target) {
    const auto made = request_of(target);
    return route_handler({snapshot, made, noon, context});
  }

  response get(deferred_function route_handler, const std::string& target) {
    const auto made = request_of(target);
    response got;
    route_handler({snapshot, made, noon, context}, reply{[&](response a) { got = std::move(a); }});
    return got;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(hosts_v2_tests, fixture)

CAF_TEST(hosts are listed by name and by group) {
  const auto all = json::parse(*get(list_hosts_v2, hosts_route).body);
  CAF_REQUIRE_EQUAL(all.size(), 3u);
  CAF_CHECK_EQUAL(all[1]["name"].get<std::string>(), "b");
  CAF_CHECK_EQUAL(all[1]["state"].get<std::string>(), "lost");
  CAF_CHECK_EQUAL(all[1]["lastHeardAt"].get<std::string>(), "2026-11-22T10:00:00.000Z");
  CAF_CHECK_EQUAL(all[0]["host"]["cores"].get<int>(), 4);
  CAF_CHECK(!all[2].contains("host"));
  CAF_CHECK_EQUAL(json::parse(*get(list_hosts_v2, hosts_route + "?group=shop").body).size(), 1u);
  CAF_CHECK_EQUAL(get(list_hosts_v2, hosts_route + "?format=x").status, 400u);
}

CAF_TEST(Prometheus finds a target for each host that was heard) {
  const auto targets = json::parse(*get(list_hosts_v2, hosts_route + "?format=http_sd").body);
  CAF_REQUIRE_EQUAL(targets.size(), 2u);
  CAF_CHECK_EQUAL(targets[0]["targets"][0].get<std::string>(), "hub:5000");
  CAF_CHECK_EQUAL(targets[0]["labels"]["__param_host"].get<std::string>(), "a");
  CAF_CHECK_EQUAL(targets[0]["labels"]["group"].get<std::string>(), "shop");
}

CAF_TEST(containers of one host are those of the hub) {
  const auto of_b = json::parse(*get(list_host_containers_v2, hosts_route + "/b/containers").body);
  CAF_CHECK_EQUAL(of_b.size(), 2u);
  const auto one = get(one_host_container_v2, hosts_route + "/b/containers/web");
  CAF_CHECK_EQUAL(json::parse(*one.body)["host"].get<std::string>(), "b");
  CAF_CHECK_EQUAL(get(one_host_container_v2, hosts_route + "/a/containers/db").status, 404u);
}

CAF_TEST(a host is asked without its name in the target) {
  CAF_CHECK_EQUAL(
      get(forward_to_host_v2, hosts_route + "/a/containers/w%20b/history?metric=cpu.percent&from=1")
          .status,
      200u);
  CAF_REQUIRE_EQUAL(asked.size(), 1u);
  CAF_CHECK_EQUAL(
      asked[0], "a /docker-monitor/api/v2/containers/w%20b/history?metric=cpu.percent&from=1");
  get(metrics_of_host, "/metrics?host=a");
  CAF_CHECK_EQUAL(asked.back(), "a /metrics");
}

CAF_TEST(a host that is away is not asked) {
  const auto away = get(forward_to_host_v2, hosts_route + "/b/host");
  CAF_CHECK_EQUAL(away.status, 503u);
  CAF_CHECK(away.body->find("lost") != std::string::npos);
  CAF_CHECK_EQUAL(get(metrics_of_host, "/metrics?host=c").status, 503u);
  CAF_CHECK(asked.empty());
}

CAF_TEST(a host that does not answer is a gateway timeout) {
  answer = model::failure{model::failure_code::timeout, "late"};
  CAF_CHECK_EQUAL(get(forward_to_host_v2, hosts_route + "/a/host").status, 504u);
  answer = model::failure{model::failure_code::unreachable, "gone"};
  CAF_CHECK_EQUAL(get(forward_to_host_v2, hosts_route + "/a/host").status, 503u);
}

CAF_TEST(the hub answers with the history of a host that is away) {
  for (const std::string target : {"/host/history?host=b&", "/hosts/b/host/history?"}) {
    const auto path = "/docker-monitor/api/v2" + target + "metric=memory.workingSetBytes";
    const auto found = get(find_route(request_of(path).path).later, path);
    CAF_CHECK_EQUAL(found.status, 200u);
    const auto line = json::parse(*found.body);
    CAF_CHECK_EQUAL(line["metric"].get<std::string>(), "memory.workingSetBytes");
    CAF_CHECK_EQUAL(line["unit"].get<std::string>(), "bytes");
    CAF_CHECK_EQUAL(line["points"].size(), 1u);
  }
  CAF_REQUIRE_EQUAL(kept_asked.size(), 2u);
  for (const auto& query : kept_asked) {
    CAF_CHECK_EQUAL(query.container, "host/b");
    CAF_CHECK(query.series == model::history_series::memory);
    CAF_CHECK(query.listed);
  }
  CAF_CHECK(asked.empty());
}

CAF_TEST(a host that is present is asked for its history) {
  const auto target = hosts_route + "/a/host/history?metric=cpu.percent";
  get(host_history_of_fleet_v2, target);
  CAF_REQUIRE_EQUAL(asked.size(), 1u);
  CAF_CHECK_EQUAL(asked[0], "a /docker-monitor/api/v2/host/history?metric=cpu.percent");
  CAF_CHECK(kept_asked.empty());
  get(host_history_v2, "/docker-monitor/api/v2/host/history?host=a");
  CAF_CHECK_EQUAL(asked.size(), 1u); // what the hub keeps is asked for by name
  CAF_CHECK_EQUAL(kept_asked.size(), 1u);
}

CAF_TEST(counts of containers are those of the hub) {
  for (const auto* host : {"a", "b"}) {
    const auto target =
        hosts_route + '/' + host + "/host/history?metric=containers.unhealthy&step=60";
    const auto line = json::parse(*get(host_history_of_fleet_v2, target).body);
    CAF_CHECK_EQUAL(line["metric"].get<std::string>(), "containers.unhealthy");
    CAF_CHECK_EQUAL(line["unit"].get<std::string>(), "count");
  }
  CAF_CHECK(asked.empty());
  CAF_REQUIRE_EQUAL(kept_asked.size(), 2u);
  CAF_CHECK_EQUAL(kept_asked[1].container, "containers/b");
  CAF_CHECK(kept_asked[1].series == model::history_series::containers_unhealthy);
  CAF_CHECK_EQUAL(column_of(kept_asked[1].series), 7u);
  CAF_CHECK(kept_asked[1].step == std::chrono::seconds{60});
}

CAF_TEST(what only a host keeps is out of reach while it is away) {
  for (const std::string metric : {"pids.current", "load.oneMinute"}) {
    const auto target = "/host/history?metric=" + metric;
    const auto away = get(host_history_of_fleet_v2, hosts_route + "/b" + target);
    CAF_CHECK_EQUAL(away.status, 503u);
    CAF_CHECK(away.body->find("lost") != std::string::npos);
    get(host_history_of_fleet_v2, hosts_route + "/a" + target);
    CAF_REQUIRE(!asked.empty());
    CAF_CHECK_EQUAL(asked.back(), "a /docker-monitor/api/v2" + target);
  }
  CAF_CHECK(kept_asked.empty());
}

CAF_TEST(a host is asked for a metric that only its version knows) {
  get(host_history_of_fleet_v2, hosts_route + "/a/host/history?metric=later.metric");
  CAF_CHECK_EQUAL(asked.size(), 1u);
  CAF_CHECK(kept_asked.empty());
}

CAF_TEST(the history of a removed host is there until it is too old) {
  CAF_CHECK_EQUAL(
      get(host_history_of_fleet_v2, hosts_route + "/removed/host/history").status, 404u);
  const std::string by_name = "/docker-monitor/api/v2/host/history?host=";
  CAF_CHECK_EQUAL(get(host_history_v2, by_name + "removed").status, 200u);
  CAF_CHECK_EQUAL(get(host_history_v2, by_name + "forgotten").status, 404u);
  CAF_REQUIRE_EQUAL(kept_asked.size(), 2u);
  CAF_CHECK(!kept_asked[0].listed);
}

CAF_TEST(a hub says whose history it can be asked for) {
  const auto refused = [this](deferred_function route_handler, const std::string& target) {
    const auto got = get(route_handler, "/docker-monitor/api/v2" + target);
    CAF_CHECK_EQUAL(got.status, 400u);
    return json::parse(*got.body)["error"].get<std::string>();
  };
  CAF_CHECK(refused(host_history_v2, "/host/history").starts_with("host is the name"));
  for (const std::string metric : {"pids.current", "load.oneMinute"})
    CAF_CHECK(refused(host_history_v2, "/host/history?host=b&metric=" + metric)
                  .ends_with("memory.percent, containers.running, containers.paused, "
                             "containers.exited, containers.created, containers.restarting, "
                             "containers.removing, containers.dead, containers.unhealthy"));
  CAF_CHECK(
      refused(container_history_v2, "/containers/web/history").find("/hosts/<host>/containers/")
      != std::string::npos);
  CAF_CHECK(kept_asked.empty());
  context.metric_history = {};
  const auto none = get(host_history_of_fleet_v2, hosts_route + "/b/host/history");
  CAF_CHECK_EQUAL(none.status, 503u);
}

CAF_TEST(a host that was not invited is unknown) {
  CAF_CHECK_EQUAL(get(one_host_v2, hosts_route + "/x").status, 404u);
  CAF_CHECK_EQUAL(get(list_host_containers_v2, hosts_route + "/x/containers").status, 404u);
  CAF_CHECK_EQUAL(get(list_host_alarms_v2, hosts_route + "/x/alarms").status, 404u);
  CAF_CHECK_EQUAL(get(forward_to_host_v2, hosts_route + "/x/host").status, 404u);
  CAF_CHECK_EQUAL(get(host_history_of_fleet_v2, hosts_route + "/x/host/history").status, 404u);
  CAF_CHECK_EQUAL(get(metrics_of_host, "/metrics?host=x").status, 404u);
}

CAF_TEST(elsewhere than on a hub there are no hosts) {
  context.fleet = nullptr;
  CAF_CHECK_EQUAL(get(list_hosts_v2, hosts_route).status, 404u);
  CAF_CHECK_EQUAL(get(one_host_v2, hosts_route + "/a").status, 404u);
  CAF_CHECK_EQUAL(get(forward_to_host_v2, hosts_route + "/a/host").status, 404u);
  CAF_CHECK_EQUAL(get(host_history_of_fleet_v2, hosts_route + "/a/host/history").status, 404u);
}

CAF_TEST(alarms of a host are asked for by its name) {
  std::string host;
  context.history = [&](const model::alarm_query& query, const model::alarm_page_handler& done) {
    host = query.host;
    done(model::alarm_page{});
  };
  CAF_CHECK_EQUAL(get(list_host_alarms_v2, hosts_route + "/b/alarms").status, 200u);
  CAF_CHECK_EQUAL(host, "b");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::hosts_v2_test
