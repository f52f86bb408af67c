#pragma once

#include "model/failure.hpp"
#include "net/blocking_stream.hpp"
#include "sinks/delivery/call_deadline.hpp"
#include "sinks/sink.hpp"
#include "sinks/smtp/smtp_options.hpp"
#include "sinks/smtp/smtp_reply.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::sinks {

/// One connection to a mail server, as a client that submits mail (RFC 6409). Unusable after a
/// failed call, and once the server has ended it.
class smtp_connection {
 public:
  /// Connects, begins TLS and logs in. Fails with `unreachable`, `timeout`, `disconnected`,
  /// `malformed`, `permission` for a wrong password or certificate and for a server without
  /// STARTTLS, or `refused`. No message has the password.
  static model::expected<std::unique_ptr<smtp_connection>>
  open(const smtp_options& options, const call_deadline& limit);

  smtp_connection(const smtp_connection&) = delete;
  smtp_connection& operator=(const smtp_connection&) = delete;

  /// Sends a message, whose lines end with CRLF. Returns the server's last word for each recipient:
  /// positive where the server has taken the message for it.
  model::expected<std::vector<smtp_reply>> send(
      const std::string& from, std::span<const std::string> to, std::string_view message,
      const call_deadline& limit);

  /// Returns false once the server has ended the connection.
  [[nodiscard]] bool is_usable() const { return usable_; }

  /// Says goodbye. Waits neither long nor for an answer.
  void quit(const call_deadline& limit);

 private:
  explicit smtp_connection(const smtp_options& options);

  outcome set_up(const smtp_options& options, const call_deadline& limit);
  outcome greet(const call_deadline& limit);
  outcome begin_tls(const smtp_options& options, const call_deadline& limit);
  outcome log_in(const smtp_options& options, const call_deadline& limit);
  model::expected<smtp_reply> ask(const std::string& command, const call_deadline& limit);
  model::expected<smtp_reply> read_reply(const call_deadline& limit);
  outcome reset(const call_deadline& limit);
  [[nodiscard]] model::failure failed(const net::problem& what) const;
  [[nodiscard]] model::failure refused(std::string_view what, const smtp_reply& reply) const;

  std::string where_; ///< host and port, for messages
  net::blocking_stream stream_;
  std::string received_;             ///< not read yet
  smtp_reply ehlo_;                  ///< the extensions of the server
  std::vector<std::string> secrets_; ///< what no message may repeat
  bool usable_ = true;
};

} // namespace docker_monitor::sinks
