#define CAF_SUITE sinks.remote_write_url
#include "sinks/digest.hpp"
#include "sinks/remote_write/remote_write_url.hpp"
#include "tests/sinks/sink_urls.hpp"

#include <caf/test/unit_test.hpp>

namespace remote_write_url_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace std::chrono_literals;
using sinks::test::urls::contains;
using sinks::test::urls::secret_of;

namespace {

remote_write_url good(std::string_view text) {
  auto url = parse_remote_write_url(text, [](const std::string& path) {
    return path == "/token" ? model::expected<std::string>{"t0k"} : secret_of(path);
  });
  if (!url)
    CAF_FAIL(url.error().message);
  return *url;
}

std::string problem(std::string_view text) {
  const auto url = parse_remote_write_url(text, secret_of);
  if (url)
    return "none";
  CAF_CHECK(url.error().code == model::failure_code::bad_option);
  return url.error().message;
}

} // namespace

CAF_TEST(a URL has the address and defaults for the rest) {
  const auto url = good("http://prometheus:9090/api/v1/write");
  CAF_CHECK_EQUAL(url.http.host, "prometheus");
  CAF_CHECK_EQUAL(url.http.port, 9090);
  CAF_CHECK_EQUAL(url.http.target, "/api/v1/write");
  CAF_CHECK(!url.http.tls);
  CAF_CHECK(url.http.authorization.empty());
  CAF_CHECK_EQUAL(url.http.content_type, "application/x-protobuf");
  CAF_CHECK(url.interval == 15s);
  CAF_CHECK(url.timeout == 10s);
  CAF_CHECK_EQUAL(url.display_url, "http://prometheus:9090/api/v1/write");
  const auto with_tls = good("https://metrics.example/push");
  CAF_CHECK(with_tls.http.tls);
  CAF_CHECK_EQUAL(with_tls.http.port, 443);
  CAF_CHECK_EQUAL(with_tls.display_url, "https://metrics.example/push");
}

CAF_TEST(the query sets times and headers and leaves what is the receivers) {
  const auto url = good("http://v:8428/api/v1/write?interval=1m&extra_label=a%3Db&timeout=30s"
                        "&header=X-Scope-OrgID:%20team&header=X-B:2");
  CAF_CHECK(url.interval == 1min);
  CAF_CHECK(url.timeout == 30s);
  CAF_CHECK_EQUAL(url.http.target, "/api/v1/write?extra_label=a%3Db");
  CAF_REQUIRE_EQUAL(url.http.headers.size(), 2u);
  CAF_CHECK_EQUAL(url.http.headers[0].first, "X-Scope-OrgID");
  CAF_CHECK_EQUAL(url.http.headers[0].second, "team");
  CAF_CHECK_EQUAL(url.display_url, "http://v:8428/api/v1/write?…");
}

CAF_TEST(a login comes from the URL or a file) {
  CAF_CHECK_EQUAL(good("http://u:p@h/").http.authorization, "Basic " + base64("u:p"));
  CAF_CHECK_EQUAL(
      good("http://u@h/?password-file=/secret").http.authorization,
      "Basic " + base64("u:content of /secret"));
  CAF_CHECK_EQUAL(good("http://h/?token-file=/token").http.authorization, "Bearer t0k");
}

CAF_TEST(no secret is shown) {
  for (const auto* text :
       {"http://us3r:s3cret@h/write?interval=0s", "http://us3r:s3cret@h:0/", "ftp://us3r:s3cret@h/",
        "http://us3r:s3/cret@h/", "http://us3r:s3cret@h/?token-file=/t",
        "http://us3r:s3cret@h/#a"}) {
    const auto message = problem(text);
    CAF_CHECK(message.starts_with("--remote-write \""));
    CAF_CHECK(!contains(message, "s3"));
    CAF_CHECK(message != "none");
  }
  const auto url = good("http://us3r:s3cret@h/write?token=s3cret");
  CAF_CHECK(!contains(url.display_url, "s3"));
}

