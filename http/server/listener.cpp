#include "http/server/listener.hpp"

#include "http/message/response.hpp"
#include "http/server/socket_address.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <chrono>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// The mode of the unix socket: only its user and group may connect.
constexpr mode_t unix_socket_mode = 0660;

constexpr std::chrono::milliseconds back_off{100};

model::failure problem(const listen_address& where, const error_code& error) {
  const bool denied = error == boost::system::errc::permission_denied;
  return {
      denied ? model::failure_code::permission : model::failure_code::refused,
      listen_problem(to_string(where), !where.unix_path.empty(), error)};
}

/// Returns the first address of a host name or IP literal.
asio::ip::tcp::endpoint
resolve(asio::io_context& io, const listen_address& where, error_code& error) {
  if (const auto literal = asio::ip::make_address(where.host, error); !error)
    return {literal, where.port};
  asio::ip::tcp::resolver resolver(io);
  const auto found = resolver.resolve(where.host, "", asio::ip::resolver_base::passive, error);
  return error ? asio::ip::tcp::endpoint{}
               : asio::ip::tcp::endpoint{found.begin()->endpoint().address(), where.port};
}

} // namespace

listener::listener(server_core& core) : core_(core), acceptor_(core.io()), pause_(core.io()) {
  reserve();
}

listener::~listener() {
  close();
  if (reserve_ >= 0)
    ::close(reserve_);
}

model::expected<bound_endpoint> listener::open(const listen_address& where, bool v6_only) {
  return where.unix_path.empty() ? open_tcp(where, v6_only) : open_unix(where);
}

model::expected<bound_endpoint> listener::open_tcp(const listen_address& where, bool v6_only) {
  error_code error;
  const auto endpoint = resolve(core_.io(), where, error);
  if (!error)
    error = bind(endpoint, v6_only);
  if (error)
    return problem(where, error);
  const auto local = acceptor_.local_endpoint(error);
  if (error)
    return problem(where, error);
  bound_endpoint bound{.address = where, .beyond_loopback = !endpoint.address().is_loopback()};
  bound.address.host = endpoint.address().to_string();
  // Both kinds of address have the port at the same offset.
  bound.address.port = ntohs(reinterpret_cast<const sockaddr_in*>(local.data())->sin_port);
  return bound;
}

model::expected<bound_endpoint> listener::open_unix(const listen_address& where) {
  switch (inspect_unix_socket(where.unix_path)) {
  case unix_socket_state::nothing:
    break;
  case unix_socket_state::stale:
    ::unlink(where.unix_path.c_str());
    break;
  case unix_socket_state::live:
    return problem(where, asio::error::address_in_use);
  case unix_socket_state::not_socket:
    return model::failure{
        model::failure_code::refused,
        "cannot listen on " + to_string(where)
            + ": there is something else of that name; remove it or choose "
              "another path with --listen"};
  }
  if (const auto error = bind(asio::local::stream_protocol::endpoint(where.unix_path), false))
    return problem(where, error);
  unix_path_ = where.unix_path;
  ::chmod(unix_path_.c_str(), unix_socket_mode); // independent of the umask
  struct stat created {};
  if (::lstat(unix_path_.c_str(), &created) == 0) {
    unix_device_ = created.st_dev;
    unix_inode_ = created.st_ino;
  }
  return bound_endpoint{.address = where};
}

error_code listener::bind(const protocol::endpoint& endpoint, bool v6_only) {
  error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error && endpoint.protocol().family() != AF_UNIX)
    acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  // The file gets these permissions less the umask (unix(7)), so never more.
  if (!error && endpoint.protocol().family() == AF_UNIX)
    ::fchmod(acceptor_.native_handle(), unix_socket_mode);
  if (!error && v6_only)
    acceptor_.set_option(asio::ip::v6_only(true), error);
  if (!error)
    acceptor_.bind(endpoint, error);
  if (!error)
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error)
    acceptor_.non_blocking(true, error);
  return error;
}

void listener::start() {
  accept();
}

void listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  if (unix_path_.empty())
    return;
  struct stat found {};
  if (::lstat(unix_path_.c_str(), &found) == 0 && found.st_dev == unix_device_
      && found.st_ino == unix_inode_)
    ::unlink(unix_path_.c_str());
  unix_path_.clear();
}

void listener::accept() {
  acceptor_.async_accept(
      peer_, [self = shared_from_this()](const error_code& error, server_core::socket connected) {
        self->accepted(error, std::move(connected));
      });
}

void listener::accepted(const error_code& error, server_core::socket connected) {
  if (!acceptor_.is_open())
    return;
  if (error && error != asio::error::connection_aborted)
    return pause();
  if (!error)
    core_.accept(std::move(connected), ip_of(peer_.data()));
  accept();
}

void listener::pause() {
  reject_one();
  pause_.expires_after(back_off);
  pause_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error && self->acceptor_.is_open())
      self->accept();
  });
}

/// Answers one client through the reserved descriptor. Otherwise a client in the backlog would wait
/// as long as no descriptor is free.
void listener::reject_one() {
  if (reserve_ < 0)
    return reserve();
  ::close(std::exchange(reserve_, -1));
  error_code ignored;
  auto connected = acceptor_.accept(ignored);
  if (connected.is_open() && !(core_.wants_tls() && unix_path_.empty())) {
    connected.non_blocking(true, ignored);
    client_stream client{std::move(connected)};
    core_.reject(client, {503, "too many open files; try again later"});
  }
  reserve();
}

void listener::reserve() {
  reserve_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

} // namespace docker_monitor::http
