#pragma once

#include "engine/api/engine_client.hpp"
#include "model/container/container.hpp"
#include "model/event/event.hpp"
#include "model/failure.hpp"
#include "model/metric/sample.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace docker_monitor::engine {

/// The kind of a line of the event stream.
enum class event_line : std::uint8_t {
  event,   ///< an event that the program acts on
  ignored, ///< well-formed, but not used
  broken,  ///< not an event
};

/// Reads `GET /containers/json`. Leaves out elements that are not containers. Fails with
/// `malformed` for a document that is not an array. Time and memory are linear in the length of the
/// text.
model::expected<std::vector<model::container>> parse_list(std::string_view text);

/// Reads `GET /containers/{id}/json`.
model::expected<model::container> parse_inspect(std::string_view text);

/// Returns true for a block device that is a layer on others, such as `dm-0` on `sda`.
using layer_test = std::function<bool(std::uint32_t major, std::uint32_t minor)>;

/// Reads one document of `GET /containers/{id}/stats`. Counters that the engine does not give, as
/// for a container that does not run, are absent. Without `is_layer` no device counts as a layer.
model::expected<model::counters>
parse_stats(std::string_view text, const layer_test& is_layer = {});

/// Reads one line of `GET /events` into `event`: the forms before and since API 1.52, and Podman's.
event_line parse_event(std::string_view line, model::event& event);

/// Returns the time of any event, including one that is not used; none for a line that is no event.
std::optional<model::engine_time> parse_event_time(std::string_view line);

/// The members of `GET /version`.
struct version_answer {
  std::string name; ///< `Docker` or `Podman`
  std::string version;
  std::string api_version;
  std::string min_api_version; ///< empty where the engine does not give it
};

/// Reads `GET /version`.
model::expected<version_answer> parse_version(std::string_view text);

/// Reads the version out of header fields that any answer has: `Docker/20.10.24 (linux)` in
/// `Server`.
version_answer version_in_fields(std::string_view server, std::string_view api_version);

/// Reads `GET /info` into the members that come from it: all except name, version, api_version and
/// refused.
model::expected<engine_identity> parse_info(std::string_view text);

/// Returns the `message` of an error answer, or its text where it is not JSON; at most 300
/// characters.
std::string parse_error(std::string_view text);

/// Reads `GET /system/df`. Fails with `malformed`.
model::expected<model::disk_usage> parse_disk_usage(std::string_view text);

} // namespace docker_monitor::engine
