#pragma once

#include "model/failure.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::sinks {

/// A reply of a mail server (RFC 5321, 4.2).
struct smtp_reply {
  int code = 0;
  std::vector<std::string> lines{}; ///< the text of each line, after the code

  /// Returns true for 2yz: done.
  [[nodiscard]] bool is_positive() const { return code / 100 == 2; }

  /// Returns true for 5yz: the same will never work.
  [[nodiscard]] bool is_permanent() const { return code / 100 == 5; }
};

/// Takes the first reply out of the received bytes; none while it is incomplete. Fails with
/// `malformed` where the bytes are no reply, or longer than 64 kB.
model::expected<std::optional<smtp_reply>> take_reply(std::string& received);

/// Returns code and text on one line for people, such as `550 5.1.1 no such user`; at most about
/// 200 characters.
std::string reply_in_words(const smtp_reply& reply);

/// Returns true where the reply to EHLO names an extension, such as `STARTTLS`, with this parameter
/// unless it is empty. Ignores case.
bool offers(const smtp_reply& ehlo, std::string_view extension, std::string_view parameter = {});

/// Returns a message as DATA sends it: a further dot before each line that begins with one, and the
/// line with a single dot at its end (RFC 5321, 4.5.2). Lines of the message end with CRLF.
std::string dot_stuffed(std::string_view message);

} // namespace docker_monitor::sinks
