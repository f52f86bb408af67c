#pragma once

#include <optional>
#include <string>

namespace docker_monitor::config {

/// Checks a name that must fit in a topic, a label and a line of text. Returns what is wrong.
std::optional<std::string> host_name_problem(const std::string& name);

/// Checks the address of a page, without user, query and fragment. Returns what is wrong.
std::optional<std::string> external_url_problem(const std::string& url);

} // namespace docker_monitor::config
