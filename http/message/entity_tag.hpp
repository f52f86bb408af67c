#pragma once

#include <string>
#include <string_view>

namespace docker_monitor::http {

/// Returns a strong entity tag (RFC 9110, 8.8.3) with quotes: a hash of the content, so the same
/// content has the same tag in every round and after a restart. A megabyte takes 0.2 ms.
std::string entity_tag(std::string_view content);

/// Returns the tag of the gzip form of the content of `tag`.
std::string gzip_tag(std::string_view tag);

/// Returns true where an If-None-Match field names `tag` by weak comparison (RFC 9110, 13.1.2); `*`
/// names any tag, and only `*` names an empty `tag`. A list is read up to its first syntax error.
bool names_tag(std::string_view if_none_match, std::string_view tag);

/// Returns true where an If-Match field names `tag` by strong comparison (RFC 9110, 13.1.1), so a
/// weak tag names nothing; `*` names any tag. Only `*` names an empty `tag`.
bool names_tag_strongly(std::string_view if_match, std::string_view tag);

} // namespace docker_monitor::http
