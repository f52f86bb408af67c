#include "http/message/request_head.hpp"

#include "http/message/accept.hpp"
#include "http/message/ascii.hpp"
#include "http/message/gzip.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace docker_monitor::http {

namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using text = boost::beast::string_view;

constexpr rejection malformed{400, "malformed request"};
constexpr rejection bad_host{400, "exactly one Host field is needed"};
constexpr rejection bad_authorization{400, "more than one Authorization field"};
constexpr rejection bad_version{505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
constexpr rejection bad_length{400, "malformed Content-Length"};
constexpr rejection too_many_fields{431, "more than 64 header fields"};

bool is_number(std::string_view value) {
  return value.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Beast's parser. It extracts the necessary values and stores no fields.
class head_parser final : public beast_http::basic_parser<true> {
 public:
  explicit head_parser(request_head& into) : head_(into) {
    header_limit(max_head_bytes + 1);
    body_limit(boost::none); // requests with a body are refused later
  }

  std::optional<rejection> parse(std::string_view bytes) {
    error_code failure;
    const auto parsed = put({bytes.data(), bytes.size()}, failure);
    if (rejection_)
      return rejection_;
    if (failure || parsed != bytes.size() || !is_header_done())
      return malformed;
    if (hosts_ > 1 || (hosts_ == 1 && head_.host.empty()) || (hosts_ == 0 && !head_.http_1_0))
      return bad_host;
    if (head_.has_length && head_.transfer_encoding)
      return malformed;
    head_.has_body = head_.transfer_encoding || content_length().value_or(0) > 0;
    head_.keep_alive = keep_alive();
    return std::nullopt;
  }

 private:
  void reject(const rejection& why, error_code& ec) {
    rejection_ = why;
    ec = beast_http::error::bad_field; // any error stops the parser
  }

  void
  on_request_impl(beast_http::verb verb, text, text target, int version, error_code&) override {
    if (verb == beast_http::verb::get)
      head_.verb = method::get;
    else if (verb == beast_http::verb::head)
      head_.verb = method::head;
    head_.without_resource =
        verb == beast_http::verb::connect || (verb == beast_http::verb::options && target == "*");
    head_.target = target;
    head_.http_1_0 = version == 10;
  }

  void on_field_impl(beast_http::field field, text name, text value, error_code& ec) override {
    if (++fields_ > max_fields)
      return reject(too_many_fields, ec);
    switch (field) {
    case beast_http::field::host:
      ++hosts_;
      head_.host = value;
      break;
    case beast_http::field::content_length:
      // Beast accepts lists of equal numbers, and the field twice.
      if (head_.has_length || !is_number(value))
        return reject(bad_length, ec);
      head_.has_length = true;
      break;
    case beast_http::field::transfer_encoding:
      if (head_.transfer_encoding)
        head_.transfer_encoding->append(",").append(value.data(), value.size());
      else
        head_.transfer_encoding.emplace(value.data(), value.size());
      break;
    case beast_http::field::accept_encoding:
      head_.accepts_gzip = head_.accepts_gzip || accepts_gzip(value);
      break;
    case beast_http::field::accept:
      head_.prefers_openmetrics = head_.prefers_openmetrics || prefers_openmetrics(value);
      head_.prefers_csv = head_.prefers_csv || prefers_csv(value);
      break;
    case beast_http::field::authorization:
      // It is unknown which of two a proxy has checked.
      if (authorizations_++ > 0)
        return reject(bad_authorization, ec);
      head_.authorization = value;
      break;
    case beast_http::field::if_match:
      head_.if_match.emplace_back(value.data(), value.size());
      break;
    case beast_http::field::if_none_match:
      head_.if_none_match.emplace_back(value.data(), value.size());
      break;
    case beast_http::field::unknown:
      if (equals_ignoring_case(name, "Last-Event-ID"))
        head_.last_event_id = value;
      break;
    default:
      break;
    }
  }

  void on_header_impl(error_code&) override {}
  void on_finish_impl(error_code&) override {}

  // The parser gets a header section only, so the following functions are never called.
  void on_response_impl(int, text, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(text, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, text, error_code&) override { return 0; }

  request_head& head_;
  std::optional<rejection> rejection_;
  unsigned fields_ = 0;
  unsigned hosts_ = 0;
  unsigned authorizations_ = 0;
};

/// Reads the version at the end of a request line. Beast accepts 1.0 and 1.1 only.
std::optional<rejection> settle_version(std::span<char> bytes) {
  const std::string_view whole{bytes.data(), bytes.size()};
  const auto line = whole.substr(0, whole.find('\r'));
  const auto version = line.substr(line.rfind(' ') + 1);
  constexpr std::string_view name = "HTTP/";
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (version.size() != name.size() + 3 || !version.starts_with(name) || !is_digit(version[5])
      || version[6] != '.' || !is_digit(version[7]))
    return std::nullopt; // malformed, which the parser detects
  if (version[5] != '1')
    return bad_version;
  if (version[7] > '1')
    bytes[line.size() - 1] = '1';
  return std::nullopt;
}

constexpr std::string_view blank_line = "\r\n";

} // namespace

head_scanner::result head_scanner::scan(std::string_view bytes) {
  const auto start = bytes.starts_with(blank_line) ? blank_line.size() : 0;
  for (;;) {
    if (line_ < bytes.size()) {
      const char first = bytes[line_];
      const bool blank = first == '\r';
      // One blank line before a request is accepted: some clients end a body with one.
      if (line_ <= start ? !is_token_byte(first) && !(blank && line_ == 0)
                         : first == ' ' || first == '\t')
        return result::malformed;
    }
    const auto end = bytes.find('\n', line_);
    if (end == std::string_view::npos)
      return result::more;
    if (end == 0 || bytes[end - 1] != '\r')
      return result::malformed;
    const bool ends_head = end - line_ == 1 && line_ > start;
    line_ = end + 1;
    if (ends_head)
      return result::complete;
  }
}

std::optional<rejection> parse_head(std::span<char> bytes, request_head& into) {
  if (std::string_view{bytes.data(), bytes.size()}.starts_with(blank_line))
    bytes = bytes.subspan(blank_line.size());
  into = {};
  if (const auto why = settle_version(bytes))
    return why;
  return head_parser{into}.parse({bytes.data(), bytes.size()});
}

} // namespace docker_monitor::http
