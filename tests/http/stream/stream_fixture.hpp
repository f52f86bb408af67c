#pragma once

#include "tests/http/connection_fixture.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

namespace docker_monitor::http::test {

/// An event of the stream.
struct event {
  std::string name;
  std::string id;
  std::string data;
};

/// What a client has understood of a stream; comments are left out.
inline std::vector<event> events_in(std::string_view text) {
  std::vector<event> events;
  for (auto end = text.find("\n\n"); end != std::string_view::npos; end = text.find("\n\n")) {
    auto block = text.substr(0, end + 1);
    text.remove_prefix(end + 2);
    event next;
    while (!block.empty()) {
      const auto line = block.substr(0, block.find('\n'));
      block.remove_prefix(line.size() + 1);
      const auto colon = line.find(": ");
      if (colon == std::string_view::npos)
        continue;
      const auto field = line.substr(0, colon);
      const std::string value{line.substr(colon + 2)};
      (field == "event" ? next.name : field == "id" ? next.id : next.data) = value;
    }
    if (!next.name.empty())
      events.push_back(next);
  }
  return events;
}

inline std::string body_of(const std::string& input) {
  const auto end = input.find("\r\n\r\n");
  return end == std::string::npos ? "" : input.substr(end + 4);
}

inline std::string inflated(const std::string& bytes) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(1 << 20, '\0');
  std::string in = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_SYNC_FLUSH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

inline std::string names_of(const std::vector<event>& events) {
  std::string names;
  for (const auto& e : events)
    names += (names.empty() ? "" : " ") + e.name;
  return names;
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Makes connections over TCP from the addresses 127.0.0.1 to 127.0.0.254.
class loopback_clients {
 public:
  loopback_clients() {
    auto own = address_of(1);
    socklen_t size = sizeof own;
    CAF_REQUIRE_EQUAL(bind(listener_, reinterpret_cast<const sockaddr*>(&own), size), 0);
    CAF_REQUIRE_EQUAL(listen(listener_, 1), 0);
    CAF_REQUIRE_EQUAL(getsockname(listener_, reinterpret_cast<sockaddr*>(&own), &size), 0);
    port_ = own.sin_port;
  }
  ~loopback_clients() { ::close(listener_); }
  loopback_clients(const loopback_clients&) = delete;
  loopback_clients& operator=(const loopback_clients&) = delete;

  /// Returns the descriptors of the client and of the server.
  [[nodiscard]] std::pair<int, int> connect(std::uint8_t last) const {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto from = address_of(last);
    auto to = address_of(1);
    to.sin_port = port_;
    CAF_REQUIRE_EQUAL(bind(client, reinterpret_cast<const sockaddr*>(&from), sizeof from), 0);
    CAF_REQUIRE_EQUAL(::connect(client, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    CAF_REQUIRE(accepted >= 0);
    return {client, accepted};
  }

 private:
  static sockaddr_in address_of(std::uint8_t last) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl((INADDR_LOOPBACK & ~0xffU) | last);
    return address;
  }

  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  in_port_t port_ = 0;
};

/// A server and clients that follow its stream.
struct stream_fixture : connection_fixture {
  stream_fixture() : connection_fixture(settings(*this), sources(*this)) {
    latest_snapshot.publish(make_snapshot({web}));
  }

  static server_options settings(stream_fixture& self) {
    server_options options;
    options.max_connections = 8;
    options.log = [&self](const std::string& line) { self.log += line + '\n'; };
    options.max_waiting = 2;
    return options;
  }

  static record_sources sources(stream_fixture& self) {
    return {.alarms = [&self](const model::alarm_query&, const model::alarm_page_handler& done) {
      if (self.history_hangs)
        return self.waiting.push_back(done);
      done(model::alarm_page{{R"({"id":"before"})"}, std::nullopt});
    }};
  }

  test_client follow(const std::string& query = "", const std::string& fields = "") {
    auto client = connect();
    talk(
        client, "GET /docker-monitor/api/v2/stream" + query + " HTTP/1.1\r\nHost: localhost\r\n"
                    + fields + "\r\n");
    return client;
  }

  test_client follow_from(const loopback_clients& addresses, std::uint8_t last) {
    const auto [client, server] = addresses.connect(last);
    under_test.adopt(server, true);
    test_client connected{client};
    talk(connected, "GET /docker-monitor/api/v2/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return connected;
  }

  std::vector<event> received(test_client& client) {
    pump();
    client.receive();
    return events_in(body_of(client.input));
  }

  void sample(double cpu) { latest_snapshot.publish(make_snapshot({web = again(cpu)})); }

  /// The same container with another sample.
  model::row_ptr again(double cpu) const {
    auto next = *make_row("aaaa", "web", model::container_status::running, cpu, 1.0);
    next.container = web->container;
    next.sampled_at = web->sampled_at + std::chrono::seconds{1};
    return std::make_shared<const model::row>(next);
  }

  void alarm(const std::string& id) {
    model::alarm made;
    made.id = id;
    under_test.publish_alarm(made);
  }

  model::row_ptr web = make_row("aaaa", "web", model::container_status::running, 1.0, 1.0);
  std::string log;
  bool history_hangs = false;
  std::vector<model::alarm_page_handler> waiting;
};

} // namespace docker_monitor::http::test
