#include "http/server/server_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <thread>
#include <utility>

namespace docker_monitor::http {

struct server_thread::state {
  state(const http::latest_snapshot& latest_snapshot, server_options options)
      : server(io, latest_snapshot, std::move(options)) {}

  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      boost::asio::make_work_guard(io)};
  http::server server;
  std::thread thread;
};

server_thread::server_thread(const http::latest_snapshot& latest_snapshot, server_options options)
    : state_(std::make_unique<state>(latest_snapshot, std::move(options))) {}

server_thread::~server_thread() {
  stop();
  wait();
}

model::expected<std::vector<bound_endpoint>> server_thread::listen() {
  return state_->server.listen();
}

void server_thread::serve(record_sources sources) {
  state_->server.serve(std::move(sources));
  state_->thread = std::thread{[s = state_.get()] { s->io.run(); }};
}

void server_thread::publish_alarm(const model::alarm& alarm) {
  state_->server.publish_alarm(alarm);
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

void server_thread::wait() {
  if (state_->thread.joinable())
    state_->thread.join();
}

} // namespace docker_monitor::http
