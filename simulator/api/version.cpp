#include "simulator/api/version.hpp"

#include <charconv>

namespace docker_monitor::simulator {

int api_number(std::string_view version) {
  const auto dot = version.find('.');
  if (dot == std::string_view::npos)
    return 0;
  int major = 0;
  int minor = 0;
  const auto* end = version.data() + version.size();
  const auto first = std::from_chars(version.data(), version.data() + dot, major);
  const auto second = std::from_chars(version.data() + dot + 1, end, minor);
  if (first.ptr != version.data() + dot || second.ptr != end || minor > 999)
    return 0;
  return major * 1000 + minor;
}

std::string_view engine_release(const simulation_options& options) {
  if (options.brand == engine_brand::podman)
    return "5.4.2";
  const auto api = api_number(options.api_version);
  if (api <= 1041)
    return "20.10.24+dfsg1";
  if (api <= 1045)
    return "26.1.5+dfsg1";
  return api <= 1051 ? "28.5.2" : "29.0.0";
}

std::string min_api_version(const simulation_options& options) {
  if (!options.min_api_version.empty())
    return options.min_api_version;
  if (options.brand == engine_brand::podman)
    return "1.24";
  const auto api = api_number(options.api_version);
  if (api <= 1041)
    return "1.12";
  return api <= 1051 ? "1.24" : "1.44";
}

bool stop_comes_first(const simulation_options& options) {
  if (options.order != event_order::by_version)
    return options.order == event_order::stop_then_die;
  return options.brand == engine_brand::podman || api_number(options.api_version) > 1041;
}

bool on_cgroup_v2(const simulation_options& options) {
  return options.brand == engine_brand::podman || api_number(options.api_version) > 1041;
}

} // namespace docker_monitor::simulator
