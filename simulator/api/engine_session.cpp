#include "simulator/api/engine_session.hpp"

#include "simulator/api/engine_json.hpp"
#include "simulator/api/json_text.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <utility>

namespace docker_monitor::simulator {

namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

/// moby's limits: the size of a subscriber's channel, and the wait for a full one.
constexpr std::size_t subscriber_slots = 1024;
constexpr std::chrono::milliseconds subscriber_timeout{100};

constexpr std::size_t write_size = 256 * std::size_t{1024};
constexpr std::uint64_t request_limit = 8 * std::uint64_t{1024} * 1024;

std::string http_date() {
  const auto now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 40> text{};
  const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text.data(), size};
}

std::string chunk(std::string_view data) {
  std::array<char, 20> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), data.size(), 16).ptr;
  std::string out;
  out.reserve(data.size() + 24);
  put(out, std::string_view{size.data(), end}, "\r\n", data, "\r\n");
  return out;
}

} // namespace

struct engine_session::reader {
  boost::beast::flat_buffer buffer;
  std::optional<http::request_parser<http::string_body>> parser;
};

engine_session::engine_session(socket connection, session_host& host)
    : connection_{std::move(connection)}, host_{host}, timer_{connection_.get_executor()},
      stall_{connection_.get_executor()}, hung_{connection_.get_executor()},
      reader_{std::make_unique<reader>()} {}

engine_session::~engine_session() = default;

void engine_session::close() {
  if (std::exchange(closed_, true))
    return;
  error_code ignored;
  connection_.close(ignored);
  timer_.cancel();
  stall_.cancel();
  hung_.cancel();
  host_.left(*this);
}

void engine_session::read() {
  reader_->parser.emplace();
  reader_->parser->body_limit(request_limit);
  http::async_read(
      connection_, reader_->buffer, *reader_->parser,
      [self = shared_from_this()](error_code error, std::size_t) {
        if (error)
          self->close();
        else if (!self->closed_)
          self->take_request();
      });
}

void engine_session::take_request() {
  const auto& message = reader_->parser->get();
  keep_alive_ = message.keep_alive();
  api_request request{
      std::string{message.method_string()}, std::string{message.target()}, message.body()};
  route_ = engine_api::route_of(request);
  auto& api = host_.api();
  faults_ = route_ == "control" ? response_faults{} : api.take_faults(route_, host_.now());
  cut_left_ = faults_.cut_after;
  if (faults_.hang_until) {
    ++api.counts()["never_answered"];
    return watch_for_end();
  }
  auto answer = api.handle(request, host_.now());
  host_.carry_out(answer, this);
  if (faults_.status != 0) {
    answer = error_answer(faults_.status, "simulated failure");
  } else if (!faults_.garbage.empty() && answer.form == answer_form::whole) {
    answer.body = garbage_text(faults_.garbage, answer.body);
  }
  if (faults_.delay.count() == 0)
    return respond(answer);
  after(faults_.delay, [this, answer = std::move(answer)] { respond(answer); });
}

void engine_session::respond(const api_answer& answer) {
  switch (answer.form) {
  case answer_form::whole:
    return send_whole(answer);
  case answer_form::later:
    return after(answer.delay, [this, finish = answer.finish] {
      auto late = finish(host_.now());
      host_.carry_out(late, this);
      if (!faults_.garbage.empty())
        late.body = garbage_text(faults_.garbage, late.body);
      send_whole(late);
    });
  case answer_form::events:
    return stream_events(answer);
  case answer_form::stats:
    begin_stream(head(200, answer.content_type));
    stats_container_ = answer.container;
    push_garbage(faults_.garbage);
    return stream_stats();
  }
}

std::string engine_session::head(unsigned status, const std::string& content_type) const {
  std::string out;
  put(out, "HTTP/1.1 ", status, " ",
      std::string_view{http::obsolete_reason(static_cast<http::status>(status))}, "\r\n",
      host_.api().common_headers());
  if (!content_type.empty())
    put(out, "Content-Type: ", content_type, "\r\n");
  put(out, "Date: ", http_date(), "\r\n");
  return out;
}

void engine_session::send_whole(const api_answer& answer) {
  const bool bodiless = answer.status == 204 || answer.status == 304;
  auto bytes = head(answer.status, bodiless ? std::string{} : answer.content_type);
  if (route_ == "ping")
    bytes += "Cache-Control: no-cache, no-store, must-revalidate\r\nPragma: no-cache\r\n";
  if (!bodiless)
    put(bytes, "Content-Length: ", answer.body.size(), "\r\n");
  if (!keep_alive_)
    bytes += "Connection: close\r\n";
  bytes += "\r\n";
  if (!bodiless && reader_->parser->get().method() != http::verb::head)
    bytes += answer.body;
  last_ = true;
  push(std::move(bytes));
}

