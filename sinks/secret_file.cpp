#include "sinks/secret_file.hpp"

#include "config/file_text.hpp"

#include <utility>

namespace docker_monitor::sinks {

namespace {

constexpr std::size_t longest = 64 * 1024;

model::failure bad_file(const std::string& path, const std::string& why) {
  return {model::failure_code::bad_option, "secret file " + path + ": " + why};
}

} // namespace

model::expected<std::string> read_secret_file(const std::string& path) {
  auto read = config::read_file(path);
  if (!read)
    return bad_file(path, read.error().message);
  auto text = *std::move(read);
  if (text.size() > longest)
    return bad_file(path, "is larger than 64 kB, too large for a secret");
  text.erase(text.find_last_not_of("\r\n") + 1);
  if (text.empty())
    return bad_file(path, "is empty");
  return text;
}

} // namespace docker_monitor::sinks
