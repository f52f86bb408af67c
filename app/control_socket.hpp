#pragma once

#include "model/failure.hpp"

#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace docker_monitor::app {

/// What a client of the control socket asked, and the name of the user it runs as.
using control_handler =
    std::function<std::string(const std::string& request, const std::string& user)>;

/// A unix socket, 0600, through which the same user or root controls a running instance: one line
/// of request, one of answer, on a thread of its own. HTTP has no route that changes anything.
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
  int waker_; ///< an eventfd: readable when it is time to end
  control_handler handle_;
  std::thread thread_;
};

/// Asks the instance that listens at `path`. Fails where none does, or where it does not answer
/// within ten seconds.
model::expected<std::string>
ask_control_socket(const std::string& path, const std::string& request);

} // namespace docker_monitor::app
