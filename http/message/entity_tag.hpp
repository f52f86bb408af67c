#pragma once

#include <string>
#include <string_view>

namespace docker_monitor::http {

/// A strong entity tag (RFC 9110, 8.8.3), quotes included: a hash of the content, so that the same
/// content has the same tag in every round and after a restart. A megabyte takes 0.2 ms.
std::string entity_tag(std::string_view content);

/// The tag of the gzip form of what `tag` stands for.
std::string gzip_tag(std::string_view tag);

/// True where a client that has what its If-None-Match field names has what `tag` stands for: by
/// weak comparison (RFC 9110, 13.1.2); `*` names anything. A list is read up to its first fault.
bool names_tag(std::string_view if_none_match, std::string_view tag);

/// True where an If-Match field names what `tag` stands for: by strong comparison (RFC
/// 9110, 13.1.1), so a weak tag names nothing; `*` names anything. An empty `tag` is named by `*`
/// only.
bool names_tag_strongly(std::string_view if_match, std::string_view tag);

} // namespace docker_monitor::http
