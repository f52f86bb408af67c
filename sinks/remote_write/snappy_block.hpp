#pragma once

#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// Compresses bytes in the block format of Snappy, which remote write requires.
std::string snappy_block(std::string_view bytes);

} // namespace docker_monitor::sinks
