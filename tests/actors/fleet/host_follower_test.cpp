#define CAF_SUITE actors.host_follower
#include "fleet/payload_dictionary.hpp"
#include "tests/actors/fleet/listened_fleet.hpp"

#include <caf/test/dsl.hpp>

#include <algorithm>
#include <utility>

namespace host_follower_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;
using tests::db;
using tests::web;
using tests::whole;

namespace {

model::alarm some_alarm(const std::string& host) {
  auto alarm = model::host_event(
      model::alarm_kind::event_gap, host, "engine", *model::parse_rfc3339("2026-11-22T10:00:00Z"));
  return alarm;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(host_follower_tests, tests::listened_fleet)

CAF_TEST(what a host shows reaches the facade with its name) {
  set_roster({"a"});
  report("a", whole(web + ',' + db), true);
  CAF_REQUIRE_EQUAL(changed.size(), 1u);
  CAF_REQUIRE_EQUAL(changed[0].changed.size(), 2u);
  CAF_CHECK_EQUAL(changed[0].changed[0]->host, "a");
  CAF_CHECK_EQUAL(changed[0].changed[0]->group, "shop");
  const auto shown = hosts->find("a");
  CAF_REQUIRE(shown != nullptr);
  CAF_CHECK(shown->presence.is == model::host_presence::condition::present);
  CAF_CHECK_EQUAL(shown->containers[static_cast<std::size_t>(model::container_status::exited)], 1u);
  CAF_CHECK_EQUAL(shown->host, R"({"cores":2})");
}

CAF_TEST(a whole state that says nothing new changes nothing) {
  set_roster({"a"});
  report("a", whole(web), true);
  report("a", whole(web), true);
  CAF_CHECK_EQUAL(changed.size(), 1u);
}

CAF_TEST(a container that is not in the whole state is gone) {
  set_roster({"a"});
  report("a", whole(web + ',' + db), true);
  report("a", whole(db), true);
  CAF_REQUIRE_EQUAL(changed.size(), 2u);
  CAF_CHECK(changed[1].removed == std::vector<std::string>{"a/w"});
}

CAF_TEST(a whole state of which a part was lost removes nothing) {
  set_roster({"a"});
  report("a", whole(web + ',' + db), true);
  report("a", R"(,"part":1,"parts":3,"containers":[)" + web + ']', true);
  report("a", R"(,"part":3,"parts":3,"containers":[])", true);
  CAF_CHECK_EQUAL(changed.size(), 1u);
  report("a", R"(,"part":2,"parts":2,"containers":[])", true);
  CAF_CHECK_EQUAL(changed.size(), 1u);
  report("a", whole(web), true);
  CAF_REQUIRE_EQUAL(changed.size(), 2u);
  CAF_CHECK(changed[1].removed == std::vector<std::string>{"a/d"});
}

CAF_TEST(a host that reports without end fills no memory) {
  set_roster({"a"});
  std::string many;
  for (std::size_t i = 0; i < host_follower_state::max_containers + 5; ++i)
    many += std::string{i == 0 ? "" : ","} + R"({"id":")" + std::to_string(i)
            + R"(","name":"n","status":"exited"})";
  report("a", R"(,"containers":[)" + many + ']');
  CAF_REQUIRE_EQUAL(changed.size(), 1u);
  CAF_CHECK_EQUAL(changed[0].changed.size(), host_follower_state::max_containers);
}

CAF_TEST(a host with long facts fills no memory) {
  set_roster({"a"});
  const std::string long_text(3 << 20, 'x');
  for (int i = 0; i < 30; ++i)
    report(
        "a", R"(,"containers":[{"id":")" + std::to_string(i)
                 + R"(","name":"n","status":"exited","labels":{"a":")" + long_text + "\"}}]");
  CAF_CHECK_EQUAL(changed.size(), 21u);
  const auto rest = R"(,"removed":["0"],"containers":[{"id":"30","name":"n","status":"exited"}])";
  report("a", rest);
  CAF_CHECK_EQUAL(changed.size(), 22u);
  CAF_CHECK(changed.back().removed == std::vector<std::string>{"a/0"});
}

CAF_TEST(a host whose documents make no sense is named) {
  set_roster({"a", "b"});
  report("a", whole(web), true);
  received.clear();
  deliver("a", model::fleet_topic::samples, "garbage");
  deliver("a", model::fleet_topic::state, fleet::deflate("[1]"));
  CAF_CHECK(degraded() == std::vector<std::string>{"a"});
  report("a", whole(db), true);
  CAF_CHECK_EQUAL(changed.size(), 2u); // what makes sense is taken as before
  deliver("b", model::fleet_topic::alarms, "garbage", "_INBOX.b.1");
  CAF_CHECK(degraded() == (std::vector<std::string>{"a", "b"}));
  caf::anon_send(listener, fleet_refusal{"nobody", "x"});
  caf::anon_send(listener, fleet_refusal{"b", "x"});
  consume_messages();
  CAF_CHECK(degraded() == (std::vector<std::string>{"a", "b"}));
}

