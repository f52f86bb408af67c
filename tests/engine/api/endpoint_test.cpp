#define CAF_SUITE engine.endpoint
#include "engine/api/endpoint.hpp"

#include <caf/test/unit_test.hpp>

namespace endpoint_test {

using namespace docker_monitor::engine;

namespace {

std::string read(std::string_view url, bool tls = false) {
  tls_settings settings;
  settings.verify = tls;
  const auto parsed = parse_endpoint(url, settings);
  return parsed ? parsed->url() : "refused";
}

} // namespace

CAF_TEST(unix and tcp addresses are read) {
  CAF_CHECK_EQUAL(read("unix:///var/run/docker.sock"), "unix:///var/run/docker.sock");
  CAF_CHECK_EQUAL(read("tcp://localhost"), "tcp://localhost:2375");
  CAF_CHECK_EQUAL(read("tcp://localhost", true), "tcp://localhost:2376");
  CAF_CHECK_EQUAL(read("tcp://10.0.0.1:1234/"), "tcp://10.0.0.1:1234");
  CAF_CHECK_EQUAL(read("tcp://[::1]:1234"), "tcp://[::1]:1234");
  CAF_CHECK_EQUAL(read("tcp://[::1]"), "tcp://[::1]:2375");
}

CAF_TEST(tls is used where the environment asks for it) {
  tls_settings settings;
  settings.verify = true;
  settings.cert_path = "/certs";
  const auto parsed = parse_endpoint("tcp://h:1", settings);
  CAF_REQUIRE(parsed.has_value());
  CAF_CHECK(parsed->transport == endpoint::kind::tls);
  CAF_CHECK(parsed->verify_peer);
  CAF_CHECK_EQUAL(parsed->cert_path, "/certs");
}

CAF_TEST(anything else is refused with a hint) {
  for (const auto* url :
       {"", "unix://", "unix://relative", "http://x", "tcp://", "tcp://:1", "tcp://h:0",
        "tcp://h:70000", "tcp://h:x", "tcp://[::1", "tcp://[::1]x", "tcp://user@h:1"})
    CAF_CHECK_EQUAL(read(url), "refused");
  CAF_CHECK_EQUAL(read("unix://" + std::string(108, '/')), "refused");
  const auto ssh = parse_endpoint("ssh://host", {});
  CAF_REQUIRE(!ssh);
  CAF_CHECK(ssh.error().message.find("ssh -L") != std::string::npos);
  CAF_CHECK_EQUAL(
      parse_endpoint("/run/x.sock", {}).error().message,
      "docker host \"/run/x.sock\": a unix socket is written unix:///run/x.sock");
  CAF_CHECK_EQUAL(
      parse_endpoint("h:2375", {}).error().message,
      "docker host \"h:2375\": it has no scheme; use tcp://h:2375");
}

CAF_TEST(the case of a scheme does not matter) {
  CAF_CHECK_EQUAL(read("TCP://h:2375"), "tcp://h:2375");
  CAF_CHECK_EQUAL(read("Tcp://H:2375"), "tcp://H:2375");
  CAF_CHECK_EQUAL(read("UNIX:///Run/x.sock"), "unix:///Run/x.sock");
  const auto ssh = parse_endpoint("SSH://host", {});
  CAF_REQUIRE(!ssh);
  CAF_CHECK(ssh.error().message.find("ssh -L") != std::string::npos);
}

CAF_TEST(a hint is a URL that works) {
  const auto says = [](std::string_view url) { return parse_endpoint(url, {}).error().message; };
  CAF_CHECK_EQUAL(
      says("tcp://h:2375/path"),
      "docker host \"tcp://h:2375/path\": the engine takes no path; use tcp://h:2375");
  CAF_CHECK_EQUAL(
      says("tcp://h:2375?x"),
      "docker host \"tcp://h:2375?x\": the engine takes no path; use tcp://h:2375");
  for (const auto* pipe : {"npipe:x", "npipe:////./pipe/docker_engine", "NPIPE:x"})
    CAF_CHECK(says(pipe).find("named pipes of Windows are not supported") != std::string::npos);
  CAF_CHECK_EQUAL(
      says("unix:/run/x.sock"),
      "docker host \"unix:/run/x.sock\": a unix socket is written unix:///run/x.sock");
  CAF_CHECK_EQUAL(says("tcp:h"), "docker host \"tcp:h\": expected unix:///path or tcp://host:port");
  CAF_CHECK_EQUAL(read("tcp://a b:1"), "refused");
  CAF_CHECK_EQUAL(read("tcp://a\n:1"), "refused");
}

CAF_TEST(no message holds a password) {
  for (const auto* url :
       {"tcp://u:s3cret@h:2375", "tcp://u:s3cret@h", "http://u:s3cret@h", "ssh://u:s3cret@h",
        "u:s3cret@h:1", "/u:s3cret@h", "unix://u:s3cret@h", "tcp://u:s3@cret@[::1]:x",
        "tcp://u:s3cret@[::1"}) {
    const auto parsed = parse_endpoint(url, {});
    CAF_REQUIRE(parsed.has_error());
    CAF_CHECK(parsed.error().message.find("s3") == std::string::npos);
    CAF_CHECK(parsed.error().message.find("cret") == std::string::npos);
  }
  CAF_CHECK_EQUAL(
      parse_endpoint("tcp://u:s3cret@h:2375", {}).error().message,
      "docker host \"tcp://…@h:2375\": the engine takes no user and password; use a client "
      "certificate");
}

} // namespace endpoint_test
