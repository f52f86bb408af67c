#define CAF_SUITE http.request_head
#include "http/message/request_head.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::request_head_test {

namespace {

using result = head_scanner::result;

result scan(std::string_view bytes) {
  return head_scanner{}.scan(bytes);
}

const std::string get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

unsigned status_of(std::string bytes) {
  request_head head;
  const auto why = parse_head(bytes, head);
  return why ? why->status : 200;
}

/// Views of the head point into `kept`.
request_head parsed(std::string bytes) {
  static std::string kept;
  kept = std::move(bytes);
  request_head head;
  CAF_CHECK(!parse_head(kept, head));
  return head;
}

std::string with(std::string_view fields) {
  return "GET / HTTP/1.1\r\nHost: x\r\n" + std::string(fields) + "\r\n";
}

} // namespace

CAF_TEST(the end is found in any portions) {
  const auto two = get + get;
  for (std::size_t cut = 0; cut <= two.size(); ++cut) {
    head_scanner scanner;
    const auto first = scanner.scan(std::string_view(two).substr(0, cut));
    CAF_CHECK(first == (cut < get.size() ? result::more : result::complete));
    if (first == result::more)
      CAF_CHECK(scanner.scan(two) == result::complete);
    CAF_CHECK_EQUAL(scanner.length(), get.size());
  }
}

CAF_TEST(one blank line before a request is forgiven) {
  head_scanner scanner;
  const auto bytes = "\r\n" + get;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CAF_CHECK(scanner.scan(std::string_view(bytes).substr(0, size)) == result::more);
  CAF_CHECK(scanner.scan(bytes) == result::complete);
  CAF_CHECK_EQUAL(scanner.length(), bytes.size());
  CAF_CHECK_EQUAL(status_of(bytes), 200u);
  CAF_CHECK(scan("\r\n\r\n") == result::malformed);
}

CAF_TEST(what is no request is seen at once) {
  CAF_CHECK(scan("\x16\x03\x01") == result::malformed);
  CAF_CHECK(scan(" GET") == result::malformed);
  CAF_CHECK(scan("\n") == result::malformed);
  CAF_CHECK(scan("GET / HTTP/1.1\n") == result::malformed);
  CAF_CHECK(scan("GET / HTTP/1.1\r\nHost: x\n") == result::malformed);
  CAF_CHECK(scan("GET / HTTP/1.1\r\nHost: x\r\n ") == result::malformed);
  CAF_CHECK(scan("GET / HTTP/1.1\r\nHost: x\r\n\t") == result::malformed);
  CAF_CHECK(scan("GET / HTTP/1.1\r\n ") == result::malformed);
}

CAF_TEST(a head is read into what we need) {
  const auto head = parsed("HEAD /a?b HTTP/1.1\r\nhOST:\tmonitor:5000 \r\nAccept-Encoding: br\r\n"
                           "Accept-Encoding: gzip\r\nempty:\r\nX-Any: \xc3\xbc\r\n\r\n");
  CAF_CHECK(head.verb == method::head);
  CAF_CHECK_EQUAL(head.target, "/a?b");
  CAF_CHECK_EQUAL(head.host, "monitor:5000");
  CAF_CHECK(head.keep_alive && !head.http_1_0 && head.accepts_gzip);
  CAF_CHECK(!head.has_length && !head.has_body && !head.without_resource);
}

CAF_TEST(connections go on as version and client wish) {
  CAF_CHECK(!parsed(with("Connection: close\r\n")).keep_alive);
  CAF_CHECK(!parsed(with("Connection: x, Close\r\n")).keep_alive);
  CAF_CHECK(parsed(with("Connection: keep-alive\r\n")).keep_alive);
  CAF_CHECK(!parsed("GET / HTTP/1.0\r\nHost: x\r\n\r\n").keep_alive);
  const auto old = parsed("GET / HTTP/1.0\r\nHost: x\r\nConnection: Keep-Alive\r\n\r\n");
  CAF_CHECK(old.keep_alive && old.http_1_0);
}

CAF_TEST(methods without a resource are distinguished) {
  CAF_CHECK(parsed("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").without_resource);
  CAF_CHECK(parsed("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n").without_resource);
  CAF_CHECK(!parsed("OPTIONS / HTTP/1.1\r\nHost: x\r\n\r\n").without_resource);
  CAF_CHECK(parsed("BREW / HTTP/1.1\r\nHost: x\r\n\r\n").verb == method::other);
}

