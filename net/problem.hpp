#pragma once

#include "model/failure.hpp"

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace docker_monitor::net {

/// What went wrong with a connection or a call, and where.
struct problem {
  enum class stage : std::uint8_t {
    lookup, ///< of the name
    connect,
    handshake, ///< of TLS
    exchange,  ///< sending the request or reading its answer
    answer,    ///< what came is no HTTP that can be read, or more than allowed
  };

  stage at = stage::exchange;
  boost::system::error_code error{};
  std::string
      detail{}; ///< why the peer's certificate is not good, what the resolver says; or empty

  /// The deadline passed.
  [[nodiscard]] bool is_timeout() const;

  /// The peer closed the connection where something was to come.
  [[nodiscard]] bool is_hang_up() const;

  /// It did so in the middle of an answer.
  [[nodiscard]] bool is_cut_short() const;
};

/// Tells a person what a problem means, with cause and remedy.
using problem_words = std::function<model::failure(const problem&)>;

} // namespace docker_monitor::net
