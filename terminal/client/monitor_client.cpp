#include "terminal/client/monitor_client.hpp"

#include "engine/api/json_fields.hpp"
#include "net/http_client.hpp"
#include "net/tls_context.hpp"
#include "terminal/client/event_reader.hpp"
#include "terminal/view/text.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include <utility>

namespace docker_monitor::terminal {

namespace asio = boost::asio;
using model::failure;
using model::failure_code;

namespace {

constexpr std::string_view root = "/docker-monitor/api/v2";
constexpr std::size_t max_body = 256U << 20U; // some 200,000 containers
constexpr unsigned status_ok = 200;
constexpr unsigned status_unauthorized = 401;
constexpr unsigned status_forbidden = 403;
constexpr unsigned status_not_found = 404;

failure cannot_connect(failure_code code, const address& where, std::string_view why) {
  return {code, "cannot connect to " + where.url() + ": " + std::string{why}};
}

/// Returns a hint for a TLS failure.
std::string remedy(const boost::system::error_code& error, bool own_only) {
  if (net::is_refusal_of_certificate(error))
    return "where it asks for a certificate, --tls-cert and --tls-key name it";
  if (own_only)
    return "what listens there does not show the certificate of --tls-cert; where that was "
           "renewed, SIGHUP has it read again";
  return "check --url, and name the authority of its certificate in SSL_CERT_FILE";
}

failure something_else(const address& where) {
  return {
      failure_code::malformed,
      where.url() + " does not answer as docker-monitor does; check --url"};
}

/// Makes the failure of a problem, with a remedy.
failure words_for(const address& where, const net::problem& what, bool own_only) {
  const auto& error = what.error;
  if (what.at == net::problem::stage::answer)
    return something_else(where);
  if (what.is_timeout())
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
      "the connection to " + where.url() + " broke: " + error.message()};
}

net::client_options options_for(const address& where, const credentials& with) {
  net::client_options options{.where = where.endpoint, .tls = with.tls};
  if (!with.token.empty())
    options.fields = {{"Authorization", "Bearer " + with.token}};
  options.words = [where, own_only = with.own_only](const net::problem& what) {
    return words_for(where, what, own_only);
  };
  return options;
}

/// Makes the failure of an answer other than 200.
failure refusal(const address& where, unsigned status, std::string_view body, bool has_token) {
  if (status == status_unauthorized)
    return {
        failure_code::permission,
        where.url()
            + (has_token ? " refuses the token; check the first line of --token-file"
                         : " asks for a token; name a file that holds it with --token-file")};
  const auto document = engine::parse_object(body);
  const auto reason = document ? clean(engine::text_of(*document, "error")) : std::string{};
  if (reason.empty() || status == status_not_found)
    return something_else(where);
  return {
      status == status_forbidden ? failure_code::permission : failure_code::refused,
      where.url() + " answers " + std::to_string(status) + ": " + reason};
}

} // namespace

class monitor_client::implementation {
 public:
  implementation(address at, const credentials& with)
      : where(std::move(at)), has_token(!with.token.empty()), http(options_for(where, with)) {}

  /// Returns the request for a target below the API's root.
  [[nodiscard]] net::request below_root(std::string_view target) const {
    net::request what;
    what.target = where.prefix + std::string{root}.append(target);
    return what;
  }

  asio::awaitable<failure> read(
      net::answer_stream& stream,
      const std::function<void(std::string_view event, std::string_view data)>& take) const {
    if (auto problem = co_await stream.read_head())
      co_return *std::move(problem);
    if (stream.status() == status_ok
        && !stream.field("Content-Type").starts_with("text/event-stream"))
      co_return something_else(where);
    event_reader events{max_body};
    for (;;) {
      stream.expire_after(silence);
      const auto piece = co_await stream.read_some();
      if (!piece)
        co_return piece.error();
      if (stream.status() != status_ok)
        co_return refusal(where, stream.status(), *piece, has_token);
      if (piece->empty())
        co_return failure{failure_code::disconnected, where.url() + " ended the stream"};
      if (!events.feed(*piece, take))
        co_return something_else(where);
    }
  }

  address where;
  bool has_token;
  net::http_client http;
};

monitor_client::monitor_client(address where, const credentials& with)
    : implementation_(std::make_unique<implementation>(std::move(where), with)) {}

monitor_client::~monitor_client() = default;

asio::awaitable<model::expected<std::string>>
monitor_client::get(std::string target, std::chrono::seconds deadline) {
  auto& own = *implementation_;
  const net::answer_limits limits{.deadline = deadline, .max_body = max_body};
  auto answer = co_await own.http.send(own.below_root(target), limits);
  if (!answer)
    co_return answer.error();
  if (answer->status != status_ok)
    co_return refusal(own.where, answer->status, answer->body, own.has_token);
  co_return std::move(answer->body);
}

asio::awaitable<failure>
monitor_client::follow(std::function<void(std::string_view event, std::string_view data)> take) {
  auto& own = *implementation_;
  auto stream = co_await own.http.open(own.below_root("/stream"), call_deadline);
  if (!stream)
    co_return stream.error();
  co_return co_await own.read(**stream, take);
}

const address& monitor_client::where() const {
  return implementation_->where;
}

} // namespace docker_monitor::terminal
