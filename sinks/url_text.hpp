#pragma once

#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// What of a sink's URL may be shown even if it could not be parsed: nothing up to the last `@`,
/// which includes passwords with unescaped special characters, no "port" that is not a number (in
/// `amqp://user:password` without a host it is a password), and of what is asked by HTTP nothing
/// behind the first segment of the path, for the URL of a chat's webhook is a secret itself.
std::string without_secrets(std::string_view text);

/// A path with an ellipsis in the place of what follows its first segment.
std::string first_segment(std::string_view path);

} // namespace docker_monitor::sinks
