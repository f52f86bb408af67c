#define CAF_SUITE model.identity_registry
#include "model/container/identity_registry.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <string>

namespace identity_registry_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

engine_time at(std::chrono::seconds time) {
  return engine_time{1'000'000s + time};
}

container make(const std::string& id, const std::string& name, std::chrono::seconds created) {
  container c;
  c.id = id;
  c.name = name;
  c.created_at = at(created);
  return c;
}

container task(const std::string& id, const std::string& name, std::chrono::seconds created) {
  auto c = make(id, name, created);
  c.labels["com.docker.swarm.task.name"] = name;
  return c;
}

} // namespace

CAF_TEST(compose labels come before those of swarm and both before the name) {
  auto c = task("c1", "shop_web.2.abc", 0s);
  CAF_CHECK_EQUAL(identity_claim(c), "shop_web/2");
  c.labels["com.docker.compose.project"] = "shop";
  c.labels["com.docker.compose.service"] = "web";
  c.labels["com.docker.compose.container-number"] = "1";
  CAF_CHECK_EQUAL(identity_claim(c), "shop/web/1");
  CAF_CHECK_EQUAL(identity_claim(make("c2", "db", 0s)), "db");
}

CAF_TEST(a task of a global service has its node and a service may have dots) {
  CAF_CHECK_EQUAL(identity_claim(task("c1", "agent.nodeid.taskid", 0s)), "agent/nodeid");
  CAF_CHECK_EQUAL(identity_claim(task("c1", "a.b.3.taskid", 0s)), "a.b/3");
  for (const auto* odd : {"web", ".", "web.1", "..x", ".1.x", "web..x"})
    CAF_CHECK_EQUAL(identity_claim(task("c1", odd, 0s)), odd);
}

CAF_TEST(a rename keeps the identity) {
  identity_registry all;
  CAF_CHECK_EQUAL(all.start(make("c1", "alpha", 0s)), "alpha");
  all.end("c1", at(10s), false);
  CAF_CHECK_EQUAL(all.start(make("c1", "beta", 0s)), "alpha");
}

CAF_TEST(who is created under a vacated name takes over) {
  identity_registry all;
  all.start(make("c1", "alpha", 0s));
  all.end("c1", at(10s), false);
  CAF_CHECK_EQUAL(all.start(make("c2", "alpha", 20s)), "alpha");
  CAF_CHECK_EQUAL(all.find("c1")->identity, "");
  CAF_CHECK_EQUAL(all.start(make("c1", "beta", 0s)), "beta");
}

CAF_TEST(two running containers never share an identity) {
  identity_registry all;
  auto real = make("c1", "shop-db-1", 0s);
  real.labels = {
      {"com.docker.compose.project", "shop"},
      {"com.docker.compose.service", "db"},
      {"com.docker.compose.container-number", "1"}};
  auto liar = real;
  liar.id = "c2";
  liar.name = "innocent";
  liar.created_at = at(5s);
  CAF_CHECK_EQUAL(all.start(real), "shop/db/1");
  CAF_CHECK_EQUAL(all.start(liar), "innocent");
  CAF_CHECK(!all.end("c2", at(8s), false));
  CAF_CHECK_EQUAL(all.start(liar), "innocent");
  CAF_CHECK_EQUAL(all.find("c1")->identity, "shop/db/1");
}

CAF_TEST(one that existed beside a predecessor that crashed does not take over) {
  identity_registry all;
  all.start(task("c1", "web.1.a", 0s));
  CAF_CHECK_EQUAL(all.start(task("c2", "web.1.b", 5s)), "web.1.b");
  CAF_CHECK(!all.end("c1", at(10s), false));
  CAF_CHECK_EQUAL(all.start(task("c1", "web.1.a", 0s)), "web/1");
}

