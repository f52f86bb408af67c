#pragma once

#include "http/tls/tls_terminator.hpp"
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

  void shake() {
    stream.async_handshake(asio::ssl::stream_base::client, [this](const error_code& e) {
      problem = e;
      shaken = !e;
      if (shaken)
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

  void say(std::string text) {
    said.push_back(std::move(text));
    asio::async_write(stream, asio::buffer(said.back()), [](const error_code&, std::size_t) {});
  }

  asio::ssl::stream<asio::local::stream_protocol::socket> stream;
  std::array<char, 1000> block{};
  std::list<std::string> said;
  std::string heard;
  bool shaken = false;
  bool reads = true;
  error_code problem; ///< of the handshake
  error_code end;
};

/// A terminator with an identity, whose sessions are the test's.
struct tls_fixture {
  tls_fixture() {
    authority.write(files / "authority.pem");
    for (const auto* name : {"ours", "newer", "known"})
      authority.issue(files / name, name);
    test_authority{"strangers"}.issue(files / "stranger", "stranger");
    terminator = begin(read("ours"));
  }

  tls_context_ptr read(const std::string& name, const std::string& of_clients = {}) {
    const auto made = read_tls(
        {files / (name + ".pem"), files / (name + ".key"),
         of_clients.empty() ? std::string{} : files / of_clients});
    CAF_REQUIRE(made.has_value());
    return *made;
  }

  std::shared_ptr<tls_terminator> begin(tls_context_ptr identity) {
    tls_terminator::settings settings;
    settings.admit = [this](tls_terminator::socket plain, const std::optional<ip_address>& peer) {
      admitted.push_back(std::make_unique<tls_terminator::socket>(std::move(plain)));
      admitted.back()->non_blocking(true);
      peers.push_back(peer);
    };
    settings.emptied = [this] { ++emptied; };
    settings.most_handshakes = 2;
    settings.most_closing = 2;
    settings.clock = [this] { return now; };
    return std::make_shared<tls_terminator>(io, std::move(identity), settings);
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
    terminator->accept(std::move(theirs), somebody);
    return *clients.back();
  }

  /// A connection whose handshake is over.
  tls_client& meet(const std::string& shows = {}) {
    auto& who = connect(shows);
    who.shake();
    pump();
    return who;
  }

  /// Until nothing more happens.
  void pump() {
    do
      io.restart();
    while (io.poll() != 0);
  }

  void pass(std::chrono::milliseconds time) {
    now += time;
    terminator->check_deadlines();
    pump();
  }

  /// What a session has been asked.
  std::string asked(std::size_t session = 0) {
    std::array<char, 1000> block{};
    error_code ended;
    return {block.data(), admitted.at(session)->read_some(asio::buffer(block), ended)};
  }

  void answer(std::string_view text, std::size_t session = 0) {
    admitted.at(session)->write_some(asio::buffer(text));
    pump();
  }

  asio::io_context io;
  tests::scratch_directory files;
  test_authority authority;
  ip_address somebody{1, 2, 3};
  tls_terminator::time_point now{};
  std::vector<std::unique_ptr<tls_terminator::socket>> admitted;
  std::vector<std::optional<ip_address>> peers;
  int emptied = 0;
  std::shared_ptr<tls_terminator> terminator;
  std::vector<std::unique_ptr<asio::ssl::context>> contexts;
  std::vector<std::unique_ptr<tls_client>> clients;
};

} // namespace docker_monitor::http
