#define CAF_SUITE http.host_policy
#include "http/server/host_policy.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::host_policy_test {

namespace {

std::string host_of(std::string_view text) {
  const auto host = parse_host(text);
  return host ? std::string(*host) : "malformed";
}

} // namespace

CAF_TEST(the port is set aside) {
  CAF_CHECK_EQUAL(host_of("localhost:5000"), "localhost");
  CAF_CHECK_EQUAL(host_of("localhost"), "localhost");
  CAF_CHECK_EQUAL(host_of("localhost:"), "localhost");
  CAF_CHECK_EQUAL(host_of("[::1]:5000"), "::1");
  CAF_CHECK_EQUAL(host_of("[::1]"), "::1");
}

CAF_TEST(what is no host is malformed) {
  for (const auto* text :
       {"", ":5000", "a b", "user@localhost", "localhost:5000:1", "localhost:port", "::1", "[]",
        "[::1", "[::1]x", "[g::1]", "local/host", "local\"host", "\xc3\xa4", "a?b", "a#b", "a\\b"})
    CAF_CHECK_EQUAL(host_of(text), "malformed");
}

CAF_TEST(loopback is always allowed) {
  const host_policy policy;
  for (const auto* host :
       {"localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1"})
    CAF_CHECK(policy.allows(host));
  for (const auto* host :
       {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "::2",
        "0.0.0.0", "128.0.0.1", "2130706433", "0x7f.1", "127.1"})
    CAF_CHECK(!policy.allows(host));
}

CAF_TEST(names and addresses can be added) {
  host_policy policy;
  policy.allow("Monitor.Example");
  policy.allow("10.0.0.1");
  policy.allow("fd00::1");
  for (const auto* host : {"monitor.example", "MONITOR.example.", "10.0.0.1", "fd00:0::1"})
    CAF_CHECK(policy.allows(host));
  for (const auto* host : {"other.example", "10.0.0.2", "fd00::2"})
    CAF_CHECK(!policy.allows(host));
}

CAF_TEST(a wildcard bind takes any literal but no name) {
  host_policy policy;
  policy.allow_ip_literals();
  CAF_CHECK(policy.allows("192.0.2.7"));
  CAF_CHECK(policy.allows("2001:db8::1"));
  CAF_CHECK(!policy.allows("evil.example"));
}

CAF_TEST(a star takes everything) {
  host_policy policy;
  policy.allow("*");
  CAF_CHECK(policy.allows("evil.example"));
}

CAF_TEST(the word local takes addresses and names without a dot) {
  host_policy policy;
  policy.allow("@local");
  for (const auto* host :
       {"docker-monitor", "docker-monitor.", "localhost", "192.0.2.1", "2001:db8::1", "NAS", "a_b"})
    CAF_CHECK(policy.allows(host));
  for (const auto* host : {"evil.example", "a.b", "192.0.2.1.evil.example", "a.local", "."})
    CAF_CHECK(!policy.allows(host));
  policy.allow("monitor.example");
  CAF_CHECK(policy.allows("monitor.example"));
}

} // namespace docker_monitor::http::host_policy_test
