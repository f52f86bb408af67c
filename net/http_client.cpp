#include "net/http_client.hpp"

#include "net/answer_reader.hpp"
#include "net/stream.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace docker_monitor::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using model::expected;
using model::failure;

namespace {

constexpr std::size_t max_kept = 8;
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

/// Returns the `Host` field for a server, without a default port.
std::string host_field(const address& where) {
  if (where.transport == address::kind::unix_socket)
    return "localhost";
  auto host = host_and_port(where.host, where.port);
  if (where.port == (where.transport == address::kind::tls ? "443" : "80"))
    host.erase(host.rfind(':'));
  return host;
}

bool is_single(std::string_view name) {
  return boost::beast::iequals(name, "Host") || boost::beast::iequals(name, "User-Agent");
}

void put(http::request<http::string_body>& into, const http_fields& fields) {
  for (const auto& [name, value] : fields)
    if (is_single(name))
      into.set(name, value);
    else
      into.insert(name, value);
}

problem problem_of(const error_code& error) {
  return {is_unreadable(error) ? problem::stage::answer : problem::stage::exchange, error, {}};
}

/// Reads the rest of an answer into `body`.
asio::awaitable<error_code>
read_body(answer_reader& reader, const answer_limits& limits, std::string& body) {
  while (!reader.is_done()) {
    const auto length = body.size();
    const auto room = limits.may_cut ? limits.max_body - length : piece_bytes;
    if (room == 0)
      break;
    body.resize(length + std::min(room, piece_bytes));
    std::size_t count = 0;
    auto error = co_await reader.read_some(std::span{body}.subspan(length), count);
    body.resize(length + count);
    if (error == asio::ssl::error::stream_truncated && limits.may_cut)
      error = reader.end();
    if (error)
      co_return error;
  }
  co_return error_code{};
}

answer answer_of(const answer_reader& reader, std::string body) {
  answer made{reader.head().result_int(), std::move(body), {}};
  for (const auto& field : reader.head())
    made.fields.emplace_back(std::string{field.name_string()}, std::string{field.value()});
  return made;
}

} // namespace

std::string_view answer::field(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields, [name](const auto& field) { return boost::beast::iequals(field.first, name); });
  return found == fields.end() ? std::string_view{} : std::string_view{found->second};
}

/// Registers a connection in use, for `abort`.
class http_client::in_use {
 public:
  in_use(std::shared_ptr<std::vector<stream*>> among, stream& which)
      : among_(std::move(among)), which_(&which) {
    among_->push_back(which_);
  }
  ~in_use() { std::erase(*among_, which_); }
  in_use(const in_use&) = delete;
  in_use& operator=(const in_use&) = delete;

 private:
  std::shared_ptr<std::vector<stream*>> among_;
  stream* which_;
};

http_client::http_client(client_options with)
    : options_(std::move(with)), busy_(std::make_shared<std::vector<stream*>>()) {}

http_client::~http_client() = default;

void http_client::clear() {
  idle_.clear();
}

void http_client::abort() {
  for (auto* one : *busy_)
    one->close();
}

std::unique_ptr<stream> http_client::take_idle() {
  while (!idle_.empty()) {
    auto last = std::move(idle_.back());
    idle_.pop_back();
    if (std::chrono::steady_clock::now() - last.since < options_.max_idle
        && !last.connection->is_stale())
      return std::move(last.connection);
  }
  return nullptr;
}

void http_client::keep(std::unique_ptr<stream> connection) {
  if (idle_.size() >= max_kept)
    return;
  connection->plain().expires_never();
  idle_.push_back({std::move(connection), std::chrono::steady_clock::now()});
}

asio::awaitable<expected<std::unique_ptr<stream>>> http_client::connect_new(time_point end) {
  auto fresh = std::make_unique<stream>(co_await asio::this_coro::executor);
  const in_use noted{busy_, *fresh};
  const auto why = co_await fresh->connect(options_.where, options_.tls.get(), end);
  if (why)
    co_return options_.words(*why);
  co_return fresh;
}

