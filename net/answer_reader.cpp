#include "net/answer_reader.hpp"

#include "net/http_message.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

namespace docker_monitor::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

answer_reader::answer_reader(
    stream& from, std::size_t max_head, std::optional<std::uint64_t> max_body)
    : from_(from), max_head_(max_head), max_body_(max_body), buffer_(max_unparsed) {
  begin();
}

void answer_reader::begin() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(max_head_));
  if (max_body_)
    parser_->body_limit(*max_body_);
  else
    parser_->body_limit(boost::none);
}

asio::awaitable<error_code> answer_reader::read_head() {
  constexpr unsigned first_final_status = 200;
  for (;;) {
    auto [error, bytes] = co_await http::async_read_header(from_, buffer_, *parser_, as_awaitable);
    has_begun_ = has_begun_ || parser_->got_some();
    if (error || head().result_int() >= first_final_status)
      co_return error;
    begin();
  }
}

asio::awaitable<error_code> answer_reader::read_some(std::span<char> into, std::size_t& count) {
  auto& body = parser_->get().body();
  body.data = into.data();
  body.size = into.size();
  body.more = true;
  auto [error, bytes] = co_await http::async_read_some(from_, buffer_, *parser_, as_awaitable);
  count = into.size() - parser_->get().body().size;
  if (error == http::error::need_buffer)
    co_return error_code{};
  co_return error;
}

error_code answer_reader::end() {
  error_code error;
  parser_->put_eof(error);
  return error;
}

bool is_unreadable(const error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_version).category()
         && error != http::error::end_of_stream && error != http::error::partial_message;
}

} // namespace docker_monitor::net
