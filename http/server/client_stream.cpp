#include "http/server/client_stream.hpp"

#include <algorithm>

namespace docker_monitor::http {

namespace asio = boost::asio;

client_stream::client_stream(socket connected, tls_context_ptr identity)
    : socket_(std::move(connected)), identity_(std::move(identity)) {
  // nop
}

client_stream::error_code client_stream::perform_handshake() {
  if (!tls_)
    tls_ = std::make_unique<tls_channel>(identity_, socket_.native_handle());
  const auto error = tls_->perform_handshake();
  if (!error)
    identity_.reset();
  return error;
}

asio::socket_base::wait_type client_stream::handshake_waits_for() const {
  return tls_ ? tls_->waits_for() : asio::socket_base::wait_read;
}

void client_stream::become_plain() {
  tls_.reset();
  identity_.reset();
}

std::size_t client_stream::write_some(buffers what, error_code& error) {
  return tls_ ? tls_->write_some(what, error) : socket_.write_some(what, error);
}

client_stream::error_code client_stream::end() {
  error_code error;
  if (tls_)
    error = tls_->shut_down();
  if (!error)
    socket_.shutdown(asio::socket_base::shutdown_send, error);
  return error;
}

void client_stream::close() {
  error_code ignored;
  if (tls_)
    tls_->shut_down();
  socket_.close(ignored);
}

void client_stream::forget_queued() {
  error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
}

/// Fails if the socket was closed after it became ready. Its number may belong to another file by
/// now.
void client_stream::refuse_if_closed(error_code& error) const {
  if (!socket_.is_open())
    error = asio::error::operation_aborted;
}

/// Writes some of the rest and removes it. Returns true when nothing remains or the write failed.
bool client_stream::write_part(std::vector<asio::const_buffer>& left, error_code& error) {
  auto count = tls_->write_some(left, error);
  if (error == asio::error::would_block) {
    error = {};
    return false;
  }
  while (!left.empty() && count >= left.front().size()) {
    count -= left.front().size();
    left.erase(left.begin());
  }
  if (!left.empty())
    left.front() += count;
  return left.empty() || error;
}

} // namespace docker_monitor::http
