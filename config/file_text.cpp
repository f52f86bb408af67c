#include "config/file_text.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::config {

namespace {

model::failure bad(std::string why) {
  return {model::failure_code::bad_option, std::move(why)};
}

std::string kind_problem(mode_t mode) {
  if (S_ISDIR(mode))
    return std::strerror(EISDIR);
  if (S_ISFIFO(mode) || S_ISSOCK(mode))
    return "is a pipe or a socket, not a file";
  return {};
}

model::expected<std::string> read_all(int descriptor) {
  struct stat found {};
  if (::fstat(descriptor, &found) != 0)
    return bad(std::strerror(errno));
  if (auto problem = kind_problem(found.st_mode); !problem.empty())
    return bad(std::move(problem));
  std::string text;
  std::array<char, 16384> piece{};
  for (;;) {
    const auto n = ::read(descriptor, piece.data(), piece.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return bad(std::strerror(errno));
    if (n == 0)
      return text;
    text.append(piece.data(), static_cast<std::size_t>(n));
    if (text.size() > max_file_size)
      return bad("is larger than 16 MiB");
  }
}

} // namespace

model::expected<std::string> read_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (descriptor < 0)
    return bad(std::strerror(errno));
  auto text = read_all(descriptor);
  ::close(descriptor);
  return text;
}

} // namespace docker_monitor::config
