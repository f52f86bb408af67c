#include "engine/cgroup/kernel_file.hpp"

#include <array>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace docker_monitor::engine {

namespace {

/// A piece shorter than this is the last one: no line of a paged file is as long as the rest of a
/// page.
constexpr std::size_t full_page = 3072;

thread_local std::array<char, max_kernel_text> buffer;

kernel_text read_descriptor(int descriptor, kernel_file_kind kind) {
  std::size_t size = 0;
  for (;;) {
    const auto got =
        ::pread(descriptor, buffer.data() + size, buffer.size() - size, static_cast<off_t>(size));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return {{}, errno};
    const auto piece = static_cast<std::size_t>(got);
    size += piece;
    if (kind == kernel_file_kind::whole || piece < full_page || size == buffer.size())
      return {{buffer.data(), size}, 0, size == buffer.size()};
  }
}

/// Reads lines as `read_kernel_lines` does.
int read_descriptor_lines(int descriptor, const line_handler& line) {
  std::size_t kept = 0; // the beginning of a line, at the front of the buffer
  bool too_long = false;
  for (off_t offset = 0;;) {
    const auto space = buffer.size() - kept;
    const auto got = ::pread(descriptor, buffer.data() + kept, space, offset);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return errno;
    const auto piece = static_cast<std::size_t>(got);
    offset += got;
    std::string_view rest{buffer.data(), kept + piece};
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      if (!std::exchange(too_long, false))
        line(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    if (piece == 0 || (piece < full_page && piece < space))
      return 0;
    too_long |= rest.size() == buffer.size();
    kept = too_long ? 0 : rest.size();
    std::memmove(buffer.data(), rest.data(), kept);
  }
}

/// Opens without blocking: a path that is not a kernel file may be a pipe, and neither open nor
/// read may wait for its writer.
int open_file(const char* path) {
  constexpr int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  return ::open(path, flags); // NOLINT(cppcoreguidelines-pro-type-vararg)
}

} // namespace

kernel_text read_kernel_file(const char* path, kernel_file_kind kind) {
  const auto descriptor = open_file(path);
  if (descriptor < 0)
    return {{}, errno};
  const auto result = read_descriptor(descriptor, kind);
  ::close(descriptor);
  return result;
}

int read_kernel_lines(const char* path, const line_handler& line) {
  const auto descriptor = open_file(path);
  if (descriptor < 0)
    return errno;
  const auto error = read_descriptor_lines(descriptor, line);
  ::close(descriptor);
  return error;
}

kept_file::~kept_file() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

bool kept_file::open() {
  if (descriptor_ < 0)
    descriptor_ = open_file(path_.c_str());
  return descriptor_ >= 0;
}

kernel_text kept_file::read() {
  if (!open())
    return {{}, errno};
  return read_descriptor(descriptor_, kernel_file_kind::whole);
}

int kept_file::read_lines(const line_handler& line) {
  return open() ? read_descriptor_lines(descriptor_, line) : errno;
}

kernel_text
kernel_file::read_open(descriptor_budget& budget, descriptor_tier tier, kernel_file_kind kind) {
  const auto result = read_descriptor(descriptor_, kind);
  if (tier != descriptor_tier::always && budget.is_over(tier))
    close(budget, tier);
  return result;
}

kernel_text kernel_file::read_closed(
    const char* path, descriptor_budget& budget, descriptor_tier tier, kernel_file_kind kind) {
  if (!budget.take(tier))
    return read_kernel_file(path, kind);
  descriptor_ = open_file(path);
  if (descriptor_ < 0) {
    const auto error = errno;
    descriptor_ = closed;
    budget.give_back(tier);
    return {{}, error};
  }
  return read_descriptor(descriptor_, kind);
}

void kernel_file::close(descriptor_budget& budget, descriptor_tier tier) {
  if (is_open()) {
    ::close(descriptor_);
    budget.give_back(tier);
  }
  descriptor_ = closed;
}

} // namespace docker_monitor::engine