CAF_TEST(announced bodies are noticed) {
  CAF_CHECK(!parsed(with("Content-Length: 0\r\n")).has_body);
  CAF_CHECK(!parsed(with("Content-Length: 000\r\n")).has_body);
  CAF_CHECK(parsed(with("Content-Length: 5\r\n")).has_body);
  const auto coded = parsed(with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"));
  CAF_CHECK(coded.has_body);
  CAF_CHECK_EQUAL(coded.transfer_encoding.value_or(""), "gzip,chunked");
}

CAF_TEST(up to 64 fields are read) {
  std::string fields;
  for (unsigned i = 1; i < max_fields; ++i)
    fields += "a: b\r\n";
  CAF_CHECK_EQUAL(status_of(with(fields)), 200u);
  CAF_CHECK_EQUAL(status_of(with(fields + "a: b\r\n")), 431u);
}

CAF_TEST(malformed heads are refused) {
  for (const auto* fields :
       {"Host: x\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: +1\r\n",
        "Content-Length: x\r\n",
        "Content-Length:\r\n",
        "Content-Length: 1 \t1\r\n",
        "Content-Length: 0, 0\r\n",
        "Content-Length: 0x0\r\n",
        "Content-Length: 18446744073709551616\r\n",
        "Content-Length: 0\r\nContent-Length: 0\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
        "Transfer-Encoding: gzip\r\nContent-Length: 0\r\n",
        "no colon\r\n",
        "a : b\r\n",
        ": b\r\n",
        "[a]: b\r\n",
        "a: \x07\r\n",
        "a: b\rc\r\n",
        "a\r\n",
        "\xc3\xbc: b\r\n"})
    CAF_CHECK_EQUAL(status_of(with(fields)), 400u);
  using namespace std::string_view_literals;
  CAF_CHECK_EQUAL(status_of(with("a: b\0c\r\n"sv)), 400u);
  for (const auto* bytes :
       {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET /\r\nHost: x\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.0\r\nHost:\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n", "GET / HTTP/1.2\r\n\r\n",
        "GET / http/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
        "GET / HTTP/1.10\r\nHost: x\r\n\r\n", "GET / HTTP/1.x\r\nHost: x\r\n\r\n",
        "GET / HTTP/1,1\r\nHost: x\r\n\r\n", "G@T / HTTP/1.1\r\nHost: x\r\n\r\n",
        "Extra lineGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\rA: b\r\n\r\n"})
    CAF_CHECK_EQUAL(status_of(bytes), 400u);
}

CAF_TEST(an old client may leave out the host) {
  const auto head = parsed("GET /a HTTP/1.0\r\n\r\n");
  CAF_CHECK(head.http_1_0 && head.host.empty());
  CAF_CHECK_EQUAL(head.target, "/a");
}

CAF_TEST(a later minor version is read as the newest known) {
  for (const auto* version : {"1.1", "1.2", "1.9"}) {
    const auto head = parsed("GET /a HTTP/" + std::string{version} + "\r\nHost: x\r\n\r\n");
    CAF_CHECK(!head.http_1_0 && head.keep_alive);
    CAF_CHECK_EQUAL(head.target, "/a");
  }
}

CAF_TEST(another major version is not supported) {
  for (const auto* line : {"GET / HTTP/2.0", "GET / HTTP/0.9", "GET / HTTP/9.9", "PRI * HTTP/2.0"})
    CAF_CHECK_EQUAL(status_of(std::string{line} + "\r\nHost: x\r\n\r\n"), 505u);
}

CAF_TEST(two fields of Authorization are refused) {
  CAF_CHECK_EQUAL(status_of(with("Authorization: Bearer a\r\n")), 200u);
  CAF_CHECK_EQUAL(status_of(with("Authorization: Bearer a\r\nAuthorization: Bearer a\r\n")), 400u);
}

CAF_TEST(every field of a condition counts) {
  const auto head =
      parsed(with("If-None-Match: \"a\"\r\nIf-Match: \"c\"\r\nIf-None-Match: W/\"b\"\r\n"));
  CAF_REQUIRE_EQUAL(head.if_none_match.size(), 2u);
  CAF_CHECK_EQUAL(head.if_none_match[0], "\"a\"");
  CAF_CHECK_EQUAL(head.if_none_match[1], "W/\"b\"");
  CAF_REQUIRE_EQUAL(head.if_match.size(), 1u);
  CAF_CHECK_EQUAL(head.if_match[0], "\"c\"");
}

} // namespace docker_monitor::http::request_head_test
