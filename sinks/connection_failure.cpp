#include "sinks/connection_failure.hpp"

namespace docker_monitor::sinks {

using model::failure;
using model::failure_code;

std::optional<failure> connection_failure(const std::string& where, const net::problem& what) {
  using stage = net::problem::stage;
  const auto message = what.detail.empty() ? what.error.message() : what.detail;
  if (what.is_timeout()) {
    const bool of_name = what.at == stage::lookup;
    return failure{
        failure_code::timeout,
        where + (of_name ? ": the name lookup did not end in time" : ": no answer in time")};
  }
  if (what.at == stage::lookup || what.at == stage::connect)
    return failure{failure_code::unreachable, where + ": " + message};
  if (what.at == stage::handshake && !what.detail.empty())
    return failure{
        failure_code::permission, where + ": its certificate is not good: " + message
                                      + " (SSL_CERT_FILE names further authorities)"};
  return {};
}

} // namespace docker_monitor::sinks
