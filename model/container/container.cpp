#include "model/container/container.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace docker_monitor::model {

namespace {

constexpr std::array<std::pair<std::string_view, container_status>, 11> status_words{{
    {"created", container_status::created},
    {"running", container_status::running},
    {"paused", container_status::paused},
    {"restarting", container_status::restarting},
    {"exited", container_status::exited},
    {"removing", container_status::removing},
    {"dead", container_status::dead},
    // Podman's own words
    {"configured", container_status::created},
    {"initialized", container_status::created},
    {"stopped", container_status::exited},
    {"stopping", container_status::running},
}};

/// Compose writes `True`; what follows it may write it otherwise.
bool is_true(std::string_view word) {
  constexpr std::string_view yes = "true";
  return std::ranges::equal(word, yes, {}, [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
}

} // namespace

std::string_view to_string(container_status status) {
  for (const auto& [word, named] : status_words)
    if (named == status)
      return word;
  return "unknown";
}

std::optional<container_status> parse_container_status(std::string_view word) {
  for (const auto& [known, status] : status_words)
    if (known == word)
      return status;
  return std::nullopt;
}

bool is_listed(container_status status) {
  return status == container_status::running || status == container_status::paused
         || status == container_status::restarting;
}

bool is_up(container_status status) {
  return status == container_status::running || status == container_status::paused;
}

std::string identity_of(const container& container) {
  const auto label = [&](const char* key) {
    const auto found = container.labels.find(key);
    return found == container.labels.end() ? std::string{} : found->second;
  };
  const auto project = label("com.docker.compose.project");
  const auto service = label("com.docker.compose.service");
  // What `compose run` makes has the labels of its service too, with a number or without; beside
  // the service's own containers it is somebody else.
  const auto number = label("com.docker.compose.container-number");
  if (project.empty() || service.empty() || number.empty()
      || is_true(label("com.docker.compose.oneoff")))
    return container.name;
  return project + '/' + service + '/' + number;
}

} // namespace docker_monitor::model
