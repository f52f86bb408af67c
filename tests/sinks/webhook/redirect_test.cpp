#define CAF_SUITE sinks.redirect
#include "sinks/webhook/redirect.hpp"

#include <caf/test/unit_test.hpp>

namespace redirect_test {

using namespace docker_monitor::sinks;

namespace {

http_options from(bool tls, std::uint16_t port) {
  http_options options;
  options.tls = tls;
  options.host = "r.example";
  options.port = port;
  options.target = "/a/hook?x=1";
  options.authorization = "Bearer token";
  return options;
}

/// Where it goes, such as `https 443 /path`; `-` for nowhere.
std::string follow(const http_options& options, std::string_view location) {
  const auto to = follow_redirect(options, location);
  if (!to)
    return "-";
  CAF_CHECK_EQUAL(to->host, options.host);
  CAF_CHECK_EQUAL(to->authorization, options.authorization);
  return (to->tls ? "https " : "http ") + std::to_string(to->port) + " " + to->target;
}

} // namespace

CAF_TEST(another path of the same server is followed) {
  const auto plain = from(false, 8080);
  CAF_CHECK_EQUAL(follow(plain, "/b?y=2#end"), "http 8080 /b?y=2");
  CAF_CHECK_EQUAL(follow(plain, "b"), "http 8080 /a/b");
  CAF_CHECK_EQUAL(follow(plain, "http://r.example:8080"), "http 8080 /");
  CAF_CHECK_EQUAL(follow(plain, "//r.example:8080/b?"), "http 8080 /b");
  CAF_CHECK_EQUAL(follow(plain, "HTTP://R.Example:8080/B"), "http 8080 /B");
  CAF_CHECK_EQUAL(follow(from(true, 443), "https://r.example/b?y"), "https 443 /b?y");
}

CAF_TEST(https of the same host is followed from http) {
  CAF_CHECK_EQUAL(follow(from(false, 80), "https://r.example/a/hook?x=1"), "https 443 /a/hook?x=1");
  CAF_CHECK_EQUAL(follow(from(false, 80), "https://r.example:8443/b"), "https 8443 /b");
}

CAF_TEST(no other place gets what was sent) {
  const auto plain = from(false, 80);
  for (const auto* elsewhere :
       {"http://other.example/b", "https://other.example/b", "//other.example/b",
        "http://r.example:8080/b", "ftp://r.example/b", "https://u:p@r.example/b", "mailto:x@y", "",
        "/b c", "/b\r\nX: y", "https://r.example:99999/b", "https:///b", "http:b"})
    CAF_CHECK_EQUAL(follow(plain, elsewhere), "-");
  CAF_CHECK_EQUAL(follow(from(true, 443), "http://r.example/b"), "-");
  CAF_CHECK_EQUAL(follow(from(true, 443), "https://r.example:8443/b"), "-");
  CAF_CHECK_EQUAL(follow(plain, "/" + std::string(3000, 'x')), "-");
}

CAF_TEST(a place is shown without what is secret) {
  CAF_CHECK_EQUAL(display_location("https://u:p@r.example:1/a/b?c"), "https://r.example:1/a/…");
  CAF_CHECK_EQUAL(display_location("//u:p@r.example/a?c"), "//r.example/a");
  CAF_CHECK_EQUAL(display_location("/a/b?c"), "/a/…");
  CAF_CHECK_EQUAL(display_location("a?c"), "a");
  CAF_CHECK_EQUAL(display_location("/a\x1b[31m"), "/a [31m");
}

} // namespace redirect_test
