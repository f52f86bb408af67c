#include "sinks/smtp/smtp_connection.hpp"

#include "net/address.hpp"
#include "net/problem.hpp"
#include "net/tls_context.hpp"
#include "sinks/connection_failure.hpp"
#include "sinks/digest.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <unistd.h>

namespace docker_monitor::sinks {

namespace {

using model::failure;
using model::failure_code;

constexpr int ready_to_log_in = 334;
constexpr int ready_for_data = 354;
constexpr int closing = 421;

net::blocking_stream::time_left time_of(const call_deadline& limit) {
  return [&limit] { return limit.left(); };
}

net::address server_of(const smtp_options& options) {
  net::address where;
  where.transport =
      options.security == smtp_security::tls ? net::address::kind::tls : net::address::kind::tcp;
  where.host = options.host;
  where.port = std::to_string(options.port);
  return where;
}

/// Returns how we call ourselves: our name if it is a whole one, else an address. A name without a
/// domain is refused by many servers (RFC 5321, 4.1.4 asks for an address then).
std::string own_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0)
    return "[127.0.0.1]";
  const std::string text{name.data()};
  const bool whole =
      text.find('.') != std::string::npos && std::ranges::all_of(text, [](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
               || c == '-' || c == '.';
      });
  return whole ? text : "[127.0.0.1]";
}

/// Replaces each occurrence of a secret.
void hide(std::string& text, const std::string& secret) {
  constexpr std::string_view shown = "…";
  if (secret.empty())
    return;
  for (auto at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + shown.size()))
    text.replace(at, secret.size(), shown);
}

} // namespace

smtp_connection::smtp_connection(const smtp_options& options)
    : where_{net::host_and_port(options.host, options.port)}, stream_{server_of(options)} {}

model::expected<std::unique_ptr<smtp_connection>>
smtp_connection::open(const smtp_options& options, const call_deadline& limit) {
  std::unique_ptr<smtp_connection> connection{new smtp_connection{options}};
  if (auto problem = connection->set_up(options, limit))
    return *std::move(problem);
  return connection;
}

outcome smtp_connection::set_up(const smtp_options& options, const call_deadline& limit) {
  net::tls_context_ptr tls;
  if (options.security == smtp_security::tls) {
    auto made = net::make_client_tls({.host = options.host});
    if (!made)
      return made.error();
    tls = *std::move(made);
  }
  if (const auto problem = stream_.connect(tls, time_of(limit)))
    return failed(*problem);
  const auto greeting = read_reply(limit);
  if (!greeting)
    return greeting.error();
  if (!greeting->is_positive())
    return refused("the server takes no connection", *greeting);
  if (auto problem = greet(limit))
    return problem;
  if (options.security == smtp_security::starttls)
    if (auto problem = begin_tls(options, limit))
      return problem;
  return options.user.empty() ? outcome{} : log_in(options, limit);
}

/// Says who we are and learns what the server can do.
outcome smtp_connection::greet(const call_deadline& limit) {
  auto reply = ask("EHLO " + own_name(), limit);
  if (!reply)
    return reply.error();
  if (!reply->is_positive())
    return refused("the server refused EHLO", *reply);
  ehlo_ = *std::move(reply);
  return std::nullopt;
}

outcome smtp_connection::begin_tls(const smtp_options& options, const call_deadline& limit) {
  if (!offers(ehlo_, "STARTTLS"))
    return failure{
        failure_code::permission,
        where_
            + ": the server offers no STARTTLS; smtps:// is for servers with TLS from the start"};
  const auto tls = net::make_client_tls({.host = options.host});
  if (!tls)
    return tls.error();
  const auto reply = ask("STARTTLS", limit);
  if (!reply)
    return reply.error();
  if (!reply->is_positive())
    return refused("the server refused STARTTLS", *reply);
  // What came before the handshake may be of an attacker between here and the server, who wants it
  // to be taken for the server's (CVE-2011-0411).
  if (!received_.empty())
    return failure{
        failure_code::malformed, where_ + ": the server sent more than its answer to STARTTLS"};
  if (const auto problem = stream_.begin_tls(*tls, time_of(limit)))
    return failed(*problem);
  return greet(limit); // an attacker may have sent what came before (RFC 3207, 4.2)
}

