#pragma once

#include "model/failure.hpp"
#include "terminal/client/address.hpp"
#include "terminal/client/credentials.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace docker_monitor::terminal {

/// The client of one instance of docker-monitor. The message of a failure is one sentence with
/// cause and remedy, and never contains the token. Not thread-safe.
class monitor_client {
 public:
  monitor_client(address where, const credentials& with);
  ~monitor_client();
  monitor_client(const monitor_client&) = delete;
  monitor_client& operator=(const monitor_client&) = delete;

  /// The longest wait for an answer.
  static constexpr std::chrono::seconds call_deadline{10};

  /// Returns the body of GET `target`, a path below the API's root. Fails for any status other than
  /// 200: with `permission` for a missing or wrong token.
  boost::asio::awaitable<model::expected<std::string>>
  get(std::string target, std::chrono::seconds deadline = call_deadline);

  /// Follows the stream and passes on its events until it ends; returns the reason. A stream
  /// without any byte for `silence` counts as dead.
  boost::asio::awaitable<model::failure>
  follow(std::function<void(std::string_view event, std::string_view data)> take);

  /// The longest silence of a stream. An instance sends at least a comment every 15 seconds.
  static constexpr std::chrono::seconds silence{40};

  [[nodiscard]] const address& where() const;

 private:
  class implementation;
  std::unique_ptr<implementation> implementation_;
};

} // namespace docker_monitor::terminal
