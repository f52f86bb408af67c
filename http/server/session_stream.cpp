// A session that follows the stream.

#include "http/message/gzip.hpp"
#include "http/server/session.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// The most bytes that may wait for a slow client, besides the initial state.
constexpr std::size_t max_waiting = std::size_t{8} * 1024 * 1024;

/// The kernel's send buffer of a client. With a larger one a client that reads nothing is detected
/// late.
constexpr int kernel_bytes = 128 * 1024;

constexpr std::size_t texts_at_once = 16;

} // namespace

/// Returns a comment that keeps proxies from closing an idle connection.
body_ptr session::sign_of_life() const {
  static const auto plain = std::make_shared<const std::string>(":\n\n");
  static const auto compressed = [] {
    auto part = gzip_part(*plain);
    return part ? std::make_shared<const std::string>(*std::move(part)) : plain;
  }();
  return stream_->gzip ? compressed : plain;
}

void session::follow(const answer& first, time_point now) {
  if (!core_->make_room_to_follow(peer_)) {
    const answer refused{
        .reply = error_response(503, "the stream takes no more clients now; try again later"),
        .close = true};
    core_->enter(place_, phase::reading, now);
    if (send(refused, now))
      linger(now);
    return;
  }
  const auto& wanted = *first.reply.stream;
  error_code ignored; // without it a client that does not read is detected later
  client_.tcp().set_option(asio::socket_base::send_buffer_size(kernel_bytes), ignored);
  stream_ = std::make_unique<outgoing>();
  stream_->gzip = wanted.gzip;
  stream_->since = now;
  std::string head;
  append_head(head, first.reply, {.close = true, .date = core_->date(now)});
  auto texts = core_->hub().opening(wanted);
  texts.insert(texts.begin(), std::make_shared<const std::string>(std::move(head)));
  core_->hub().join(*this, wanted);
  core_->enter(place_, phase::streaming, now);
  for (const auto& text : texts) {
    if (!text)
      return drop("there is no memory to compress for it");
    stream_->bytes += text->size();
    stream_->texts.push_back(text);
  }
  stream_->most = stream_->bytes + max_waiting;
  route_ = first.reply.route;
  status_ = first.reply.status;
  count_request();
  // Further bytes of the client are read and discarded; the read detects its close.
  begin_ = end_ = 0;
  const auto self = shared_from_this();
  write_stream(now);
  if (open_)
    read();
}

void session::push(const body_ptr& text) {
  if (!open_)
    return;
  if (!text)
    return drop("there is no memory to compress for it");
  stream_->bytes += text->size();
  if (stream_->bytes > stream_->most)
    return drop("it reads slower than things happen");
  stream_->texts.push_back(text);
  if (!stream_->write_pending)
    write_stream(core_->now());
}

/// Writes as much as the socket takes, and the rest when the socket becomes writable.
void session::write_stream(time_point now) {
  auto& out = *stream_;
  while (!out.texts.empty()) {
    std::array<asio::const_buffer, texts_at_once> buffers{};
    const auto count = std::min(out.texts.size(), buffers.size());
    for (std::size_t i = 0; i < count; ++i)
      buffers[i] = asio::buffer(*out.texts[i]);
    buffers[0] += out.written;
    error_code error;
    const auto written = client_.write_some(buffers, error);
    if (error == asio::error::would_block) {
      out.write_pending = true;
      client_.tcp().async_wait(
          asio::socket_base::wait_write,
          [self = shared_from_this()](const error_code& failure) { self->may_write(failure); });
      return core_->enter(place_, phase::pushing, now);
    }
    if (error)
      return close();
    forget_written(written);
  }
  core_->enter(place_, phase::streaming, now);
}

void session::may_write(const error_code& error) {
  if (!open_)
    return;
  stream_->write_pending = false;
  if (error)
    return close();
  write_stream(core_->now());
}

void session::forget_written(std::size_t count) {
  auto& out = *stream_;
  out.bytes -= count;
  out.written += count;
  while (!out.texts.empty() && out.written >= out.texts.front()->size()) {
    out.written -= out.texts.front()->size();
    out.texts.pop_front();
  }
}

void session::yield() {
  drop("the stream is full, and of its addresses this one has most clients");
}

/// Closes the connection without a message, for which there is no room.
void session::drop(std::string_view why) {
  core_->log_dropped(peer_, why);
  client_.forget_queued();
  close();
}

} // namespace docker_monitor::http
