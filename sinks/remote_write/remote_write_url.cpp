#include "sinks/remote_write/remote_write_url.hpp"

#include "config/options.hpp"
#include "net/address.hpp"
#include "sinks/digest.hpp"
#include "sinks/url_parts.hpp"
#include "sinks/url_text.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace docker_monitor::sinks {

namespace {

using boost::urls::url_view;
using std::chrono::milliseconds;

model::failure bad_remote_write(std::string_view url, std::string_view problem) {
  return {
      model::failure_code::bad_option,
      "--remote-write \"" + without_secrets(url) + "\": " + std::string{problem}};
}

/// What the query of a URL sets.
struct write_query {
  std::string rest; ///< parameters of the receiver, encoded
  std::optional<std::string> token;
  std::optional<std::string> password;
};

std::string take_duration(
    const std::string& key, const std::string& text, milliseconds longest, milliseconds& into) {
  constexpr std::chrono::seconds shortest{1};
  const auto value = config::parse_duration(text);
  if (!value || *value < shortest || *value > longest)
    return key + " is \"" + text + "\", no duration from 1s to "
           + std::to_string(std::chrono::duration_cast<std::chrono::minutes>(longest).count())
           + "m; write it as 15s or 1m";
  into = *value;
  return {};
}

std::string take_secret(
    const std::string& path, const secret_reader& read_secret, std::optional<std::string>& into) {
  auto secret = read_secret(path);
  if (!secret)
    return secret.error().message;
  into = *std::move(secret);
  return {};
}

/// Applies a parameter of ours. Returns the problem with it; none at all for one of the receiver.
std::optional<std::string> take_parameter_of_ours(
    const std::string& key, const std::string& value, const secret_reader& read_secret,
    remote_write_url& made, write_query& query) {
  if (key == "interval")
    return take_duration(key, value, std::chrono::hours{1}, made.interval);
  if (key == "timeout")
    return take_duration(key, value, std::chrono::minutes{5}, made.timeout);
  if (key == "header")
    return add_header(made.http, value);
  if (key == "password-file")
    return take_secret(value, read_secret, query.password);
  if (key != "token-file")
    return std::nullopt;
  auto problem = take_secret(value, read_secret, query.token);
  if (problem.empty() && !is_header_value(*query.token))
    problem = "secret file " + value + ": holds no single token";
  return problem;
}

std::string take_write_query(
    const url_view& url, const secret_reader& read_secret, remote_write_url& made,
    write_query& query) {
  // Boost.URL 1.81 reads beyond the end of an empty query.
  if (url.encoded_query().empty())
    return {};
  std::set<std::string> seen;
  auto raw = url.encoded_params().begin();
  for (const auto& parameter : url.params()) {
    const std::string key = parameter.key;
    const auto problem = take_parameter_of_ours(key, parameter.value, read_secret, made, query);
    if (problem && !problem->empty())
      return *problem;
    if (!problem)
      append_parameter(query.rest, *raw);
    else if (!seen.insert(key).second && key != "header")
      return "query key \"" + key + "\" is given twice";
    ++raw;
  }
  return {};
}

std::string take_login_of(const url_view& url, const write_query& query, http_options& http) {
  if (!query.password)
    return take_authorization(url, query.token, http);
  if (query.token)
    return "names a file with a token and one with a password; leave one out";
  if (auto problem = login_problem(url); !problem.empty())
    return problem;
  if (url.has_password())
    return "has a password and names a file with another; leave one out";
  if (url.user().empty())
    return "names a file with a password, and no user as in http://user@host/";
  http.authorization = "Basic " + base64(url.user() + ":" + *query.password);
  return {};
}

/// Returns the path for logs and the API. Any other path than the usual ones may have a token.
std::string shown_path(const std::string& path) {
  for (const auto* usual : {"/api/v1/write", "/api/v1/push", "/api/v1/receive", "/api/prom/push"})
    if (path == usual)
      return path;
  return first_segment(path);
}

/// Returns what names a tenant of the receiver: the user and the headers.
std::string tenant_of(const url_view& url, const http_options& http) {
  std::string tenant;
  if (!url.user().empty())
    tenant += "\nuser " + url.user();
  for (const auto& [name, value] : http.headers)
    tenant += "\n" + name + ": " + value;
  return tenant;
}

std::string
take_all(const url_view& url, const secret_reader& read_secret, remote_write_url& made) {
  made.http.tls = url.scheme() == "https";
  const std::uint16_t port = made.http.tls ? 443 : 80;
  write_query query;
  if (auto problem = take_write_query(url, read_secret, made, query); !problem.empty())
    return problem;
  if (auto problem = take_address(url, port, made.http.host, made.http.port); !problem.empty())
    return problem;
  if (auto problem = take_login_of(url, query, made.http); !problem.empty())
    return problem;
  const std::string path{url.encoded_path().data(), url.encoded_path().size()};
  made.http.target = (path.empty() ? "/" : path) + query.rest;
  const bool with_port = made.http.port != port;
  made.key = display_http(made.http, path, with_port) + query.rest + tenant_of(url, made.http);
  made.display_url = display_http(made.http, shown_path(path), with_port);
  if (!query.rest.empty())
    made.display_url += "?…";
  made.http.content_type = "application/x-protobuf";
  return {};
}

} // namespace

model::expected<remote_write_url>
parse_remote_write_url(std::string_view given, const secret_reader& read_secret) {
  const auto text = net::with_lower_scheme(given);
  const auto url = boost::urls::parse_uri(text);
  // An "@" that is not after the password is an error: "u:1/2@host" parses with the host u.
  if (!url || std::ranges::count(text, '@') != (url->has_userinfo() ? 1 : 0))
    return bad_remote_write(
        text, "is not a URL; write special characters of a user or password as %XX (\"/\" is %2F, "
              "\"@\" is %40, \"#\" is %23, \"?\" is %3F)");
  if (url->has_fragment())
    return bad_remote_write(text, "\"#\" must be written %23");
  if (url->scheme() != "http" && url->scheme() != "https")
    return bad_remote_write(
        text, "is no URL of http or https, as in http://prometheus:9090/api/v1/write");
  remote_write_url made;
  if (const auto problem = take_all(*url, read_secret, made); !problem.empty())
    return bad_remote_write(text, problem);
  return made;
}

model::expected<std::vector<remote_write_url>>
parse_remote_write_urls(const std::vector<std::string>& texts) {
  std::vector<remote_write_url> all;
  std::map<std::string, int> times; // that a URL as shown occurs
  for (const auto& text : texts) {
    auto url = parse_remote_write_url(text);
    if (!url)
      return url.error();
    if (std::ranges::find(all, url->key, &remote_write_url::key) != all.end())
      return model::failure{
          model::failure_code::bad_option,
          "--remote-write " + url->display_url + " is given twice"};
    // Two may differ only in what is not shown.
    if (const auto number = ++times[url->display_url]; number > 1)
      url->display_url += " " + std::to_string(number);
    all.push_back(*std::move(url));
  }
  return all;
}

} // namespace docker_monitor::sinks
