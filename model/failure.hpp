#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// The kind of a failure. A caller decides by it; the message is for a person.
enum class failure_code : std::uint8_t {
  /// The peer cannot be connected to (no such socket, refused, unreachable host).
  unreachable = 1,
  /// The peer exists but refuses access (file permission, wrong password, bad TLS peer).
  permission,
  /// The deadline of the call passed.
  timeout,
  /// The peer closed the connection, or the connection broke.
  disconnected,
  /// The peer's answer does not follow its protocol.
  malformed,
  /// The engine knows no such container.
  not_found,
  /// The engine does not support the API version of the request.
  version_refused,
  /// The peer answered with an error of its own.
  refused,
  /// The program gave up the call itself (shutdown, superseded).
  cancelled,
  /// An option, file or URL is wrong.
  bad_option,
  /// The receiver refuses this for good. It is not sent again before a restart.
  parked,
};

/// An error as a value: the code for the program, the message with cause and remedy for a person.
struct failure {
  failure_code code;
  std::string message;
};

/// Either a value or the failure that prevented it.
template <class T>
using expected = boost::system::result<T, failure>;

/// Returns the code's name as logs show it, such as `"timeout"`.
std::string_view to_string(failure_code code);

/// Is called by `expected::value()` where there is no value. Throws `std::runtime_error`: the
/// caller must test for the value first.
[[noreturn]] void throw_exception_from_error(const failure& error, const boost::source_location&);

} // namespace docker_monitor::model
