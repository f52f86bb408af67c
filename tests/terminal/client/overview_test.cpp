#define CAF_SUITE terminal.overview
#include "terminal/client/overview.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

namespace overview_test {

using namespace docker_monitor::terminal;
using namespace std::chrono_literals;

CAF_TEST(a state reports host and containers and alarms) {
  overview known;
  CAF_CHECK(!known.host());
  CAF_CHECK(known.take(
      "state", state_of(object_of("a", 1), alarm_of("2", "b") + "," + alarm_of("1", "a")), at()));
  CAF_REQUIRE(known.host().has_value());
  CAF_CHECK_EQUAL(known.host()->engine, "Docker 26.1.5");
  CAF_CHECK(known.host()->connected);
  CAF_CHECK_EQUAL(known.host()->cores.value(), 4u);
  CAF_CHECK_EQUAL(known.containers().size(), 1u);
  CAF_CHECK_EQUAL(known.open_alarms(), 2u);
  CAF_CHECK_EQUAL(known.alarms().front().id, "2");
}

CAF_TEST(data that is not what it promises is refused and changes nothing) {
  auto known = shop();
  for (const auto* event : {"state", "samples", "container", "alarm", "host"})
    CAF_CHECK(!known.take(event, "<html>", at()));
  CAF_CHECK(!known.take("state", "{}", at()));
  CAF_CHECK(!known.take("container", R"({"change":"added"})", at()));
  CAF_CHECK(known.take("of-tomorrow", "anything", at()));
  CAF_CHECK_EQUAL(known.containers().size(), 5u);
}

CAF_TEST(a host object says whether the engine answers) {
  CAF_CHECK(parse_host(R"({"engine":{"connected":true}})").value().connected);
  CAF_CHECK(!parse_host(R"({"engine":{"connected":false}})").value().connected);
  for (const auto* other :
       {"<html>", "[]", "{}", R"({"engine":{}})", R"({"engine":true})",
        R"({"engine":{"connected":"true"}})"})
    CAF_CHECK(!parse_host(other));
}

CAF_TEST(the load of a host is known where it is reported) {
  const auto with = [](std::string_view load) {
    return parse_host(R"({"engine":{"connected":true},"load":)" + std::string{load} + "}").value();
  };
  const auto whole = with(R"({"oneMinute":0.52,"fiveMinutes":1,"fifteenMinutes":0})");
  CAF_CHECK(whole.load_1m == 0.52);
  CAF_CHECK(whole.load_5m == 1.0);
  CAF_CHECK(whole.load_15m == 0.0);
  for (const auto* odd : {"null", "[]", "{}", R"({"oneMinute":null})", R"({"oneMinute":-1})"}) {
    const auto host = with(odd);
    CAF_CHECK(!host.load_1m);
    CAF_CHECK(!host.load_5m);
  }
}

CAF_TEST(samples are remembered also of those that did not change) {
  auto known = shop();
  known.take("samples", "[" + object_of("web-1", 90) + "]", at(1));
  known.take("samples", "[]", at(2));
  const auto* web = known.find("id-web-1");
  CAF_REQUIRE(web);
  CAF_CHECK_EQUAL(web->row.cpu_percent.value(), 90.0);
  CAF_CHECK(web->past.last_cpu(9) == (std::vector<float>{80, 90, 90}));
  CAF_CHECK_EQUAL(known.find("id-db")->past.last_cpu(9).size(), 3u);
  CAF_CHECK(known.find("id-old")->past.all().empty());
}

CAF_TEST(containers come and change and go) {
  auto known = shop();
  known.take("container", R"({"change":"added","container":)" + object_of("new", -1) + "}", at());
  CAF_CHECK(known.find("id-new"));
  known.take("container", R"({"change":"removed","container":)" + object_of("new", -1) + "}", at());
  CAF_CHECK(!known.find("id-new"));
  known.take(
      "container",
      R"({"change":"changed","container":)" + object_of("db", -1, R"(,"status":"paused")") + "}",
      at());
  CAF_CHECK_EQUAL(known.find("id-db")->row.status, "paused");
  CAF_CHECK_EQUAL(known.find("id-db")->past.all().size(), 1u);
}

CAF_TEST(a new state forgets who is gone and keeps what was seen) {
  auto known = shop();
  known.take("state", state_of(object_of("web-1", 70)), at(5));
  CAF_CHECK_EQUAL(known.containers().size(), 1u);
  CAF_CHECK(known.find("id-web-1")->past.last_cpu(9) == (std::vector<float>{80, 70}));
}

CAF_TEST(an alarm is open until another ends it) {
  auto known = shop();
  CAF_CHECK(!known.newest_open_alarm());
  known.take("alarm", alarm_of("1", "db"), at());
  known.take("alarm", alarm_of("1", "db"), at()); // it may come twice
  CAF_REQUIRE(known.newest_open_alarm());
  CAF_CHECK_EQUAL(known.newest_open_alarm()->container_name, "db");
  CAF_CHECK_EQUAL(known.alarms().size(), 1u);
  known.take("alarm", alarm_of("2", "db", "closed", "1"), at());
  CAF_CHECK_EQUAL(known.open_alarms(), 0u);
  CAF_CHECK_EQUAL(known.alarms().size(), 2u);
  CAF_CHECK_EQUAL(known.alarms_of(known.find("id-db")->row).size(), 2u);
  CAF_CHECK(known.alarms_of(known.find("id-web-1")->row).empty());
}

CAF_TEST(open alarms of long ago are known but none that was ended meanwhile) {
  auto known = shop();
  known.take("alarm", alarm_of("3", "db", "closed", "2"), at());
  known.take_open_alarms(
      R"({"alarms":[)" + alarm_of("2", "db") + "," + alarm_of("1", "web-1") + R"(],"next":null})");
  CAF_CHECK_EQUAL(known.open_alarms(), 1u);
  known.take_older_alarms(
      R"({"alarms":[)" + alarm_of("3", "db") + "," + alarm_of("0", "db") + "]}");
  CAF_CHECK_EQUAL(known.alarms().size(), 2u);
  CAF_CHECK_EQUAL(known.open_alarms(), 1u);
  known.take_open_alarms("nothing");
}

CAF_TEST(particulars are taken of the alarms in the list only) {
  auto known = shop();
  known.take("alarm", alarm_of("7", "db"), at());
  known.take("alarm", alarm_of("8", "db"), at());
  CAF_CHECK(known.find_alarm("7")->acknowledged_by.empty());
  known.take_particulars(
      R"({"alarms":[)" + whole_alarm() + "," + alarm_of("6", "db") + R"(],"next":null})");
  CAF_CHECK_EQUAL(known.alarms().size(), 2u);
  CAF_CHECK(!known.find_alarm("6"));
  CAF_CHECK_EQUAL(known.find_alarm("7")->acknowledged_by, "ann?[2J");
  CAF_CHECK_EQUAL(known.find_alarm("7")->log_lines.size(), 2u);
  CAF_CHECK(known.is_open(*known.find_alarm("7")));
  known.take_particulars("nothing");
  CAF_CHECK_EQUAL(known.alarms().front().id, "8");
}

CAF_TEST(the end of an alarm is found) {
  auto known = shop();
  known.take("alarm", alarm_of("1", "db"), at());
  CAF_CHECK(!known.end_of(*known.find_alarm("1")));
  known.take("alarm", alarm_of("2", "db", "closed", "1"), at());
  const auto* end = known.end_of(*known.find_alarm("1"));
  CAF_REQUIRE(end);
  CAF_CHECK_EQUAL(end->id, "2");
  CAF_CHECK(!known.end_of(*end));
  CAF_CHECK(!known.end_of({}));
}

CAF_TEST(alarms of before are those of the container that was opened last) {
  auto known = shop();
  known.take("alarm", alarm_of("new", "web-1"), at());
  for (int page = 0; page < 20; ++page) {
    std::string list;
    for (int i = 0; i < 100; ++i)
      list += (i == 0 ? "" : ",") + alarm_of(std::to_string(page * 100 + i), "db", "closed");
    known.take_older_alarms(R"({"alarms":[)" + list + "]}");
    CAF_CHECK(known.alarms().size() <= 600u);
    for (const auto* id : {"new", "00", "99"}) {
      const auto wanted = *id == 'n' ? std::string{id} : std::to_string(page * 100 + std::stoi(id));
      CAF_CHECK(
          std::ranges::find(known.alarms(), wanted, &docker_monitor::model::alarm::id)
          != known.alarms().end());
    }
  }
}

CAF_TEST(no open alarm is known of before it was asked) {
  auto known = shop();
  CAF_CHECK(known.knows_open_alarms());
  known.take("state", state_of(object_of("db", 1)), at());
  CAF_CHECK(!known.knows_open_alarms()); // older ones than it lists may be open
  known.take_open_alarms("nothing");
  CAF_CHECK(!known.knows_open_alarms());
  known.take_open_alarms(none_open);
  CAF_CHECK(known.knows_open_alarms());
}

CAF_TEST(the alarms of a container end with it) {
  const auto changed = [](std::string_view change, std::string_view name, std::string_view id) {
    return R"({"change":")" + std::string{change} + R"(","container":{"name":")" + std::string{name}
           + R"(","id":")" + std::string{id} + R"(","status":"exited"}})";
  };
  auto known = shop();
  known.take("alarm", alarm_of("1", "db"), at());
  known.take("alarm", alarm_of("2", "web-1"), at());
  known.take("container", changed("changed", "renamed", "id-db"), at());
  known.take("container", changed("removed", "db", "another-of-that-name"), at());
  CAF_CHECK_EQUAL(known.open_alarms(), 2u);
  known.take("container", changed("removed", "renamed", "id-db"), at());
  CAF_CHECK_EQUAL(known.open_alarms(), 1u);
  CAF_CHECK_EQUAL(known.alarms().size(), 2u);
  CAF_CHECK(!known.is_open(known.alarms().back()));
  known.take("alarm", alarm_of("3", "db"), at()); // it was on its way
  known.take_open_alarms(R"({"alarms":[)" + alarm_of("1", "db") + R"(],"next":"7"})");
  CAF_CHECK_EQUAL(known.open_alarms(), 1u);
  known.take("container", changed("added", "db", "id-db"), at());
  known.take("alarm", alarm_of("4", "db"), at());
  CAF_CHECK_EQUAL(known.open_alarms(), 2u);
}

