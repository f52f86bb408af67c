#include "http/container/container_query.hpp"

#include "http/container/container_fields.hpp"
#include "model/container/container_filter.hpp"

#include <algorithm>

namespace docker_monitor::http {

namespace {

constexpr std::string_view bad_all = "all is true or false";
constexpr std::string_view bad_status =
    "unknown status; it is one of created, running, paused, restarting, exited, removing, dead, "
    "unknown";
constexpr std::string_view bad_label =
    "this label is not shown, so it can't be asked for; name it with --label";

} // namespace

model::expected<container_query>
container_query::make(const request& request, std::span<const std::string> shown) {
  container_query query;
  for (const auto& [name, value] : request.query) {
    if (const auto problem = query.add(name, value, shown))
      return model::failure{model::failure_code::malformed, std::string{*problem}};
  }
  auto fields = choose_fields(request, shown);
  if (!fields)
    return std::move(fields.error());
  query.fields_ = *std::move(fields);
  query.fields_.append_key(query.key_);
  return query;
}

/// Ignores unknown parameters, as is usual on the web.
std::optional<std::string_view> container_query::add(
    const std::string& name, const std::string& value, std::span<const std::string> shown) {
  std::optional<std::string_view> problem;
  if (name == "all") {
    all_ = value == "true" || value == "1";
    if (!all_ && value != "false" && value != "0")
      problem = bad_all;
  } else if (name == "status") {
    const auto status = model::parse_container_status(value);
    if (status)
      statuses_.push_back(*status);
    else if (value == to_string(model::container_status::unknown))
      statuses_.push_back(model::container_status::unknown);
    else
      problem = bad_status;
  } else if (name == "label") {
    problem = add_label(value, shown);
  } else if (name == "name") {
    names_.push_back(value);
  } else if (name == "host") {
    hosts_.push_back(value);
  } else if (name == "group") {
    groups_.push_back(value);
  } else {
    return std::nullopt;
  }
  key_.append(name).append("=").append(value).append("\n"); // no value has a line feed
  return problem;
}

std::optional<std::string_view>
container_query::add_label(const std::string& value, std::span<const std::string> shown) {
  const auto split = value.find('=');
  auto key = value.substr(0, split);
  if (std::ranges::find(shown, key) == shown.end())
    return bad_label;
  auto wanted = split == std::string::npos ? std::optional<std::string>{} : value.substr(split + 1);
  labels_.emplace_back(std::move(key), std::move(wanted));
  return std::nullopt;
}

bool container_query::matches(const model::container& container) const {
  if (statuses_.empty() ? !all_ && !is_listed(container.status)
                        : std::ranges::find(statuses_, container.status) == statuses_.end())
    return false;
  const auto has_label = [&](const label& wanted) {
    const auto found = container.labels.find(wanted.first);
    return found != container.labels.end() && (!wanted.second || *wanted.second == found->second);
  };
  const auto is_named = [&](const std::string& glob) {
    return model::matches_glob(glob, container.name);
  };
  const auto is_one_of = [](const std::vector<std::string>& wanted, const std::string& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
  };
  return is_one_of(hosts_, container.host) && is_one_of(groups_, container.group)
         && (labels_.empty() || std::ranges::any_of(labels_, has_label))
         && (names_.empty() || std::ranges::any_of(names_, is_named));
}

} // namespace docker_monitor::http
