#include "bench/load/load_generator.hpp"

#include "bench/load/byte_stream.hpp"
#include "bench/machine/interruption.hpp"
#include "bench/measurement/statistics.hpp"

#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/epoll.h>
#include <unistd.h>

namespace docker_monitor::bench {

using std::chrono::steady_clock;

namespace {

/// One connection with its request in flight.
struct client {
  explicit client(const http_address& where) : stream(where) {}

  byte_stream stream;
  steady_clock::time_point asked_at{};
  std::string head;               ///< bytes received before the length is known
  std::optional<std::size_t> all; ///< length of the response in bytes
  std::size_t received = 0;
};

class generator {
 public:
  generator(const http_address& where, const load_request& what, std::size_t connections)
      : good_{"HTTP/1.1 " + std::to_string(what.status)},
        buffer_(262144), epoll_{epoll_create1(EPOLL_CLOEXEC)}, alive_{connections} {
    request_.append("GET ").append(what.target).append(" HTTP/1.1\r\nHost: localhost\r\n");
    request_.append(what.fields).append("\r\n");
    for (std::size_t i = 0; i < connections; ++i) {
      auto made = std::make_unique<client>(where);
      epoll_event interest{};
      interest.events = EPOLLIN;
      interest.data.ptr = made.get();
      epoll_ctl(epoll_, EPOLL_CTL_ADD, made->stream.descriptor(), &interest);
      clients_.push_back(std::move(made));
    }
  }

  generator(const generator&) = delete;
  generator& operator=(const generator&) = delete;
  ~generator() { close(epoll_); }

  load_result run(std::chrono::nanoseconds time) {
    const auto start = steady_clock::now();
    const auto counted_from = start + time / 20;
    const auto end = start + time;
    auto now = start;
    for (auto& each : clients_)
      ask(*each, now);
    std::array<epoll_event, 64> events{};
    while (now < end && alive_ > 0) {
      const int count = epoll_wait(epoll_, events.data(), events.size(), 100);
      check_interruption();
      for (int i = 0; i < count; ++i) {
        auto& ready = *static_cast<client*>(events[static_cast<std::size_t>(i)].data.ptr);
        if (!receive(ready))
          continue;
        now = steady_clock::now();
        if (now >= counted_from)
          took_us_.push_back(
              std::chrono::duration<double, std::micro>(now - ready.asked_at).count());
        ask(ready, now);
      }
      now = steady_clock::now();
    }
    load_result result;
    result.requests_per_second = static_cast<double>(took_us_.size())
                                 / std::chrono::duration<double>(now - counted_from).count();
    result.p50_us = quantile(took_us_, 0.5);
    result.p99_us = quantile(took_us_, 0.99);
    result.failures = failures_;
    return result;
  }

 private:
  void ask(client& on, steady_clock::time_point now) {
    on.asked_at = now;
    on.head.clear();
    on.all.reset();
    on.received = 0;
    // A request always fits, as there is no other one in the socket's buffer.
    if (!on.stream.send(request_))
      lose(on);
  }

  /// Returns true once the whole response has arrived.
  bool receive(client& on) {
    const auto count = on.stream.receive(buffer_.data(), buffer_.size());
    if (count <= 0) {
      if (count == 0 || (errno != EAGAIN && errno != EINTR))
        lose(on);
      return false;
    }
    on.received += static_cast<std::size_t>(count);
    if (!on.all) {
      std::string_view seen{buffer_.data(), static_cast<std::size_t>(count)};
      if (!on.head.empty() || seen.find("\r\n\r\n") == std::string_view::npos) {
        on.head.append(seen);
        seen = on.head;
      }
      on.all = response_length(seen);
      if (on.all && !seen.starts_with(good_))
        ++failures_;
    }
    return on.all && on.received >= *on.all;
  }

  void lose(client& on) {
    epoll_ctl(epoll_, EPOLL_CTL_DEL, on.stream.descriptor(), nullptr);
    ++failures_;
    --alive_;
  }

  std::string request_;
  std::string good_; ///< the beginning of a good answer
  std::vector<char> buffer_;
  int epoll_;
  std::vector<std::unique_ptr<client>> clients_;
  std::size_t alive_;
  std::size_t failures_ = 0;
  std::vector<double> took_us_;
};

} // namespace

load_result generate_load(
    const http_address& where, const load_request& request, std::chrono::nanoseconds time,
    std::size_t connections) {
  return generator{where, request, connections}.run(time);
}

} // namespace docker_monitor::bench
