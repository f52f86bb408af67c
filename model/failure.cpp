#include "model/failure.hpp"

#include <stdexcept>

namespace docker_monitor::model {

std::string_view to_string(failure_code code) {
  switch (code) {
  case failure_code::unreachable:
    return "unreachable";
  case failure_code::permission:
    return "permission";
  case failure_code::timeout:
    return "timeout";
  case failure_code::disconnected:
    return "disconnected";
  case failure_code::malformed:
    return "malformed";
  case failure_code::not_found:
    return "not found";
  case failure_code::version_refused:
    return "version refused";
  case failure_code::refused:
    return "refused";
  case failure_code::cancelled:
    return "cancelled";
  case failure_code::bad_option:
    return "bad option";
  case failure_code::parked:
    return "parked";
  }
  return "unknown failure";
}

void throw_exception_from_error(const failure& error, const boost::source_location&) {
  throw std::runtime_error(error.message);
}

} // namespace docker_monitor::model
