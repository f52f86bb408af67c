#include "terminal/client/monitor_client.hpp"

#include "engine/api/http_exchange.hpp"
#include "engine/api/json_fields.hpp"
#include "http/tls/tls_identity.hpp"
#include "terminal/client/event_reader.hpp"
#include "terminal/view/text.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <array>
#include <utility>

namespace docker_monitor::terminal {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using engine::endpoint;
using model::failure;
using model::failure_code;

namespace {

constexpr auto as_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view root = "/docker-monitor/api/v2";
constexpr std::chrono::seconds call_deadline{10};
constexpr std::size_t longest_body = 256U << 20U; // some 200,000 containers
constexpr unsigned status_ok = 200;
constexpr unsigned status_unauthorized = 401;
constexpr unsigned status_forbidden = 403;
constexpr unsigned status_not_found = 404;

failure cannot_connect(failure_code code, const endpoint& where, std::string_view why) {
  return {code, "cannot connect to " + address{where}.url() + ": " + std::string{why}};
}

/// What helps where TLS failed.
std::string remedy(const error_code& error, bool own_only) {
  if (http::is_refusal_of_certificate(error))
    return "where it asks for a certificate, --tls-cert and --tls-key name it";
  if (own_only)
    return "what listens there does not show the certificate of --tls-cert; where that was "
           "renewed, SIGHUP has it read again";
  return "check --url, and name the authority of its certificate in SSL_CERT_FILE";
}

/// What went wrong, and what a person can do about it.
failure words_for(const endpoint& where, const error_code& error, bool own_only) {
  if (error == beast::error::timeout || error == asio::error::timed_out)
    return cannot_connect(
        failure_code::timeout, where, "no answer in time; is it stopped or busy?");
  if (error == boost::system::errc::permission_denied)
    return cannot_connect(
        failure_code::permission, where,
        "permission denied; run as the user or in the group that owns the socket");
  if (error == boost::system::errc::no_such_file_or_directory)
    return cannot_connect(
        failure_code::unreachable, where,
        "no such socket; start docker-monitor or name another address with --url");
  if (error == asio::error::connection_refused)
    return cannot_connect(
        failure_code::unreachable, where,
        "connection refused; start docker-monitor or name another address with --url");
  if (error == asio::error::host_not_found || error == asio::error::host_not_found_try_again)
    return cannot_connect(failure_code::unreachable, where, "unknown host; check --url");
  if (error == asio::error::network_unreachable || error == asio::error::host_unreachable)
    return cannot_connect(
        failure_code::unreachable, where, "no way there from this machine; check --url");
  if (error.category() == asio::error::get_ssl_category())
    return cannot_connect(
        failure_code::permission, where,
        "TLS: " + error.message() + "; " + remedy(error, own_only));
  return {
      failure_code::disconnected,
      "the connection to " + address{where}.url() + " broke: " + error.message()};
}

failure words_of(const endpoint& where, const error_code& error) {
  return words_for(where, error, false);
}

failure words_of_own(const endpoint& where, const error_code& error) {
  return words_for(where, error, true);
}

failure something_else(const address& where) {
  return {
      failure_code::malformed,
      where.url() + " does not answer as docker-monitor does; check --url"};
}

/// The failure an answer other than 200 is.
failure refusal(const address& where, unsigned status, std::string_view body, bool has_token) {
  if (status == status_unauthorized)
    return {
        failure_code::permission,
        where.url()
            + (has_token ? " refuses the token; check the first line of --token-file"
                         : " asks for a token; name a file that holds it with --token-file")};
  const auto document = engine::parse_object(body);
  const auto told = document ? clean(engine::text_of(*document, "error")) : std::string{};
  if (told.empty() || status == status_not_found)
    return something_else(where);
  return {
      status == status_forbidden ? failure_code::permission : failure_code::refused,
      where.url() + " answers " + std::to_string(status) + ": " + told};
}

} // namespace

class monitor_client::implementation {
 public:
  implementation(address at, const credentials& with)
      : where(std::move(at)), has_token(!with.token.empty()),
        exchange(
            where.endpoint, with.tls,
            {has_token ? "Bearer " + with.token : std::string{},
             with.own_only ? words_of_own : words_of}),
        own_only(with.own_only) {}

  [[nodiscard]] std::string below_root(std::string_view target) const {
    return where.prefix + std::string{root}.append(target);
  }

  asio::awaitable<failure> read(
      engine::transport& stream,
      const std::function<void(std::string_view event, std::string_view data)>& take) const {
    beast::flat_buffer buffer;
    beast::http::response_parser<beast::http::buffer_body> parser;
    parser.body_limit(boost::none);
    auto [error, header_bytes] =
        co_await beast::http::async_read_header(stream, buffer, parser, as_awaitable);
    if (error)
      co_return told(error);
    const auto status = parser.get().result_int();
    const bool is_stream =
        parser.get()[beast::http::field::content_type].starts_with("text/event-stream");
    if (status == status_ok && !is_stream)
      co_return something_else(where);
    auto chunk = std::make_unique<std::array<char, 65536>>();
    event_reader events{longest_body};
    while (!parser.is_done()) {
      stream.plain().expires_after(silence);
      parser.get().body().data = chunk->data();
      parser.get().body().size = chunk->size();
      auto [failed, bytes] =
          co_await beast::http::async_read_some(stream, buffer, parser, as_awaitable);
      if (failed == beast::http::error::need_buffer)
        failed = {};
      const std::string_view read{chunk->data(), chunk->size() - parser.get().body().size};
      if (status != status_ok && (!read.empty() || parser.is_done()))
        co_return refusal(where, status, read, has_token);
      if (failed)
        co_return told(failed);
      if (!events.feed(read, take))
        co_return something_else(where);
    }
    if (status != status_ok)
      co_return refusal(where, status, "", has_token);
    co_return failure{failure_code::disconnected, where.url() + " ended the stream"};
  }

  /// An answer that is no HTTP, or what the connection suffered.
  [[nodiscard]] failure told(const error_code& error) const {
    namespace http = beast::http;
    const bool unreadable = error.category() == make_error_code(http::error::bad_version).category()
                            && error != http::error::end_of_stream
                            && error != http::error::partial_message;
    return unreadable ? something_else(where) : words_for(where.endpoint, error, own_only);
  }

  address where;
  bool has_token;
  engine::http_exchange exchange;
  bool own_only;
};

monitor_client::monitor_client(address where, const credentials& with)
    : implementation_(std::make_unique<implementation>(std::move(where), with)) {}

monitor_client::~monitor_client() = default;

asio::awaitable<model::expected<std::string>> monitor_client::get(std::string target) {
  auto& own = *implementation_;
  auto answer = co_await own.exchange.get(own.below_root(target), call_deadline, longest_body);
  if (!answer)
    co_return answer.error().code == failure_code::malformed ? something_else(own.where)
                                                             : answer.error();
  if (answer->status != status_ok)
    co_return refusal(own.where, answer->status, answer->body, own.has_token);
  co_return std::move(answer->body);
}

asio::awaitable<failure>
monitor_client::follow(std::function<void(std::string_view event, std::string_view data)> take) {
  auto& own = *implementation_;
  auto stream = co_await own.exchange.open(own.below_root("/stream"), call_deadline);
  if (!stream)
    co_return stream.error();
  co_return co_await own.read(**stream, take);
}

const address& monitor_client::where() const {
  return implementation_->where;
}

} // namespace docker_monitor::terminal