outcome smtp_connection::log_in(const smtp_options& options, const call_deadline& limit) {
  std::string plain(1, '\0');
  plain.append(options.user).push_back('\0');
  plain.append(options.password);
  secrets_ = {options.password, base64(options.password), base64(plain)};
  model::expected<smtp_reply> reply = smtp_reply{};
  if (offers(ehlo_, "AUTH", "PLAIN")) {
    reply = ask("AUTH PLAIN " + base64(plain), limit);
  } else if (offers(ehlo_, "AUTH", "LOGIN")) {
    reply = ask("AUTH LOGIN", limit);
    if (reply && reply->code == ready_to_log_in)
      reply = ask(base64(options.user), limit);
    if (reply && reply->code == ready_to_log_in)
      reply = ask(base64(options.password), limit);
  } else {
    return failure{
        failure_code::permission, where_ + ": the server offers no login by PLAIN or LOGIN"};
  }
  secrets_.clear();
  if (!reply)
    return reply.error();
  if (reply->is_positive())
    return std::nullopt;
  auto why = refused("the server refused the login", *reply);
  if (reply->is_permanent())
    why.code = failure_code::permission;
  return why;
}

model::expected<std::vector<smtp_reply>> smtp_connection::send(
    const std::string& from, std::span<const std::string> to, std::string_view message,
    const call_deadline& limit) {
  const auto sender = ask("MAIL FROM:<" + from + ">", limit);
  if (!sender)
    return sender.error();
  std::vector<smtp_reply> words(to.size(), *sender);
  if (!sender->is_positive())
    return words;
  for (std::size_t i = 0; i < to.size(); ++i) {
    auto recipient = ask("RCPT TO:<" + to[i] + ">", limit);
    if (!recipient)
      return recipient.error();
    if (!usable_) // it ends, and takes the message for no recipient
      return std::vector<smtp_reply>(to.size(), *recipient);
    words[i] = *std::move(recipient);
  }
  const auto settle = [&words](const smtp_reply& reply) {
    std::ranges::replace_if(words, &smtp_reply::is_positive, reply);
  };
  if (std::ranges::none_of(words, &smtp_reply::is_positive)) {
    if (auto problem = reset(limit))
      return *std::move(problem);
    return words;
  }
  const auto begun = ask("DATA", limit);
  if (!begun)
    return begun.error();
  if (begun->is_positive()) // neither 354 nor a refusal
    return failure{failure_code::malformed, where_ + ": the server did not ask for the message"};
  if (begun->code != ready_for_data) {
    settle(*begun);
    if (auto problem = reset(limit))
      return *std::move(problem);
    return words;
  }
  if (const auto problem = stream_.write(dot_stuffed(message), time_of(limit)))
    return failed(*problem);
  const auto taken = read_reply(limit);
  if (!taken)
    return taken.error();
  settle(*taken);
  return words;
}

/// Makes the server forget a message that it did not take.
outcome smtp_connection::reset(const call_deadline& limit) {
  if (!usable_)
    return std::nullopt;
  const auto reply = ask("RSET", limit);
  if (!reply)
    return reply.error();
  usable_ = usable_ && reply->is_positive();
  return std::nullopt;
}

void smtp_connection::quit(const call_deadline& limit) {
  if (!usable_)
    return;
  usable_ = false;
  // The connection is closed anyway.
  static_cast<void>(stream_.write("QUIT\r\n", time_of(limit)));
}

model::expected<smtp_reply>
smtp_connection::ask(const std::string& command, const call_deadline& limit) {
  if (const auto problem = stream_.write(command + "\r\n", time_of(limit)))
    return failed(*problem);
  return read_reply(limit);
}

model::expected<smtp_reply> smtp_connection::read_reply(const call_deadline& limit) {
  for (;;) {
    auto taken = take_reply(received_);
    if (!taken)
      return failure{taken.error().code, where_ + ": " + taken.error().message};
    if (auto& reply = *taken; reply) {
      for (const auto& secret : secrets_)
        for (auto& line : reply->lines)
          hide(line, secret);
      usable_ = usable_ && reply->code != closing;
      return *std::move(reply);
    }
    if (const auto problem = stream_.read_some(received_, time_of(limit)))
      return failed(*problem);
  }
}

failure smtp_connection::failed(const net::problem& what) const {
  if (const auto failed = connection_failure(where_, what))
    return *failed;
  if (what.is_hang_up())
    return {failure_code::disconnected, where_ + ": it hung up"};
  const auto message = what.detail.empty() ? what.error.message() : what.detail;
  const bool of_tls = what.at == net::problem::stage::handshake;
  return {failure_code::disconnected, where_ + (of_tls ? ": TLS: " : ": ") + message};
}

failure smtp_connection::refused(std::string_view what, const smtp_reply& reply) const {
  return {failure_code::refused, where_ + ": " + std::string{what} + ": " + reply_in_words(reply)};
}

} // namespace docker_monitor::sinks
