#include "simulator/api/engine_api.hpp"

#include "simulator/api/engine_json.hpp"
#include "simulator/api/version.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace docker_monitor::simulator {

namespace {

/// Reads seconds since the epoch with up to nine fraction digits, the form of `since` and `until`.
std::optional<model::engine_time> parse_cursor(std::string_view text) {
  const auto dot = text.find('.');
  std::int64_t seconds = 0;
  const auto whole = text.substr(0, dot);
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
  if (error != std::errc{} || end != whole.data() + whole.size())
    return std::nullopt;
  // 64 bits of nanoseconds since 1970 end in 2262; a later time means no end.
  seconds = std::min<std::int64_t>(seconds, 9'000'000'000);
  std::int64_t fraction = 0;
  std::int64_t unit = 1'000'000'000;
  if (dot != std::string_view::npos)
    for (const char digit : text.substr(dot + 1, 9)) {
      if (digit < '0' || digit > '9')
        return std::nullopt;
      unit /= 10;
      fraction += unit * (digit - '0');
    }
  return model::engine_time{std::chrono::seconds{seconds} + std::chrono::nanoseconds{fraction}};
}

} // namespace

api_answer error_answer(unsigned status, const std::string& message) {
  api_answer answer;
  answer.status = status;
  answer.body = error_json(message);
  return answer;
}

engine_api::engine_api(simulation_options options, model::engine_time now)
    : options_{options}, initial_{std::move(options)}, world_{initial_, now} {}

std::string engine_api::route_of(const api_request& request) {
  const auto parsed = parse_target(request.target);
  const auto& path = parsed.segments;
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (path.empty())
    return "unknown";
  if (path[0] == "simulator")
    return "control";
  if (path.size() == 1 && path[0] == "_ping")
    return "ping";
  if (path.size() == 1 && get && (path[0] == "version" || path[0] == "info" || path[0] == "events"))
    return path[0];
  if (path[0] != "containers" || path.size() < 2)
    return "unknown";
  if (path.size() == 2 && request.method == "DELETE")
    return "remove";
  if (path.size() == 2 && get && path[1] == "json")
    return "list";
  if (path.size() == 2 && request.method == "POST" && path[1] == "create")
    return "create";
  if (path.size() != 3)
    return "unknown";
  if (get)
    return path[2] == "json" ? "inspect" : path[2] == "stats" ? "stats" : "unknown";
  for (const auto* verb : {"start", "stop", "kill", "restart", "pause", "unpause", "rename"})
    if (request.method == "POST" && path[2] == verb)
      return verb;
  return "unknown";
}

api_answer engine_api::handle(const api_request& request, model::engine_time now) {
  advance(now);
  const auto parsed = parse_target(request.target);
  const auto route = route_of(request);
  ++calls_[route];
  api_answer answer;
  if (route == "control")
    answer = control(parsed, now);
  else if (auto refused = refuse_version(parsed))
    answer = std::move(*refused);
  else if (request.method == "GET" || request.method == "HEAD")
    answer = read(parsed, route);
  else
    answer = command(parsed, route, request.body);
  settle();
  return answer;
}

void engine_api::advance(model::engine_time now) {
  const auto ours = now + ahead_;
  while (burst_.left > 0 && burst_.next <= ours) {
    world_.advance(burst_.next);
    // The events of a hundredth of a second at a time: a timer per event would cost more than the
    // event.
    const auto count = std::min(burst_.left, std::max<std::uint64_t>(burst_.per_second / 100, 1));
    world_.burst(count, burst_.kind);
    burst_.left -= count;
    burst_.next += std::chrono::nanoseconds{count * 1'000'000'000 / burst_.per_second};
  }
  world_.advance(ours);
  settle();
}

std::optional<model::engine_time> engine_api::next_due() const {
  auto due = world_.next_due();
  if (burst_.left > 0)
    due = std::min(due.value_or(burst_.next), burst_.next);
  if (due)
    *due -= ahead_;
  return due;
}

void engine_api::settle() {
  for (auto& event : world_.take_events()) {
    log_.append(event);
    new_events_.push_back(std::move(event));
  }
}

std::vector<event_ptr> engine_api::take_new_events() {
  return std::exchange(new_events_, {});
}

std::optional<api_answer> engine_api::refuse_version(const target& target) const {
  if (target.version.empty() || options_.brand == engine_brand::podman)
    return std::nullopt;
  const auto asked = api_number(target.version);
  const auto minimum = min_api_version(options_);
  if (asked > api_number(options_.api_version))
    return error_answer(
        400, "client version " + target.version + " is too new. Maximum supported API version is "
                 + options_.api_version);
  if (asked >= api_number(minimum))
    return std::nullopt;
  const auto message = "client version " + target.version
                       + " is too old. Minimum supported API version is " + minimum
                       + ", please upgrade your client to a newer version";
  auto answer = error_answer(400, message);
  // Below 1.24 errors were plain text, except in 26.1.
  if (asked < 1024 && api_number(options_.api_version) != 1045) {
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = message + '\n';
  }
  return answer;
}

api_answer engine_api::read(const target& target, const std::string& route) {
  api_answer answer;
  if (route == "ping") {
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = "OK";
  } else if (route == "version") {
    answer.body = version_json(options_);
  } else if (route == "info") {
    answer.body = info_json(world_, calls_["info"]);
  } else if (route == "list") {
    answer.body = list_json(world_, target.flag("all"));
  } else if (route == "inspect") {
    return inspect(target.segments[1]);
  } else if (route == "stats") {
    return stats(target, target.segments[1]);
  } else if (route == "events") {
    return events(target);
  } else {
    return error_answer(404, "page not found");
  }
  return answer;
}

api_answer engine_api::inspect(std::string_view container) {
  const auto* found = world_.find(container);
  if (found == nullptr)
    return error_answer(404, "No such container: " + std::string{container});
  api_answer answer;
  answer.body = inspect_json(world_, *found);
  return answer;
}

api_answer engine_api::stats(const target& target, std::string_view container) {
  const auto* found = world_.find(container);
  if (found == nullptr)
    return error_answer(404, "No such container: " + std::string{container});
  if (options_.brand == engine_brand::podman && !found->has_processes()) {
    auto answer = error_answer(500, "container is stopped");
    answer.body = R"({"cause":"container is stopped","message":"container is stopped",)"
                  R"("response":500})";
    return answer;
  }
  api_answer answer;
  answer.container = found->id;
  if (target.value("stream").empty() || target.flag("stream")) {
    answer.form = answer_form::stats;
    return answer;
  }
  const bool one_shot = target.flag("one-shot");
  const auto id = found->id;
  if (!found->has_processes()) {
    answer.body = stats_json(world_, *found, {}, one_shot);
    return answer;
  }
  answer.delay = one_shot ? options_.one_shot_delay : options_.stats_period;
  answer.form = answer_form::later;
  answer.finish = [this, id, one_shot](model::engine_time now) {
    advance(now);
    const auto* still = world_.find(id);
    if (still == nullptr)
      return error_answer(404, "No such container: " + id);
    api_answer late;
    late.body = stats_json(
        world_, *still, one_shot ? std::chrono::milliseconds{0} : options_.stats_period, one_shot);
    return late;
  };
  return answer.delay.count() > 0 ? answer : answer.finish(world_.now() - ahead_);
}

std::optional<std::string> engine_api::stats_line(const std::string& container, bool first) {
  const auto* found = world_.find(container);
  if (found == nullptr)
    return std::nullopt;
  return stats_json(
      world_, *found, first ? std::chrono::milliseconds{0} : options_.stats_period, false);
}

api_answer engine_api::events(const target& target) {
  api_answer answer;
  answer.form = answer_form::events;
  const auto version = target.version.empty() ? options_.api_version : target.version;
  answer.legacy_events = api_number(version) < 1052;
  std::optional<model::engine_time> since;
  for (auto [key, time] : {std::pair{"since", &since}, {"until", &answer.until}}) {
    const auto text = target.value(key);
    if (!text.empty() && !(*time = parse_cursor(text)))
      return error_answer(400, "strconv.ParseInt: parsing \"" + std::string{text} + "\"");
  }
  const auto filter = event_filter::parse(target.value("filters"));
  if (!filter)
    return error_answer(400, filter.error().message);
  answer.filter = *filter;
  answer.replay = log_.replay(since, answer.until, answer.filter);
  if (answer.until)
    *answer.until -= ahead_ + (world_.wall() - world_.now());
  return answer;
}

std::string engine_api::common_headers() const {
  const std::string release{engine_release(options_)};
  if (options_.brand == engine_brand::podman)
    return "Api-Version: " + options_.api_version + "\r\nLibpod-Api-Version: " + release
           + "\r\nServer: Libpod/" + release + " (linux)\r\n";
  return "Api-Version: " + options_.api_version
         + "\r\nDocker-Experimental: false\r\nOstype: linux\r\nServer: Docker/" + release
         + " (linux)\r\n";
}

} // namespace docker_monitor::simulator
