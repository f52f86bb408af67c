#pragma once

#include "engine/api/engine_client.hpp"
#include "model/container/container.hpp"
#include "model/container/event.hpp"
#include "model/failure.hpp"
#include "model/metric/sample.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace docker_monitor::engine {

/// What one line of the event stream is.
enum class event_line : std::uint8_t {
  event,   ///< one we act on
  ignored, ///< well-formed, but of no interest
  broken,  ///< not an event at all
};

/// Reads `GET /containers/json`. An element that is no container is left out; a document that is
/// no array is `malformed`. The time and memory it takes are linear in the text.
model::expected<std::vector<model::container>> parse_list(std::string_view text);

/// Reads `GET /containers/{id}/json`.
model::expected<model::container> parse_inspect(std::string_view text);

/// Reads `GET /containers/{id}/stats`: one document. Counters the engine does not give, as for a
/// container that does not run, are absent.
model::expected<model::counters> parse_stats(std::string_view text);

/// Reads one line of `GET /events` into `event` (both before and after API 1.52, and Podman's).
event_line parse_event(std::string_view line, model::event& event);

/// The time of any event, also of one that is of no interest; none for what is no event.
std::optional<model::engine_time> parse_event_time(std::string_view line);

/// What `GET /version` tells.
struct version_answer {
  std::string name; ///< `Docker` or `Podman`
  std::string version;
  std::string api_version;
  std::string min_api_version; ///< empty where the engine does not say
};

/// Reads `GET /version`.
model::expected<version_answer> parse_version(std::string_view text);

/// What an engine tells in the fields of any answer: `Docker/20.10.24 (linux)` in `Server`.
version_answer version_in_fields(std::string_view server, std::string_view api_version);

/// Reads `GET /info` into the members that come from it: all but name, version, api_version and
/// refused.
model::expected<engine_identity> parse_info(std::string_view text);

/// The `message` of an error answer, or its text where it is no JSON; at most 300 characters.
std::string parse_error(std::string_view text);

/// Reads the answer of `/system/df`. Fails with `malformed`.
model::expected<model::disk_usage> parse_disk_usage(std::string_view text);

} // namespace docker_monitor::engine
