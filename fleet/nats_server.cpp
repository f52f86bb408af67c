#include "fleet/nats_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace docker_monitor::fleet {

namespace {

using namespace std::chrono_literals;
using model::failure;
using model::failure_code;
using clock = std::chrono::steady_clock;

constexpr std::string_view program_name = "nats-server";
constexpr std::size_t max_line = 4096;
/// A server that ran for this long has started successfully.
constexpr std::chrono::seconds well_after{5};
constexpr std::chrono::milliseconds end_time{500};

void close_both(int (&pipe)[2]) {
  for (auto& end : pipe)
    if (end >= 0)
      ::close(std::exchange(end, -1));
}

/// Runs between fork and exec, so it calls only async-signal-safe functions.
[[noreturn]] void become(const char* program, char* const* arguments, int log_pipe, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent)
    ::_exit(1); // the parent died before that
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(log_pipe, STDOUT_FILENO);
  ::dup2(log_pipe, STDERR_FILENO);
  // The sockets of Asio and of libraries would stay open in the child.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  ::execv(program, arguments);
  constexpr std::string_view why = "[ERR] cannot be executed\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, why.data(), why.size());
  ::_exit(127);
}

std::string describe_end(int status) {
  if (WIFSIGNALED(status))
    return "it was ended by signal " + std::to_string(WTERMSIG(status));
  return "it ended with code " + std::to_string(WEXITSTATUS(status));
}

} // namespace

log_entry parse_log_line(std::string_view line) {
  constexpr std::array<std::pair<std::string_view, log_level>, 6> marks{{
      {"[INF] ", log_level::info},
      {"[DBG] ", log_level::info},
      {"[TRC] ", log_level::info},
      {"[WRN] ", log_level::warning},
      {"[ERR] ", log_level::error},
      {"[FTL] ", log_level::error},
  }};
  for (const auto& [mark, level] : marks)
    if (const auto at = line.find(mark); at != std::string_view::npos)
      return {level, line.substr(at + mark.size())};
  // Errors of the configuration are written before the log is open.
  return {line.starts_with(program_name) ? log_level::error : log_level::info, line};
}

std::optional<refused_client> parse_refusal(std::string_view text) {
  // A client chooses its name, which precedes the words, and the subject, which follows them.
  constexpr std::string_view mark = R"( Violation - Nkey ")";
  const auto at = text.find(mark);
  if (at == std::string_view::npos)
    return std::nullopt;
  const bool subscribes = text.substr(0, at).ends_with("Subscription");
  text.remove_prefix(at + mark.size());
  const auto key = text.substr(0, text.find('"'));
  const auto is_of_key = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); };
  if (key.empty() || !std::ranges::all_of(key, is_of_key))
    return std::nullopt;
  text.remove_prefix(std::min(key.size() + 1, text.size()));
  const auto begin = text.find('"');
  const auto subject =
      begin == std::string_view::npos ? std::string_view{} : text.substr(begin + 1);
  return refused_client{
      std::string{key}, (subscribes ? "it may not subscribe to " : "it may not publish to ")
                            + std::string{subject.substr(0, subject.find('"'))}};
}

model::expected<std::string> find_nats_server(std::string_view path_variable) {
  auto directories =
      std::string{path_variable} + ":/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin";
  std::string_view left = directories;
  while (!left.empty()) {
    const auto end = std::min(left.find(':'), left.size());
    const auto directory = left.substr(0, end);
    left.remove_prefix(std::min(end + 1, left.size()));
    auto path = std::string{directory} + '/' + std::string{program_name};
    if (!directory.empty() && ::access(path.c_str(), X_OK) == 0)
      return path;
  }
  return failure{
      failure_code::not_found,
      "nats-server is not installed: a hub needs the package nats-server (apt-get install "
      "nats-server), or --nats URL for one that runs elsewhere"};
}

nats_server::nats_server(nats_server_settings settings) : settings_{std::move(settings)} {
  if (::pipe2(orders_, O_CLOEXEC) == 0)
    thread_ = std::thread{[this] { run(); }};
  else
    settings_.report(std::string{"no pipe: "} + std::strerror(errno));
}

nats_server::~nats_server() {
  send_order(order::stop);
  if (thread_.joinable())
    thread_.join();
  close_both(orders_);
}

void nats_server::reload() {
  send_order(order::reload);
}

void nats_server::send_order(order what) const {
  const auto letter = static_cast<char>(what);
  while (orders_[1] >= 0 && ::write(orders_[1], &letter, 1) < 0 && errno == EINTR)
    continue;
}

