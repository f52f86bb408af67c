#include "sinks/secret_file.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace docker_monitor::sinks {

namespace {

constexpr std::size_t longest = 64 * 1024;

model::failure bad_file(const std::string& path, const std::string& why) {
  return {model::failure_code::bad_option, "secret file " + path + ": " + why};
}

} // namespace

model::expected<std::string> read_secret_file(const std::string& path) {
  // Non-blocking: a named pipe without a writer must not hold the start up.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return bad_file(path, std::system_category().message(errno));
  std::string text;
  std::array<char, 4096> piece{};
  ssize_t n = 0;
  while (text.size() <= longest && (n = ::read(descriptor, piece.data(), piece.size())) > 0)
    text.append(piece.data(), static_cast<std::size_t>(n));
  const int error = n < 0 ? errno : 0;
  ::close(descriptor);
  if (error != 0)
    return bad_file(path, std::system_category().message(error));
  if (text.size() > longest)
    return bad_file(path, "is larger than 64 kB, too large for a secret");
  text.erase(text.find_last_not_of("\r\n") + 1);
  if (text.empty())
    return bad_file(path, "is empty");
  return text;
}

} // namespace docker_monitor::sinks
