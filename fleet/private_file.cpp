#include "fleet/private_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::fleet {

namespace {

using model::failure;
using model::failure_code;

constexpr std::size_t longest = 16 << 20; // the roster of many hosts

failure of_system(failure_code code, const std::string& path) {
  return {code, path + ": " + std::strerror(errno)};
}

/// A descriptor that the destructor closes.
struct descriptor {
  int number;
  explicit descriptor(int opened) : number{opened} {}
  ~descriptor() {
    if (number >= 0)
      ::close(number);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
};

bool write_all(int to, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(to, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

} // namespace

model::expected<std::string> read_private_file(const std::string& path) {
  const descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
  struct stat about {};
  if (file.number < 0 || ::fstat(file.number, &about) != 0)
    return of_system(failure_code::bad_option, path);
  if (!S_ISREG(about.st_mode))
    return failure{failure_code::bad_option, path + ": is not a regular file"};
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return failure{
        failure_code::bad_option,
        path + " holds a secret and others than its owner may use it: chmod 600 " + path};
  std::string text;
  std::array<char, 64 << 10> piece;
  while (text.size() <= longest) {
    const auto got = ::read(file.number, piece.data(), piece.size());
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return of_system(failure_code::bad_option, path);
    if (got == 0)
      return text;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  return failure{failure_code::bad_option, path + ": too large"};
}

model::expected<bool> write_private_file(
    const std::string& path, std::string_view text, std::optional<file_owner> owner) {
  const auto draft = path + ".new";
  ::unlink(draft.c_str());
  constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
  {
    const descriptor file{
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, owner_only)};
    if (file.number < 0 || !write_all(file.number, text)
        || (owner && ::fchown(file.number, owner->user, owner->group) != 0)
        || ::fsync(file.number) != 0)
      return of_system(failure_code::permission, draft);
  }
  if (std::rename(draft.c_str(), path.c_str()) != 0)
    return of_system(failure_code::permission, path);
  const auto folder = std::filesystem::path{path}.parent_path();
  const descriptor directory{
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (directory.number >= 0)
    ::fsync(directory.number);
  return true;
}

} // namespace docker_monitor::fleet
