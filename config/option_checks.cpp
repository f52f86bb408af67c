#include "config/option_checks.hpp"

#include <algorithm>

namespace docker_monitor::config {

std::optional<std::string> host_name_problem(const std::string& name) {
  constexpr std::size_t longest = 253; // of a DNS name
  if (!name.empty() && name.size() <= longest && std::ranges::all_of(name, [](unsigned char c) {
        return c > ' ' && c < 0x7f && c != '/' && c != '+' && c != '#';
      }))
    return std::nullopt;
  return '"' + name
         + "\" is no host name: 1 to 253 printable ASCII characters without blank, /, + and #";
}

std::optional<std::string> external_url_problem(const std::string& url) {
  const bool has_scheme = url.starts_with("http://") || url.starts_with("https://");
  const auto begin = url.find("://") + 3;
  if (has_scheme && url.size() > begin && url[begin] != '/'
      && std::ranges::all_of(url, [](unsigned char c) {
           return c > ' ' && c < 0x7f && c != '?' && c != '#' && c != '@' && c != '<' && c != '>'
                  && c != '"' && c != '|';
         }))
    return std::nullopt;
  return '"' + url
         + "\" is no address of a page, such as https://monitor.example/docker, without user, "
           "query "
           "and fragment";
}

} // namespace docker_monitor::config
