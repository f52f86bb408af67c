#include "http/server/server.hpp"

#include "http/server/server_core.hpp"

#include <utility>

namespace docker_monitor::http {

server::server(
    boost::asio::io_context& io, const http::latest_snapshot& latest_snapshot,
    server_options options)
    : core_(std::make_shared<server_core>(io, latest_snapshot, std::move(options))) {
  // nop
}

server::~server() {
  core_->abort();
}

model::expected<std::vector<bound_endpoint>> server::listen() {
  return core_->listen();
}

void server::serve(record_sources sources) {
  core_->serve(std::move(sources));
}

void server::adopt(int descriptor, bool check_host) {
  core_->adopt(descriptor, check_host);
}

void server::stop(std::function<void()> stopped) {
  core_->stop(std::move(stopped));
}

void server::publish_alarm(const model::alarm& alarm) {
  core_->publish_alarm(alarm);
}

void server::renew(tls_context_ptr identity) {
  core_->renew(std::move(identity));
}

void server::renew(std::vector<std::string> tokens) {
  core_->renew(std::move(tokens));
}

void server::check_deadlines() {
  core_->check_deadlines();
}

std::size_t server::connections() const {
  return core_->connections();
}

} // namespace docker_monitor::http
