#include "sinks/webhook/http_post.hpp"

#include "model/text.hpp"
#include "model/time.hpp"
#include "sinks/alarm_words.hpp"
#include "sinks/url_text.hpp"
#include "sinks/webhook/redirect.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace docker_monitor::sinks {

namespace {

namespace http = boost::beast::http;
using model::failure;
using model::failure_code;

constexpr std::size_t most_header_bytes = 16 * 1024;
constexpr std::size_t most_body_bytes = 64 * 1024;
constexpr std::size_t read_bytes = 8 * 1024;
/// What the parser holds back until it is whole: a chunk's extensions, the trailers.
constexpr std::size_t most_unparsed_bytes = 64 * 1024;
constexpr unsigned temporary_redirect = 307;
constexpr unsigned permanent_redirect = 308;

/// An answer as it comes in.
class incoming {
 public:
  incoming() {
    parser_.eager(true);
    parser_.header_limit(most_header_bytes);
    parser_.body_limit(boost::none); // what is too long is not read, but its status counts
    parser_.get().body().data = answer_.body.data();
    parser_.get().body().size = answer_.body.size();
    parser_.get().body().more = true;
  }

  /// Takes bytes from the front of `bytes`; the problem with them, if any.
  boost::system::error_code take(std::string& bytes) {
    boost::system::error_code error;
    while (!bytes.empty() && !done() && !error) {
      const auto used = parser_.put(boost::asio::buffer(bytes), error);
      bytes.erase(0, used);
      full_ = error == http::error::need_buffer;
      if (full_)
        error = {};
    }
    if (error == http::error::need_more)
      error = {};
    return error;
  }

  /// The connection ended; the problem with that, if any.
  boost::system::error_code end() {
    boost::system::error_code error;
    parser_.put_eof(error);
    return error;
  }

  [[nodiscard]] bool started() const { return parser_.got_some(); }
  [[nodiscard]] bool done() const { return parser_.is_done() || full_; }
  [[nodiscard]] bool interim() const { return parser_.get().result_int() < 200; }
  [[nodiscard]] bool may_stay() const { return !full_ && parser_.get().keep_alive(); }

  http_answer finish() {
    answer_.body.resize(answer_.body.size() - parser_.get().body().size);
    answer_.status = parser_.get().result_int();
    answer_.retry_after = std::string{parser_.get()[http::field::retry_after]};
    answer_.location = std::string{parser_.get()[http::field::location]};
    return std::move(answer_);
  }

 private:
  http::response_parser<http::buffer_body> parser_;
  http_answer answer_{0, std::string(most_body_bytes, '\0'), {}, {}};
  bool full_ = false; ///< the body is longer than what is kept
};

} // namespace

outcome http_post::connect(const patience& limit) {
  if (stream_ && stream_->stale())
    stream_.reset();
  if (stream_)
    return std::nullopt;
  if (where_.tls && !tls_) {
    auto made = make_tls_client();
    if (!made)
      return made.error();
    tls_ = *std::move(made);
  }
  auto opened = byte_stream::connect(where_.host, where_.port, tls_.get(), limit);
  if (!opened)
    return opened.error();
  stream_ = *std::move(opened);
  return std::nullopt;
}

model::expected<http_answer>
http_post::send(std::string_view body, std::span<const header> headers, const patience& limit) {
  auto answer = send_directly(body, headers, limit);
  if (!answer || (answer->status != temporary_redirect && answer->status != permanent_redirect))
    return answer;
  const auto to = follow_redirect(where_, answer->location);
  if (!to)
    return answer;
  if (to->tls == where_.tls) { // the same server
    const auto target = std::exchange(where_.target, to->target);
    answer = send_directly(body, headers, limit);
    where_.target = target;
    return answer;
  }
  if (!further_ || further_location_ != answer->location)
    further_ = std::make_unique<http_post>(*to);
  further_location_ = answer->location;
  return further_->send_directly(body, headers, limit);
}

