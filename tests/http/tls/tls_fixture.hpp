#pragma once

#include "http/server/server_core.hpp"
#include "tests/http/snapshots.hpp"
#include "tests/http/tls/test_authority.hpp"
#include "tests/support/scratch_directory.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <caf/test/unit_test.hpp>

#include <array>
#include <list>
#include <string>
#include <vector>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

/// Who connects: shakes hands, says something, notes what comes.
struct tls_client {
  tls_client(asio::io_context& io, asio::ssl::context& with) : stream(io, with) {}

  void perform_handshake() {
    stream.async_handshake(asio::ssl::stream_base::client, [this](const error_code& e) {
      problem = e;
      handshake_done = !e;
      if (!handshake_done)
        return;
      if (!first_request.empty())
        send(first_request);
      read();
    });
  }

  void read() {
    stream.async_read_some(asio::buffer(block), [this](const error_code& e, std::size_t count) {
      heard.append(block.data(), count);
      if (e)
        end = e;
      else if (reads)
        read();
    });
  }

  void send(std::string text) {
    said.push_back(std::move(text));
    asio::async_write(stream, asio::buffer(said.back()), [](const error_code&, std::size_t) {});
  }

  asio::ssl::stream<asio::local::stream_protocol::socket> stream;
  std::array<char, 1000> block{};
  std::list<std::string> said;
  std::string heard;
  std::string first_request; ///< said as soon as the handshake is over on this side
  bool handshake_done = false;
  bool reads = true;
  error_code problem; ///< of the handshake
  error_code end;
};

/// A server with an identity whose clock is the test's, with clients over pairs of sockets.
struct tls_fixture {
  explicit tls_fixture(server_options with = server_options{.max_connections = 4}) {
    authority.write(files / "authority.pem");
    for (const auto* name : {"ours", "newer", "known"})
      authority.issue(files / name, name);
    test_authority{"strangers"}.issue(files / "stranger", "stranger");
    with.tls = read("ours");
    with.clock = [this] { return now; };
    latest_snapshot.publish(four_containers());
    core = std::make_shared<server_core>(io, latest_snapshot, std::move(with));
  }

  ~tls_fixture() { core->abort(); }

  tls_context_ptr read(const std::string& name, const std::string& of_clients = {}) {
    const auto made = read_tls(
        {files / (name + ".pem"), files / (name + ".key"),
         of_clients.empty() ? std::string{} : files / of_clients});
    CAF_REQUIRE(made.has_value());
    return *made;
  }

  void renew(tls_context_ptr identity) {
    core->renew(std::move(identity));
    pump();
  }

  /// A new connection of a client that shows a certificate, or none.
  tls_client& connect(const std::string& shows = {}) {
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    if (!shows.empty()) {
      context->use_certificate_chain_file(files / (shows + ".pem"));
      context->use_private_key_file(files / (shows + ".key"), asio::ssl::context::pem);
    }
    contexts.push_back(std::move(context));
    clients.push_back(std::make_unique<tls_client>(io, *contexts.back()));
    asio::local::stream_protocol::socket theirs{io};
    asio::local::connect_pair(clients.back()->stream.next_layer(), theirs);
    core->accept(std::move(theirs), client_address);
    return *clients.back();
  }

  /// A connection whose handshake is over.
  tls_client& meet(const std::string& shows = {}) {
    auto& who = connect(shows);
    who.perform_handshake();
    pump();
    return who;
  }

  /// More than a socket takes at once.
  void publish_many() {
    std::vector<model::row_ptr> rows;
    for (int i = 0; i < 20'000; ++i)
      rows.push_back(make_row(
          std::to_string(i), "container-" + std::to_string(i), model::container_status::running,
          1.0, 2.0));
    latest_snapshot.publish(make_snapshot(std::move(rows)));
  }

  /// A client that is stuck in a large answer.
  tls_client& meet_slow_reader() {
    publish_many();
    auto& who = meet();
    who.reads = false;
    who.send(request("/docker-monitor/api/v1.0/metrics"));
    pump();
    return who;
  }

  static std::string request(const std::string& target, const std::string& fields = {}) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
  }

  /// Until nothing more happens.
  void pump() {
    do
      io.restart();
    while (io.poll() != 0);
  }

  void pass(std::chrono::milliseconds time) {
    now += time;
    core->check_deadlines();
    pump();
  }

  asio::io_context io;
  tests::scratch_directory files;
  test_authority authority;
  ip_address client_address{1, 2, 3};
  server_core::time_point now = noon;
  http::latest_snapshot latest_snapshot;
  std::shared_ptr<server_core> core;
  std::vector<std::unique_ptr<asio::ssl::context>> contexts;
  std::vector<std::unique_ptr<tls_client>> clients;
};

} // namespace docker_monitor::http
