#include "http/message/response.hpp"

#include "http/message/json_text.hpp"

#include <charconv>

namespace docker_monitor::http {

namespace {

std::string_view reason(unsigned status) {
  switch (status) {
  case 200:
    return "OK";
  case 304:
    return "Not Modified";
  case 400:
    return "Bad Request";
  case 401:
    return "Unauthorized";
  case 404:
    return "Not Found";
  case 405:
    return "Method Not Allowed";
  case 408:
    return "Request Timeout";
  case 412:
    return "Precondition Failed";
  case 413:
    return "Content Too Large";
  case 414:
    return "URI Too Long";
  case 421:
    return "Misdirected Request";
  case 431:
    return "Request Header Fields Too Large";
  case 500:
    return "Internal Server Error";
  case 501:
    return "Not Implemented";
  case 503:
    return "Service Unavailable";
  case 504:
    return "Gateway Timeout";
  case 505:
    return "HTTP Version Not Supported";
  default:
    return ""; // the phrase has no meaning for clients and may be empty
  }
}

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

} // namespace

std::size_t body_bytes(const response& response) {
  auto bytes = response.body->size();
  for (const auto& part : response.rest)
    bytes += part->size();
  return bytes;
}

response error_response(unsigned status, std::string_view message) {
  std::string body = R"({"error":)";
  append_json_string(body, message);
  body += '}';
  return {
      .status = status,
      .body = std::make_shared<const std::string>(std::move(body)),
  };
}

response not_found() {
  static const auto body = error_response(404, "Resource not found").body;
  return {.status = 404, .body = body};
}

response not_modified(const response& instead_of) {
  static const auto nothing = std::make_shared<const std::string>();
  response answer{
      .status = 304,
      .body = nothing,
      .etag = instead_of.etag,
      .valid_until = instead_of.valid_until,
      .route = instead_of.route};
  for (const auto& field : instead_of.headers)
    if (field.name == "Vary") // the other fields describe a content (RFC 9110, 15.4.5)
      answer.headers.push_back(field);
  return answer;
}

void append_head(std::string& out, const response& response, const head_options& options) {
  out += "HTTP/1.1 ";
  append_number(out, response.status);
  out += ' ';
  out += reason(response.status);
  out += "\r\nDate: ";
  out += options.date;
  if (response.status != 304) {
    out += "\r\nContent-Type: ";
    out += response.content_type;
    if (!response.stream) { // a stream ends with the connection
      out += "\r\nContent-Length: ";
      append_number(out, body_bytes(response));
    }
  }
  // A client may store an answer with a tag if it revalidates each time.
  out += "\r\nCache-Control: ";
  out += response.etag.empty() ? "no-store" : "private, no-cache";
  out += "\r\nX-Content-Type-Options: nosniff\r\n";
  if (!response.etag.empty())
    out.append("ETag: ").append(response.etag).append("\r\n");
  for (const auto& [name, value] : response.headers)
    out.append(name).append(": ").append(value).append("\r\n");
  if (options.close)
    out += "Connection: close\r\n";
  else if (options.announce_keep_alive)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
}

} // namespace docker_monitor::http
