#include "http/stream_v2.hpp"

#include "http/stream_hub.hpp"

#include <memory>
#include <utility>

namespace docker_monitor::http {

namespace {

std::string array_of(const std::vector<std::string>& texts) {
  std::string array = "[";
  for (const auto& text : texts) {
    if (array.size() > 1)
      array += ',';
    array += text;
  }
  return array += ']';
}

response stream_response(std::shared_ptr<const stream_wish> wish) {
  response answer{
      .content_type = "text/event-stream",
      .body = std::make_shared<const std::string>(),
      // A proxy that collects what it passes on would make a stream of the past of it.
      .headers = {{"Vary", "Accept-Encoding"}, {"X-Accel-Buffering", "no"}}};
  if (wish->gzip)
    answer.headers.push_back({"Content-Encoding", "gzip"});
  answer.stream = std::move(wish);
  return answer;
}

} // namespace

void stream_v2(const question& q, const reply& reply) {
  auto wish = std::make_shared<stream_wish>();
  if (const auto* topics = q.request.query_value("topics")) {
    const auto chosen = stream_topics::parse(*topics);
    if (!chosen)
      return reply(error_response(400, "topics are some of samples, alarms and containers"));
    wish->topics = *chosen;
  }
  if (!q.context.stream)
    return reply(error_response(503, "there is no stream here"));
  auto& hub = *q.context.stream;
  hub.wake(q.snapshot);
  wish->gzip = q.request.accepts_gzip;
  wish->last_event_id = q.request.last_event_id;
  wish->asked_after = hub.newest();
  if (!q.context.history || !wish->topics.has(stream_topic::alarms))
    return reply(stream_response(std::move(wish)));
  q.context.history({}, [reply, wish](const model::expected<model::alarm_page>& page) {
    if (page)
      wish->alarms = std::make_shared<const std::string>(array_of(page->alarms));
    reply(stream_response(wish));
  });
}

} // namespace docker_monitor::http
