#include "model/event/event.hpp"

#include "model/word_table.hpp"

#include <array>
#include <utility>

namespace docker_monitor::model {

namespace {

constexpr std::array<std::pair<std::string_view, event_action>, 14> action_words{{
    {"create", event_action::create},
    {"start", event_action::start},
    {"kill", event_action::kill},
    {"die", event_action::die},
    {"stop", event_action::stop},
    {"oom", event_action::oom},
    {"pause", event_action::pause},
    {"unpause", event_action::unpause},
    {"rename", event_action::rename},
    {"update", event_action::update},
    {"health_status", event_action::health_status},
    {"destroy", event_action::destroy},
    // Podman's words
    {"died", event_action::die},
    {"remove", event_action::destroy},
}};

} // namespace

std::string_view to_string(event_action action) {
  return word_of(action_words, action);
}

std::optional<event_action> parse_event_action(std::string_view word) {
  return value_of_word(action_words, word);
}

} // namespace docker_monitor::model
