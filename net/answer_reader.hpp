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

  /// A body of more than `max_body` is an error; none: there is no bound.
  answer_reader(stream& from, std::size_t max_head, std::optional<std::uint64_t> max_body);

  /// Reads status and fields; interim answers are skipped.
  boost::asio::awaitable<error_code> read_head();

  /// Reads the next piece of the body; `count` bytes of it, also where an error followed them.
  boost::asio::awaitable<error_code> read_some(std::span<char> into, std::size_t& count);

  /// The connection ended without the goodbye of TLS: what is wrong with the answer for it.
  error_code end();

  [[nodiscard]] const parser::value_type& head() const { return parser_->get(); }

  /// Whether anything came.
  [[nodiscard]] bool has_begun() const { return has_begun_; }
  [[nodiscard]] bool is_done() const { return parser_->is_done(); }

  /// Whether the connection can be used for another request.
  [[nodiscard]] bool can_be_kept() const {
    return is_done() && parser_->keep_alive() && buffer_.size() == 0;
  }

 private:
  void begin();

  stream& from_;
  std::size_t max_head_;
  std::optional<std::uint64_t> max_body_;
  boost::beast::flat_buffer buffer_;
  std::optional<parser> parser_; ///< of the newest answer
  bool has_begun_ = false;
};

/// True where what came is no HTTP that can be read, or more than allowed; false for a connection
/// that broke.
bool is_unreadable(const boost::system::error_code& error);

} // namespace docker_monitor::net
