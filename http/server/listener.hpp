#pragma once

#include "http/server/server_core.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace docker_monitor::http {

/// Accepts the connections of one address and passes them to the core. No action of a peer and no
/// shortage of descriptors or memory ends it: it pauses for 100 ms and continues.
class listener : public std::enable_shared_from_this<listener> {
 public:
  /// `core` must live until `close`.
  explicit listener(server_core& core);
  ~listener();

  /// Binds the address. The message of a failure has cause and remedy. With `v6_only` an IPv6
  /// wildcard does not include IPv4.
  model::expected<bound_endpoint> open(const listen_address& where, bool v6_only);

  /// Starts accepting.
  void start();

  /// Stops accepting and removes the unix socket, unless another process has replaced it.
  void close();

 private:
  using protocol = boost::asio::generic::stream_protocol;

  model::expected<bound_endpoint> open_tcp(const listen_address& where, bool v6_only);
  model::expected<bound_endpoint> open_unix(const listen_address& where);
  boost::system::error_code bind(const protocol::endpoint& endpoint, bool v6_only);
  void accept();
  void accepted(const boost::system::error_code& error, server_core::socket connected);
  void pause();
  void reject_one();
  void reserve();

  server_core& core_;
  boost::asio::basic_socket_acceptor<protocol> acceptor_;
  protocol::endpoint peer_;
  boost::asio::steady_timer pause_;
  int reserve_ = -1; ///< reserved, to answer a client during a shortage of descriptors
  std::string unix_path_;
  std::uint64_t unix_device_ = 0;
  std::uint64_t unix_inode_ = 0;
};

} // namespace docker_monitor::http
