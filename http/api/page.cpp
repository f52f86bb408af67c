#include "http/api/page.hpp"

#include "http/message/entity_tag.hpp"

#include <memory>
#include <string>

namespace docker_monitor::http {

namespace {

/// One form of the page, shared by all answers.
struct page_form {
  body_ptr body;
  std::string etag;
};

page_form make_form(std::string_view text, std::string etag) {
  return {std::make_shared<const std::string>(text), std::move(etag)};
}

} // namespace

response page(const query& q) {
  static const auto plain = make_form(page_text, entity_tag(page_text));
  static const auto compressed = make_form(page_gzip, gzip_tag(plain.etag));
  const bool gzip = q.request.accepts_gzip;
  const auto& form = gzip ? compressed : plain;
  response answer{
      .content_type = "text/html; charset=utf-8",
      .body = form.body,
      .headers =
          {{"Vary", "Accept-Encoding"},
           {"Content-Security-Policy", std::string{page_policy}},
           {"Referrer-Policy", "no-referrer"}},
      .etag = form.etag};
  if (gzip)
    answer.headers.push_back({"Content-Encoding", "gzip"});
  return answer;
}

} // namespace docker_monitor::http
