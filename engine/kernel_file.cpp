#include "engine/kernel_file.hpp"

#include <array>

#include <fcntl.h>
#include <unistd.h>

namespace docker_monitor::engine {

namespace {

/// No line of a file that comes in pages is as long as what this leaves of a page: a shorter piece
/// was the last one.
constexpr std::size_t full_page = 3072;

thread_local std::array<char, longest_kernel_text> buffer;

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
      return {{buffer.data(), size}, 0};
  }
}

int open_file(const char* path) {
  return ::open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY); // NOLINT(cppcoreguidelines-pro-type-vararg)
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
