#define CAF_SUITE model.alarm_hosts
#include "model/alarm/alarm_hosts.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace docker_monitor::model::alarm_hosts_test {

namespace {

alarm make(const std::string& id, alarm_state state, const std::string& closes = {}) {
  alarm a;
  a.id = id;
  a.state = state;
  a.closes = closes;
  a.container_id = "c1";
  return a;
}

std::string stamped(alarm_hosts& hosts, alarm a) {
  hosts.stamp(a);
  return a.host;
}

} // namespace

CAF_TEST(an alarm ends under the name it was raised under) {
  alarm_hosts hosts;
  hosts.set_name("old");
  CAF_CHECK_EQUAL(stamped(hosts, make("1", alarm_state::open)), "old");
  hosts.set_name("new");
  CAF_CHECK_EQUAL(stamped(hosts, make("2", alarm_state::closed, "1")), "old");
  CAF_CHECK_EQUAL(stamped(hosts, make("3", alarm_state::closed, "1")), "new");
  CAF_CHECK_EQUAL(stamped(hosts, make("4", alarm_state::event)), "new");
}

CAF_TEST(an unknown id is answered with what may be meant) {
  alarm_hosts hosts;
  CAF_CHECK_EQUAL(hosts.suggestion_for("web"), "");
  auto one = make("3f9c01aa-8d51", alarm_state::open);
  one.container_name = "web-1";
  hosts.stamp(one);
  CAF_CHECK_EQUAL(hosts.suggestion_for("web-1"), "; the open alarm of web-1 is 3f9c01aa-8d51");
  CAF_CHECK_EQUAL(hosts.suggestion_for("web1"), "; did you mean web-1?");
  CAF_CHECK_EQUAL(hosts.suggestion_for("3f9c01aa-8d15"), "; did you mean 3f9c01aa-8d51?");
  CAF_CHECK_EQUAL(hosts.suggestion_for("db"), "");
}

CAF_TEST(no name leaves the name as it was) {
  alarm_hosts hosts;
  hosts.set_name("box");
  hosts.set_name("");
  CAF_CHECK_EQUAL(hosts.name(), "box");
}

CAF_TEST(the names are kept over a restart) {
  alarm_hosts hosts;
  hosts.set_name("old");
  stamped(hosts, make("1", alarm_state::open));
  alarm_hosts next;
  for (const auto& state : hosts.take_unsaved())
    CAF_REQUIRE(next.restore(state));
  CAF_CHECK(hosts.take_unsaved().empty());
  CAF_CHECK_EQUAL(next.name(), "old");
  next.set_name("new");
  CAF_CHECK_EQUAL(next.take_unsaved().size(), 1u);
  next.forget_saved();
  CAF_CHECK_EQUAL(next.take_unsaved().size(), 2u);
  CAF_CHECK_EQUAL(stamped(next, make("2", alarm_state::closed, "1")), "old");
  const auto ended = next.take_unsaved();
  CAF_REQUIRE_EQUAL(ended.size(), 1u);
  CAF_CHECK(ended[0].text.empty());
  CAF_CHECK(!next.restore({alarm_hosts::area, "", "{}"}));
  CAF_CHECK(!next.restore({alarm_hosts::area, "1", "["}));
}

CAF_TEST(a down ends when somebody has taken notice) {
  alarm_hosts hosts;
  hosts.set_name("box");
  auto down = make("1", alarm_state::open);
  down.container_name = "web";
  down.image = "nginx";
  stamped(hosts, down);
  auto sick = make("2", alarm_state::open);
  sick.kind = alarm_kind::unhealthy;
  stamped(hosts, sick);
  const engine_time now{std::chrono::seconds{9}};
  CAF_CHECK(!hosts.acknowledged("3", now));
  CAF_CHECK(!hosts.acknowledged("2", now));
  CAF_CHECK(hosts.is_open("2"));
  const auto ending = hosts.acknowledged("1", now);
  CAF_REQUIRE(ending);
  CAF_CHECK_EQUAL(ending->closes, "1");
  CAF_CHECK_EQUAL(ending->container_name, "web");
  CAF_CHECK_EQUAL(ending->host, "box");
  CAF_CHECK(ending->state == alarm_state::closed);
  CAF_CHECK(!hosts.is_open("1"));
}

CAF_TEST(what is gone is forgotten) {
  alarm_hosts hosts;
  hosts.set_name("old");
  stamped(hosts, make("1", alarm_state::open));
  hosts.set_name("new");
  hosts.forget("c2");
  hosts.forget("c1");
  CAF_CHECK_EQUAL(stamped(hosts, make("2", alarm_state::closed, "1")), "new");
}

} // namespace docker_monitor::model::alarm_hosts_test
