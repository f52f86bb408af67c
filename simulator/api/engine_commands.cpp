#include "model/whole_number.hpp"
#include "simulator/api/engine_api.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <utility>

namespace docker_monitor::simulator {

namespace {

using plain_json = nlohmann::json;

/// Returns 9 for `9`, `KILL` and `SIGKILL`; `otherwise` for an empty text, -1 for an unknown name.
int signal_number(std::string_view text, int otherwise) {
  static constexpr std::array<std::pair<std::string_view, int>, 9> names{
      {{"HUP", 1},
       {"INT", 2},
       {"QUIT", 3},
       {"ABRT", 6},
       {"KILL", 9},
       {"USR1", 10},
       {"USR2", 12},
       {"TERM", 15},
       {"WINCH", 28}}};
  if (text.empty())
    return otherwise;
  if (const auto number = model::whole_number<int>(text))
    return *number;
  if (text.starts_with("SIG"))
    text.remove_prefix(3);
  for (const auto& [name, value] : names)
    if (name == text)
      return value;
  return -1;
}

/// Returns true for a name that the engine accepts: `[a-zA-Z0-9][a-zA-Z0-9_.-]+`.
bool is_name(std::string_view name) {
  return name.size() > 1 && std::isalnum(static_cast<unsigned char>(name[0])) != 0
         && std::all_of(name.begin(), name.end(), [](char letter) {
              return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_'
                     || letter == '.' || letter == '-';
            });
}

api_answer bad_name(std::string_view name) {
  return error_answer(
      400, "Invalid container name (" + std::string{name}
               + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
}

api_answer answer_of(const command_result& result) {
  api_answer answer;
  switch (result.outcome) {
  case command_outcome::done:
    answer.status = 204;
    return answer;
  case command_outcome::not_modified:
    answer.status = 304;
    return answer;
  case command_outcome::not_found:
    return error_answer(404, result.message);
  case command_outcome::conflict:
    return error_answer(409, result.message);
  }
  return answer;
}

/// Returns the member of an object; null where there is none.
const plain_json& member(const plain_json& object, const char* key) {
  static const plain_json none;
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() ? *found : none;
}

std::string text_or(const plain_json& value, std::string otherwise) {
  return value.is_string() ? value.get<std::string>() : std::move(otherwise);
}

/// Returns 0 for anything else than a number that fits into a 64-bit integer.
template <class Number>
Number number_or_zero(const plain_json& value) {
  constexpr double end = 9'223'372'036'854'775'808.0;
  const auto number = value.is_number() ? value.get<double>() : 0.0;
  if (!(number > 0
        && number < std::min(end, static_cast<double>(std::numeric_limits<Number>::max()) + 1)))
    return Number{0};
  return value.get<Number>();
}

} // namespace

api_answer
engine_api::command(const target& target, const std::string& route, const std::string& body) {
  if (route == "create")
    return create(target, body);
  if (route == "unknown")
    return error_answer(404, "page not found");
  const auto& name = target.segments[1];
  if (route == "remove")
    return answer_of(world_.remove(name, target.flag("force")));
  if (route == "start")
    return answer_of(world_.start(name));
  if (route == "stop")
    return answer_of(world_.stop(name));
  if (route == "restart")
    return answer_of(world_.restart(name));
  if (route == "pause")
    return answer_of(world_.pause(name));
  if (route == "unpause")
    return answer_of(world_.unpause(name));
  if (route == "rename")
    return is_name(target.value("name")) ? answer_of(world_.rename(name, target.value("name")))
                                         : bad_name(target.value("name"));
  const auto signal = signal_number(target.value("signal"), 9);
  if (signal <= 0 || signal > 64)
    return error_answer(400, "invalid signal: " + std::string{target.value("signal")});
  return answer_of(world_.kill(name, signal));
}

api_answer engine_api::create(const target& target, const std::string& body) {
  const auto parsed = body.empty() ? plain_json::object() : plain_json::parse(body, nullptr, false);
  if (!parsed.is_object())
    return error_answer(400, "invalid JSON: a JSON object is expected");
  container_request request;
  request.name = target.value("name");
  if (!request.name.empty() && !is_name(request.name))
    return bad_name(request.name);
  const auto& host = member(parsed, "HostConfig");
  const auto& policy = member(host, "RestartPolicy");
  request.image = text_or(member(parsed, "Image"), request.image);
  request.network_mode = text_or(member(host, "NetworkMode"), "");
  request.policy = parse_restart_policy(text_or(member(policy, "Name"), ""));
  request.max_retries = number_or_zero<std::uint32_t>(member(policy, "MaximumRetryCount"));
  request.memory_limit_bytes = number_or_zero<std::uint64_t>(member(host, "Memory"));
  request.cores_limit = number_or_zero<double>(member(host, "NanoCpus")) / 1e9;
  request.health_check = !member(member(parsed, "Healthcheck"), "Test").empty();
  if (const auto& labels = member(parsed, "Labels"); labels.is_object())
    for (const auto& [key, value] : labels.items())
      request.labels[key] = text_or(value, "");
  if (const auto& command = member(parsed, "Cmd"); command.is_array() && !command.empty()) {
    request.command.clear();
    for (const auto& word : command)
      request.command += (request.command.empty() ? "" : " ") + text_or(word, "");
  }
  std::string id;
  const auto result = world_.create(request, id);
  if (result.outcome != command_outcome::done)
    return answer_of(result);
  api_answer answer;
  answer.status = 201;
  answer.body = plain_json{{"Id", id}, {"Warnings", plain_json::array()}}.dump() + '\n';
  return answer;
}

} // namespace docker_monitor::simulator
