#include "http/api/endpoint.hpp"

#include "http/message/entity_tag.hpp"

namespace docker_monitor::http {

response list_response(rendered_list& list, const question& question, const list_style& style) {
  response answer{
      .body = list.text(question.snapshot, style),
      .headers = {{"Vary", "Accept-Encoding"}},
      .etag = list.tag()};
  if (question.request.accepts_gzip && list.compressed()) {
    answer.body = list.compressed();
    answer.etag = gzip_tag(answer.etag);
    answer.headers.push_back({"Content-Encoding", "gzip"});
  }
  return answer;
}

} // namespace docker_monitor::http
