#define CAF_SUITE http.containers_v2
#include "http/api/containers_v2.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace docker_monitor::http::containers_v2_test {

using namespace std::chrono_literals;
using model::container_status;

namespace {

model::row_ptr
labelled(std::string name, container_status status, std::map<std::string, std::string> labels) {
  model::container c;
  c.id = "id-" + name;
  c.name = std::move(name);
  c.status = status;
  c.labels = std::move(labels);
  return std::make_shared<const model::row>(
      model::row{std::make_shared<const model::container>(std::move(c)), nullptr, {}});
}

model::snapshot_ptr five() {
  return make_snapshot({
      labelled("web-1", container_status::running, {{"team", "shop"}, {"secret", "x"}}),
      labelled("web-2", container_status::paused, {{"team", "shop"}}),
      labelled("db", container_status::running, {{"team", "data"}, {"tier", "a=b"}}),
      labelled("job", container_status::exited, {{"team", "data"}}),
      labelled("new", container_status::created, {}),
  });
}

struct fixture {
  fixture() { context.labels = {"team", "tier"}; }

  response get(const std::string& query, const model::snapshot_ptr& snapshot = five()) {
    request r;
    CAF_REQUIRE(!parse_target("/docker-monitor/api/v2/containers?" + query, r));
    return list_containers_v2({snapshot, r, noon, context});
  }

  /// The names in the answer, joined by spaces; of an error the sentence.
  std::string names(const std::string& query) {
    const auto parsed = nlohmann::json::parse(*get(query).body);
    if (parsed.is_object())
      return parsed["error"];
    std::string all;
    for (const auto& one : parsed)
      all += (all.empty() ? "" : " ") + one["name"].get<std::string>();
    return all;
  }

  response one(const model::snapshot_ptr& snapshot, std::string container) {
    const request r{.path = {"docker-monitor", "api", "v2", "containers", std::move(container)}};
    return one_container_v2({snapshot, r, noon, context});
  }

  /// A copy: checks keep references.
  std::string text_of_one(const model::snapshot_ptr& snapshot, std::string container) {
    return *one(snapshot, std::move(container)).body;
  }

