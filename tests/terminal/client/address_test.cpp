#define CAF_SUITE terminal.address
#include "terminal/client/address.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace address_test {

using namespace docker_monitor;
using terminal::address_of;
using terminal::parse_address;

namespace {

std::string url_of(std::string_view text) {
  const auto parsed = parse_address(text);
  return parsed ? parsed->url() : parsed.error().message;
}

} // namespace

CAF_TEST(urls name the host the socket and the path before the API) {
  CAF_CHECK_EQUAL(url_of("http://127.0.0.1:5000"), "http://127.0.0.1:5000");
  CAF_CHECK_EQUAL(url_of("http://host"), "http://host:80");
  CAF_CHECK_EQUAL(url_of("https://host/"), "https://host:443");
  CAF_CHECK_EQUAL(url_of("https://proxy:8443/monitor/"), "https://proxy:8443/monitor");
  CAF_CHECK_EQUAL(url_of("http://[::1]:5000"), "http://[::1]:5000");
  CAF_CHECK_EQUAL(url_of("host:5000"), "http://host:5000");
  CAF_CHECK_EQUAL(url_of("unix:/run/m.sock"), "unix:/run/m.sock");
  CAF_CHECK_EQUAL(url_of("unix:///run/m.sock"), "unix:/run/m.sock");
}

CAF_TEST(wrong urls are refused in one line that names them) {
  for (const auto* url :
       {"", "host", "ftp://host", "http://", "http://:5000", "http://host:0", "http://host:66000",
        "http://host:x", "http://[::1", "http://[::1]5000", "unix:relative",
        "unix:", "http://user:word@host:5000", "http://host:5000/?token=x"}) {
    const auto parsed = parse_address(url);
    CAF_REQUIRE(!parsed);
    CAF_CHECK(parsed.error().message.starts_with("--url \""));
    CAF_CHECK_EQUAL(parsed.error().message.find('\n'), std::string::npos);
  }
}

CAF_TEST(https is TLS and http is not ) {
  CAF_CHECK(parse_address("https://host")->endpoint.transport == net::address::kind::tls);
  CAF_CHECK(parse_address("http://host")->endpoint.transport == net::address::kind::tcp);
  CAF_CHECK(parse_address("HTTPS://host")->endpoint.transport == net::address::kind::tls);
}

CAF_TEST(an instance is asked where it listens and a wildcard on loopback) {
  CAF_CHECK_EQUAL(address_of({"127.0.0.1", 5000, ""}, false).url(), "http://127.0.0.1:5000");
  CAF_CHECK_EQUAL(address_of({"0.0.0.0", 5000, ""}, false).url(), "http://127.0.0.1:5000");
  CAF_CHECK_EQUAL(address_of({"::", 5000, ""}, false).url(), "http://[::1]:5000");
  CAF_CHECK_EQUAL(address_of({"localhost", 5000, ""}, true).url(), "https://localhost:5000");
  CAF_CHECK_EQUAL(address_of({"", 0, "/x"}, true).url(), "unix:/x");
}

CAF_TEST(only another machine has a name of its own) {
  CAF_CHECK_EQUAL(parse_address("http://db.example:5000")->host(), "db.example");
  CAF_CHECK_EQUAL(parse_address("http://127.0.0.1:5000")->host(), "");
  CAF_CHECK_EQUAL(parse_address("unix:/x")->host(), "");
}

} // namespace address_test
