#include "tests/http/connection_fixture.hpp"

#include <cctype>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docker_monitor::http {

std::string received_response::field(std::string_view name) const {
  const auto start = head.find("\r\n" + std::string(name) + ": ");
  if (start == std::string::npos)
    return {};
  const auto value = start + name.size() + 4;
  return head.substr(value, head.find("\r\n", value) - value);
}

std::vector<received_response> split_responses(std::string_view input, bool head_only) {
  std::vector<received_response> responses;
  while (!input.empty()) {
    const auto end = input.find("\r\n\r\n");
    if (!input.starts_with("HTTP/1.1 ") || end == std::string_view::npos)
      throw std::runtime_error("not a whole response: " + std::string(input));
    received_response next;
    next.head = input.substr(0, end + 2);
    next.status = static_cast<unsigned>(std::stoul(next.head.substr(9, 3)));
    input.remove_prefix(end + 4);
    const bool without_body = head_only || next.status == 304;
    const auto length = without_body ? 0 : std::stoul(next.field("Content-Length"));
    if (length > input.size())
      throw std::runtime_error("a body is cut short");
    next.body = input.substr(0, length);
    input.remove_prefix(length);
    responses.push_back(std::move(next));
  }
  return responses;
}

test_client::test_client(int descriptor) : descriptor_(descriptor) {
  fcntl(descriptor_, F_SETFL, O_NONBLOCK);
}

test_client::test_client(test_client&& other) noexcept
    : input(std::move(other.input)), closed(other.closed),
      descriptor_(std::exchange(other.descriptor_, -1)) {
  // nop
}

test_client::~test_client() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

std::size_t test_client::send(std::string_view bytes) const {
  const auto count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return count < 0 ? 0 : static_cast<std::size_t>(count);
}

void test_client::shut_down() const {
  ::shutdown(descriptor_, SHUT_WR);
}

void test_client::receive() {
  char buffer[16384];
  for (;;) {
    const auto count = ::recv(descriptor_, buffer, sizeof buffer, 0);
    if (count > 0) {
      input.append(buffer, static_cast<std::size_t>(count));
      continue;
    }
    if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
      closed = true;
    return;
  }
}

namespace {

server_options with_clock(server_options options, connection_fixture& fixture) {
  options.clock = [&fixture] { return fixture.now; };
  return options;
}

} // namespace

connection_fixture::connection_fixture(server_options options, record_sources sources)
    : under_test(io, latest_snapshot, with_clock(std::move(options), *this)) {
  under_test.serve(std::move(sources));
  latest_snapshot.publish(four_containers());
}

test_client connection_fixture::connect(bool check_host) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
    throw std::runtime_error("no socket pair");
  under_test.adopt(ends[0], check_host);
  return test_client(ends[1]);
}

void connection_fixture::pump() {
  io.restart();
  while (io.poll() != 0)
    io.restart();
}

void connection_fixture::talk(test_client& client, std::string_view bytes) {
  client.send(bytes);
  pump();
  client.receive();
}

void connection_fixture::advance(std::chrono::milliseconds time) {
  now += time;
  under_test.check_deadlines();
  pump();
}

} // namespace docker_monitor::http
