#pragma once

#include "net/address.hpp"

#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>
#include <mutex>
#include <vector>

namespace docker_monitor::net {

/// The addresses of a name.
struct lookup_result {
  int error = 0;        ///< of getaddrinfo
  int system_error = 0; ///< `errno`, for `EAI_SYSTEM`
  std::vector<boost::asio::generic::stream_protocol::endpoint> found;
};

/// Converts a host that is an address. Fails for names.
lookup_result look_up_address(const address& where);

/// The lookup of a name by its own thread, which is abandoned when it takes too long: the resolver
/// has no deadline, and a name server that does not answer must not block the caller.
class name_lookup {
 public:
  /// Starts a lookup. `done` is set to a socket that reaches its end once the result is available.
  /// The caller owns it. Negative on failure.
  static std::shared_ptr<name_lookup> begin(const address& where, int& done);

  /// Returns the result. `done` must have ended.
  [[nodiscard]] lookup_result result();

 private:
  std::mutex mutex_;
  lookup_result result_;
};

} // namespace docker_monitor::net
