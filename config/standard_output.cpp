#include "config/standard_output.hpp"

#include <cerrno>
#include <system_error>

#include <poll.h>
#include <unistd.h>

namespace docker_monitor::config {

std::optional<model::failure> print(std::string_view text) {
  while (!text.empty()) {
    const auto n = ::write(STDOUT_FILENO, text.data(), text.size());
    const int error = errno;
    if (n >= 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (error == EAGAIN) { // another process shares the descriptor and made it non-blocking
      pollfd wanted{STDOUT_FILENO, POLLOUT, 0};
      ::poll(&wanted, 1, -1);
    } else if (error != EINTR) {
      return model::failure{
          model::failure_code::refused,
          "standard output: " + std::system_category().message(error)};
    }
  }
  return std::nullopt;
}

} // namespace docker_monitor::config