CAF_TEST(what a state has as open is so where the list of open ones has it) {
  auto known = shop();
  known.take(
      "state", state_of(object_of("db", 1), alarm_of("2", "db") + "," + alarm_of("1", "gone")),
      at());
  CAF_CHECK_EQUAL(known.open_alarms(), 2u);
  known.take("alarm", alarm_of("3", "db"), at()); // since the list was asked for
  known.take_open_alarms(R"({"alarms":[)" + alarm_of("2", "db") + R"(],"next":"1"})");
  CAF_CHECK_EQUAL(known.open_alarms(), 3u); // there may be more
  known.take_open_alarms(R"({"alarms":[)" + alarm_of("2", "db") + R"(],"next":null})");
  CAF_CHECK_EQUAL(known.open_alarms(), 2u);
  CAF_CHECK(!known.is_open(known.alarms().back()));
}

CAF_TEST(what the server remembers comes before what we saw) {
  auto known = shop();
  const std::string cpu =
      R"({"metric":"cpu.percent","points":[["2026-11-22T10:20:00.000Z",1,2,3],)"
      R"(["2026-11-22T10:29:45.000Z",4,5,6],["2026-11-22T10:30:30.000Z",7,8,9],[],7]})";
  known.take_history("id-db", cpu, "not found");
  const auto& past = known.find("id-db")->past.all();
  CAF_REQUIRE_EQUAL(past.size(), 3u);
  CAF_CHECK_EQUAL(past.front().cpu, 2.0F);
  CAF_CHECK(std::isnan(past.front().memory));
  CAF_CHECK_EQUAL(past.back().cpu, 5.0F);
  known.take_history("id-nobody", cpu, cpu);
}

