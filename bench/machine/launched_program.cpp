#include "bench/machine/launched_program.hpp"

#include "bench/machine/interruption.hpp"
#include "bench/machine/system_files.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace docker_monitor::bench {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

void connect(const line_pipe* pipe, int to) {
  const int from = pipe != nullptr ? pipe->write_end() : open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(from, to);
}

void default_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE})
    std::signal(signal, SIG_DFL);
}

/// Removes the user's settings for docker and docker-monitor from the environment.
void clear_environment() {
  std::vector<std::string> names;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text{*variable};
    if (text.starts_with("DOCKER_") || text.starts_with("RABBITMQ_"))
      names.emplace_back(text.substr(0, text.find('=')));
  }
  for (const auto& name : names)
    unsetenv(name.c_str());
}

/// Forks a process that ends with the harness and is counted in the account. Returns 0 in the
/// child.
pid_t fork_into(const cpu_account& account) {
  const auto harness = getpid();
  const auto pid = fork();
  if (pid < 0)
    throw harness_error(std::string{"no further process: "} + std::strerror(errno));
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != harness || !write_text(account.door(), "0"))
      _exit(127);
    default_signals();
    setpgid(0, 0); // Ctrl-C goes to the harness, which ends the child
  }
  return pid;
}

bool ended(pid_t pid) {
  return waitpid(pid, nullptr, WNOHANG) != 0;
}

} // namespace

line_pipe::line_pipe() {
  if (pipe2(ends_, O_CLOEXEC) != 0)
    throw harness_error(std::string{"no pipe: "} + std::strerror(errno));
}

line_pipe::~line_pipe() {
  for (const int end : ends_)
    if (end >= 0)
      close(end);
}

void line_pipe::only_read() {
  close(ends_[1]);
  ends_[1] = -1;
}

std::optional<std::string> line_pipe::next(steady_clock::time_point until) {
  for (;;) {
    if (const auto end = pending_.find('\n'); end != std::string::npos) {
      auto line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return line;
    }
    check_interruption();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
    pollfd waiting{ends_[0], POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(std::max(left, 0ms).count())) <= 0) {
      if (left <= 0ms)
        return std::nullopt;
      continue;
    }
    char bytes[4096];
    const auto count = read(ends_[0], bytes, sizeof(bytes));
    if (count <= 0)
      return std::nullopt;
    pending_.append(bytes, static_cast<std::size_t>(count));
  }
}

std::optional<std::string> line_pipe::find(std::string_view text, steady_clock::time_point until) {
  while (auto line = next(until))
    if (line->find(text) != std::string::npos)
      return line;
  return std::nullopt;
}

launched_program::launched_program(
    const cgroup_tree& tree, std::string_view name, const std::vector<std::string>& arguments,
    const std::string& docker_host, line_pipe* out, line_pipe* err)
    : account_{tree, name}, started_at_{steady_clock::now()} {
  std::vector<char*> words;
  for (const auto& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  pid_ = fork_into(account_);
  if (pid_ == 0) {
    connect(out, STDOUT_FILENO);
    connect(err, STDERR_FILENO);
    clear_environment();
    setenv("DOCKER_HOST", docker_host.c_str(), 1);
    execvp(words[0], words.data());
    std::fprintf(stderr, "%s: %s\n", words[0], std::strerror(errno));
    _exit(127);
  }
  for (auto* pipe : {out, err})
    if (pipe != nullptr && pipe->write_end() >= 0)
      pipe->only_read();
}

launched_program::~launched_program() {
  kill(pid_, SIGTERM);
  const auto timeout = steady_clock::now() + 3s;
  bool gone = ended(pid_);
  while (!gone && steady_clock::now() < timeout) {
    std::this_thread::sleep_for(2ms);
    gone = ended(pid_);
  }
  for (const auto pid : account_.members())
    kill(pid, SIGKILL);
  if (!gone)
    waitpid(pid_, nullptr, 0);
}

bool launched_program::runs() {
  return kill(pid_, 0) == 0 && waitpid(pid_, nullptr, WNOHANG) == 0;
}

pid_t forked_helper::begin() {
  pid_ = fork_into(account_);
  if (pid_ != 0)
    pipe_.only_read();
  return pid_;
}

void forked_helper::leave() {
  _exit(0); // without destructors: the harness removes what it made
}

void forked_helper::await_greeting() {
  // No destructor runs where this throws, and a child that is left keeps our sockets open.
  try {
    auto line = pipe_.next(steady_clock::now() + 60s);
    if (!line)
      throw harness_error("a helper of the harness did not start");
    greeting_ = *std::move(line);
  } catch (...) {
    end();
    throw;
  }
}

void forked_helper::end() const {
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR)
    continue;
}

forked_helper::~forked_helper() {
  end();
}

} // namespace docker_monitor::bench
