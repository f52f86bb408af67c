#include "bench/load/byte_stream.hpp"

#include "bench/machine/interruption.hpp"

#include <openssl/ssl.h>

#include <cerrno>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docker_monitor::bench {

namespace {

SSL_CTX* tls_of_clients() {
  static SSL_CTX* const made = SSL_CTX_new(TLS_client_method());
  return made;
}

} // namespace

void byte_stream::deleter::operator()(SSL* ssl) const {
  SSL_free(ssl);
}

byte_stream::byte_stream(const http_address& where) : descriptor_(connect_to(where)) {
  if (descriptor_ < 0)
    throw harness_error("the server to be loaded does not answer");
  if (!where.tls)
    return;
  ssl_.reset(SSL_new(tls_of_clients()));
  SSL_set_fd(ssl_.get(), descriptor_);
  perform_handshake();
}

byte_stream::~byte_stream() {
  close(descriptor_);
}

void byte_stream::perform_handshake() {
  constexpr int timeout_ms = 5000;
  for (;;) {
    const auto result = SSL_connect(ssl_.get());
    if (result == 1)
      return;
    if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ)
      throw harness_error("no TLS is spoken where the load is to go");
    pollfd waiting{descriptor_, POLLIN, 0};
    if (poll(&waiting, 1, timeout_ms) != 1)
      throw harness_error("the server to be loaded does not complete the TLS handshake");
    check_interruption();
  }
}

bool byte_stream::send(std::string_view bytes) {
  if (ssl_)
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
           == static_cast<int>(bytes.size());
  return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
         == static_cast<ssize_t>(bytes.size());
}

long byte_stream::receive(char* into, std::size_t size) {
  if (!ssl_)
    return recv(descriptor_, into, size, 0);
  const auto count = SSL_read(ssl_.get(), into, static_cast<int>(size));
  if (count > 0)
    return count;
  if (SSL_get_error(ssl_.get(), count) != SSL_ERROR_WANT_READ)
    return 0;
  errno = EAGAIN;
  return -1;
}

} // namespace docker_monitor::bench
