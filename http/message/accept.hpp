#pragma once

#include <string_view>

namespace docker_monitor::http {

/// How much a client wants a media type, from 0 (not at all) to 1000, by the value of its Accept
/// field (RFC 9110, 12.5.1). `type` is in lower case. Other parameters than `q` are not looked at:
/// what names several versions wants the best of them.
int quality_of(std::string_view accept, std::string_view type);

/// True where OpenMetrics is wanted, and no less than the plain text of Prometheus.
bool prefers_openmetrics(std::string_view accept);

/// True where CSV is wanted, and more than JSON: whoever takes anything gets JSON.
bool prefers_csv(std::string_view accept);

} // namespace docker_monitor::http