CAF_TEST(the one that waits takes over when the predecessor is stopped) {
  identity_registry all;
  all.start(task("c1", "web.1.a", 0s));
  all.start(task("c2", "web.1.b", 5s));
  const auto taken = all.end("c1", at(10s), true);
  CAF_REQUIRE(taken);
  CAF_CHECK_EQUAL(taken->identity, "web/1");
  CAF_CHECK_EQUAL(taken->former_identity, "web.1.b");
  CAF_CHECK_EQUAL(taken->successor_id, "c2");
  CAF_CHECK_EQUAL(taken->predecessor_id, "c1");
  CAF_CHECK_EQUAL(all.take_changed().empty(), false);
  CAF_CHECK_EQUAL(all.start(task("c1", "web.1.a", 0s)), "web.1.a");
}

CAF_TEST(the one that waits takes over when the predecessor is removed) {
  identity_registry all;
  all.start(make("c1", "db", 0s));
  all.start(make("c1", "db-old", 0s));
  CAF_CHECK_EQUAL(all.start(make("0123456789abcdef", "db", 5s)), "db#0123456789ab");
  CAF_CHECK(!all.end("c1", at(10s), false));
  const auto taken = all.remove("c1");
  CAF_REQUIRE(taken);
  CAF_CHECK_EQUAL(taken->identity, "db");
  CAF_CHECK(all.find("c1") == nullptr);
  CAF_CHECK(!all.remove("c1"));
}

CAF_TEST(the next task of a slot takes over from one that crashed) {
  identity_registry all;
  all.start(task("c1", "web.1.a", 0s));
  all.end("c1", at(10s), false);
  CAF_CHECK_EQUAL(all.start(task("c2", "web.1.b", 11s)), "web/1");
  all.end("c2", at(20s), false);
  CAF_CHECK_EQUAL(all.start(task("c3", "web.1.c", 21s)), "web/1");
}

CAF_TEST(compose makes the new one before it stops the old one) {
  identity_registry all;
  auto old = make("c1", "shop-db-1", 0s);
  old.labels = {
      {"com.docker.compose.project", "shop"},
      {"com.docker.compose.service", "db"},
      {"com.docker.compose.container-number", "1"}};
  all.start(old);
  auto next = old;
  next.id = "c2";
  next.name = "c1_shop-db-1";
  next.created_at = at(5s);
  all.end("c1", at(10s), true);
  CAF_CHECK_EQUAL(all.start(next), "shop/db/1");
}

CAF_TEST(one that ended before is adopted where nobody runs) {
  identity_registry all;
  auto ended = make("c1", "job", 0s);
  ended.finished_at = at(3s);
  CAF_CHECK_EQUAL(all.add_ended(ended), "job");
  all.set_ended("c1", at(4s));
  CAF_CHECK(all.find("c1")->ended == at(4s));
  CAF_CHECK_EQUAL(all.add_ended(make("c2", "job", 1s)), "");
  CAF_CHECK_EQUAL(all.start(make("c3", "job", 4s)), "job#c3");
  all.set_created("c3", at(5s));
  all.end("c3", at(6s), false);
  CAF_CHECK_EQUAL(all.start(make("c3", "job", 5s)), "job");
}

CAF_TEST(what is restored is known) {
  identity_registry all;
  all.start(task("c1", "web.1.a", 0s));
  all.start(task("c2", "web.1.b", 5s));
  identity_registry next;
  next.restore("c1", *all.find("c1"));
  next.restore("c2", *all.find("c2"));
  next.restore("c3", *all.find("c1")); // says what another one has
  CAF_CHECK_EQUAL(next.find("c3")->identity, "");
  const auto taken = next.end("c1", at(10s), true);
  CAF_REQUIRE(taken);
  CAF_CHECK_EQUAL(taken->successor_id, "c2");
  next.clear();
  CAF_CHECK(next.find("c2") == nullptr);
  CAF_CHECK(!next.end("c2", at(10s), true));
}

} // namespace identity_registry_test
