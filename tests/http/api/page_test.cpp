#define CAF_SUITE http.page
#include "http/api/page.hpp"
#include "http/api/routes.hpp"
#include "http/message/entity_tag.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

#include <zlib.h>

namespace docker_monitor::http::page_test {

namespace {

std::string_view field(const response& answer, std::string_view name) {
  for (const auto& each : answer.headers)
    if (each.name == name)
      return each.value;
  return {};
}

std::string unpacked(std::string_view compressed, std::size_t expected) {
  std::string text(expected + 1, '\0');
  z_stream stream{};
  constexpr int gzip_wrapper = 15 + 16;
  inflateInit2(&stream, gzip_wrapper);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const bool complete = inflate(&stream, Z_FINISH) == Z_STREAM_END;
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return complete ? text : std::string{};
}

} // namespace

CAF_TEST(it is one document that names no other host) {
  CAF_CHECK(page_text.starts_with("<!doctype html>"));
  CAF_CHECK(page_text.find(" src=") == std::string_view::npos);
  CAF_CHECK(page_text.find("https://") == std::string_view::npos);
  CAF_CHECK(page_text.find("sourceMappingURL") == std::string_view::npos);
}

CAF_TEST(the policy allows only what is in it) {
  CAF_CHECK(page_policy.starts_with("default-src 'none'; script-src 'sha256-"));
  CAF_CHECK(page_policy.find("connect-src 'self'") != std::string_view::npos);
  CAF_CHECK(page_policy.find("frame-ancestors 'none'") != std::string_view::npos);
  CAF_CHECK(page_policy.find("unsafe") == std::string_view::npos);
  CAF_CHECK(page_policy.find("http") == std::string_view::npos);
  CAF_CHECK(page_policy.find('*') == std::string_view::npos);
  CAF_CHECK(page_policy.find('\n') == std::string_view::npos);
}

CAF_TEST(it is served in both forms) {
  const auto plain = ask(page, four_containers());
  CAF_CHECK_EQUAL(plain.status, 200u);
  CAF_CHECK_EQUAL(plain.content_type, "text/html; charset=utf-8");
  CAF_CHECK(*plain.body == page_text);
  CAF_CHECK_EQUAL(plain.etag, entity_tag(page_text));
  CAF_CHECK_EQUAL(field(plain, "Content-Security-Policy"), page_policy);
  CAF_CHECK_EQUAL(field(plain, "Referrer-Policy"), "no-referrer");
  CAF_CHECK_EQUAL(field(plain, "Vary"), "Accept-Encoding");
  CAF_CHECK_EQUAL(field(plain, "Content-Encoding"), "");
  const auto compressed = ask(page, four_containers(), {.accepts_gzip = true});
  CAF_CHECK_EQUAL(compressed.etag, gzip_tag(plain.etag));
  CAF_CHECK_EQUAL(field(compressed, "Content-Encoding"), "gzip");
  CAF_CHECK_EQUAL(field(compressed, "Content-Security-Policy"), page_policy);
  CAF_CHECK(unpacked(*compressed.body, page_text.size()) == page_text);
}

CAF_TEST(it is small) {
  constexpr std::size_t most = 120'000;
  CAF_CHECK(page_gzip.size() > 1000u);
  CAF_CHECK_LESS_OR_EQUAL(page_gzip.size(), most);
}

CAF_TEST(it is the root of the server) {
  const auto handle = find_route({""});
  CAF_CHECK(handle.at_once == page);
  CAF_CHECK_EQUAL(route_name(handle.number), "/");
}

CAF_TEST(who has it already is told so) {
  const auto answer = not_modified(ask(page, four_containers()));
  CAF_CHECK_EQUAL(answer.status, 304u);
  CAF_CHECK_EQUAL(answer.etag, entity_tag(page_text));
  CAF_CHECK_EQUAL(field(answer, "Vary"), "Accept-Encoding");
}

} // namespace docker_monitor::http::page_test
