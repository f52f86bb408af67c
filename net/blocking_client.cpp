#include "net/blocking_client.hpp"

#include "net/blocking_call.hpp"
#include "net/http_client.hpp"

#include <boost/beast/core/error.hpp>

#include <utility>

namespace docker_monitor::net {

namespace asio = boost::asio;

struct blocking_client::state {
  asio::io_context io{1};
  http_client client;

  explicit state(client_options with) : client(std::move(with)) {}

  /// Runs a call until it ends or its time is over.
  template <class Result>
  Result run(asio::awaitable<Result> call, const time_left& left) {
    return run_blocking(io, std::move(call), left, slice, [this] { client.abort(); });
  }

  [[nodiscard]] model::failure timeout() const {
    return client.failure_of(
        {problem::stage::exchange, make_error_code(boost::beast::error::timeout), {}});
  }
};

blocking_client::blocking_client(client_options with)
    : state_(std::make_unique<state>(std::move(with))) {}

blocking_client::~blocking_client() = default;

model::expected<answer>
blocking_client::send(request what, answer_limits limits, const time_left& left) {
  limits.deadline = left();
  auto result = state_->run(state_->client.send(std::move(what), limits), left);
  if (!result && left().count() <= 0)
    return state_->timeout();
  return result;
}

std::optional<model::failure> blocking_client::connect(const time_left& left) {
  auto result = state_->run(state_->client.connect(left()), left);
  if (result && left().count() <= 0)
    return state_->timeout();
  return result;
}

} // namespace docker_monitor::net
