#pragma once

#include "bench/machine/cgroup_tree.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace docker_monitor::bench {

/// Lines that come out of a pipe. Nothing is lost between two calls, however late they are.
class line_pipe {
 public:
  line_pipe();
  ~line_pipe();
  line_pipe(const line_pipe&) = delete;
  line_pipe& operator=(const line_pipe&) = delete;

  /// The descriptor a child writes to.
  [[nodiscard]] int write_end() const { return ends_[1]; }

  /// After the fork: this side only reads.
  void only_read();

  /// The next line without its end; none where there is none until then, or the writer is gone.
  std::optional<std::string> next(std::chrono::steady_clock::time_point until);

  /// The next line that contains `text`; those before it are lost.
  std::optional<std::string>
  find(std::string_view text, std::chrono::steady_clock::time_point until);

 private:
  int ends_[2] = {-1, -1};
  std::string pending_;
};

/// A program that runs below us, in a cgroup of its own that counts its CPU time and that of all it
/// starts. Ended with this: by SIGTERM, after three seconds by SIGKILL, its descendants included.
class launched_program {
 public:
  /// Starts it with its standard output in `out` and its errors in `err`; a null pipe is
  /// /dev/null. DOCKER_HOST is what is given, and no other DOCKER_… or RABBITMQ_… variable is
  /// passed on. Throws `harness_error`.
  launched_program(
      const cgroup_tree& tree, std::string_view name, const std::vector<std::string>& arguments,
      const std::string& docker_host, line_pipe* out, line_pipe* err);
  ~launched_program();
  launched_program(const launched_program&) = delete;
  launched_program& operator=(const launched_program&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  /// CPU time used so far by it and its descendants.
  [[nodiscard]] std::chrono::nanoseconds cpu_time() const { return account_.used(); }

  /// All processes of it.
  [[nodiscard]] std::vector<pid_t> processes() const { return account_.members(); }

  /// When it was started: just before the fork.
  [[nodiscard]] std::chrono::steady_clock::time_point started_at() const { return started_at_; }

  /// False once it ended by itself.
  [[nodiscard]] bool runs();

 private:
  cpu_account account_;
  std::chrono::steady_clock::time_point started_at_;
  pid_t pid_ = 0;
};

/// A fork of the harness that runs `work` and ends; killed with this. It is counted in a cgroup of
/// its own.
class forked_helper {
 public:
  /// `work` gets the write end of a pipe and must not return before it wants to end; what it writes
  /// as its first line is `greeting`. Throws `harness_error` where none comes.
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

  cpu_account account_;
  line_pipe pipe_;
  std::string greeting_;
  pid_t pid_ = 0;
};

} // namespace docker_monitor::bench
