#include "http/server/session.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <cstring>
#include <span>
#include <utility>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr rejection malformed{400, "malformed request"};
constexpr rejection head_too_long{431, "header section longer than 8192 bytes"};
constexpr std::string_view answer_too_slow = "the answer did not come within 5 seconds";
constexpr rejection head_too_slow{408, "the request did not arrive within 5 seconds"};

/// Most requests fit; for a longer one the buffer grows.
constexpr std::size_t first_buffer_bytes = 1024;

} // namespace

session::session(
    std::shared_ptr<server_core> core, client_stream client, std::optional<ip_address> peer,
    bool check_host)
    : core_(std::move(core)), client_(std::move(client)), peer_(peer), check_host_(check_host) {
  // nop
}

void session::start() {
  const bool shakes = client_.wants_handshake();
  place_ = core_->add(shared_from_this(), shakes ? phase::handshaking : phase::reading);
  return shakes ? await_handshake() : read();
}

void session::close() {
  if (!std::exchange(open_, false))
    return;
  if (stream_)
    core_->hub().leave(*this);
  client_.close();
  core_->remove(place_);
}

void session::expire() {
  if (place_->doing == phase::reading && begin_ != end_)
    return refuse_and_close(head_too_slow, core_->now());
  if (place_->doing == phase::waiting)
    return finish_waiting(error_response(504, answer_too_slow), core_->now());
  if (place_->doing == phase::streaming)
    return push(sign_of_life());
  if (place_->doing == phase::pushing)
    return drop("it took nothing for 5 seconds");
  if (place_->doing == phase::writing)
    client_.forget_queued();
  close();
}

void session::drain() {
  const bool idle =
      begin_ == end_ && (place_->doing == phase::idle || place_->doing == phase::reading);
  if (idle || stream_ || place_->doing == phase::handshaking)
    close();
}

void session::revoke() {
  // A pending answer may be a stream.
  if (place_->doing == phase::waiting)
    return close();
  if (place_->doing != phase::handshaking)
    drain();
}

void session::read() {
  read_pending_ = true;
  if (buffer_.empty())
    buffer_.resize(first_buffer_bytes);
  client_.async_read_some(
      asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
      [self = shared_from_this()](const error_code& error, std::size_t count) {
        self->received(error, count);
      });
}

void session::received(const error_code& error, std::size_t count) {
  read_pending_ = false;
  // The phase is writing if the header section timed out meanwhile and 408 is being sent.
  if (!open_ || place_->doing == phase::writing)
    return;
  if (error)
    return close();
  if (place_->doing == phase::lingering || place_->doing == phase::handshaking || stream_)
    return read(); // discards the bytes and reads on
  end_ += count;
  process(core_->now());
}

/// Answers all complete requests in the buffer, then reads on.
void session::process(time_point now) {
  bool answered = false;
  while (begin_ != end_) {
    auto answer = next_answer(now);
    if (!answer) {
      // The time limit of a header section starts with its first byte.
      if (answered || place_->doing != phase::reading)
        core_->enter(place_, phase::reading, now);
      return read();
    }
    if (answer->later) {
      route_ = answer->reply.route;
      close_after_wait_ = answer->close;
      return core_->enter(place_, phase::waiting, now);
    }
    answer->close = answer->close || core_->stopping();
    if (answer->what().stream && head_.verb != method::head)
      return follow(*answer, now);
    if (!send(*answer, now))
      return;
    if (answer->close)
      return linger(now);
    answered = true;
  }
  begin_ = end_ = 0;
  core_->enter(place_, phase::idle, now);
  read();
}

/// Returns the answer to the request at the beginning of the buffer, or to an invalid one; none
/// while the request is incomplete.
std::optional<answer> session::next_answer(time_point now) {
  const std::string_view bytes{buffer_.data() + begin_, end_ - begin_};
  const auto found = scanner_.scan(bytes);
  asked_at_ = now;
  head_ = {};
  if (found == head_scanner::result::malformed)
    return refuse(malformed);
  if (found == head_scanner::result::more) {
    if (make_room())
      return std::nullopt;
    return refuse(head_too_long);
  }
  const auto length = scanner_.length();
  scanner_ = {};
  const std::span head{buffer_.data() + begin_, length};
  begin_ += length;
  if (const auto why = parse_head(head, head_))
    return refuse(*why);
  return core_->respond(head_, check_host_, now, *this);
}

