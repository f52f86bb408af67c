#pragma once

#include "bench/machine/cgroup_tree.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace docker_monitor::bench {

/// Lines from a pipe. No line is lost between two calls.
class line_pipe {
 public:
  line_pipe();
  ~line_pipe();
  line_pipe(const line_pipe&) = delete;
  line_pipe& operator=(const line_pipe&) = delete;

  /// Returns the descriptor for a child's output.
  [[nodiscard]] int write_end() const { return ends_[1]; }

  /// Closes the write end after the fork.
  void only_read();

  /// Returns the next line without its end; none on a timeout or after the end of the writer.
  std::optional<std::string> next(std::chrono::steady_clock::time_point until);

  /// Returns the next line that contains `text`. Skips the lines before it.
  std::optional<std::string>
  find(std::string_view text, std::chrono::steady_clock::time_point until);

 private:
  int ends_[2] = {-1, -1};
  std::string pending_;
};

/// A child program in a cgroup that counts its CPU time and that of its descendants. The destructor
/// ends all of them by SIGTERM, and after three seconds by SIGKILL.
class launched_program {
 public:
  /// Starts the program with its standard output in `out` and its errors in `err`; a null pipe
  /// means /dev/null. DOCKER_HOST has the given value; other DOCKER_… and RABBITMQ_… variables are
  /// removed. Throws `harness_error`.
  launched_program(
      const cgroup_tree& tree, std::string_view name, const std::vector<std::string>& arguments,
      const std::string& docker_host, line_pipe* out, line_pipe* err);
  ~launched_program();
  launched_program(const launched_program&) = delete;
  launched_program& operator=(const launched_program&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  /// Returns the CPU time so far, including descendants.
  [[nodiscard]] std::chrono::nanoseconds cpu_time() const { return account_.used(); }

  /// Returns its processes.
  [[nodiscard]] std::vector<pid_t> processes() const { return account_.members(); }

  /// Returns the time just before the fork.
  [[nodiscard]] std::chrono::steady_clock::time_point started_at() const { return started_at_; }

  /// Returns false after the program ended by itself.
  [[nodiscard]] bool runs();

 private:
  cpu_account account_;
  std::chrono::steady_clock::time_point started_at_;
  pid_t pid_ = 0;
};

/// A fork of the harness that runs `work` in a cgroup of its own. The destructor kills it.
class forked_helper {
 public:
  /// `work` gets the write end of a pipe and ends the child when it returns. Its first line is
  /// `greeting`. Throws `harness_error` where none comes.
  template <class Work>
  forked_helper(const cgroup_tree& tree, std::string_view name, Work work) : account_{tree, name} {
    if (begin() == 0) {
      work(pipe_.write_end());
      leave();
    }
    await_greeting();
  }
  ~forked_helper();
  forked_helper(const forked_helper&) = delete;
  forked_helper& operator=(const forked_helper&) = delete;

  [[nodiscard]] const std::string& greeting() const { return greeting_; }
  [[nodiscard]] std::chrono::nanoseconds cpu_time() const { return account_.used(); }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t begin();
  [[noreturn]] static void leave();
  void await_greeting();
  void end() const;

  cpu_account account_;
  line_pipe pipe_;
  std::string greeting_;
  pid_t pid_ = 0;
};

} // namespace docker_monitor::bench
