#include "sinks/smtp/mail_message.hpp"

#include "model/text.hpp"
#include "sinks/alarm_words.hpp"
#include "sinks/digest.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace docker_monitor::sinks {

namespace {

constexpr std::size_t max_subject = 150; // UTF-16 units, as `fit` counts
constexpr std::size_t max_value = 300;
constexpr std::size_t max_output = 8000;
constexpr std::size_t max_url = 900; // below the limit of a line, 998 bytes (RFC 5322, 2.1.1)

/// The facts that a person needs first; the page behind the link has the others.
bool is_mail_fact(std::string_view what) {
  constexpr std::array<std::string_view, 11> wanted{
      "Host",   "Container", "Now called", "Service", "Image", "Cause",
      "Reason", "Restarts",  "Measured",   "Limit",   "When"};
  return std::ranges::find(wanted, what) != wanted.end();
}

/// `=` and two hexadecimal digits: an octet in quoted-printable.
std::string escaped_octet(unsigned char octet) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {'=', digits[octet >> 4U], digits[octet & 0x0fU]};
}

std::string mail_text(const model::alarm& alarm, const alarm_words& words, model::log_lines lines) {
  std::string text = fit(words.title, max_value) + "\n\n";
  for (const auto& [what, value] : words.facts)
    if (is_mail_fact(what))
      text.append(what).append(": ").append(fit(value, max_value)).append("\n");
  if (!alarm.url.empty() && alarm.url.size() <= max_url)
    text.append("\n").append(model::one_line(alarm.url)).append("\n");
  if (const auto last = last_output(alarm, lines, max_output); !last.empty())
    text.append("\nLast output:\n").append(last).append("\n");
  return text;
}

} // namespace

std::string mail_date(model::engine_time time) {
  using namespace std::chrono;
  constexpr std::array<const char*, 7> day_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss<seconds> of_day{floor<seconds>(time - day)};
  // Not by strftime, whose names are in the language of the user.
  std::array<char, 96> text{};
  std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
      day_names.at(weekday{day}.c_encoding()), static_cast<unsigned>(date.day()),
      month_names.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
      static_cast<int>(of_day.hours().count()), static_cast<int>(of_day.minutes().count()),
      static_cast<int>(of_day.seconds().count()));
  return text.data();
}

std::string message_id(std::string_view alarm_id, std::string_view from) {
  constexpr std::size_t max_id = 200;
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string id;
  for (const char c : alarm_id)
    if (plain.find(c) != std::string_view::npos)
      id.push_back(c);
    else
      id += escaped_octet(static_cast<unsigned char>(c));
  if (id.size() > max_id)
    id = to_string(boost::uuids::name_generator_sha1{boost::uuids::ns::url()}(
        alarm_id.data(), alarm_id.size()));
  return "<docker-monitor." + id + "@" + std::string{from.substr(from.find('@') + 1)} + ">";
}

std::string encoded_words(std::string_view text) {
  // 52 bytes in Base64, and 12 around them.
  constexpr std::size_t max_word = 39;
  std::string words;
  std::string word;
  const auto end_word = [&words, &word] {
    words.append(words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?")
        .append(base64(word))
        .append("?=");
    word.clear();
  };
  while (!text.empty()) {
    const auto bytes = model::first_character(text).bytes;
    if (word.size() + bytes > max_word) // a character is never divided
      end_word();
    word.append(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  if (!word.empty())
    end_word();
  return words;
}

std::string quoted_printable(std::string_view text) {
  constexpr std::size_t max_line = 75; // and "=" where the line goes on
  std::string encoded;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\n') {
      encoded += "\r\n";
      column = 0;
      continue;
    }
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
    const bool blank = c == ' ' || c == '\t';
    const bool plain = blank ? !ends_line : c > ' ' && c < 0x7f && c != '=';
    const auto piece = plain ? std::string(1, static_cast<char>(c)) : escaped_octet(c);
    if (column + piece.size() > max_line) {
      encoded += "=\r\n";
      column = 0;
    }
    encoded += piece;
    column += piece.size();
  }
  return encoded;
}

std::string
mail_message(const model::alarm& alarm, const smtp_options& options, model::log_lines lines) {
  const auto words = put_into_words(alarm);
  std::string message;
  const auto put = [&message](std::string_view name, std::string_view value) {
    message.append(name).append(": ").append(value).append("\r\n");
  };
  std::string recipients;
  for (const auto& address : options.to)
    recipients.append(recipients.empty() ? "" : ",\r\n ").append(address);
  put("From", "docker-monitor <" + options.from + ">");
  put("To", recipients);
  put("Subject", encoded_words(fit(words.sign + " " + words.title, max_subject)));
  put("Date", mail_date(alarm.time));
  put("Message-ID", message_id(alarm.id, options.from));
  if (!alarm.closes.empty()) {
    const auto raised = message_id(alarm.closes, options.from);
    put("In-Reply-To", raised);
    put("References", raised);
  }
  put("Auto-Submitted", "auto-generated"); // RFC 3834: no vacation note answers
  put("MIME-Version", "1.0");
  put("Content-Type", "text/plain; charset=utf-8");
  put("Content-Transfer-Encoding", "quoted-printable");
  return message + "\r\n" + quoted_printable(mail_text(alarm, words, lines));
}

} // namespace docker_monitor::sinks