CAF_TEST(wrong values are named) {
  CAF_CHECK(contains(problem("mqtt://h/"), "is no URL of http or https"));
  CAF_CHECK(contains(problem("prometheus:9090"), "--remote-write"));
  CAF_CHECK(contains(problem("http:///write"), "names no host"));
  CAF_CHECK(contains(problem("http://h/?interval=500ms"), "no duration from 1s to 60m"));
  CAF_CHECK(contains(problem("http://h/?interval=2h"), "no duration from 1s to 60m"));
  CAF_CHECK(contains(problem("http://h/?timeout=0s"), "no duration from 1s to 5m"));
  CAF_CHECK(contains(problem("http://h/?interval=1s&interval=2s"), "given twice"));
  CAF_CHECK(contains(problem("http://h/?header=Host:a"), "can't be set"));
  CAF_CHECK(contains(problem("http://h/?token-file=/none"), "it is not there"));
  CAF_CHECK(contains(problem("http://h/?password-file=/a"), "no user"));
  CAF_CHECK(contains(problem("http://u:p@h/?password-file=/a"), "leave one out"));
  CAF_CHECK(contains(problem("http://u@h/?password-file=/a&token-file=/b"), "leave one out"));
}

CAF_TEST(the same receiver can not be given twice) {
  const auto twice = parse_remote_write_urls({"http://h/w", "http://h/w?interval=1m"});
  CAF_REQUIRE(!twice);
  CAF_CHECK(contains(twice.error().message, "http://h/w is given twice"));
  const auto two = parse_remote_write_urls({"http://h/w?a=1", "http://h/w?a=2"});
  CAF_REQUIRE(two.has_value());
  CAF_CHECK((*two)[0].display_url != (*two)[1].display_url);
  CAF_CHECK((*two)[0].key != (*two)[1].key);
}

CAF_TEST(each of three tenants is shown by a name of its own) {
  const std::string url = "http://h/w?header=X-Scope-OrgID:";
  const auto three = parse_remote_write_urls({url + 'a', url + 'b', url + 'c'});
  CAF_REQUIRE(three.has_value());
  CAF_CHECK_EQUAL((*three)[0].display_url, "http://h/w");
  CAF_CHECK_EQUAL((*three)[1].display_url, "http://h/w 2");
  CAF_CHECK_EQUAL((*three)[2].display_url, "http://h/w 3");
}

CAF_TEST(two tenants of one receiver are two) {
  const auto check = [](const std::string& one, const std::string& other) {
    const auto two = parse_remote_write_urls({one, other});
    CAF_REQUIRE(two.has_value());
    CAF_CHECK((*two)[0].key != (*two)[1].key);
    CAF_CHECK((*two)[0].display_url != (*two)[1].display_url);
  };
  check("http://h/w?header=X-Scope-OrgID:a", "http://h/w?header=X-Scope-OrgID:b");
  check("http://h/w", "http://h/w?header=X-Scope-OrgID:a");
  check("http://a:p@h/w", "http://b:p@h/w");
  check("http://h/w", "http://a:p@h/w");
  for (const auto* other : {"http://a:q@h/w", "http://a:p@h/w?interval=1m"})
    CAF_CHECK(!parse_remote_write_urls({"http://a:p@h/w", other}));
}

CAF_TEST(a url without a tenant keeps the name of its file) {
  CAF_CHECK_EQUAL(good("http://h/w?a=1").key, "http://h/w?a=1");
}

CAF_TEST(a url is read in capitals and shown without what may be a token) {
  const auto plain = good("HTTP://H:9090/api/v1/write");
  CAF_CHECK_EQUAL(plain.display_url, "http://h:9090/api/v1/write");
  CAF_CHECK_EQUAL(plain.key, good("http://h:9090/api/v1/write").key);
  CAF_CHECK(good("HTTPS://h/push").http.tls);
  const auto one = good("https://metrics.example/tenant/s3cret/api/v1/write");
  CAF_CHECK_EQUAL(one.display_url, "https://metrics.example/tenant/…");
  CAF_CHECK_EQUAL(one.http.target, "/tenant/s3cret/api/v1/write");
  CAF_CHECK_NOT_EQUAL(one.key, good("https://metrics.example/tenant/other/api/v1/write").key);
  for (const auto* url :
       {"http://h%0d%0aforged:1/", "http://h%00evil/", "http://1.2.3.4.5/",
        "http://127.0.0.1%00.evil:9/"})
    CAF_CHECK(contains(problem(url), "the host "));
  CAF_CHECK(contains(problem("http://u%0a:p@h/"), "control characters"));
}

} // namespace remote_write_url_test
