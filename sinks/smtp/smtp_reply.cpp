#include "sinks/smtp/smtp_reply.hpp"

#include "model/text.hpp"
#include "sinks/alarm_words.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace docker_monitor::sinks {

namespace {

constexpr std::size_t max_reply = std::size_t{64} * 1024;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads a line without its end: three digits, then nothing, or a space or "-" and a text.
bool is_reply_line(std::string_view line) {
  return line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1])
         && is_digit(line[2]) && (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

/// Takes the first word of a text; "=" separates, too, as old servers write `AUTH=PLAIN`.
std::string_view take_word(std::string_view& text) {
  constexpr std::string_view separators = " =\t";
  text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
  const auto word = text.substr(0, text.find_first_of(separators));
  text.remove_prefix(word.size());
  return word;
}

} // namespace

model::expected<std::optional<smtp_reply>> take_reply(std::string& received) {
  smtp_reply reply;
  std::size_t begin = 0;
  for (auto end = received.find('\n'); end != std::string::npos; end = received.find('\n', begin)) {
    std::string_view line{received};
    line = line.substr(begin, end - begin);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (!is_reply_line(line))
      return model::failure{model::failure_code::malformed, "its answer is not SMTP"};
    reply.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    const bool goes_on = line.size() > 3 && line[3] == '-';
    reply.lines.emplace_back(line.substr(std::min<std::size_t>(line.size(), 4)));
    begin = end + 1;
    if (!goes_on) {
      received.erase(0, begin);
      return std::optional<smtp_reply>{std::move(reply)};
    }
  }
  if (received.size() > max_reply)
    return model::failure{model::failure_code::malformed, "its answer is too long"};
  return std::optional<smtp_reply>{};
}

std::string reply_in_words(const smtp_reply& reply) {
  constexpr std::size_t most = 200;
  auto words = std::to_string(reply.code);
  for (const auto& line : reply.lines)
    if (!line.empty())
      words.append(" ").append(line);
  return fit(model::one_line(words), most);
}

bool offers(const smtp_reply& ehlo, std::string_view extension, std::string_view parameter) {
  // The first line greets.
  for (std::size_t i = 1; i < ehlo.lines.size(); ++i) {
    std::string_view line = ehlo.lines[i];
    if (!same_word(take_word(line), extension))
      continue;
    if (parameter.empty())
      return true;
    for (auto word = take_word(line); !word.empty(); word = take_word(line))
      if (same_word(word, parameter))
        return true;
  }
  return false;
}

std::string dot_stuffed(std::string_view message) {
  std::string stuffed;
  stuffed.reserve(message.size() + 16);
  bool begins_line = true;
  for (const char c : message) {
    if (begins_line && c == '.')
      stuffed.push_back('.');
    stuffed.push_back(c);
    begins_line = c == '\n';
  }
  if (!begins_line)
    stuffed += "\r\n";
  return stuffed + ".\r\n";
}

} // namespace docker_monitor::sinks
