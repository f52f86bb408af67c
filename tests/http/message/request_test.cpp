#define CAF_SUITE http.request
#include "http/message/request.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::request_test {

namespace {

/// Segments and query as `a|b?n=v&m=w`, or the status of the rejection.
std::string parsed(std::string_view target) {
  request into;
  if (const auto why = parse_target(target, into))
    return std::to_string(why->status);
  std::string out = into.authority;
  for (const auto& segment : into.path)
    out += '|' + segment;
  for (const auto& [name, value] : into.query)
    out += '&' + name + '=' + value;
  return out;
}

} // namespace

CAF_TEST(a path is its decoded segments) {
  CAF_CHECK_EQUAL(parsed("/"), "|");
  CAF_CHECK_EQUAL(parsed("/healthz"), "|healthz");
  CAF_CHECK_EQUAL(parsed("/a/b/"), "|a|b|");
  CAF_CHECK_EQUAL(parsed("//a"), "||a");
  CAF_CHECK_EQUAL(parsed("/%77eb%2D1"), "|web-1");
  CAF_CHECK_EQUAL(parsed("/gr%C3%BC%c3%9f"), "|gr\xc3\xbc\xc3\x9f");
}

CAF_TEST(escapes are decoded exactly once) {
  CAF_CHECK_EQUAL(parsed("/%2577"), "|%77");
  CAF_CHECK_EQUAL(parsed("/%252e%252e"), "|%2e%2e");
  CAF_CHECK_EQUAL(parsed("/a?b=%2525"), "|a&b=%25");
}

CAF_TEST(a query is its decoded pairs) {
  CAF_CHECK_EQUAL(parsed("/a?all=true"), "|a&all=true");
  CAF_CHECK_EQUAL(parsed("/a?"), "|a");
  CAF_CHECK_EQUAL(parsed("/a?x&y=&=z&&w=1=2"), "|a&x=&y=&=z&w=1=2");
  CAF_CHECK_EQUAL(parsed("/a?label=k%3Dv%26w&p=a/b?c"), "|a&label=k=v&w&p=a/b?c");
  CAF_CHECK_EQUAL(parsed("/a?t=10:00+01:00&p=%2f%5c"), "|a&t=10:00+01:00&p=/\\");
}

CAF_TEST(the first value of a parameter counts) {
  request into;
  CAF_REQUIRE(!parse_target("/?a=1&a=2", into));
  CAF_REQUIRE(into.query_value("a"));
  CAF_CHECK_EQUAL(*into.query_value("a"), "1");
  CAF_CHECK(!into.query_value("b"));
}

CAF_TEST(absolute targets name their host) {
  CAF_CHECK_EQUAL(parsed("http://localhost:5000/a?b=c"), "localhost:5000|a&b=c");
  CAF_CHECK_EQUAL(parsed("HTTPS://localhost"), "localhost|");
  CAF_CHECK_EQUAL(parsed("http://localhost?b"), "localhost|&b=");
}

CAF_TEST(ambiguous and malformed targets are refused) {
  for (const auto* target :
       {"",        "healthz",     "*",        "localhost:80", "ftp://localhost/",
        "http://", "http:///a",   "/%",       "/%4",          "/%4g",
        "/%g4",    "/%00",        "/a%00b",   "/%0a",         "/%7f",
        "/%1F",    "/a%2fb",      "/a%2Fb",   "/a%5cb",       "/a\\b",
        "/.",      "/..",         "/a/../b",  "/a/./b",       "/%2e%2e/a",
        "/a/%2E",  "/.%2e",       "/a#b",     "/\xc3\xbc",    "/a?%00",
        "/a?b=%",  "/a?b=%0d%0a", "/a?b=%zz", "/a b",         "/a\x01"})
    CAF_CHECK_EQUAL(parsed(target), "400");
}

CAF_TEST(long targets are refused) {
  CAF_CHECK_EQUAL(parsed("/" + std::string(2047, 'a')), "|" + std::string(2047, 'a'));
  CAF_CHECK_EQUAL(parsed("/" + std::string(2048, 'a')), "414");
}

} // namespace docker_monitor::http::request_test