  route_context context;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(containers_v2_tests, fixture)

CAF_TEST(the list holds what docker ps lists in the order of names) {
  CAF_CHECK_EQUAL(names(""), "db web-1 web-2");
  CAF_CHECK_EQUAL(names("all=false"), "db web-1 web-2");
  CAF_CHECK_EQUAL(names("all=true"), "db job new web-1 web-2");
  CAF_CHECK_EQUAL(names("all=1"), "db job new web-1 web-2");
  CAF_CHECK_EQUAL(names("of_others=1"), "db web-1 web-2");
  const auto none = get("", make_snapshot({}));
  CAF_CHECK_EQUAL(*none.body, "[]");
}

CAF_TEST(values of one kind are alternatives) {
  CAF_CHECK_EQUAL(names("status=paused"), "web-2");
  CAF_CHECK_EQUAL(names("status=exited"), "job");
  CAF_CHECK_EQUAL(names("status=paused&status=created"), "new web-2");
  CAF_CHECK_EQUAL(names("name=web-*"), "web-1 web-2");
  CAF_CHECK_EQUAL(names("name=d?&name=*-2"), "db web-2");
  CAF_CHECK_EQUAL(names("name=we"), "");
  CAF_CHECK_EQUAL(names("label=team"), "db web-1 web-2");
  CAF_CHECK_EQUAL(names("label=team=data"), "db");
  CAF_CHECK_EQUAL(names("label=team=data&label=team=shop"), "db web-1 web-2");
  CAF_CHECK_EQUAL(names("label=tier=a=b"), "db");
  CAF_CHECK_EQUAL(names("label=tier="), "");
}

CAF_TEST(kinds hold together) {
  CAF_CHECK_EQUAL(names("label=team=shop&status=running"), "web-1");
  CAF_CHECK_EQUAL(names("label=team=data&all=true"), "db job");
  CAF_CHECK_EQUAL(names("label=team&name=web-*&status=paused"), "web-2");
}

CAF_TEST(values that mean nothing are refused with the cause) {
  CAF_CHECK_EQUAL(get("status=up").status, 400u);
  CAF_CHECK_EQUAL(
      names("status=up"),
      "unknown status; it is one of created, running, paused, restarting, exited, removing, dead, "
      "unknown");
  CAF_CHECK_EQUAL(names("all=yes"), "all is true or false");
  CAF_CHECK_EQUAL(get("status=running&all=").status, 400u);
}

CAF_TEST(hidden labels cannot be guessed) {
  for (const auto* query : {"label=secret", "label=secret=x", "label=", "label==x"}) {
    CAF_CHECK_EQUAL(get(query).status, 400u);
    CAF_CHECK(names(query).find("--label") != std::string::npos);
  }
}

CAF_TEST(one container is found by name id and prefix) {
  for (const auto* key : {"web", "1111aaaa", "1111a"})
    CAF_CHECK_EQUAL(
        text_of_one(four_containers(), key),
        R"({"name":"web","id":"1111aaaa","status":"running","labels":{},"source":"engine",)"
        R"("cpu":{"percent":1.5},"memory":{"percent":0.2},)"
        R"("sampledAt":"1970-01-01T00:00:00.000Z"})");
  CAF_CHECK_EQUAL(one(four_containers(), "job").status, 200u);
  for (const auto* key : {"none", "111", ""}) {
    const auto answer = one(four_containers(), key);
    CAF_CHECK_EQUAL(answer.status, 404u);
    CAF_CHECK_EQUAL(*answer.body, R"({"error":"Resource not found"})");
  }
}

CAF_TEST(there is no answer before the first list and always one afterwards) {
  const auto never = std::make_shared<const model::snapshot>();
  CAF_CHECK_EQUAL(get("", never).status, 503u);
  CAF_CHECK_EQUAL(one(never, "web").status, 503u);
  auto engine = connected_engine();
  engine.connected = false;
  engine.problem = "connection refused";
  engine.last_contact = noon - 1h;
  const auto silent = std::make_shared<const model::snapshot>(1, engine, four_containers()->rows());
  const auto answer = get("", silent);
  CAF_CHECK_EQUAL(answer.status, 200u);
  CAF_CHECK(answer.valid_until == std::chrono::steady_clock::time_point::max());
  CAF_CHECK_EQUAL(one(silent, "web").status, 200u);
}

CAF_TEST(fields choose members of the list and of one) {
  const auto list = get("fields=name,status&name=d*", four_containers());
  CAF_CHECK_EQUAL(*list.body, R"([{"name":"db","status":"running"}])");
  const auto single = [&](const std::string& query) {
    request r;
    CAF_REQUIRE(!parse_target("/docker-monitor/api/v2/containers/web?" + query, r));
    const auto snapshot = four_containers();
    return one_container_v2({snapshot, r, noon, context});
  };
  const auto one_field = single("fields=cpu.percent");
  CAF_CHECK_EQUAL(*one_field.body, R"({"cpu":{"percent":1.5}})");
  CAF_CHECK_EQUAL(single("fields=cpus").status, 400u);
  CAF_CHECK_EQUAL(get("fields=name,cpus").status, 400u);
  CAF_CHECK(names("fields=name,cpus").starts_with("unknown field 'cpus'"));
}

CAF_TEST(the same fields in another order are the same list) {
  const auto snapshot = five();
  const auto first = get("fields=name,status", snapshot).body;
  CAF_CHECK(get("fields=status,name", snapshot).body == first);
  CAF_CHECK(get("fields=status&fields=name,name", snapshot).body == first);
  CAF_CHECK(get("fields=name", snapshot).body != first);
  CAF_CHECK(get("", snapshot).body != first);
}

CAF_TEST(a share of the host needs the number of cores) {
  const auto with_cores = [](std::optional<std::uint32_t> cores) {
    auto engine = connected_engine();
    engine.cores = cores;
    return std::make_shared<const model::snapshot>(1, engine, four_containers()->rows());
  };
  const auto share = [&](std::optional<std::uint32_t> cores) {
    const auto parsed = nlohmann::json::parse(*get("name=db", with_cores(cores)).body);
    return parsed[0]["cpu"].value("hostPercent", -1.0);
  };
  CAF_CHECK_EQUAL(share(std::nullopt), -1.0);
  CAF_CHECK_EQUAL(share(4), 50.0); // though the rows are the same
  CAF_CHECK_EQUAL(share(0), -1.0);
}

CAF_TEST(a list is rendered once per snapshot and query) {
  const auto snapshot = five();
  const auto first = get("", snapshot).body;
  CAF_CHECK(get("", snapshot).body == first);
  CAF_CHECK(get("name=*", snapshot).body != first);
  CAF_CHECK(get("", five()).body != first);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::containers_v2_test
