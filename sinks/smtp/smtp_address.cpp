#include "sinks/smtp/smtp_address.hpp"

#include "net/address.hpp"

#include <algorithm>
#include <cctype>

namespace docker_monitor::sinks {

namespace {

constexpr std::size_t max_address = 254; // RFC 5321, 4.5.3.1.3, without the angle brackets
constexpr std::size_t max_local_part = 64;
constexpr std::size_t max_recipients = 50;

/// Returns true for words of such characters with single dots between them.
template <class Accepts>
bool is_dotted(std::string_view text, Accepts accepts) {
  return !text.empty() && text.front() != '.' && text.back() != '.'
         && text.find("..") == std::string_view::npos
         && std::ranges::all_of(
             text, [&accepts](unsigned char c) { return c == '.' || accepts(c); });
}

bool is_ascii_alnum(unsigned char c) {
  return c < 0x80 && std::isalnum(c) != 0;
}

/// Returns true for a host that is this machine: what is sent there cannot be read on the way.
bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1"
         || (net::is_ip_address(host) && host.starts_with("127."));
}

} // namespace

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at > max_local_part || text.size() > max_address)
    return false;
  const auto in_name = [](unsigned char c) {
    return is_ascii_alnum(c)
           || std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(static_cast<char>(c))
                  != std::string_view::npos;
  };
  const auto in_domain = [](unsigned char c) { return is_ascii_alnum(c) || c == '-'; };
  return is_dotted(text.substr(0, at), in_name) && is_dotted(text.substr(at + 1), in_domain);
}

std::string complete_smtp(smtp_options& smtp) {
  if (smtp.security == smtp_security::none && !is_this_machine(smtp.host))
    return "tls=no is for a server on this machine only (localhost, 127.0.0.1, ::1)";
  if (smtp.user.empty() != smtp.password.empty())
    return smtp.user.empty() ? "has a password and no user, as in smtp://user@host/"
                             : "has a user and no password, as in password-file=/run/secrets/mail";
  if (smtp.to.empty())
    return "names no recipient, as in to=ops@example.org";
  if (smtp.to.size() > max_recipients)
    return "names more than " + std::to_string(max_recipients) + " recipients";
  if (smtp.from.empty() && is_mail_address(smtp.user))
    smtp.from = smtp.user;
  if (smtp.from.empty())
    return "names no sender, as in from=monitor@example.org";
  return {};
}

std::string display_smtp(const smtp_options& smtp) {
  std::string shown = smtp.security == smtp_security::tls ? "smtps://" : "smtp://";
  shown += net::host_and_port(smtp.host, smtp.port) + "/";
  for (const auto& address : smtp.to)
    shown.append(&address == &smtp.to.front() ? "?to=" : "&to=").append(address);
  return shown;
}

std::ptrdiff_t count_address_signs(const boost::urls::url_view& url) {
  const std::string_view scheme{url.scheme().data(), url.scheme().size()};
  // Boost.URL 1.81 reads beyond the end of an empty query.
  if ((scheme != "smtp" && scheme != "smtps") || url.encoded_query().empty())
    return 0;
  std::ptrdiff_t count = 0;
  for (const auto& parameter : url.encoded_params()) {
    const std::string_view key{parameter.key.data(), parameter.key.size()};
    const std::string_view value{parameter.value.data(), parameter.value.size()};
    if (key == "to" || key == "from")
      count += std::ranges::count(value, '@');
  }
  return count;
}

std::string_view before_addresses(std::string_view text) {
  for (const std::string_view key : {"?to=", "&to=", "?from=", "&from="})
    text = text.substr(0, text.find(key));
  return text;
}

} // namespace docker_monitor::sinks
