#include "engine/api/event_subscription.hpp"

#include "engine/api/connection.hpp"
#include "engine/api/engine_json.hpp"
#include "engine/api/line_splitter.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <utility>

namespace docker_monitor::engine {

namespace asio = boost::asio;
using model::failure;
using model::failure_code;

namespace {

constexpr std::chrono::seconds subscribe_deadline{5};

/// `type=container` and the actions that the program acts on. Because of `health_status` Docker
/// matches all of them by prefix, which adds no other action. Every engine ignores unknown words.
constexpr auto event_filters =
    "%7B%22type%22%3A%5B%22container%22%5D%2C%22event%22%3A%5B%22create%22%2C%22start%22%2C%22"
    "kill%22%2C%22die%22%2C%22died%22%2C%22stop%22%2C%22oom%22%2C%22pause%22%2C%22unpause%22%2C"
    "%22rename%22%2C%22update%22%2C%22health_status%22%2C%22destroy%22%2C%22remove%22%5D%7D";

} // namespace

void add_event(std::string_view line, model::event_batch& batch) {
  model::event event;
  switch (parse_event(line, event)) {
  case event_line::event:
    batch.events.push_back(std::move(event));
    break;
  case event_line::broken:
    ++batch.unreadable_lines;
    break;
  case event_line::ignored:
    break;
  }
}

event_subscription::event_subscription(
    asio::io_context& context, const endpoint& where, net::http_client& http)
    : context_(context), where_(where), http_(http) {}

void event_subscription::start(request what, handlers with) {
  close();
  const auto number = ++number_;
  auto shared = std::make_shared<handlers>(std::move(with));
  asio::co_spawn(
      context_, follow(std::move(what), shared, number),
      [this, shared, number](const std::exception_ptr& error, failure why) {
        if (number != number_)
          return;
        if (error)
          why = {failure_code::malformed, "reading the engine's events failed inside"};
        shared->ended(std::move(why));
      });
}

void event_subscription::close() {
  ++number_;
  if (stream_)
    stream_->close();
  stream_.reset();
}

/// Reads the event stream until it ends and returns the reason.
asio::awaitable<failure>
event_subscription::follow(request what, std::shared_ptr<handlers> with, std::uint64_t number) {
  const auto target = what.prefix + "/events?since=" + model::format_engine_cursor(what.since)
                      + "&filters=" + event_filters;
  net::request message;
  message.target = target;
  auto opened = co_await http_.open(std::move(message), subscribe_deadline);
  if (number != number_)
    co_return failure{failure_code::cancelled, "replaced"};
  if (!opened)
    co_return opened.error();
  stream_ = *std::move(opened);
  auto stream = stream_; // `stream_` may be replaced meanwhile
  if (what.is_podman) {  // Podman sends even the header with the first event only
    stream->expire_never();
    with->opened();
  }
  const auto problem = co_await stream->read_head();
  if (number != number_)
    co_return failure{failure_code::cancelled, "replaced"};
  if (problem)
    co_return *problem;
  constexpr unsigned status_ok = 200;
  if (stream->status() != status_ok)
    co_return refusal(where_, target, {.status = stream->status()});
  if (!what.is_podman)
    with->opened();
  stream->expire_never(); // the watchdog's ping detects an engine that hangs
  co_return co_await read_lines(*stream, *with, number);
}

asio::awaitable<failure>
event_subscription::read_lines(net::answer_stream& stream, handlers& with, std::uint64_t number) {
  line_splitter lines{max_event_bytes};
  std::uint64_t oversized = 0;
  for (;;) {
    const auto piece = co_await stream.read_some();
    if (number != number_)
      co_return failure{failure_code::cancelled, "replaced"};
    if (!piece)
      co_return piece.error();
    if (piece->empty())
      co_return failure{failure_code::disconnected, where_.url() + " ended the event stream"};
    model::event_batch batch;
    lines.feed(*piece, [&](std::string_view line) { add_event(line, batch); });
    batch.unreadable_lines += static_cast<std::uint32_t>(lines.oversized() - oversized);
    oversized = lines.oversized();
    if (!batch.events.empty() || batch.unreadable_lines > 0)
      with.received(std::move(batch));
  }
}

} // namespace docker_monitor::engine
