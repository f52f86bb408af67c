#include "model/fleet/server_configuration.hpp"

#include "model/fleet/subject.hpp"

#include <cstdio>

namespace docker_monitor::model {

namespace {

/// The ciphers of TLS 1.2 and the groups that this program's own server offers, too. The ciphers of
/// TLS 1.3 are fixed, and nats-server accepts no version before 1.2.
constexpr const char* tls_policy =
    "  cipher_suites: [\n"
    "    \"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\", \"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\",\n"
    "    \"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305\", \"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305\",\n"
    "    \"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\", \"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\"\n"
    "  ]\n"
    "  curve_preferences: [\"X25519\", \"CurveP256\", \"CurveP384\"]\n";

/// Quotes a text in the configuration's syntax.
std::string in_quotes(std::string_view text) {
  std::string made{'"'};
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      made += '\\';
      made += c;
    } else if (byte < ' ' || byte == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02X", byte);
      made += escaped;
    } else {
      made += c;
    }
  }
  return made + '"';
}

} // namespace

/// A host sends its answer in pieces; `max` allows more than the longest answer has.
std::string user_entry(const fleet_member& host) {
  const auto own = [&](fleet_topic topic) { return in_quotes(fleet_subject(host.name, topic)); };
  return "{nkey: " + in_quotes(host.public_key) + ", permissions: {publish: {allow: ["
         + own(fleet_topic::state) + ", " + own(fleet_topic::samples) + ", "
         + own(fleet_topic::alarms) + "]}, subscribe: {allow: [" + own(fleet_topic::ask) + ", "
         + in_quotes(fleet_inbox(host.name) + ".>")
         + "]}, allow_responses: {max: 128, expires: \"30s\"}}}";
}

std::string hub_user_entry(const std::string& hub_key) {
  const auto all = [](fleet_topic topic) { return in_quotes(fleet_subject("*", topic)); };
  return "{nkey: " + in_quotes(hub_key) + ", permissions: {publish: {allow: ["
         + all(fleet_topic::ask) + ", " + in_quotes(fleet_inbox(">"))
         + "]}, subscribe: {allow: [\"fleet.>\", " + in_quotes(std::string{hub_inbox} + ".>")
         + "]}}}";
}

std::string server_configuration(const server_settings& settings, const fleet_roster& roster) {
  std::string text = "# Written by docker-monitor hub, which writes it again: changes are lost.\n"
                     "server_name: \"docker-monitor-hub\"\n";
  text +=
      "host: " + in_quotes(settings.address) + "\nport: " + std::to_string(settings.port) + '\n';
  text += "max_payload: " + std::to_string(max_fleet_payload) + '\n';
  text += "max_connections: 65536\n"
          "max_control_line: 1024\n"
          "write_deadline: \"5s\"\n"
          "ping_interval: \"10s\"\n"
          "ping_max: 2\n";
  text += "tls: {\n  cert_file: " + in_quotes(settings.certificate)
          + "\n  key_file: " + in_quotes(settings.key) + "\n  timeout: 5\n" + tls_policy + "}\n";
  text +=
      "authorization: {\n  timeout: 5\n  users: [\n    " + hub_user_entry(settings.hub_key) + '\n';
  for (const auto& member : roster.members())
    if (!member.revoked)
      text += "    " + user_entry(member) + '\n';
  return text + "  ]\n}\n";
}

} // namespace docker_monitor::model
