#pragma once

#include "engine/cgroup/descriptor_budget.hpp"

#include <cerrno>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::engine {

/// What a read of a kernel file gave. The text lies in a buffer of the thread and is valid until
/// its next read.
struct kernel_text {
  std::string_view text;
  int error = 0; ///< of errno; 0 where it went well
};

/// How a file comes out of the kernel.
enum class kernel_file_kind : std::uint8_t {
  whole,    ///< with one read: a cgroup file. Asking for its end would render it a second time.
  in_pages, ///< a page at a time: `/proc/<pid>/net/dev`
};

/// The longest text that is read; what is longer is cut.
constexpr std::size_t max_kernel_text = 65536;

/// Opens, reads and closes a file.
kernel_text read_kernel_file(const char* path, kernel_file_kind kind = kernel_file_kind::whole);

/// Takes a line, without its newline. It must not read another kernel file.
using line_handler = std::function<void(std::string_view)>;

/// Opens, reads and closes a file of any length line by line; what follows its last newline is cut
/// and no line, nor is a line longer than `max_kernel_text`. Returns an error of errno, or 0.
int read_kernel_lines(const char* path, const line_handler& line);

/// A file that is read as long as the program runs and stays open. Not thread safe.
class kept_file {
 public:
  explicit kept_file(std::string path) : path_(std::move(path)) {}
  ~kept_file();
  kept_file(const kept_file&) = delete;
  kept_file& operator=(const kept_file&) = delete;

  /// Reads it from its beginning, in one piece; opens it where it is not open.
  kernel_text read();

  /// The same line by line, as `read_kernel_lines` does.
  int read_lines(const line_handler& line);

 private:
  bool open();

  std::string path_;
  int descriptor_ = -1;
};

/// A file that is read again and again, and stays open where the budget allows that. As small as a
/// descriptor: the owner gives the budget each time, and must `close` it in the end.
class kernel_file {
 public:
  kernel_file() = default;
  kernel_file(const kernel_file&) = delete;
  kernel_file& operator=(const kernel_file&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

  /// True once the file was found missing or unreadable; only `close` has it tried again.
  [[nodiscard]] bool is_absent() const { return descriptor_ == absent; }
  void mark_absent() { descriptor_ = absent; }

  /// Reads an open one from its beginning.
  kernel_text read_open(descriptor_budget& budget, descriptor_tier tier, kernel_file_kind kind);

  /// Opens and reads one that is not open.
  kernel_text read_closed(
      const char* path, descriptor_budget& budget, descriptor_tier tier, kernel_file_kind kind);

  /// Closes it where it is open.
  void close(descriptor_budget& budget, descriptor_tier tier);

 private:
  static constexpr int closed = -1;
  static constexpr int absent = -2;
  int descriptor_ = closed;
};

} // namespace docker_monitor::engine
