#define CAF_SUITE net.address
#include "net/address.hpp"

#include <caf/test/unit_test.hpp>

namespace address_test {

using namespace docker_monitor::net;

namespace {

/// What an authority is read as, or why it is none.
std::string read(std::string_view text) {
  const auto parsed = parse_authority(text, "80", "expected host:port");
  return parsed ? host_and_port(parsed->host, parsed->port) : parsed.error().message;
}

} // namespace

CAF_TEST(a host has a port and brackets around an IPv6 address) {
  CAF_CHECK_EQUAL(read("host"), "host:80");
  CAF_CHECK_EQUAL(read("host:1234"), "host:1234");
  CAF_CHECK_EQUAL(read("10.0.0.1:1"), "10.0.0.1:1");
  CAF_CHECK_EQUAL(read("[::1]"), "[::1]:80");
  CAF_CHECK_EQUAL(read("[fe80::1%eth0]:65535"), "[fe80::1%eth0]:65535");
  CAF_CHECK(parse_authority("h", "1", "")->transport == address::kind::tcp);
}

CAF_TEST(what is no authority says why) {
  for (const auto* text :
       {"", ":80", "user@host", "host/path:1", "host?:1", "host#:1", "a b:1", "a\n:1", "a\x7f"})
    CAF_CHECK_EQUAL(read(text), "expected host:port");
  for (const auto* text : {"host:", "host:0", "host:65536", "host:-1", "host:x", "[::1]:", "h:1 "})
    CAF_CHECK_EQUAL(read(text), "the port must be a number from 1 to 65535");
  CAF_CHECK_EQUAL(read("[::1"), "the ] of the IPv6 address is missing");
  CAF_CHECK_EQUAL(read("[::1]80"), "expected :port after the address");
}

CAF_TEST(a scheme is in lower case and the rest as it was) {
  CAF_CHECK_EQUAL(with_lower_scheme("TCP://Host:1/Path"), "tcp://Host:1/Path");
  CAF_CHECK_EQUAL(with_lower_scheme("unix:/Run"), "unix:/Run");
  CAF_CHECK_EQUAL(with_lower_scheme("Word"), "Word");
  CAF_CHECK_EQUAL(with_lower_scheme(""), "");
}

CAF_TEST(a port is a number from 1 to 65535) {
  CAF_CHECK(parse_port("1") == 1);
  CAF_CHECK(parse_port("65535") == 65535);
  for (const auto* text : {"", "0", "65536", "+1", "1x", " 1"})
    CAF_CHECK(!parse_port(text));
}

CAF_TEST(addresses are distinguished from names) {
  for (const auto* host : {"127.0.0.1", "::1", "2001:db8::2"})
    CAF_CHECK(is_ip_address(host));
  for (const auto* host : {"localhost", "127.1", "", "1.2.3.4.example"})
    CAF_CHECK(!is_ip_address(host));
}

CAF_TEST(the path of a unix socket is absolute and short) {
  CAF_CHECK(is_socket_path("/" + std::string(106, 'p')));
  CAF_CHECK(!is_socket_path("/" + std::string(107, 'p')));
  CAF_CHECK(!is_socket_path("relative"));
  CAF_CHECK(!is_socket_path(""));
}

} // namespace address_test
