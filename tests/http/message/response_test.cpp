#define CAF_SUITE http.response
#include "http/message/response.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::response_test {

CAF_TEST(a head says how long the body is and forbids guessing and storing) {
  const response answer{
      .body = std::make_shared<const std::string>("[]"), .headers = {{"Vary", "Accept-Encoding"}}};
  std::string out;
  append_head(out, answer, {.date = "Sun, 06 Nov 1994 08:49:37 GMT"});
  CAF_CHECK_EQUAL(
      out, "HTTP/1.1 200 OK\r\n"
           "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
           "Content-Type: application/json\r\n"
           "Content-Length: 2\r\n"
           "Cache-Control: no-store\r\n"
           "X-Content-Type-Options: nosniff\r\n"
           "Vary: Accept-Encoding\r\n"
           "\r\n");
}

CAF_TEST(what has a tag may be kept and asked for again) {
  const response answer{
      .body = std::make_shared<const std::string>("[]"),
      .headers = {{"Vary", "Accept-Encoding"}, {"Content-Encoding", "gzip"}},
      .etag = "\"a\""};
  std::string whole;
  append_head(whole, answer, {});
  CAF_CHECK(whole.find("\r\nCache-Control: private, no-cache\r\n") != std::string::npos);
  CAF_CHECK(whole.find("\r\nETag: \"a\"\r\n") != std::string::npos);
  std::string same;
  append_head(same, not_modified(answer), {.date = "Sun, 06 Nov 1994 08:49:37 GMT"});
  CAF_CHECK_EQUAL(
      same, "HTTP/1.1 304 Not Modified\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Cache-Control: private, no-cache\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "ETag: \"a\"\r\n"
            "Vary: Accept-Encoding\r\n"
            "\r\n");
}

CAF_TEST(the end or the going on of a connection is announced) {
  std::string closing;
  append_head(closing, not_found(), {.close = true, .announce_keep_alive = true});
  CAF_CHECK(closing.starts_with("HTTP/1.1 404 Not Found\r\n"));
  CAF_CHECK(closing.ends_with("\r\nConnection: close\r\n\r\n"));
  std::string going_on;
  append_head(going_on, not_found(), {.announce_keep_alive = true});
  CAF_CHECK(going_on.ends_with("\r\nConnection: keep-alive\r\n\r\n"));
}

CAF_TEST(errors are json) {
  const auto answer = error_response(503, "no \"engine\"\n");
  CAF_CHECK_EQUAL(answer.status, 503u);
  CAF_CHECK_EQUAL(*answer.body, R"({"error":"no \"engine\"\n"})");
  CAF_CHECK_EQUAL(*not_found().body, R"({"error":"Resource not found"})");
}

} // namespace docker_monitor::http::response_test
