#include "sinks/webhook/byte_stream.hpp"

#include "sinks/tcp_connect.hpp"
#include "sinks/url_text.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docker_monitor::sinks {

namespace {

using model::failure;
using model::failure_code;

/// What the TLS library says of its newest error.
std::string tls_reason() {
  std::array<char, 200> text{};
  ::ERR_error_string_n(::ERR_peek_last_error(), text.data(), text.size());
  return text.data();
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return ::inet_pton(AF_INET, host.c_str(), address.data()) == 1
         || ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

/// Whom the peer must prove to be; false if the library refuses the name.
bool expect_host(SSL* tls, const std::string& host) {
  if (is_address(host))
    return ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(tls), host.c_str()) == 1;
  return ::SSL_set1_host(tls, host.c_str()) == 1
         && ::SSL_set_tlsext_host_name(tls, host.c_str()) == 1;
}

} // namespace

model::expected<std::shared_ptr<ssl_ctx_st>> make_tls_client() {
  std::shared_ptr<SSL_CTX> context{::SSL_CTX_new(::TLS_client_method()), ::SSL_CTX_free};
  if (!context || ::SSL_CTX_set_default_verify_paths(context.get()) != 1)
    return failure{failure_code::bad_option, "TLS: no authorities to trust: " + tls_reason()};
  ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // A peer may hang up without a word once it has answered.
  ::SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
  return context;
}

model::expected<std::unique_ptr<byte_stream>> byte_stream::connect(
    const std::string& host, std::uint16_t port, ssl_ctx_st* tls, const patience& limit) {
  const auto socket = connect_tcp(host, port, limit);
  if (!socket)
    return socket.error();
  std::unique_ptr<byte_stream> stream{new byte_stream{display_host(host, port), *socket}};
  if (tls != nullptr)
    if (auto problem = stream->start_tls(host, tls, limit))
      return *std::move(problem);
  return stream;
}

byte_stream::~byte_stream() {
  ::SSL_free(tls_);
  ::close(socket_);
}

outcome byte_stream::write(std::string_view bytes, const patience& limit) {
  while (!bytes.empty()) {
    ssize_t n = 0;
    if (tls_ != nullptr) {
      ::ERR_clear_error();
      n = ::SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
      if (n <= 0) {
        if (auto problem = wait_for_tls(static_cast<int>(n), limit))
          return problem;
        continue;
      }
    } else {
      n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0 && errno != EAGAIN && errno != EINTR)
        return broken(errno);
      if (n < 0) {
        if (auto problem = wait(POLLOUT, limit))
          return problem;
        continue;
      }
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return std::nullopt;
}

model::expected<std::size_t> byte_stream::read(std::span<char> into, const patience& limit) {
  for (;;) {
    outcome problem;
    if (tls_ != nullptr) {
      ::ERR_clear_error();
      const int n = ::SSL_read(tls_, into.data(), static_cast<int>(into.size()));
      if (n > 0)
        return static_cast<std::size_t>(n);
      if (::SSL_get_error(tls_, n) == SSL_ERROR_ZERO_RETURN)
        return std::size_t{0};
      problem = wait_for_tls(n, limit);
    } else {
      const auto n = ::recv(socket_, into.data(), into.size(), 0);
      if (n >= 0)
        return static_cast<std::size_t>(n);
      if (errno != EAGAIN && errno != EINTR)
        return broken(errno);
      problem = wait(POLLIN, limit);
    }
    if (problem)
      return *std::move(problem);
  }
}

bool byte_stream::stale() {
  pollfd wanted{socket_, POLLIN, 0};
  if (::poll(&wanted, 1, 0) == 0)
    return false;
  if (tls_ == nullptr)
    return true;
  // What TLS has to say by itself (session tickets) is none of our business.
  ::ERR_clear_error();
  char byte = 0;
  const int n = ::SSL_peek(tls_, &byte, 1);
  return n > 0 || ::SSL_get_error(tls_, n) != SSL_ERROR_WANT_READ;
}

outcome
byte_stream::start_tls(const std::string& host, ssl_ctx_st* context, const patience& limit) {
  tls_ = ::SSL_new(context);
  if (tls_ == nullptr || ::SSL_set_fd(tls_, socket_) != 1 || !expect_host(tls_, host))
    return failure{failure_code::bad_option, where_ + ": TLS: " + tls_reason()};
  for (;;) {
    ::ERR_clear_error();
    const int result = ::SSL_connect(tls_);
    if (result == 1)
      return std::nullopt;
    if (const auto verdict = ::SSL_get_verify_result(tls_); verdict != X509_V_OK)
      return failure{
          failure_code::permission,
          where_ + ": its certificate is not good: " + ::X509_verify_cert_error_string(verdict)
              + " (SSL_CERT_FILE names further authorities)"};
    if (auto problem = wait_for_tls(result, limit))
      return problem;
  }
}

/// Waits until `events` are there.
outcome byte_stream::wait(short events, const patience& limit) const {
  pollfd wanted{socket_, events, 0};
  while (::poll(&wanted, 1, static_cast<int>(limit.next_slice().count())) <= 0)
    if (limit.left().count() == 0)
      return failure{failure_code::timeout, where_ + ": no answer in time"};
  return std::nullopt;
}

/// Waits for what a call of the TLS library that ended with `result` wants before it is called
/// again.
outcome byte_stream::wait_for_tls(int result, const patience& limit) const {
  const int error = errno;
  switch (::SSL_get_error(tls_, result)) {
  case SSL_ERROR_WANT_READ:
    return wait(POLLIN, limit);
  case SSL_ERROR_WANT_WRITE:
    return wait(POLLOUT, limit);
  case SSL_ERROR_ZERO_RETURN:
    return broken(0);
  case SSL_ERROR_SYSCALL:
    return broken(error);
  default:
    return failure{failure_code::disconnected, where_ + ": TLS: " + tls_reason()};
  }
}

model::failure byte_stream::broken(int error) const {
  return {
      failure_code::disconnected,
      where_ + ": " + (error == 0 ? "it hung up" : std::system_category().message(error))};
}

} // namespace docker_monitor::sinks
