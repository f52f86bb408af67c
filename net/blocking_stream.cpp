#include "net/blocking_stream.hpp"

#include "net/blocking_call.hpp"
#include "net/stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>

#include <array>
#include <utility>

namespace docker_monitor::net {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds stream_slice{100};
constexpr std::size_t stream_piece_bytes = 4096;

asio::awaitable<std::optional<problem>> write_whole(stream& to, std::string_view text) {
  auto [error, count] =
      co_await asio::async_write(to, asio::buffer(text.data(), text.size()), as_awaitable);
  if (error)
    co_return problem{problem::stage::exchange, error, {}};
  co_return std::nullopt;
}

asio::awaitable<std::optional<problem>> read_piece(stream& from, std::string& text) {
  std::array<char, stream_piece_bytes> piece{};
  auto [error, count] = co_await asio::async_read(
      from, asio::buffer(piece.data(), piece.size()), asio::transfer_at_least(1), as_awaitable);
  if (error)
    co_return problem{problem::stage::exchange, error, {}};
  text.append(piece.data(), count);
  co_return std::nullopt;
}

} // namespace

struct blocking_stream::state {
  asio::io_context io{1};
  stream connection;
  address where;
  tls_context_ptr tls{}; ///< in use by the connection

  explicit state(address to) : connection(io.get_executor()), where(std::move(to)) {}

  static stream::time_point end_of(const time_left& left) {
    return std::chrono::steady_clock::now() + left();
  }

  /// Runs a call until it ends or its time is over.
  std::optional<problem> run(asio::awaitable<std::optional<problem>> call, const time_left& left) {
    auto result =
        run_blocking(io, std::move(call), left, stream_slice, [this] { connection.close(); });
    if (result && left().count() <= 0)
      return problem{problem::stage::exchange, make_error_code(boost::beast::error::timeout), {}};
    return result;
  }
};

blocking_stream::blocking_stream(address where)
    : state_(std::make_unique<state>(std::move(where))) {}

blocking_stream::~blocking_stream() = default;

std::optional<problem> blocking_stream::connect(const tls_context_ptr& tls, const time_left& left) {
  state_->tls = tls;
  return state_->run(
      state_->connection.connect(state_->where, tls.get(), state::end_of(left)), left);
}

std::optional<problem>
blocking_stream::begin_tls(const tls_context_ptr& tls, const time_left& left) {
  state_->tls = tls;
  return state_->run(state_->connection.begin_tls(state_->where, *tls, state::end_of(left)), left);
}

std::optional<problem> blocking_stream::write(std::string_view text, const time_left& left) {
  state_->connection.plain().expires_at(state::end_of(left));
  return state_->run(write_whole(state_->connection, text), left);
}

std::optional<problem> blocking_stream::read_some(std::string& text, const time_left& left) {
  state_->connection.plain().expires_at(state::end_of(left));
  return state_->run(read_piece(state_->connection, text), left);
}

} // namespace docker_monitor::net
