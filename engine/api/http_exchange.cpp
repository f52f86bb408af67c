#include "engine/api/http_exchange.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace docker_monitor::engine {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t most_idle = 8;
constexpr std::chrono::seconds longest_idle{30};

reply read_reply(http::response<http::string_body>& message) {
  return {
      message.result_int(), std::move(message.body()), std::string{message[http::field::date]},
      std::string{message[http::field::server]}, std::string{message["Api-Version"]}};
}

} // namespace

std::unique_ptr<transport> http_exchange::take_idle() {
  while (!idle_.empty()) {
    auto last = std::move(idle_.back());
    idle_.pop_back();
    if (std::chrono::steady_clock::now() - last.since < longest_idle)
      return std::move(last.connection);
  }
  return nullptr;
}

asio::awaitable<error_code> http_exchange::send(transport& to, const std::string& target) const {
  http::request<http::empty_body> request{http::verb::get, target, 11};
  request.set(
      http::field::host, where_.transport == endpoint::kind::unix_socket
                             ? "localhost"
                             : where_.url().substr(std::string_view{"tcp://"}.size()));
  request.set(http::field::user_agent, "docker-monitor");
  if (!manner_.authorization.empty())
    request.set(http::field::authorization, manner_.authorization);
  auto [error, bytes] = co_await http::async_write(to, request, as_awaitable);
  co_return error;
}

asio::awaitable<model::expected<reply>> http_exchange::get(
    std::string target, std::chrono::milliseconds deadline, std::size_t longest_body) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  auto connection = take_idle();
  for (bool reused = connection != nullptr;; reused = false) {
    if (!connection) {
      auto fresh = co_await connect(where_, tls_, deadline, manner_.words);
      if (!fresh)
        co_return fresh.error();
      connection = *std::move(fresh);
    }
    connection->plain().expires_at(end);
    auto error = co_await send(*connection, target);
    beast::flat_buffer buffer{most_unparsed};
    http::response_parser<http::string_body> parser;
    parser.body_limit(longest_body);
    if (!error) {
      auto [failed, bytes] = co_await http::async_read(*connection, buffer, parser, as_awaitable);
      error = failed;
    }
    if (!error) {
      auto message = parser.release();
      auto answer = read_reply(message);
      if (message.keep_alive() && buffer.size() == 0 && idle_.size() < most_idle) {
        connection->plain().expires_never();
        idle_.push_back({std::move(connection), std::chrono::steady_clock::now()});
      }
      co_return answer;
    }
    // A kept connection may have been closed meanwhile: then nothing of the answer has come.
    if (reused && error != beast::error::timeout && !parser.got_some()) {
      connection.reset();
      continue;
    }
    if (error.category() == http::make_error_code(http::error::bad_version).category()
        && error != http::error::end_of_stream && error != http::error::partial_message)
      co_return model::failure{
          model::failure_code::malformed,
          "the answer of " + where_.url() + " is no HTTP we can read: " + error.message()};
    co_return manner_.words(where_, error);
  }
}

asio::awaitable<model::expected<std::unique_ptr<transport>>>
http_exchange::open(std::string target, std::chrono::milliseconds deadline) {
  auto connection = co_await connect(where_, tls_, deadline, manner_.words);
  if (!connection)
    co_return connection.error();
  (*connection)->plain().expires_after(deadline);
  const auto error = co_await send(**connection, target);
  if (error)
    co_return manner_.words(where_, error);
  co_return connection;
}

} // namespace docker_monitor::engine
