#include "http/server/server_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <thread>
#include <utility>

namespace docker_monitor::http {

struct server_thread::state {
  state(const http::publication& publication, server_options options)
      : server(io, publication, std::move(options)) {}

  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      boost::asio::make_work_guard(io)};
  http::server server;
  std::thread thread;
};

server_thread::server_thread(const http::publication& publication, server_options options)
    : state_(std::make_unique<state>(publication, std::move(options))) {}

server_thread::~server_thread() {
  stop();
  if (state_->thread.joinable())
    state_->thread.join();
}

model::expected<std::vector<bound_endpoint>> server_thread::start() {
  auto bound = state_->server.listen();
  if (bound)
    state_->thread = std::thread{[s = state_.get()] { s->io.run(); }};
  return bound;
}

void server_thread::tell(const model::alarm& alarm) {
  state_->server.tell(alarm);
}

void server_thread::renew(tls_context_ptr identity) {
  state_->server.renew(std::move(identity));
}

void server_thread::renew(std::vector<std::string> tokens) {
  state_->server.renew(std::move(tokens));
}

void server_thread::stop() {
  state_->server.stop([s = state_.get()] { s->work.reset(); });
}

} // namespace docker_monitor::http