CAF_TEST(a whole state in parts removes nothing before its end) {
  set_roster({"a"});
  report("a", whole(web + ',' + db), true);
  report("a", R"(,"part":1,"parts":2,"containers":[)" + web + ']', true);
  report("a", R"(,"part":2,"parts":2,"containers":[)" + db + ']', true);
  CAF_CHECK_EQUAL(changed.size(), 1u);
}

CAF_TEST(a hub that knows nothing of a host asks for its state) {
  set_roster({"a"});
  report("a", R"(,"samples":[{"id":"w","sampledAt":"2026-11-22T10:00:00.000Z"}])");
  CAF_CHECK(sampled.empty());
  CAF_REQUIRE_EQUAL(bus->sent.size(), 1u);
  CAF_CHECK_EQUAL(bus->sent[0].first, "fleet.a.ask");
  CAF_CHECK_EQUAL(bus->sent[0].second, "state");
  report("a", whole(web), true);
  report("a", R"(,"samples":[{"id":"w","sampledAt":"2026-11-22T10:00:01.000Z"}])");
  CAF_CHECK_EQUAL(sampled.size(), 1u);
  CAF_CHECK_EQUAL(bus->sent.size(), 1u);
}

CAF_TEST(a hub that lost a document asks for the state) {
  set_roster({"a"});
  report("a", R"(,"number":1)" + whole(web), true);
  bus->sent.clear();
  report("a", R"(,"number":2)");
  CAF_CHECK(bus->sent.empty());
  report("a", R"(,"number":4)");
  CAF_REQUIRE_EQUAL(bus->sent.size(), 1u);
  CAF_CHECK_EQUAL(bus->sent[0].first, "fleet.a.ask");
  CAF_CHECK_EQUAL(bus->sent[0].second, "state");
  report("a", R"(,"number":5)" + whole(web + ',' + db), true);
  wait(3s);
  report("a", R"(,"number":6)");
  CAF_CHECK_EQUAL(bus->sent.size(), 1u);
}

CAF_TEST(a hub that loses many documents asks for the state twice a minute) {
  set_roster({"a"});
  report("a", R"(,"number":1)" + whole(web), true);
  bus->sent.clear();
  const auto asked = [this] {
    return std::ranges::count(
        bus->sent, std::pair<std::string, std::string>{"fleet.a.ask", "state"});
  };
  for (int second = 1; second <= 60; ++second) {
    wait(1s);
    report("a", R"(,"number":)" + std::to_string(2 * second + 1));
  }
  CAF_CHECK_EQUAL(asked(), 2);
}

CAF_TEST(a whole state makes up for a lost document) {
  set_roster({"a"});
  report("a", R"(,"number":1)" + whole(web), true);
  bus->sent.clear();
  report("a", R"(,"number":3)" + whole(web), true);
  CAF_CHECK(bus->sent.empty());
}

CAF_TEST(a hub says which dictionary it has and reads payloads with it) {
  set_roster({"a"});
  report("a", R"(,"number":1)" + whole(web), true);
  CAF_REQUIRE_EQUAL(bus->sent.size(), 1u);
  CAF_CHECK_EQUAL(bus->sent[0].first, "fleet.a.ask");
  CAF_CHECK(fleet::names_dictionary(bus->sent[0].second));
  deliver(
      "a", model::fleet_topic::samples,
      fleet::deflate(
          R"({"instance":"1","sentAt":"2026-11-22T10:00:01.000Z","number":2,"samples":)"
          R"([{"id":"w","sampledAt":"2026-11-22T10:00:01.000Z"}]})",
          fleet::payload_form::with_dictionary));
  CAF_CHECK_EQUAL(sampled.size(), 1u);
  report("a", R"(,"number":3)"); // plain again
  CAF_CHECK_EQUAL(bus->sent.size(), 1u);
  wait(10s);
  report("a", R"(,"number":4)");
  CAF_CHECK_EQUAL(bus->sent.size(), 2u);
}