asio::awaitable<error_code> http_client::write(stream& to, const request& what) const {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(what.method);
  message.target(what.target);
  message.set(http::field::host, host_field(options_.where));
  message.set(http::field::user_agent, "docker-monitor");
  put(message, options_.fields);
  put(message, what.fields);
  if (what.method != "GET") {
    message.body() = what.body;
    message.prepare_payload();
  }
  auto [error, bytes] = co_await http::async_write(to, message, as_awaitable);
  co_return error;
}

asio::awaitable<expected<answer>> http_client::send(request what, answer_limits limits) {
  const auto end = std::chrono::steady_clock::now() + limits.deadline;
  auto connection = take_idle();
  for (bool reused = connection != nullptr;; reused = false) {
    if (!connection) {
      auto fresh = co_await connect_new(end);
      if (!fresh)
        co_return fresh.error();
      connection = *std::move(fresh);
    }
    bool has_begun = false;
    error_code error;
    {
      const in_use noted{busy_, *connection};
      connection->plain().expires_at(end);
      error = co_await write(*connection, what);
      answer_reader reader{
          *connection, options_.max_head,
          limits.may_cut ? std::nullopt : std::optional<std::uint64_t>{limits.max_body}};
      std::string body;
      if (!error)
        error = co_await reader.read_head();
      if (!error)
        error = co_await read_body(reader, limits, body);
      has_begun = reader.has_begun();
      if (!error) {
        auto made = answer_of(reader, std::move(body));
        if (reader.can_be_kept())
          keep(std::move(connection));
        co_return made;
      }
    }
    const auto why = problem_of(error);
    connection.reset();
    // The server may have closed a kept connection; then no byte of the answer has arrived.
    if (!reused || has_begun || why.is_timeout() || error == asio::error::operation_aborted)
      co_return options_.words(why);
  }
}

asio::awaitable<expected<std::unique_ptr<answer_stream>>>
http_client::open(request what, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  auto connection = co_await connect_new(end);
  if (!connection)
    co_return connection.error();
  (*connection)->plain().expires_at(end);
  const auto error = co_await write(**connection, what);
  if (error)
    co_return options_.words(problem_of(error));
  co_return std::make_unique<answer_stream>(*std::move(connection), options_);
}

asio::awaitable<std::optional<failure>> http_client::connect(std::chrono::milliseconds deadline) {
  auto connection = take_idle();
  if (!connection) {
    auto fresh = co_await connect_new(std::chrono::steady_clock::now() + deadline);
    if (!fresh)
      co_return fresh.error();
    connection = *std::move(fresh);
  }
  keep(std::move(connection));
  co_return std::nullopt;
}

struct answer_stream::state {
  std::unique_ptr<stream> from;
  problem_words words;
  answer_reader reader;
  error_code ended{}; ///< returned by the next call, as bytes came before it
  std::array<char, piece_bytes> piece{};
};

answer_stream::answer_stream(std::unique_ptr<stream> from, const client_options& options)
    : state_(nullptr) {
  auto& connection = *from;
  state_.reset(new state{
      std::move(from), options.words, answer_reader{connection, options.max_head, std::nullopt}});
}

answer_stream::~answer_stream() = default;

asio::awaitable<std::optional<failure>> answer_stream::read_head() {
  const auto error = co_await state_->reader.read_head();
  if (error)
    co_return state_->words(problem_of(error));
  co_return std::nullopt;
}

unsigned answer_stream::status() const {
  return state_->reader.head().result_int();
}

std::string_view answer_stream::field(std::string_view name) const {
  const auto value = state_->reader.head()[name];
  return {value.data(), value.size()};
}

asio::awaitable<expected<std::string_view>> answer_stream::read_some() {
  auto& own = *state_;
  while (!own.ended && !own.reader.is_done()) {
    std::size_t count = 0;
    own.ended = co_await own.reader.read_some(own.piece, count);
    if (count > 0)
      co_return std::string_view{own.piece.data(), count};
  }
  if (own.ended)
    co_return own.words(problem_of(own.ended));
  co_return std::string_view{};
}

void answer_stream::expire_after(std::chrono::milliseconds time) {
  state_->from->plain().expires_after(time);
}

void answer_stream::expire_never() {
  state_->from->plain().expires_never();
}

void answer_stream::close() {
  state_->from->close();
}

} // namespace docker_monitor::net