CAF_TEST(moments are by the clock of the server) {
  const auto sampled = [](std::string_view time) {
    auto object = object_of("db", 7);
    object.replace(object.find("2026-11-22T10:30:00"), 19, time);
    return object;
  };
  auto known = shop();
  CAF_CHECK(known.server_time(at(9).wall) == at(9).wall);
  known.take("samples", "[" + sampled("2026-11-22T11:30:05") + "]", at(1));
  CAF_CHECK(known.server_time(at(1).wall) == at(3605).wall);
  known.take("samples", "[]", at(2));
  CAF_CHECK(known.find("id-db")->past.all().back().time == at(3606).wall);
  known.take("samples", "[" + sampled("2026-11-22T09:30:03") + "]", at(3));
  const auto& past = known.find("id-db")->past.all();
  CAF_REQUIRE_EQUAL(past.size(), 1u); // none is later than the last
  CAF_CHECK(past.back().time == at(-3597).wall);
  known.take("state", state_of(sampled("2026-11-22T10:29:40")), at());
  CAF_CHECK(known.server_time(at().wall) == at().wall); // a pause before is no skew
  known.take("state", state_of(sampled("2026-11-22T11:30:00")), at());
  known.take("state", state_of(sampled("2026-11-22T10:00:00"), "", false), at());
  CAF_CHECK(known.server_time(at().wall) == at(3600).wall); // nor is an engine that is away
}

