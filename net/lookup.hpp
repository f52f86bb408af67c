#pragma once

#include "net/address.hpp"

#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>
#include <mutex>
#include <vector>

namespace docker_monitor::net {

/// What a name stands for.
struct lookup_result {
  int error = 0;        ///< of getaddrinfo
  int system_error = 0; ///< `errno`, for `EAI_SYSTEM`
  std::vector<boost::asio::generic::stream_protocol::endpoint> found;
};

/// The addresses of a host that is an address itself; fails for names.
lookup_result look_up_address(const address& where);

/// The lookup of a name by a thread of its own, which is left alone when it takes too long: a name
/// server that does not answer must not hold us up, and the resolver has no deadline.
class name_lookup {
 public:
  /// Begins. `done` is the descriptor of a socket that ends once the result is there; it is the
  /// caller's. Negative where there is none.
  static std::shared_ptr<name_lookup> begin(const address& where, int& done);

  /// The result, once `done` has ended.
  [[nodiscard]] lookup_result result();

 private:
  std::mutex mutex_;
  lookup_result result_;
};

} // namespace docker_monitor::net
