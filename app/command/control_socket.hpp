#pragma once

#include "model/failure.hpp"

#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace docker_monitor::app {

/// Answers a request of a client; `user` is the name of the user it runs as.
using control_handler =
    std::function<std::string(const std::string& request, const std::string& user)>;

/// A unix socket, mode 0600, through which the same user or root controls a running instance. A
/// request and its answer are one line each; a thread of its own serves them. HTTP has no route
/// that changes anything.
class control_socket {
 public:
  /// Listens at `path`, which is replaced. Fails with `permission` or `bad_option`.
  static model::expected<std::unique_ptr<control_socket>>
  open(const std::string& path, control_handler handle);

  /// Ends the thread and removes the socket. No request is answered after that.
  ~control_socket();
  control_socket(const control_socket&) = delete;
  control_socket& operator=(const control_socket&) = delete;

 private:
  control_socket(std::string path, int listener, int waker, control_handler handle);
  void run() const;
  void serve(int client) const;

  std::string path_;
  int listener_;
  int waker_; ///< an eventfd: readable when the thread must end
  control_handler handle_;
  std::thread thread_;
};

/// Sends a request to the instance that listens at `path`. Fails if there is none, or if it does
/// not answer within ten seconds.
model::expected<std::string>
query_control_socket(const std::string& path, const std::string& request);

} // namespace docker_monitor::app
