#include "http/api/openapi.hpp"

#include "http/message/entity_tag.hpp"
#include "http/message/gzip.hpp"

#include <utility>

namespace docker_monitor::http {

namespace {

/// Returns null where memory is short.
body_ptr compress(std::string_view text) {
  auto compressed = gzip(text);
  return compressed ? std::make_shared<const std::string>(*std::move(compressed)) : nullptr;
}

} // namespace

response openapi(const query& q) {
  static const auto text = std::make_shared<const std::string>(openapi_text);
  static const auto tag = entity_tag(openapi_text);
  response answer{.body = text, .headers = {{"Vary", "Accept-Encoding"}}, .etag = tag};
  if (!q.request.accepts_gzip)
    return answer;
  static const body_ptr compressed = compress(openapi_text);
  if (compressed) {
    answer.body = compressed;
    answer.etag = gzip_tag(answer.etag);
    answer.headers.push_back({"Content-Encoding", "gzip"});
  }
  return answer;
}

} // namespace docker_monitor::http
