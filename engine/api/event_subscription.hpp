#pragma once

#include "engine/api/endpoint.hpp"
#include "model/event/event.hpp"
#include "model/failure.hpp"
#include "net/http_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace docker_monitor::engine {

/// The longest line of an event stream that is read. The engine copies labels into events, so a
/// line can have a megabyte.
inline constexpr std::size_t max_event_bytes = 4U << 20;

/// Adds the event of one line to `batch`, or counts the line where it cannot be read. Events of
/// other objects than containers are left out.
void add_event(std::string_view line, model::event_batch& batch);

/// The subscription to the events of one engine. There is at most one at a time. Lives on the
/// thread of its io_context and is not thread-safe.
class event_subscription {
 public:
  struct request {
    std::string prefix; ///< of the path: the API version, such as "/v1.45"
    model::engine_time since;
    bool is_podman = false;
  };

  struct handlers {
    std::function<void()> opened;
    std::function<void(model::event_batch)> received;
    std::function<void(model::failure)> ended;
  };

  /// `context`, `where` and `http` must outlive it.
  event_subscription(
      boost::asio::io_context& context, const endpoint& where, net::http_client& http);

  /// Subscribes, in place of the current subscription.
  void start(request what, handlers with);

  /// Closes the current stream, if any, without a call of its handlers.
  void close();

 private:
  boost::asio::awaitable<model::failure>
  follow(request what, std::shared_ptr<handlers> with, std::uint64_t number);
  boost::asio::awaitable<model::failure>
  read_lines(net::answer_stream& stream, handlers& with, std::uint64_t number);

  boost::asio::io_context& context_;
  const endpoint& where_;
  net::http_client& http_;
  std::shared_ptr<net::answer_stream> stream_;
  std::uint64_t number_ = 0; ///< of the current stream
};

} // namespace docker_monitor::engine
