#include "bench/load/nginx.hpp"

#include "bench/load/load_generator.hpp"
#include "bench/machine/interruption.hpp"
#include "bench/machine/launched_program.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docker_monitor::bench {

using namespace std::chrono_literals;

namespace {

/// A directory that is removed by the destructor.
class scratch_directory {
 public:
  scratch_directory() {
    char name[] = "/tmp/docker-monitor-bench-XXXXXX";
    if (mkdtemp(name) == nullptr)
      throw harness_error("no scratch directory can be made in /tmp");
    path_ = name;
  }
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;
  ~scratch_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Returns a port of loopback that was free a moment ago: nginx cannot choose a free one.
std::uint16_t free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  bind(probe, reinterpret_cast<const sockaddr*>(&address), length);
  getsockname(probe, reinterpret_cast<sockaddr*>(&address), &length);
  close(probe);
  return ntohs(address.sin_port);
}

bool installed() {
  for (const auto* path : {"/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"})
    if (access(path, X_OK) == 0)
      return true;
  return false;
}

} // namespace

std::optional<double>
nginx_rate(const cgroup_tree& tree, std::string_view response, std::chrono::nanoseconds time) {
  if (!installed())
    return std::nullopt;
  const scratch_directory scratch;
  const auto port = std::to_string(free_port());
  std::filesystem::permissions(scratch.path(), std::filesystem::perms{0755});
  std::ofstream{scratch.path() + "/body.json"} << response.substr(response.find("\r\n\r\n") + 4);
  std::ofstream{scratch.path() + "/nginx.conf"}
      << "daemon off;\nworker_processes 1;\npid " << scratch.path() << "/pid;\n"
      << "error_log " << scratch.path() << "/error.log;\nevents { worker_connections 256; }\n"
      << "http { access_log off; keepalive_requests 100000000; tcp_nodelay on; sendfile on;\n"
      << "types { application/json json; }\nserver { listen 127.0.0.1:" << port << "; root "
      << scratch.path() << "; open_file_cache max=10; } }\n";
  launched_program nginx{tree, "nginx", {"nginx", "-c", scratch.path() + "/nginx.conf"},
                         "",   nullptr, nullptr};
  const http_address where{static_cast<std::uint16_t>(std::stoul(port)), {}};
  const auto deadline = std::chrono::steady_clock::now() + 5s;
  for (;;) {
    const auto answer = call(where, "GET", "/body.json", 1s);
    if (answer && answer->status == 200)
      break;
    if (std::chrono::steady_clock::now() > deadline)
      return std::nullopt;
    pause_for(5ms);
  }
  return generate_load(where, {"/body.json"}, time).requests_per_second;
}

} // namespace docker_monitor::bench
