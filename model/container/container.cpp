#include "model/container/container.hpp"

#include "model/container/identity_registry.hpp"
#include "model/word_table.hpp"

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
    // Podman's words
    {"configured", container_status::created},
    {"initialized", container_status::created},
    {"stopped", container_status::exited},
    {"stopping", container_status::running},
}};

} // namespace

std::string_view to_string(container_status status) {
  return word_of(status_words, status);
}

std::optional<container_status> parse_container_status(std::string_view word) {
  return value_of_word(status_words, word);
}

bool is_listed(container_status status) {
  return status == container_status::running || status == container_status::paused
         || status == container_status::restarting;
}

bool is_up(container_status status) {
  return status == container_status::running || status == container_status::paused;
}

const std::string& snapshot_key(const container& container, std::string& room) {
  if (container.host.empty())
    return container.id;
  return room = container.host + '/' + container.id;
}

std::string identity_of(const container& container) {
  return container.identity.empty() ? identity_claim(container) : container.identity;
}

} // namespace docker_monitor::model
