#include "http/api/stream_v2.hpp"

#include "http/stream/stream_hub.hpp"

#include <memory>
#include <utility>
#include <variant>

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

response stream_response(std::shared_ptr<const stream_request> wanted) {
  response answer{
      .content_type = "text/event-stream",
      .body = std::make_shared<const std::string>(),
      // A buffering proxy would delay the events.
      .headers = {{"Vary", "Accept-Encoding"}, {"X-Accel-Buffering", "no"}}};
  if (wanted->gzip)
    answer.headers.push_back({"Content-Encoding", "gzip"});
  answer.stream = std::move(wanted);
  // Each response begins a stream of its own.
  answer.valid_until = std::chrono::steady_clock::time_point::min();
  return answer;
}

/// Starts the stream when the last copy of the reply of the alarm log is gone, with or without
/// alarms.
class stream_beginning {
 public:
  stream_beginning(reply to, std::shared_ptr<stream_request> wanted)
      : to_(std::move(to)), wanted_(std::move(wanted)) {}
  ~stream_beginning() { to_(stream_response(std::move(wanted_))); }
  stream_beginning(const stream_beginning&) = delete;
  stream_beginning& operator=(const stream_beginning&) = delete;

  void learn(const model::alarm_page& page) {
    wanted_->alarms = std::make_shared<const std::string>(array_of(page.alarms));
  }

 private:
  reply to_;
  std::shared_ptr<stream_request> wanted_;
};

/// Reads the client's choices. Returns an answer where they are invalid.
std::variant<std::shared_ptr<stream_request>, response> parse_stream_request(const query& q) {
  auto wanted = std::make_shared<stream_request>();
  if (const auto* topics = q.request.query_value("topics")) {
    const auto chosen = stream_topics::parse(*topics);
    if (!chosen)
      return error_response(400, "topics are some of samples, alarms and containers");
    wanted->topics = *chosen;
  }
  if (!q.context.stream)
    return error_response(503, "there is no stream here");
  auto& hub = *q.context.stream;
  hub.wake(q.snapshot);
  wanted->gzip = q.request.accepts_gzip;
  wanted->last_event_id = q.request.last_event_id;
  wanted->requested_after = hub.newest();
  return wanted;
}

} // namespace

response stream_v2_at_once(const query& q) {
  auto parsed = parse_stream_request(q);
  if (auto* refused = std::get_if<response>(&parsed))
    return std::move(*refused);
  return stream_response(std::get<std::shared_ptr<stream_request>>(std::move(parsed)));
}

void stream_v2(const query& q, const reply& reply) {
  auto parsed = parse_stream_request(q);
  if (auto* refused = std::get_if<response>(&parsed))
    return reply(std::move(*refused));
  auto wanted = std::get<std::shared_ptr<stream_request>>(std::move(parsed));
  const bool wants_alarms = wanted->topics.has(stream_topic::alarms);
  const auto beginning = std::make_shared<stream_beginning>(reply, std::move(wanted));
  if (q.context.history && wants_alarms)
    q.context.history({}, [beginning](const model::expected<model::alarm_page>& page) {
      if (page)
        beginning->learn(*page);
    });
}

} // namespace docker_monitor::http
