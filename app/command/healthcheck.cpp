#include "app/command/healthcheck.hpp"

#include "http/tls/tls_identity.hpp"
#include "net/blocking_client.hpp"
#include "net/problem.hpp"
#include "net/tls_context.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace docker_monitor::app {

namespace {

constexpr unsigned status_ok = 200;
constexpr std::size_t max_body = 4096;

/// Returns a context that sends the certificate if it can be read: most servers do not request one.
net::tls_context_ptr showing(const config::tls_files& files) {
  net::client_tls context{.trust = net::trust::everyone, .identity = http::identity_of(files)};
  context.shows_identity = !files.certificate.empty();
  auto made = net::make_client_tls(context);
  context.shows_identity = false;
  return made ? *made : *net::make_client_tls(context);
}

/// Describes a problem. The code is `permission` if the server refuses the certificate: in the
/// handshake with TLS 1.2, in place of the answer with 1.3.
model::failure words_for(const net::address& asked, const net::problem& what) {
  using stage = net::problem::stage;
  const auto code = net::is_refusal_of_certificate(what.error) ? model::failure_code::permission
                                                               : model::failure_code::refused;
  if (what.is_timeout())
    return {code, "no answer in time"};
  switch (what.at) {
  case stage::lookup:
    return {code, "cannot resolve " + asked.host + ": " + what.error.message()};
  case stage::connect:
    return {code, "cannot connect: " + what.error.message()};
  case stage::handshake:
    return {code, "no TLS: " + what.error.message()};
  case stage::exchange:
  case stage::answer:
    break;
  }
  return {code, "no answer: " + what.error.message()};
}

} // namespace

model::expected<bool> check_health(
    const http::listen_address& address, const config::tls_files& tls,
    std::chrono::seconds deadline) {
  using clock = std::chrono::steady_clock;
  using std::chrono::milliseconds;
  const auto unhealthy = [&address](const std::string& why) {
    return model::failure{
        model::failure_code::refused, to_string(address) + " is not healthy: " + why};
  };
  const bool speaks_tls = !tls.certificate.empty() && address.unix_path.empty();
  net::client_options options{.where = http::reached_at(address, speaks_tls)};
  if (speaks_tls)
    options.tls = showing(tls);
  options.fields = {{"Host", "localhost"}, {"Connection", "close"}};
  options.words = [asked = options.where](const net::problem& what) {
    return words_for(asked, what);
  };
  net::blocking_client client{std::move(options)};
  net::request request;
  request.target = "/healthz";
  const auto end = clock::now() + deadline;
  const auto answer = client.send(request, {.max_body = max_body, .may_cut = true}, [end] {
    return std::chrono::ceil<milliseconds>(end - clock::now());
  });
  if (!answer && answer.error().code == model::failure_code::permission)
    return true;
  if (!answer)
    return unhealthy(answer.error().message);
  if (answer->status != status_ok)
    return unhealthy("it answered " + std::to_string(answer->status));
  return true;
}

} // namespace docker_monitor::app
