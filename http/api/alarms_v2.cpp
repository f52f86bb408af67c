#include "http/api/alarms_v2.hpp"

#include "http/message/gzip.hpp"
#include "http/message/json_text.hpp"
#include "model/whole_number.hpp"

#include <utility>

namespace docker_monitor::http {

namespace {

using model::alarm_query;

/// Ignores unknown parameters, as is usual on the web.
model::expected<alarm_query> parse_query(const request& request) {
  alarm_query query;
  if (const auto* state = request.query_value("state"); state && *state != "all") {
    query.open = *state == "open";
    query.closed = *state == "closed";
    if (query.open == query.closed)
      return bad_query("state is open, closed or all");
  }
  if (const auto* severity = request.query_value("severity")) {
    query.severity = model::parse_severity(*severity);
    if (!query.severity)
      return bad_query("severity is clear, warning, minor, major or critical");
  }
  if (const auto* container = request.query_value("container")) {
    if (container->empty())
      return bad_query("container is a name or the beginning of an id");
    query.container = *container;
  }
  if (const auto* host = request.query_value("host"))
    query.host = *host;
  if (const auto* after = request.query_value("after")) {
    query.after = model::whole_number(*after);
    if (!query.after)
      return bad_query("after is the cursor that a page gave as next");
  }
  if (const auto* limit = request.query_value("limit")) {
    query.limit = model::whole_number(*limit).value_or(0);
    if (query.limit < 1 || query.limit > alarm_query::most)
      return bad_query("limit is a number from 1 to " + std::to_string(alarm_query::most));
  }
  return query;
}

std::string page_json(const model::alarm_page& page) {
  std::string body = R"({"alarms":[)";
  for (const auto& alarm : page.alarms) {
    if (&alarm != &page.alarms.front())
      body += ',';
    body += alarm;
  }
  body += R"(],"next":)";
  if (page.next)
    append_json_string(body, std::to_string(*page.next));
  else
    body += "null";
  body += '}';
  return body;
}

/// Renders the page on the thread that delivers it, not on the HTTP thread.
response page_response(const model::alarm_page& page, bool accepts_gzip) {
  auto body = page_json(page);
  response answer{.headers = {{"Vary", "Accept-Encoding"}}};
  if (accepts_gzip && body.size() >= gzip_from_bytes)
    if (auto compressed = gzip(body)) {
      body = *std::move(compressed);
      answer.headers.push_back({"Content-Encoding", "gzip"});
    }
  answer.body = std::make_shared<const std::string>(std::move(body));
  return answer;
}

} // namespace

void list_alarms_v2(const query& q, const reply& reply) {
  auto query = parse_query(q.request);
  if (!query)
    return reply(error_response(400, query.error().message));
  if (const auto* row = query->container.empty() ? nullptr : q.snapshot->find(query->container))
    query->container_id = row->container->id;
  query->with_logs = q.context.show_logs;
  if (!q.context.history)
    return reply(error_response(503, "no history of alarms is kept here"));
  q.context.history(
      *query,
      [reply, gzip = q.request.accepts_gzip](const model::expected<model::alarm_page>& page) {
        reply(page ? page_response(*page, gzip) : error_response(503, page.error().message));
      });
}

} // namespace docker_monitor::http
