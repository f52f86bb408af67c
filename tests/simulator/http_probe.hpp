#pragma once

#include <optional>
#include <string>

namespace docker_monitor::simulator {

/// One response.
struct http_reply {
  int status = 0;   ///< 0: the connection ended before a head was there
  std::string head; ///< with the empty line
  std::string body;
};

/// A client of few words for a unix socket: blocking, and at the mercy of nobody, as each wait ends
/// after ten seconds as if the connection had.
class http_probe {
 public:
  explicit http_probe(const std::string& path);
  ~http_probe();

  http_probe(const http_probe&) = delete;
  http_probe& operator=(const http_probe&) = delete;

  /// Sends a request and reads its response of known length.
  http_reply
  ask(const std::string& method, const std::string& target, const std::string& body = {});

  http_reply get(const std::string& target) { return ask("GET", target); }

  /// Sends a request without waiting for anything.
  void send(const std::string& method, const std::string& target, const std::string& body = {});

  /// Reads a response's head only, as of a stream.
  http_reply head();

  /// The next line of a chunked stream, without its end; none when the stream or connection ended.
  std::optional<std::string> line();

  /// All bytes until the connection ends; begins with `(still open)` where it doesn't.
  std::string rest();

 private:
  bool receive();
  bool next_chunk();

  int socket_ = -1;
  bool gave_up_ = false;
  std::string raw_;   ///< received, not yet looked at
  std::string lines_; ///< of chunks, not yet given away
};

} // namespace docker_monitor::simulator
