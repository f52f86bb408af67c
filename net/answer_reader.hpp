#pragma once

#include "net/stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace docker_monitor::net {

/// Reads one answer from a stream with bounded memory.
class answer_reader {
 public:
  using error_code = boost::system::error_code;
  using parser = boost::beast::http::response_parser<boost::beast::http::buffer_body>;

  /// Without `max_body` there is no bound; a longer body is an error.
  answer_reader(stream& from, std::size_t max_head, std::optional<std::uint64_t> max_body);

  /// Reads status and fields. Skips interim answers.
  boost::asio::awaitable<error_code> read_head();

  /// Reads the next piece of the body. `count` is its length, also where an error followed it.
  boost::asio::awaitable<error_code> read_some(std::span<char> into, std::size_t& count);

  /// Ends the answer after a connection that closed without the TLS goodbye. Returns the error of
  /// an incomplete answer.
  error_code end();

  [[nodiscard]] const parser::value_type& head() const { return parser_->get(); }

  /// Returns true once any bytes have arrived.
  [[nodiscard]] bool has_begun() const { return has_begun_; }
  [[nodiscard]] bool is_done() const { return parser_->is_done(); }

  /// Returns true where the connection can be used for another request.
  [[nodiscard]] bool can_be_kept() const {
    return is_done() && parser_->keep_alive() && buffer_.size() == 0;
  }

 private:
  void begin();

  stream& from_;
  std::size_t max_head_;
  std::optional<std::uint64_t> max_body_;
  boost::beast::flat_buffer buffer_;
  std::optional<parser> parser_; ///< of the current answer
  bool has_begun_ = false;
};

/// Returns true for an answer that is not readable HTTP, or too long; false for a broken
/// connection.
bool is_unreadable(const boost::system::error_code& error);

} // namespace docker_monitor::net
