#pragma once

#include "fleet/bus.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::tests {

/// A bus that records sent messages and lets a test deliver messages.
class fake_bus : public fleet::bus {
 public:
  struct subscription : fleet::bus_subscription {
    subscription(fake_bus& of, std::string to) : bus{of}, subject{std::move(to)} {}
    ~subscription() override { bus.handlers.erase(subject); }
    fake_bus& bus;
    std::string subject;
  };

  bool open() override { return false; }
  [[nodiscard]] bool connected() const override { return true; }
  [[nodiscard]] std::string problem() const override { return {}; }

  model::expected<bool> publish(
      const std::string& subject, std::string_view payload, const std::string& reply,
      const fleet::bus_headers& headers) override {
    sent.emplace_back(subject, payload);
    messages.push_back({subject, reply, std::string{payload}, headers});
    return true;
  }

  model::expected<std::string>
  request(const std::string&, std::string_view, std::chrono::milliseconds) override {
    return model::failure{model::failure_code::timeout, ""};
  }

  std::unique_ptr<fleet::bus_subscription> subscribe(
      const std::string& subject, fleet::bus_handler handler, std::size_t, std::size_t) override {
    handlers[subject] = std::move(handler);
    return std::make_unique<subscription>(*this, subject);
  }

  std::map<std::string, fleet::bus_handler> handlers;
  std::vector<std::pair<std::string, std::string>> sent; ///< subjects and payloads
  std::vector<fleet::bus_message> messages;              ///< the same, with replies and headers
};

} // namespace docker_monitor::tests
