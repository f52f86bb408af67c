#include "simulator/private_socket.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace docker_monitor::simulator {

namespace {

std::string default_base() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  std::error_code ignored;
  if (runtime != nullptr && *runtime == '/' && std::filesystem::is_directory(runtime, ignored))
    return runtime;
  return "/tmp";
}

} // namespace

model::expected<private_socket> private_socket::create(const std::string& base) {
  auto name = (base.empty() ? default_base() : base) + "/docker-monitor-XXXXXX";
  if (mkdtemp(name.data()) != nullptr) // mode 0700
    return private_socket{std::move(name)};
  const std::error_code error{errno, std::generic_category()};
  return model::failure{
      error == std::errc::permission_denied ? model::failure_code::permission
                                            : model::failure_code::unreachable,
      "cannot make the directory " + name + ": " + error.message()
          + "; set XDG_RUNTIME_DIR to a directory of your own"};
}

private_socket::private_socket(private_socket&& other) noexcept
    : directory_{std::exchange(other.directory_, {})} {}

private_socket& private_socket::operator=(private_socket&& other) noexcept {
  if (this != &other) {
    remove();
    directory_ = std::exchange(other.directory_, {});
  }
  return *this;
}

private_socket::~private_socket() {
  remove();
}

void private_socket::remove() noexcept {
  if (directory_.empty())
    return;
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

} // namespace docker_monitor::simulator
