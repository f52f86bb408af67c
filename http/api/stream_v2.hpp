#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// `GET …/v2/stream[?topics=samples,alarms,containers]`: endless Server-Sent Events. The first is
/// `state`, or the events missed since `Last-Event-ID`; then `samples`, `container`, `alarm` and
/// `host` as they occur. 400 for an unknown topic, 503 where there are too many streams.
void stream_v2(const query& query, const reply& reply);

/// Starts the stream without earlier alarms, where too many requests wait for the alarm log: after
/// a restart of the program all clients reconnect at once.
response stream_v2_at_once(const query& query);

} // namespace docker_monitor::http
