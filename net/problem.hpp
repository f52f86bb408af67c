#pragma once

#include "model/failure.hpp"

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace docker_monitor::net {

/// A problem of a connection or a call, with its stage.
struct problem {
  enum class stage : std::uint8_t {
    lookup, ///< of the name
    connect,
    handshake, ///< of TLS
    exchange,  ///< sending the request or reading its answer
    answer,    ///< the answer is not readable HTTP, or too long
  };

  stage at = stage::exchange;
  boost::system::error_code error{};
  std::string
      detail{}; ///< why the peer's certificate is invalid, or the resolver's message; may be empty

  /// Returns true where the deadline passed.
  [[nodiscard]] bool is_timeout() const;

  /// Returns true where the peer closed the connection instead of sending.
  [[nodiscard]] bool is_hang_up() const;

  /// Returns true where the peer closed the connection in the middle of an answer.
  [[nodiscard]] bool is_cut_short() const;
};

/// Makes the failure of a problem, with cause and remedy.
using problem_words = std::function<model::failure(const problem&)>;

} // namespace docker_monitor::net
