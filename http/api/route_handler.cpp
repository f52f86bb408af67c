#include "http/api/route_handler.hpp"

#include "http/message/entity_tag.hpp"

namespace docker_monitor::http {

response list_response(rendered_list& list, const query& query, const list_style& style) {
  response answer{
      .body = list.text(query.snapshot, style),
      .headers = {{"Vary", "Accept-Encoding"}},
      .etag = list.tag()};
  if (query.request.accepts_gzip && list.compressed()) {
    answer.body = list.compressed();
    answer.etag = gzip_tag(answer.etag);
    answer.headers.push_back({"Content-Encoding", "gzip"});
  }
  return answer;
}

} // namespace docker_monitor::http
