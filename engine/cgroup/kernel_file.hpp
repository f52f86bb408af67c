#pragma once

#include "engine/cgroup/descriptor_budget.hpp"

#include <cerrno>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::engine {

/// The result of reading a kernel file. The text lies in a buffer of the thread and is valid until
/// its next read.
struct kernel_text {
  std::string_view text;
  int error = 0;       ///< of errno; 0 on success
  bool is_cut = false; ///< the file is longer than `max_kernel_text`
};

/// How the kernel delivers a file.
enum class kernel_file_kind : std::uint8_t {
  whole,    ///< in one read: a cgroup file. A read up to its end would render it a second time.
  in_pages, ///< one page per read: `/proc/<pid>/net/dev`
};

/// The longest text that is read, in bytes. A longer text is cut.
constexpr std::size_t max_kernel_text = 65536;

/// Opens, reads and closes a file.
kernel_text read_kernel_file(const char* path, kernel_file_kind kind = kernel_file_kind::whole);

/// Takes a line without its newline. It must not read another kernel file.
using line_handler = std::function<void(std::string_view)>;

/// Opens a file of any length, reads it line by line and closes it. Leaves out text after the last
/// newline and lines longer than `max_kernel_text`. Returns an error of errno, or 0.
int read_kernel_lines(const char* path, const line_handler& line);

/// A file that stays open and is read as long as the program runs. Not thread safe.
class kept_file {
 public:
  explicit kept_file(std::string path) : path_(std::move(path)) {}
  ~kept_file();
  kept_file(const kept_file&) = delete;
  kept_file& operator=(const kept_file&) = delete;

  /// Reads the file from its beginning, in one piece. Opens it if necessary.
  kernel_text read();

  /// Reads the file line by line, as `read_kernel_lines` does.
  int read_lines(const line_handler& line);

 private:
  bool open();

  std::string path_;
  int descriptor_ = -1;
};

/// A file that is read repeatedly and stays open if the budget allows it. It has the size of a
/// descriptor: the owner passes the budget to each call, and must call `close` in the end.
class kernel_file {
 public:
  kernel_file() = default;
  kernel_file(const kernel_file&) = delete;
  kernel_file& operator=(const kernel_file&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

  /// Returns true after the file was found missing or unreadable. It is not tried again until
  /// `close`.
  [[nodiscard]] bool is_absent() const { return descriptor_ == absent; }
  void mark_absent() { descriptor_ = absent; }

  /// Reads an open file from its beginning.
  kernel_text read_open(descriptor_budget& budget, descriptor_tier tier, kernel_file_kind kind);

  /// Opens and reads a file that is not open.
  kernel_text read_closed(
      const char* path, descriptor_budget& budget, descriptor_tier tier, kernel_file_kind kind);

  /// Closes the file if it is open.
  void close(descriptor_budget& budget, descriptor_tier tier);

 private:
  static constexpr int closed = -1;
  static constexpr int absent = -2;
  int descriptor_ = closed;
};

} // namespace docker_monitor::engine
