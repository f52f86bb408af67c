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

response stream_response(std::shared_ptr<const stream_wish> wish) {
  response answer{
      .content_type = "text/event-stream",
      .body = std::make_shared<const std::string>(),
      // A buffering proxy would delay the events.
      .headers = {{"Vary", "Accept-Encoding"}, {"X-Accel-Buffering", "no"}}};
  if (wish->gzip)
    answer.headers.push_back({"Content-Encoding", "gzip"});
  answer.stream = std::move(wish);
  // Each response begins a stream of its own.
  answer.valid_until = std::chrono::steady_clock::time_point::min();
  return answer;
}

/// Starts the stream when the last copy of the reply of the alarm log is gone, with or without
/// alarms.
class stream_beginning {
 public:
  stream_beginning(reply to, std::shared_ptr<stream_wish> wish)
      : to_(std::move(to)), wish_(std::move(wish)) {}
  ~stream_beginning() { to_(stream_response(std::move(wish_))); }
  stream_beginning(const stream_beginning&) = delete;
  stream_beginning& operator=(const stream_beginning&) = delete;

  void learn(const model::alarm_page& page) {
    wish_->alarms = std::make_shared<const std::string>(array_of(page.alarms));
  }

 private:
  reply to_;
  std::shared_ptr<stream_wish> wish_;
};

/// Reads the client's choices. Returns an answer where they are invalid.
std::variant<std::shared_ptr<stream_wish>, response> parse_wish(const query& q) {
  auto wish = std::make_shared<stream_wish>();
  if (const auto* topics = q.request.query_value("topics")) {
    const auto chosen = stream_topics::parse(*topics);
    if (!chosen)
      return error_response(400, "topics are some of samples, alarms and containers");
    wish->topics = *chosen;
  }
  if (!q.context.stream)
    return error_response(503, "there is no stream here");
  auto& hub = *q.context.stream;
  hub.wake(q.snapshot);
  wish->gzip = q.request.accepts_gzip;
  wish->last_event_id = q.request.last_event_id;
  wish->asked_after = hub.newest();
  return wish;
}

} // namespace

response stream_v2_at_once(const query& q) {
  auto parsed = parse_wish(q);
  if (auto* refused = std::get_if<response>(&parsed))
    return std::move(*refused);
  return stream_response(std::get<std::shared_ptr<stream_wish>>(std::move(parsed)));
}

void stream_v2(const query& q, const reply& reply) {
  auto parsed = parse_wish(q);
  if (auto* refused = std::get_if<response>(&parsed))
    return reply(std::move(*refused));
  auto wish = std::get<std::shared_ptr<stream_wish>>(std::move(parsed));
  const bool wants_alarms = wish->topics.has(stream_topic::alarms);
  const auto beginning = std::make_shared<stream_beginning>(reply, std::move(wish));
  if (q.context.history && wants_alarms)
    q.context.history({}, [beginning](const model::expected<model::alarm_page>& page) {
      if (page)
        beginning->learn(*page);
    });
}

} // namespace docker_monitor::http
