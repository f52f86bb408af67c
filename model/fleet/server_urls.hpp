#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// Returns the URLs of the NATS servers in a list separated by commas. An address without a scheme
/// gets `tls://`. Ignores spaces and empty parts.
std::vector<std::string> server_urls(std::string_view list);

/// Returns the first URL in such a list that is neither `tls://…` nor `nats://…`; none if all are.
/// A list without any URL is invalid as a whole. An address without a scheme is invalid.
std::optional<std::string> invalid_server_url(std::string_view list);

} // namespace docker_monitor::model