CAF_TEST(silence is reported when it is longer than pauses usually are) {
  auto known = shop();
  CAF_CHECK(!known.silent_for(at(19).steady));
  CAF_CHECK(known.silent_for(at(30).steady) == 30s);
  known.take("samples", "[]", at(10));
  known.take("samples", "[]", at(11));
  CAF_CHECK(!known.silent_for(at(18).steady));
  CAF_CHECK(known.silent_for(at(23).steady) == 12s);
  known.take("samples", "[]", at(71)); // a minute is usual now
  CAF_CHECK(!known.silent_for(at(200).steady));
  overview empty;
  empty.take("state", state_of(""), at());
  CAF_CHECK(!empty.silent_for(at(1000).steady));
}

CAF_TEST(the interval of the server shows how long silence is usual) {
  const auto host = [](std::string_view members) {
    return R"({"engine":{"connected":true})" + std::string{members} + "}";
  };
  auto known = shop();
  known.take("host", host(R"(,"intervalSeconds":30)"), at());
  CAF_CHECK(!known.silent_for(at(95).steady));
  CAF_CHECK(known.silent_for(at(96).steady) == 96s);
  known.take("host", host(R"(,"intervalSeconds":0.5)"), at());
  CAF_CHECK(!known.silent_for(at(6).steady));
  CAF_CHECK(known.silent_for(at(7).steady) == 7s);
  for (const auto* odd :
       {"", R"(,"intervalSeconds":"1")", R"(,"intervalSeconds":-1)",
        R"(,"intervalSeconds":1e300)"}) {
    known.take("host", host(odd), at());
    CAF_CHECK(!known.silent_for(at(20).steady));
    CAF_CHECK(known.silent_for(at(21).steady) == 21s);
  }
}

CAF_TEST(an engine that is back has some time for its first values) {
  auto known = shop();
  known.take("host", R"({"engine":{"connected":false}})", at(5));
  known.take("host", R"({"engine":{"connected":true},"intervalSeconds":1})", at(100));
  CAF_CHECK(!known.silent_for(at(108).steady));
  CAF_CHECK(known.silent_for(at(109).steady) == 9s);
}

