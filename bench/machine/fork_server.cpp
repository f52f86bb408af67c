#include "bench/machine/fork_server.hpp"

#include "bench/machine/interruption.hpp"
#include "bench/machine/network_namespace.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace docker_monitor::bench {

using namespace std::chrono_literals;

namespace {

/// The number of processes per request, so that an interruption takes effect soon.
constexpr std::size_t batch = 40;

/// From this number on, ten containers share a network namespace.
constexpr std::size_t many = 1001;

struct order {
  std::uint32_t count;
  std::uint32_t sharing; ///< number of containers per network namespace
  load what;
};

struct report {
  pid_t pid;
  int problem; ///< errno, or 0
};

void spin(std::chrono::nanoseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end)
    continue;
}

/// Allocates memory or releases it.
void breathe(char* memory, std::size_t bytes, bool in) {
  if (!in) {
    madvise(memory, bytes, MADV_DONTNEED);
    return;
  }
  for (std::size_t at = 0; at < bytes; at += 4096)
    memory[at] = 1;
}

[[noreturn]] void work_for_ever(load what) {
  constexpr std::size_t memory_bytes = 1024 * 1024;
  constexpr int wakes_a_second = 10;
  const bool busy = what == load::busy;
  const int eth0 = busy ? open_eth0() : -1;
  void* mapped =
      mmap(nullptr, memory_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  auto* memory = mapped == MAP_FAILED ? nullptr : static_cast<char*>(mapped);
  // A prime distributes consecutive pids over the second.
  auto next =
      std::chrono::steady_clock::now() + 1s + std::chrono::milliseconds{getpid() * 613L % 1000};
  for (std::uint64_t wake = 0;; ++wake) {
    std::this_thread::sleep_until(next);
    // What a busy machine made it miss is not made up for: all containers would spin for ever.
    next = std::max(next + 1000ms / wakes_a_second, std::chrono::steady_clock::now());
    if (!busy) {
      spin(3us);
      continue;
    }
    spin(20us);
    send_frame(eth0);
    if (memory != nullptr && wake % wakes_a_second == 0)
      breathe(memory, memory_bytes, wake / wakes_a_second % 2 == 0);
  }
}

[[noreturn]] void be_container(int socket, pid_t parent, load what) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(0); // the parent ended before prctl took effect
  prctl(PR_SET_NAME, "container");
  const report status{getpid(), 0};
  if (send(socket, &status, sizeof(status), 0) < 0)
    _exit(1);
  close(socket);
  if (what != load::idle)
    work_for_ever(what);
  for (;;)
    pause();
}

/// Creates the network namespace of the next containers. One at a time, as the kernel creates only
/// one at a time.
int make_network(const network_home& own, const std::string& name, load what) {
  if (!enter_new_network())
    return errno;
  make_eth0(own, name, what == load::busy); // a kernel without veth gives containers without eth0
  return 0;
}

[[noreturn]] void serve_forks(int socket, pid_t harness) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != harness)
    _exit(0);
  prctl(PR_SET_NAME, "fork-server");
  std::signal(SIGCHLD, SIG_IGN); // the kernel reaps
  std::signal(SIGINT, SIG_IGN);  // the harness ends this process
  std::signal(SIGTERM, SIG_IGN);
  enter_new_network(); // the other ends of all eth0 stay here
  const auto own = open_network_home();
  const auto self = getpid();
  order wanted{};
  std::uint64_t made = 0;
  while (recv(socket, &wanted, sizeof(wanted), 0) == static_cast<ssize_t>(sizeof(wanted)))
    for (std::uint32_t i = 0; i < wanted.count; ++i) {
      report status{0, 0};
      if (i % wanted.sharing == 0)
        status.problem = make_network(own, "veth" + std::to_string(made++), wanted.what);
      const auto child = status.problem == 0 ? fork() : -1;
      if (child == 0)
        be_container(socket, self, wanted.what);
      if (child > 0)
        continue; // the child reports for itself
      status.problem = status.problem == 0 ? errno : status.problem;
      send(socket, &status, sizeof(status), 0);
    }
  _exit(0);
}

} // namespace

std::string_view to_string(load what) {
  return what == load::idle ? "idle" : what == load::waking ? "waking" : "busy";
}

fork_server::fork_server() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    throw harness_error(std::string{"no socket pair: "} + std::strerror(errno));
  const auto self = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    close(ends[0]);
    serve_forks(ends[1], self);
  }
  close(ends[1]);
  socket_ = ends[0];
  if (pid_ < 0)
    throw harness_error(std::string{"no further process: "} + std::strerror(errno));
}

fork_server::~fork_server() {
  close(socket_);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR)
    continue;
}

std::vector<pid_t> fork_server::spawn(std::size_t count, load what) {
  std::vector<pid_t> pids;
  pids.reserve(count);
  const auto fail = [&](int problem) {
    end(pids);
    throw harness_error(
        std::string{"a container's process cannot be started: "} + std::strerror(problem)
        + "; the harness runs as root");
  };
  while (pids.size() < count) {
    check_interruption();
    const auto some = std::min(batch, count - pids.size());
    const order wanted{static_cast<std::uint32_t>(some), count < many ? 1U : 10U, what};
    if (send(socket_, &wanted, sizeof(wanted), MSG_NOSIGNAL) < 0)
      fail(errno);
    for (std::size_t i = 0; i < some;) {
      pollfd waiting{socket_, POLLIN, 0};
      if (const int ready = poll(&waiting, 1, 30'000); ready <= 0) {
        if (ready < 0 && errno == EINTR)
          continue; // reports of requested processes are read first
        fail(ready == 0 ? ETIMEDOUT : errno);
      }
      report status{};
      if (recv(socket_, &status, sizeof(status), 0) != static_cast<ssize_t>(sizeof(status)))
        fail(ECHILD);
      if (status.pid != 0)
        pids.push_back(status.pid);
      if (status.problem != 0)
        fail(status.problem);
      ++i;
    }
  }
  return pids;
}

void fork_server::end(const std::vector<pid_t>& pids) {
  for (const auto pid : pids)
    kill(pid, SIGKILL);
  for (const auto pid : pids)
    while (kill(pid, 0) == 0)
      std::this_thread::sleep_for(1ms);
}

} // namespace docker_monitor::bench
