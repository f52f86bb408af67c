#include "actors/alarm/store_failure.hpp"

#include "logging/log.hpp"

#include <caf/send.hpp>

namespace docker_monitor::actors {

void store_failure::attach(self_alarm_actor router) {
  router_ = std::move(router);
  if (message_.empty())
    return;
  notify(message_);
  if (why_.empty()) {
    message_.clear();
    notify({});
  }
}

void store_failure::begin(const std::string& why, const std::string& meaning) {
  if (!why_.empty())
    return;
  why_ = why;
  message_ = why + meaning;
  logging::error({.event = "store-down", .error = why_}, "{}: {}", source_, message_);
  notify(message_);
}

void store_failure::end(const std::string& path) {
  if (std::exchange(why_, {}).empty())
    return;
  logging::info({.event = "store-up"}, "{}: {} is written again", source_, path);
  if (!router_)
    return; // `attach` reports both
  message_.clear();
  notify({});
}

void store_failure::notify(std::string message) {
  if (router_)
    caf::anon_send(router_, self_alarm{source_, std::move(message)});
}

} // namespace docker_monitor::actors
