#define CAF_SUITE http.listen_address
#include "http/server/listen_address.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::listen_address_test {

CAF_TEST(addresses are read and written alike) {
  for (const auto* text :
       {"127.0.0.1:5000", "0.0.0.0:0", "[::1]:65535", "localhost:80",
        "unix:/run/docker-monitor.sock"}) {
    const auto address = parse_listen_address(text);
    CAF_REQUIRE(address.has_value());
    CAF_CHECK_EQUAL(to_string(*address), text);
  }
  const auto v6 = parse_listen_address("[::1]:7").value();
  CAF_CHECK_EQUAL(v6.host, "::1");
  CAF_CHECK_EQUAL(v6.port, 7);
  CAF_CHECK_EQUAL(parse_listen_address("unix:///run/x").value().unix_path, "/run/x");
  CAF_CHECK_EQUAL(parse_listen_address("UNIX:/Run/x").value().unix_path, "/Run/x");
}

CAF_TEST(a loopback address or a unix socket is not reachable from afar) {
  for (const auto* near : {"127.0.0.1:80", "127.8.0.1:80", "[::1]:80", "localhost:80", "unix:/x"})
    CAF_CHECK(!is_reachable_from_afar(*parse_listen_address(near)));
  for (const auto* far : {"0.0.0.0:80", "[::]:80", "192.168.0.1:80", "monitor:80"})
    CAF_CHECK(is_reachable_from_afar(*parse_listen_address(far)));
}

CAF_TEST(what is no address is refused with a remedy) {
  for (const auto* text :
       {"", "5000", ":5000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
        "127.0.0.1:-1", "127.0.0.1: 1", "::1:5000", "[]:1", "[::1:1", "unix:", "unix:relative"}) {
    const auto address = parse_listen_address(text);
    CAF_REQUIRE(address.has_error());
    CAF_CHECK(address.error().code == model::failure_code::bad_option);
    CAF_CHECK(address.error().message.starts_with("cannot listen on \"" + std::string(text) + '"'));
  }
  CAF_CHECK(parse_listen_address("unix:/" + std::string(107, 'p')).has_error());
  CAF_CHECK(parse_listen_address("unix:/" + std::string(106, 'p')).has_value());
  const auto why = [](std::string_view text) {
    const auto message = parse_listen_address(text).error().message;
    return message.substr(message.find("\": ") + 3);
  };
  for (const auto* text : {":5000", "5000"})
    CAF_CHECK_EQUAL(
        why(text), "it has no address; use 127.0.0.1:5000, or 0.0.0.0:5000 for every address");
  CAF_CHECK_EQUAL(why("localhost"), "it has no port; use localhost:5000");
  CAF_CHECK_EQUAL(why("/run/x"), "a unix socket is written unix:/run/x");
  CAF_CHECK_EQUAL(
      why("http://h:1"), "leave out the scheme, write ADDR:PORT such as 127.0.0.1:5000");
  CAF_CHECK_EQUAL(why(":x"), "write ADDR:PORT such as 127.0.0.1:5000, or unix:/path");
}

} // namespace docker_monitor::http::listen_address_test
