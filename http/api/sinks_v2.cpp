#include "http/api/sinks_v2.hpp"

#include "http/message/json_object.hpp"
#include "http/message/json_text.hpp"

namespace docker_monitor::http {

namespace {

/// Monitoring compares these members, so null is written explicitly.
void append_null(std::string& out, json_object& object, std::string_view name) {
  object.key(name);
  out += "null";
}

void append_time(
    std::string& out, json_object& object, std::string_view name,
    const std::optional<model::engine_time>& time) {
  if (time)
    object.time(name, time);
  else
    append_null(out, object, name);
}

void append_sink(std::string& out, const model::sink_status& sink) {
  json_object object{out};
  object.text("url", sink.url);
  object.word("kind", sink.kind);
  object.word("mode", sink.mode);
  object.word("state", to_string(sink.state));
  object.integer("delivered", sink.delivered);
  object.integer("pending", sink.pending);
  object.integer("failed", sink.failed);
  object.integer("parked", sink.parked);
  object.integer("dropped", sink.dropped);
  if (sink.last_error.empty())
    append_null(out, object, "lastError");
  else
    object.text("lastError", sink.last_error);
  append_time(out, object, "oldestPendingAt", sink.oldest_pending);
  append_time(out, object, "lastDeliveredAt", sink.last_delivered);
  object.end();
}

} // namespace

response list_sinks_v2(const query& q) {
  std::string body = "[";
  for (const auto& latest_snapshot : q.context.sinks) {
    const auto status = latest_snapshot->current();
    if (!status)
      continue; // its actor has not started
    if (body.size() > 1)
      body += ',';
    append_sink(body, *status);
  }
  body += ']';
  // The states change without a new snapshot.
  return {
      .body = std::make_shared<const std::string>(std::move(body)),
      .valid_until = std::chrono::steady_clock::time_point::min()};
}

} // namespace docker_monitor::http
