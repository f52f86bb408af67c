#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace docker_monitor {

/// The text of a file, by its path from the root of the sources. The target `golden-files` has it
/// written first, with what the test found to be the text; how it changed is then for people to
/// see.
inline std::string golden_file(const std::string& path, const std::string& found) {
  const auto place = std::string{DOCKER_MONITOR_FIXTURES "/../../"} + path;
  if (std::getenv("DOCKER_MONITOR_WRITE_FILES"))
    std::ofstream{place} << found;
  std::ifstream file{place};
  return {std::istreambuf_iterator<char>{file}, {}};
}

} // namespace docker_monitor