CAF_TEST(a hub that is not connected has no engine to blame) {
  const auto engine = parse_host(R"({"engine":{"name":"Docker","connected":false}})");
  CAF_CHECK_EQUAL(engine->disconnected_clause(), "the engine does not answer");
  const auto hub = parse_host(R"({"engine":{"name":"fleet","connected":false}})");
  CAF_CHECK_EQUAL(hub->disconnected_clause(), "the hub is not connected to its hosts");
}

CAF_TEST(readings end after a quarter of an hour) {
  readings past;
  for (int second = 0; second < 2000; ++second)
    past.add({at(second).wall, 1, 1}, 10'000);
  CAF_CHECK_EQUAL(past.all().size(), 901u);
  for (int second = 2000; second < 2010; ++second)
    past.add({at(second).wall, 1, 1}, 5);
  CAF_CHECK_EQUAL(past.all().size(), 5u);
}

CAF_TEST(alarms of a hub name the host and match the rows) {
  const std::string engine = R"("name":"Docker","version":"26.1.5")";
  auto state =
      state_of(object_of("web", 1, R"(,"host":"a")") + "," + object_of("web", 1, R"(,"host":"b")"));
  state.replace(state.find(engine), engine.size(), R"("name":"fleet")");
  overview known;
  CAF_REQUIRE(known.take("state", state, at()));
  CAF_CHECK_EQUAL(known.containers().size(), 2u);
  auto loop = alarm_of("1", "web");
  loop.replace(loop.find(R"("down")"), 6, R"("restart-loop")");
  loop.insert(loop.rfind('}'), R"(,"host":"b")");
  CAF_REQUIRE(known.take("alarm", loop, at()));
  CAF_CHECK_EQUAL(known.alarms().front().container_name, "b/web");
  CAF_REQUIRE(known.find("a/id-web") && known.find("b/id-web"));
  CAF_CHECK_EQUAL(known.find("a/id-web")->row.state(), "running");
  CAF_CHECK_EQUAL(known.find("b/id-web")->row.state(), "crash loop");
  CAF_CHECK_EQUAL(known.alarms_of(known.find("b/id-web")->row).size(), 1u);
  CAF_CHECK_EQUAL(known.alarms_of(known.find("a/id-web")->row).size(), 0u);
  auto end = alarm_of("2", "web", "closed", "1");
  end.insert(end.rfind('}'), R"(,"host":"b")");
  known.take("alarm", end, at());
  CAF_CHECK_EQUAL(known.find("b/id-web")->row.state(), "running");
}

CAF_TEST(the containers of a lost host of a hub are marked until it is back) {
  const std::string engine = R"("name":"Docker","version":"26.1.5")";
  auto state =
      state_of(object_of("web", 1, R"(,"host":"a")") + "," + object_of("web", 1, R"(,"host":"b")"));
  state.replace(state.find(engine), engine.size(), R"("name":"fleet")");
  overview known;
  CAF_REQUIRE(known.take("state", state, at()));
  CAF_CHECK(known.lost_hosts().empty());
  CAF_REQUIRE(known.take("alarm", host_lost_alarm("1", "b"), at()));
  const auto marked = [&](const std::string& id) { return known.find(id)->row.host_lost; };
  CAF_CHECK(marked("b/id-web") && !marked("a/id-web"));
  CAF_CHECK(known.lost_hosts() == std::set<std::string>{"b"});
  known.take("samples", "[" + object_of("web", 2, R"(,"host":"b")") + "]", at(1));
  CAF_CHECK(marked("b/id-web")); // new rows are marked as well
  known.take("alarm", host_lost_alarm("2", "b", "1"), at(2));
  CAF_CHECK(!marked("b/id-web"));
  CAF_CHECK(known.lost_hosts().empty());
}

CAF_TEST(one host is lost or several are) {
  CAF_CHECK_EQUAL(lost_hosts_clause({}), "");
  CAF_CHECK_EQUAL(lost_hosts_clause({"b"}), "host b is lost: its containers are as last known");
  CAF_CHECK_EQUAL(
      lost_hosts_clause({"b", "c"}), "2 hosts are lost: their containers are as last known");
}

} // namespace overview_test