/// Runs on a thread that lives as long as the object, since the kernel ends the child with the
/// thread that started it.
void nats_server::run() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  auto pause = settings_.first_pause;
  for (;;) {
    int log_pipe = -1;
    const auto begun = clock::now();
    is_ready_ = false;
    if (start(log_pipe) && serve(log_pipe)) {
      end_child();
      return;
    }
    // A server that could start may start again as soon as the first time.
    if (is_ready_ || clock::now() - begun > pause)
      pause = settings_.first_pause;
    if (wait_to_restart(pause))
      return;
    pause = std::min(pause * 2, settings_.max_pause);
  }
}

bool nats_server::start(int& log_pipe) {
  int pipe[2] = {-1, -1};
  std::vector<char*> arguments{settings_.program.data()};
  for (auto& argument : settings_.arguments)
    arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  if (::pipe2(pipe, O_CLOEXEC) != 0) {
    settings_.report(std::string{"no pipe: "} + std::strerror(errno));
    return false;
  }
  const auto parent = ::getpid();
  const auto child = ::fork();
  if (child == 0)
    become(settings_.program.c_str(), arguments.data(), pipe[1], parent);
  ::close(std::exchange(pipe[1], -1));
  if (child < 0) {
    settings_.report(std::string{"cannot be started: "} + std::strerror(errno));
    close_both(pipe);
    return false;
  }
  process_ = child;
  log_pipe = pipe[0];
  return true;
}

/// Serves until the child ends (false) or this object ends (true).
bool nats_server::serve(int log_pipe) {
  const auto well_at = clock::now() + well_after;
  bool well = false;
  bool stop = false;
  // Before its first line the server handles no signals, and SIGHUP would end it.
  bool handles_signals = false;
  bool reload_due = false;
  std::array<char, 4096> bytes{};
  for (bool open = true; open && !stop;) {
    pollfd waits[] = {{log_pipe, POLLIN, 0}, {orders_[0], POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(well_at - clock::now());
    const int timeout = well ? -1 : static_cast<int>(std::max<std::int64_t>(left.count(), 0) + 1);
    if (::poll(waits, std::size(waits), timeout) < 0 && errno != EINTR)
      break;
    if (!well && clock::now() >= well_at) {
      well = true;
      settings_.report("");
    }
    if (waits[0].revents != 0) {
      const auto got = ::read(log_pipe, bytes.data(), bytes.size());
      open = got > 0 || (got < 0 && errno == EINTR);
      if (got > 0 && take_log({bytes.data(), static_cast<std::size_t>(got)}))
        handles_signals = true;
    }
    if (waits[1].revents != 0) {
      char what{};
      if (::read(orders_[0], &what, 1) == 1) {
        stop = what == static_cast<char>(order::stop);
        reload_due = reload_due || !stop;
      }
    }
    if (handles_signals && std::exchange(reload_due, false))
      ::kill(process_, SIGHUP);
  }
  ::close(log_pipe);
  if (stop)
    return true;
  int status = 0;
  // The child closed its log, so the rest of it is useless.
  ::kill(process_, SIGKILL);
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR)
    continue;
  process_ = 0;
  settings_.report(describe_end(status) + "; it is started again");
  return false;
}

/// Waits before a restart. Returns true where this object ends meanwhile.
bool nats_server::wait_to_restart(std::chrono::milliseconds pause) {
  const auto until = clock::now() + pause;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now());
    if (left.count() <= 0)
      return false;
    pollfd wait{orders_[0], POLLIN, 0};
    char what{};
    if (::poll(&wait, 1, static_cast<int>(left.count())) > 0 && ::read(orders_[0], &what, 1) == 1
        && what == static_cast<char>(order::stop))
      return true;
  }
}

/// Returns true if a line ended.
bool nats_server::take_log(std::string_view bytes) {
  bool ended = false;
  for (const char c : bytes) {
    if (c != '\n') {
      if (line_.size() < max_line)
        line_ += c;
      continue;
    }
    if (!line_.empty())
      settings_.log(parse_log_line(line_));
    is_ready_ = is_ready_ || line_.ends_with("Server is ready");
    line_.clear();
    ended = true;
  }
  return ended;
}

void nats_server::end_child() {
  const int child = process_;
  ::kill(child, SIGTERM);
  const auto until = clock::now() + end_time;
  while (::waitpid(child, nullptr, WNOHANG) == 0) {
    if (clock::now() > until) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
      break;
    }
    std::this_thread::sleep_for(5ms);
  }
  process_ = 0;
}

} // namespace docker_monitor::fleet
