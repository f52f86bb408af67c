#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::fleet {

/// Returns the text that documents of hosts have in common. A payload made with it lacks this text.
/// It must not change without the version: the other side has the one it was built with.
std::string_view payload_dictionary();

/// Returns the number of that text (its Adler-32), as in a payload made with it.
std::uint32_t payload_dictionary_id();

/// Returns the message with which a hub says that it reads payloads made with the dictionary.
std::string dictionary_message();

/// Returns true for the message of a hub that has the dictionary of this program. Such a message
/// may name several.
bool names_dictionary(std::string_view message);

/// Returns true for a message that names dictionaries, known ones or not.
bool is_about_dictionaries(std::string_view message);

} // namespace docker_monitor::fleet