CAF_TEST(a host with another dictionary is named once it must know of this hub) {
  set_roster({"a", "b"});
  auto foreign = fleet::deflate(R"({"instance":"1"})", fleet::payload_form::with_dictionary);
  auto damaged = foreign;
  foreign.at(2) = static_cast<char>(foreign.at(2) ^ 1); // of the dictionary's number
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  deliver("a", model::fleet_topic::samples, foreign);
  deliver("b", model::fleet_topic::samples, damaged);
  CAF_CHECK(degraded() == std::vector<std::string>{"b"});
  wait(69s);
  deliver("a", model::fleet_topic::samples, foreign);
  CAF_CHECK(degraded() == std::vector<std::string>{"b"});
  wait(1s);
  deliver("a", model::fleet_topic::samples, foreign);
  CAF_CHECK(degraded() == (std::vector<std::string>{"b", "a"}));
}

CAF_TEST(the statuses of a host are counted with those that only its version knows) {
  set_roster({"a"});
  report("a", whole(web + R"(,{"id":"o","name":"odd","status":"hibernated"})"), true);
  report("a", R"(,"removed":["w"])");
  const auto shown = hosts->find("a");
  CAF_REQUIRE(shown != nullptr);
  const auto count = [&](model::container_status status) {
    return shown->containers[static_cast<std::size_t>(status)];
  };
  CAF_CHECK_EQUAL(count(model::container_status::unknown), 1u);
  CAF_CHECK_EQUAL(count(model::container_status::running), 0u);
}

CAF_TEST(an alarm is answered once it is on disk) {
  set_roster({"a"});
  received.clear();
  deliver("a", model::fleet_topic::alarms, to_json(some_alarm("liar")) + "\n", "_INBOX.a.1");
  CAF_REQUIRE_EQUAL(received.size(), 1u);
  CAF_REQUIRE_EQUAL(received[0].from_host.size(), 1u);
  CAF_CHECK_EQUAL(received[0].from_host[0].host, "a");
  CAF_CHECK(bus->sent.empty());
  received[0].committed();
  CAF_REQUIRE_EQUAL(bus->sent.size(), 1u);
  CAF_CHECK_EQUAL(bus->sent[0].first, "_INBOX.a.1");
  CAF_CHECK_EQUAL(bus->sent[0].second, "taken");
}

CAF_TEST(no answer goes to where it was not asked for) {
  set_roster({"a", "b"});
  received.clear();
  deliver("a", model::fleet_topic::alarms, to_json(some_alarm("a")), "fleet.b.ask");
  CAF_REQUIRE_EQUAL(received.size(), 1u);
  received[0].committed();
  deliver("a", model::fleet_topic::alarms, "garbage", "_INBOX.b.1");
  CAF_CHECK(bus->sent.empty());
}

CAF_TEST(an alarm that makes no sense is refused) {
  set_roster({"a"});
  received.clear();
  deliver("a", model::fleet_topic::alarms, "garbage", "_INBOX.a.1");
  CAF_CHECK(
      std::ranges::all_of(received, [](const auto& message) { return message.from_host.empty(); }));
  CAF_CHECK(degraded() == std::vector<std::string>{"a"});
  CAF_REQUIRE_EQUAL(bus->sent.size(), 1u);
  CAF_CHECK(bus->sent[0].second.starts_with("refused: "));
}

CAF_TEST(a silent host is lost and stays listed) {
  set_roster({"a"});
  report("a", whole(web), true);
  received.clear();
  wait(5s);
  std::vector<model::alarm> reported;
  for (const auto& message : received)
    reported.insert(reported.end(), message.about_host.begin(), message.about_host.end());
  CAF_REQUIRE_EQUAL(reported.size(), 1u);
  CAF_CHECK(reported[0].kind == model::alarm_kind::host_lost);
  CAF_CHECK(hosts->find("a")->presence.is == model::host_presence::condition::lost);
  CAF_CHECK_EQUAL(changed.size(), 1u); // the host's containers stay
}

CAF_TEST(a host that is removed goes with its containers) {
  set_roster({"a", "b"});
  report("a", whole(web), true);
  set_roster({"b"});
  CAF_CHECK(hosts->find("a") == nullptr);
  CAF_CHECK(hosts->find("b") != nullptr);
  CAF_CHECK(changed.back().removed == std::vector<std::string>{"a/w"});
  CAF_CHECK(!bus->handlers.contains("fleet.a.*"));
}

CAF_TEST(a host that floods loses its own messages only) {
  set_roster({"a", "b"});
  const auto flood = fleet::deflate(R"({"instance":"1"})");
  auto& handler = bus->handlers.at("fleet.a.*");
  for (int i = 0; i < 1000; ++i)
    handler({fleet_subject("a", model::fleet_topic::samples), {}, flood, {}});
  CAF_CHECK(sched.jobs.size() < 10u);
  consume_messages();
  report("b", whole(web), true);
  CAF_CHECK_EQUAL(changed.size(), 1u);
  CAF_CHECK(hosts->find("a")->presence.is == model::host_presence::condition::present);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace host_follower_test