void engine_session::begin_stream(const std::string& head) {
  streaming_ = true;
  push(head + "Transfer-Encoding: chunked\r\n\r\n");
  watch_for_end();
}

void engine_session::end_stream() {
  streaming_ = false;
  wants_events_ = false;
  keep_alive_ = false; // the session already reads for the end of the connection
  last_ = true;
  push("0\r\n\r\n");
}

void engine_session::stream_events(const api_answer& answer) {
  begin_stream(head(200, answer.content_type));
  wants_events_ = true;
  legacy_events_ = answer.legacy_events;
  filter_ = answer.filter;
  push_garbage(faults_.garbage);
  for (const auto& event : answer.replay)
    push_line(event_json(*event, legacy_events_));
  if (!answer.until)
    return;
  if (const auto left = *answer.until - host_.now(); left.count() > 0)
    after(left, [this] { end_stream(); });
  else
    end_stream();
}

void engine_session::stream_stats() {
  const auto line =
      host_.api().stats_line(stats_container_, std::exchange(first_stats_line_, false));
  if (!line)
    return end_stream();
  push(chunk(*line));
  after(host_.api().options().stats_period, [this] {
    host_.api().advance(host_.now());
    host_.carry_out({}, this);
    stream_stats();
  });
}

void engine_session::send_event(const event_ptr& event) {
  if (!wants_events_ || !filter_.matches(*event))
    return;
  if (stalled_ && waiting_.size() >= subscriber_slots) {
    ++host_.api().counts()["events_lost_by_slow_readers"];
    return;
  }
  push_line(event_json(*event, legacy_events_));
}

void engine_session::check_faults() {
  if (!streaming_ || closed_)
    return;
  const auto faults = host_.api().take_faults(route_, host_.now());
  push_garbage(faults.garbage);
  if (faults.hang_until)
    hang(*faults.hang_until);
  if (faults.cut_after) {
    cut_left_ = faults.cut_after;
    if (*cut_left_ == 0 && !writing_)
      close();
  }
}

void engine_session::hang(model::engine_time until) {
  silent_ = true;
  if (until == model::engine_time::max())
    return;
  hung_.expires_after(until - host_.now());
  hung_.async_wait([self = shared_from_this()](error_code error) {
    if (error || self->closed_)
      return;
    self->silent_ = false;
    self->flush();
  });
}

void engine_session::push_garbage(const std::string& kind) {
  if (kind == "chunk")
    push("no size\r\n"); // not even valid HTTP
  else if (!kind.empty())
    push_line(garbage_text(kind, {}));
}

void engine_session::push_line(const std::string& line) {
  push(chunk(line + "\n"));
}

void engine_session::push(std::string bytes) {
  if (closed_)
    return;
  waiting_.push_back(std::move(bytes));
  flush();
}

void engine_session::flush() {
  if (writing_ || silent_ || closed_ || waiting_.empty())
    return;
  if (cut_left_ && *cut_left_ == 0)
    return close();
  in_flight_ = std::move(waiting_.front());
  waiting_.pop_front();
  while (!waiting_.empty() && in_flight_.size() + waiting_.front().size() <= write_size) {
    in_flight_ += waiting_.front();
    waiting_.pop_front();
  }
  if (cut_left_) {
    in_flight_.resize(std::min<std::size_t>(in_flight_.size(), *cut_left_));
    *cut_left_ -= in_flight_.size();
  }
  writing_ = true;
  if (streaming_) {
    stall_.expires_after(subscriber_timeout);
    stall_.async_wait([self = shared_from_this()](error_code error) {
      if (!error)
        self->stalled_ = self->writing_;
    });
  }
  boost::asio::async_write(
      connection_, boost::asio::buffer(in_flight_),
      [self = shared_from_this()](error_code error, std::size_t) {
        self->written(static_cast<bool>(error));
      });
}

void engine_session::written(bool failed) {
  writing_ = false;
  stalled_ = false;
  stall_.cancel();
  if (failed || (cut_left_ && *cut_left_ == 0))
    return close();
  if (!waiting_.empty())
    return flush();
  if (!std::exchange(last_, false))
    return;
  cut_left_.reset();
  if (!keep_alive_)
    return close();
  read();
}

void engine_session::watch_for_end() {
  if (std::exchange(watching_, true))
    return;
  connection_.async_wait(
      boost::asio::socket_base::wait_read, [self = shared_from_this()](error_code error) {
        if (self->closed_)
          return;
        error_code unknown;
        // Readable with no bytes available means the end. Further requests wait.
        if (error || self->connection_.available(unknown) == 0)
          self->close();
      });
}

void engine_session::after(std::chrono::nanoseconds delay, std::function<void()> work) {
  timer_.expires_after(delay);
  timer_.async_wait([self = shared_from_this(), work = std::move(work)](error_code error) {
    if (!error && !self->closed_)
      work();
  });
}

} // namespace docker_monitor::simulator