/// Returns a reply that delivers the answer to this thread. The answer is dropped if the session is
/// gone or no longer waits.
std::optional<reply> session::expect_reply() {
  auto permit = core_->enter_waiting();
  if (!permit)
    return std::nullopt;
  ++turn_;
  return reply{[io = &core_->io(), session = weak_from_this(), turn = turn_,
                permit = *std::move(permit)](response answer) {
    asio::post(*io, [session, turn, answer = std::move(answer)]() mutable {
      if (const auto self = session.lock())
        self->replied(turn, std::move(answer));
    });
  }};
}

void session::replied(std::uint64_t turn, response reply) {
  if (open_ && place_->doing == phase::waiting && turn == turn_)
    finish_waiting(std::move(reply), core_->now());
}

void session::finish_waiting(response reply, time_point now) {
  reply.route = route_;
  const answer late{.reply = std::move(reply), .close = close_after_wait_ || core_->stopping()};
  if (late.reply.stream && head_.verb != method::head)
    return follow(late, now);
  // Leaves the waiting phase, so that its deadline does not pass again while the answer is written.
  core_->enter(place_, phase::reading, now);
  if (!send(late, now))
    return;
  if (late.close)
    return linger(now);
  process(now);
}

/// Makes room after the received bytes. Returns false where they already have the maximum length.
bool session::make_room() {
  if (begin_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ < buffer_.size())
    return true;
  if (buffer_.size() == max_head_bytes)
    return false;
  buffer_.resize(max_head_bytes);
  return true;
}

void session::refuse_and_close(const rejection& why, time_point now) {
  head_ = {};
  asked_at_ = now;
  if (send(refuse(why), now))
    linger(now);
}

/// Returns the head: that of a cached answer, or one made for this connection.
std::string_view session::head_of(const answer& answer, time_point now) {
  const auto date = core_->date(now);
  if (answer.ready && !answer.close && !head_.http_1_0)
    return answer.ready->head(date);
  response_head_.clear();
  append_head(
      response_head_, answer.what(),
      {.close = answer.close, .announce_keep_alive = head_.http_1_0, .date = date});
  return response_head_;
}

/// Sends an answer. Returns true once the kernel has all of it; else the write continues (and calls
/// `sent`) or the connection is closed. Nearly every answer fits into the socket's buffer, which
/// saves a turn of the event loop and a deadline.
bool session::send(const answer& answer, time_point now) {
  const auto head = head_of(answer, now);
  const auto& what = answer.what();
  const bool with_body = head_.verb != method::head;
  std::array<asio::const_buffer, 2> buffers{asio::buffer(head)};
  if (with_body)
    buffers[1] = asio::buffer(*what.body);
  route_ = what.route;
  status_ = what.status;
  error_code error;
  const auto count = client_.write_some(buffers, error);
  if (error && error != asio::error::would_block) {
    close();
    return false;
  }
  const bool more = with_body && !what.rest.empty();
  if (count == asio::buffer_size(buffers) && !more) {
    count_request();
    return true;
  }
  body_ = what.body;
  if (more)
    rest_ = what.rest;
  close_after_write_ = answer.close;
  core_->enter(place_, phase::writing, now);
  const auto of_head = std::min(count, head.size());
  // The head of a cached answer may be gone or have another date when the rest is sent.
  response_head_ = std::string{head.substr(of_head)};
  std::vector<asio::const_buffer> left{
      asio::buffer(response_head_), buffers[1] + (count - of_head)};
  for (const auto& part : rest_)
    left.push_back(asio::buffer(*part));
  client_.async_write(std::move(left), [self = shared_from_this()](const error_code& failure) {
    self->sent(failure);
  });
  return false;
}

/// Counts a request whose answer the kernel has.
void session::count_request() {
  core_->statistics().count(route_, status_, core_->now() - asked_at_);
}

void session::sent(const error_code& error) {
  body_.reset();
  rest_.clear();
  if (!error)
    count_request();
  if (!open_)
    return;
  if (error)
    return close();
  const auto now = core_->now();
  if (close_after_write_ || core_->stopping())
    return linger(now);
  process(now);
}

/// Shuts down the sending side and waits for the client to close. Otherwise the kernel would answer
/// further bytes of the client with a reset, and the client might lose the answer.
void session::linger(time_point now) {
  begin_ = end_ = 0;
  core_->enter(place_, phase::lingering, now);
  end();
}

void session::end() {
  const auto error = client_.end();
  if (error == asio::error::would_block)
    return client_.tcp().async_wait(
        asio::socket_base::wait_write, [self = shared_from_this()](const error_code& failure) {
          if (!self->open_)
            return;
          if (failure)
            return self->close();
          self->end();
        });
  if (error)
    return close();
  if (!read_pending_)
    read();
}

} // namespace docker_monitor::http
