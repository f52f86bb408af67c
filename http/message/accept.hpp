#pragma once

#include <string_view>

namespace docker_monitor::http {

/// Returns the quality of a media type, from 0 (not acceptable) to 1000, in an Accept field (RFC
/// 9110, 12.5.1). `type` is in lower case. Ignores parameters other than `q`: of several versions
/// the highest quality counts.
int quality_of(std::string_view accept, std::string_view type);

/// Returns true where OpenMetrics is acceptable and at least as good as Prometheus' plain text.
bool prefers_openmetrics(std::string_view accept);

/// Returns true where CSV is preferred to JSON. A client that accepts anything gets JSON.
bool prefers_csv(std::string_view accept);

} // namespace docker_monitor::http
