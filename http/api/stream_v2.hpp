#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// `GET …/v2/stream[?topics=samples,alarms,containers]`: Server-Sent Events, without an end. First
/// `state`, or what was missed since `Last-Event-ID`; then `samples`, `container`, `alarm` and
/// `host` as they happen. 400 for an unknown topic, 503 where there are too many streams already.
void stream_v2(const query& query, const reply& reply);

/// The same without the alarms of before, for when too many wait for their history already: after
/// our restart all who follow come back at once.
response stream_v2_at_once(const query& query);

} // namespace docker_monitor::http
