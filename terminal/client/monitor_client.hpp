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

/// Asks one instance of docker-monitor. Failures are one sentence with cause and remedy, and never
/// hold the token. Not thread-safe.
class monitor_client {
 public:
  monitor_client(address where, const credentials& with);
  ~monitor_client();
  monitor_client(const monitor_client&) = delete;
  monitor_client& operator=(const monitor_client&) = delete;

  /// The body of the answer to GET `target`, below the API's root. Fails where the answer is not
  /// 200: `permission` for a missing or wrong token.
  boost::asio::awaitable<model::expected<std::string>> get(std::string target);

  /// Follows the stream and hands on its events until it ends, which it tells why; it is dead where
  /// not even a sign of life has come for `silence`.
  boost::asio::awaitable<model::failure>
  follow(std::function<void(std::string_view event, std::string_view data)> take);

  /// How long a stream may be silent; an instance gives a sign of life every 15 seconds.
  static constexpr std::chrono::seconds silence{40};

  [[nodiscard]] const address& where() const;

 private:
  class implementation;
  std::unique_ptr<implementation> implementation_;
};

} // namespace docker_monitor::terminal
