#pragma once

#include "model/fleet/fleet_file.hpp"
#include "net/stream.hpp"
#include "net/tls_context.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace docker_monitor::bench {

/// Makes the TLS context of all hosts of one hub, which must prove the name of the file. Throws
/// `harness_error`.
net::tls_context_ptr make_host_tls(const model::fleet_file& file);

/// The connection of one host to NATS over TLS, with the key of its fleet file. libnats has two
/// threads per connection; many of these share one thread. Does not reconnect.
class nats_client {
 public:
  /// Takes the subject and the payload of a message.
  using message_handler = std::function<void(std::string_view subject, std::string_view payload)>;

  nats_client(
      boost::asio::io_context& io, model::fleet_file file, net::tls_context_ptr tls,
      message_handler handle);
  nats_client(const nats_client&) = delete;
  nats_client& operator=(const nats_client&) = delete;

  /// Connects, logs in and subscribes to the host's queries and answers. Throws `harness_error`.
  boost::asio::awaitable<void> connect();

  /// Queues a message.
  void publish(std::string_view subject, std::string_view payload, std::string_view reply = {});

  /// Returns false after the connection was lost; `problem` says why.
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

  [[nodiscard]] const std::string& host() const { return file_.host; }

  /// Returns the bytes that are queued.
  [[nodiscard]] std::size_t waiting() const { return next_.size() + current_.size(); }

  /// Returns the bytes that were queued so far, with those of NATS' protocol and of TLS records.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  /// Ends the connection.
  void close();

 private:
  [[nodiscard]] std::string login(std::string_view information) const;
  boost::asio::awaitable<boost::system::error_code> read_more();
  boost::asio::awaitable<std::string> read_line(net::stream::time_point end);
  boost::asio::awaitable<void> read_all();
  boost::asio::awaitable<void> write_all();
  bool take_one(std::string_view& rest);
  void take_all();
  void queue(std::string_view text);
  void lose(const std::string& why);

  boost::asio::io_context& io_;
  model::fleet_file file_;
  net::tls_context_ptr tls_;
  message_handler handle_;
  net::stream stream_;
  std::string read_;    ///< not interpreted yet
  std::string next_;    ///< to be sent
  std::string current_; ///< being sent
  std::string problem_;
  std::uint64_t bytes_ = 0;
  bool connected_ = false;
  bool writes_ = false; ///< `write_all` runs
};

} // namespace docker_monitor::bench
