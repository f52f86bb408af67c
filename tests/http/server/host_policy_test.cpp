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
  policy.allow_host("Monitor.Example");
  policy.allow_host("10.0.0.1");
  policy.allow_host("fd00::1");
  for (const auto* host : {"monitor.example", "MONITOR.example.", "10.0.0.1", "fd00:0::1"})
    CAF_CHECK(policy.allows(host));
  for (const auto* host : {"other.example", "10.0.0.2", "fd00::2"})
    CAF_CHECK(!policy.allows(host));
}

CAF_TEST(an entry that no request can name is refused with the correct form) {
  const auto says = [](std::string_view name, std::string_view what) {
    const auto checked = check_allowed_host(name);
    CAF_REQUIRE(!checked.has_value());
    CAF_CHECK(checked.error().code == model::failure_code::bad_option);
    const auto message = checked.error().message;
    CAF_CHECK_EQUAL(message, "--allow-host \"" + std::string{name} + "\": " + std::string{what});
  };
  says("a:80", "every port is allowed; write a");
  says("monitor.example:", "every port is allowed; write monitor.example");
  says("http://x", "leave out the scheme and the path; write a host name");
  says("*.example.org", "a part of a name cannot be *; give each name, or * for every name");
  says("@local,monitor.example", "give the option once for each name");
  says("@", "known words are @local and *");
  says("@lokal", "known words are @local and *");
  says("ü", "browsers send names in ASCII; write it in the form that begins with xn--");
  says("[::1]:80", "it is no IPv6 address and port; write an address such as ::1");
  for (const auto* odd : {"", ".", "a b", "a/b", "u@h", "[]", "[x]"})
    says(odd, "it is no host name; write one such as monitor.example");
  for (const auto* fine :
       {"*", "@local", "monitor.example", "monitor.example.", "NAS", "a_b", "10.0.0.1", "::1",
        "[::1]", "xn--tda.example"})
    CAF_CHECK(check_allowed_host(fine).has_value());
}

CAF_TEST(brackets and a final dot do not matter) {
  host_policy policy;
  policy.allow_host("[fd00::1]");
  policy.allow_host("monitor.example.");
  CAF_CHECK(policy.allows("fd00::1"));
  CAF_CHECK(policy.allows("monitor.example"));
  CAF_CHECK(policy.allows("monitor.example."));
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
  policy.allow_host("*");
  CAF_CHECK(policy.allows("evil.example"));
}

CAF_TEST(the word local takes addresses and names without a dot) {
  host_policy policy;
  policy.allow_host("@local");
  for (const auto* host :
       {"docker-monitor", "docker-monitor.", "localhost", "192.0.2.1", "2001:db8::1", "NAS", "a_b"})
    CAF_CHECK(policy.allows(host));
  for (const auto* host : {"evil.example", "a.b", "192.0.2.1.evil.example", "a.local", "."})
    CAF_CHECK(!policy.allows(host));
  policy.allow_host("monitor.example");
  CAF_CHECK(policy.allows("monitor.example"));
}

} // namespace docker_monitor::http::host_policy_test
