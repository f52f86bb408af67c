#include "http/tls/tls_channel.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// The most bytes in a TLS record.
constexpr std::size_t record_bytes = SSL3_RT_MAX_PLAIN_LENGTH;

/// The most bytes per write, so that the encryption of a large answer does not delay other clients.
constexpr std::size_t bytes_at_once = 16 * record_bytes;

tls_source& source_of(BIO* bio) {
  return *static_cast<tls_source*>(BIO_get_data(bio));
}

bool should_retry(long result) {
  return result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

int send_bytes(BIO* bio, const char* bytes, int count) {
  BIO_clear_retry_flags(bio);
  const auto sent =
      ::send(source_of(bio).descriptor, bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL);
  if (should_retry(sent))
    BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int receive_bytes(BIO* bio, char* into, int count) {
  BIO_clear_retry_flags(bio);
  auto& [descriptor, before] = source_of(bio);
  const auto wanted = static_cast<std::size_t>(count);
  if (!before.empty()) {
    const auto taken = std::min(wanted, before.size());
    std::memcpy(into, before.data(), taken);
    before = before.subspan(taken);
    return static_cast<int>(taken);
  }
  const auto received = ::recv(descriptor, into, wanted, 0);
  if (should_retry(received))
    BIO_set_retry_read(bio);
  if (received == 0)
    errno = 0; // the end of the stream is no error of the system
  return static_cast<int>(received);
}

long control_bytes(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// OpenSSL's socket method, without the SIGPIPE of writing to a closed connection.
const BIO_METHOD* socket_method() {
  static const auto* const method = [] {
    auto* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    if (made != nullptr) {
      BIO_meth_set_write(made, send_bytes);
      BIO_meth_set_read(made, receive_bytes);
      BIO_meth_set_ctrl(made, control_bytes);
    }
    return made;
  }();
  return method;
}

BIO* make_bio(tls_source& source) {
  const auto* const method = socket_method();
  auto* const made = method == nullptr ? nullptr : BIO_new(method);
  if (made != nullptr) {
    BIO_set_data(made, &source);
    BIO_set_init(made, 1);
  }
  return made;
}

/// Returns the bytes of one record: the first buffer where it fills one, else a copy of the first
/// buffers. Many small records would cost more than the copy.
asio::const_buffer
first_record(std::span<const asio::const_buffer> buffers, std::size_t skipped, char* scratch) {
  std::size_t filled = 0;
  for (auto buffer : buffers) {
    const auto passed = std::min(skipped, buffer.size());
    skipped -= passed;
    buffer += passed;
    if (filled == 0 && buffer.size() >= record_bytes)
      return asio::buffer(buffer, record_bytes);
    filled +=
        asio::buffer_copy(asio::mutable_buffer(scratch + filled, record_bytes - filled), buffer);
    if (filled == record_bytes)
      break;
  }
  return {scratch, filled};
}

/// Returns the first error and clears the queue, so that errors of the next operation are its own.
unsigned long take_error() {
  const auto first = ERR_peek_error();
  ERR_clear_error();
  return first;
}

/// Returns OpenSSL's reason code; 0 for other errors.
int reason_of(const error_code& error) {
  return error.category() == asio::error::get_ssl_category()
             ? ERR_GET_REASON(static_cast<unsigned long>(error.value()))
             : 0;
}

} // namespace

void tls_channel::deleter::operator()(SSL* ssl) const {
  SSL_free(ssl);
}

tls_channel::tls_channel(tls_context_ptr identity, int descriptor)
    : identity_(std::move(identity)), source_{descriptor},
      ssl_(SSL_new(identity_->native_handle())) {
  auto* const bio = ssl_ ? make_bio(source_) : nullptr;
  if (bio == nullptr)
    ssl_.reset();
  if (!ssl_) {
    take_error();
    return;
  }
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
  SSL_set_mode(
      ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                      | SSL_MODE_RELEASE_BUFFERS); // many connections are idle
}

tls_channel::~tls_channel() = default;

error_code tls_channel::perform_handshake() {
  if (!ssl_)
    return asio::error::no_memory;
  return error_of(SSL_do_handshake(ssl_.get()));
}

std::size_t tls_channel::read_some(asio::mutable_buffer into, error_code& error) {
  std::size_t count = 0;
  error = error_of(SSL_read_ex(ssl_.get(), into.data(), into.size(), &count));
  return error ? 0 : count;
}

std::size_t
tls_channel::write_some(std::span<const asio::const_buffer> buffers, error_code& error) {
  static thread_local std::array<char, record_bytes> scratch;
  std::size_t written = 0;
  error = {};
  while (written < bytes_at_once) {
    const auto next = first_record(buffers, written, scratch.data());
    if (next.size() == 0)
      break;
    error_code problem;
    const auto count = write_record(next, problem);
    if (problem && written == 0)
      error = problem;
    if (problem)
      break;
    written += count;
  }
  return written;
}

std::size_t tls_channel::write_record(asio::const_buffer bytes, error_code& error) {
  std::size_t count = 0;
  error = error_of(SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count));
  return error ? 0 : count;
}

error_code tls_channel::shut_down() {
  // After the goodbye is sent, OpenSSL would wait for that of the client.
  if (!ssl_ || failed_ || close_notify_sent_ || SSL_is_init_finished(ssl_.get()) != 1)
    return {};
  const auto result = SSL_shutdown(ssl_.get());
  close_notify_sent_ = result >= 0;
  return close_notify_sent_ ? error_code{} : error_of(result);
}

bool tls_channel::has_pending() const {
  return !source_.received.empty() || SSL_has_pending(ssl_.get()) == 1;
}

void tls_channel::received(std::size_t count) {
  source_.received = {received_.data(), count};
}

error_code tls_channel::error_of(int result) {
  if (result == 1)
    return {};
  const int system_error = std::exchange(errno, 0);
  switch (SSL_get_error(ssl_.get(), result)) {
  case SSL_ERROR_WANT_READ:
    waits_for_ = asio::socket_base::wait_read;
    return asio::error::would_block;
  case SSL_ERROR_WANT_WRITE:
    waits_for_ = asio::socket_base::wait_write;
    return asio::error::would_block;
  case SSL_ERROR_ZERO_RETURN:
    return asio::error::eof;
  case SSL_ERROR_SSL:
    failed_ = true;
    return {static_cast<int>(take_error()), asio::error::get_ssl_category()};
  default:
    failed_ = true;
    take_error();
    if (system_error == 0)
      return asio::error::connection_reset;
    return {system_error, boost::system::system_category()};
  }
}

bool is_plain_http(const error_code& error) {
  return reason_of(error) == SSL_R_HTTP_REQUEST;
}

bool is_refused_certificate(const error_code& error) {
  const int reason = reason_of(error);
  return reason == SSL_R_CERTIFICATE_VERIFY_FAILED
         || reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE;
}

} // namespace docker_monitor::http
