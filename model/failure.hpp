#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// What kind of thing went wrong; decides how a caller reacts, the message tells a person.
enum class failure_code : std::uint8_t {
  /// The peer cannot be connected to (no such socket, refused, unreachable host).
  unreachable = 1,
  /// The peer is there but we are not allowed in (file permission, wrong password, bad TLS peer).
  permission,
  /// The deadline of the call passed.
  timeout,
  /// The peer closed the connection, or the connection broke.
  disconnected,
  /// The peer answered something that is not what its protocol says.
  malformed,
  /// The engine knows no such container.
  not_found,
  /// The engine does not speak the API version we asked with.
  version_refused,
  /// The peer answered with an error of its own.
  refused,
  /// We gave the call up ourselves (shutdown, superseded).
  cancelled,
  /// An option, file or URL is wrong.
  bad_option,
  /// The receiver will not take this, however often it is sent; given up until a restart.
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

/// The code's name as it stands in logs, such as `"timeout"`.
std::string_view to_string(failure_code code);

/// Called by `expected::value()` where there is none; throws `std::runtime_error` (a bug of the
/// caller: test for the value first).
[[noreturn]] void throw_exception_from_error(const failure& error, const boost::source_location&);

} // namespace docker_monitor::model