model::expected<http_answer> http_post::send_directly(
    std::string_view body, std::span<const header> headers, const patience& limit) {
  const auto text = request(body, headers);
  const bool kept = stream_ != nullptr;
  if (auto problem = connect(limit))
    return *std::move(problem);
  auto answer = exchange(text, limit);
  // Servers close what is kept when they like: that is no failure yet, and the id of the alarm
  // tells a receiver who got it after all.
  if (kept && !answer && answer.error().code == failure_code::disconnected) {
    if (auto problem = connect(limit))
      return *std::move(problem);
    answer = exchange(text, limit);
  }
  return answer;
}

std::string http_post::request(std::string_view body, std::span<const header> headers) const {
  std::string text = "POST " + where_.target + " HTTP/1.1\r\n";
  const auto put = [&text](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  auto host = display_host(where_.host, where_.port);
  if (where_.port == (where_.tls ? 443 : 80))
    host.erase(host.rfind(':'));
  put("Host", host);
  put("User-Agent", "docker-monitor/" DOCKER_MONITOR_VERSION);
  put("Content-Type", "application/json");
  put("Content-Length", std::to_string(body.size()));
  if (!where_.authorization.empty())
    put("Authorization", where_.authorization);
  for (const auto& [name, value] : headers)
    put(name, value);
  for (const auto& [name, value] : where_.headers)
    put(name, value);
  return text.append("\r\n").append(body);
}

/// One request and its answer over the connection there is, which is closed unless it may stay.
model::expected<http_answer>
http_post::exchange(const std::string& request, const patience& limit) {
  auto stream = std::move(stream_);
  if (auto problem = stream->write(request, limit))
    return *std::move(problem);
  const auto malformed = [this](const boost::system::error_code& error) {
    return failure{
        failure_code::malformed,
        display_host(where_.host, where_.port) + ": its answer is not HTTP: " + error.message()};
  };
  std::string bytes;
  for (;;) {
    incoming answer;
    if (const auto error = answer.take(bytes))
      return malformed(error);
    while (!answer.done()) {
      std::array<char, read_bytes> piece{};
      const auto n = stream->read(piece, limit);
      if (!n)
        return n.error();
      if (*n == 0 && !answer.started())
        return failure{
            failure_code::disconnected,
            display_host(where_.host, where_.port) + ": it hung up without an answer"};
      bytes.append(piece.data(), *n);
      if (const auto error = *n == 0 ? answer.end() : answer.take(bytes))
        return malformed(error);
      if (bytes.size() > most_unparsed_bytes)
        return malformed(http::make_error_code(http::error::header_limit));
    }
    if (answer.interim())
      continue;
    if (answer.may_stay() && bytes.empty())
      stream_ = std::move(stream);
    return answer.finish();
  }
}

std::string describe(const http_answer& answer) {
  constexpr std::size_t most = 200;
  const auto said = model::one_line(fit(answer.body, most));
  const auto text = "it answered " + std::to_string(answer.status);
  if (answer.status >= 300 && answer.status < 400 && !answer.location.empty())
    return text + ", a redirect to " + display_location(answer.location)
           + "; if that is right, name it in the sink's URL";
  return said.empty() ? text : text + ": " + said;
}

std::optional<std::chrono::seconds>
parse_retry_after(const std::string& value, std::chrono::system_clock::time_point now) {
  using std::chrono::seconds;
  constexpr seconds most{3600};
  std::int64_t count = 0;
  const auto* end = value.data() + value.size();
  if (const auto [rest, error] = std::from_chars(value.data(), end, count);
      error == std::errc{} && rest == end)
    return std::clamp(seconds{count}, seconds{0}, most);
  // More than that can be counted is still a number (RFC 9110, 10.2.3).
  if (value.find_first_not_of("0123456789") == std::string::npos && !value.empty())
    return most;
  const auto date = model::parse_http_date(value);
  if (!date)
    return std::nullopt;
  return std::clamp(*date - std::chrono::floor<seconds>(now), seconds{0}, most);
}

} // namespace docker_monitor::sinks
