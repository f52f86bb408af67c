#include "app/command/control.hpp"

#include "actors/type_ids.hpp"
#include "app/command/control_socket.hpp"
#include "app/commands.hpp"
#include "model/json_members.hpp"
#include "model/text.hpp"
#include "storage/choose_data.hpp"

#include <caf/scoped_actor.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

namespace docker_monitor::app {

namespace {

using json = nlohmann::ordered_json;
using actors::operator_answer;
using actors::operator_request;
using wanted = operator_request::what;

std::string dump(const json& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Throws the library's exceptions.
operator_request read_request(const std::string& text, const std::string& user) {
  const auto document = json::parse(text);
  operator_request request;
  request.by = user;
  const auto command = document.at("do").get<std::string>();
  model::get(document, "id", request.id);
  if (command == "end") {
    request.kind = wanted::end_silence;
  } else if (command == "ack") {
    request.kind = wanted::acknowledge;
  } else if (command == "silence") {
    request.kind = wanted::add_silence;
    auto& silence = request.silence;
    model::get(document, "include", silence.include);
    model::get(document, "exclude", silence.exclude);
    model::get(document, "comment", silence.comment);
    silence.by = user;
    silence.begins = std::chrono::system_clock::now();
    // `silence_list` refuses times beyond its limit, so a value just above it suffices here.
    constexpr std::chrono::milliseconds most = model::silence_list::longest + std::chrono::days{1};
    const auto asked = model::value_of<std::int64_t>(document.at("milliseconds"));
    silence.ends =
        silence.begins
        + std::clamp(std::chrono::milliseconds{asked}, std::chrono::milliseconds{0}, most);
  } else if (command != "list") {
    model::refuse_json("unknown request: " + command);
  }
  return request;
}

/// Sends a request to the running instance. Returns the silences in the answer, or the failure.
model::expected<std::vector<json>> ask(const plan& p, const json& request) {
  const auto path = storage::control_path(p.options, environment, p.engine.url());
  const auto text = query_control_socket(path, dump(request));
  if (!text)
    return text.error();
  const auto answer = json::parse(*text, nullptr, false);
  const auto silences = answer.is_object() ? answer.find("silences") : answer.end();
  if (answer.is_object() && answer.contains("note") && answer.at("note").is_string())
    std::cerr << "docker-monitor: " << model::one_line(answer.at("note").get<std::string>())
              << '\n';
  if (answer.is_object() && answer.contains("problem") && answer.at("problem").is_string())
    return model::failure{model::failure_code::refused, answer.at("problem").get<std::string>()};
  if (silences == answer.end() || !silences->is_array())
    return model::failure{model::failure_code::malformed, "the instance answered nonsense"};
  return std::vector<json>(silences->begin(), silences->end());
}

/// Returns a text of others as it may be printed. Throws the library's exceptions.
std::string shown(const json& text) {
  return model::one_line(text.get_ref<const std::string&>());
}

std::string joined(const json& list) {
  std::string text;
  for (const auto& one : list)
    text += (text.empty() ? "" : " ") + shown(one);
  return text;
}

} // namespace

std::string silence_line(const json& silence) {
  auto line = shown(silence.at("id")) + "  until " + shown(silence.at("endsAt")) + "  "
              + joined(silence.at("include"));
  if (silence.contains("exclude"))
    line += " but not " + joined(silence.at("exclude"));
  line += "  by " + shown(silence.at("by"));
  if (silence.contains("comment"))
    line += "  (" + shown(silence.at("comment")) + ')';
  return line += '\n';
}

std::string answer_control(
    caf::actor_system& system, const actors::alarm_router_actor& router, const std::string& request,
    const std::string& user) {
  json answer = json::object();
  try {
    caf::scoped_actor self{system};
    self->request(router, std::chrono::seconds{5}, read_request(request, user))
        .receive(
            [&](const operator_answer& done) {
              if (!done.problem.empty())
                answer["problem"] = done.problem;
              if (!done.note.empty())
                answer["note"] = done.note;
              answer["silences"] = json::array();
              for (const auto& silence : done.silences)
                answer["silences"].push_back(json::parse(model::to_json(silence)));
            },
            [&](const caf::error&) { answer["problem"] = "the instance is busy or ends"; });
  } catch (const json::exception& problem) {
    answer["problem"] = std::string{"no request: "} + problem.what();
  }
  return dump(answer);
}

int run_silence(const plan& p, const config::control_options& asked) {
  json request;
  if (asked.action == "add")
    request = {
        {"do", "silence"},
        {"include", asked.include},
        {"exclude", asked.exclude},
        {"milliseconds", asked.lasts.count()},
        {"comment", asked.comment}};
  else if (asked.action == "end")
    request = {{"do", "end"}, {"id", asked.id}};
  else
    request = {{"do", "list"}};
  const auto answer = ask(p, request);
  if (!answer)
    return refuse(answer.error(), EXIT_FAILURE);
  std::string lines;
  try {
    for (const auto& silence : *answer)
      lines += silence_line(silence);
  } catch (const json::exception&) {
    return refuse({model::failure_code::malformed, "the instance answered nonsense"}, EXIT_FAILURE);
  }
  if (asked.action == "list" && lines.empty())
    lines = "no silences\n";
  return print(lines);
}

int run_ack(const plan& p, const config::control_options& asked) {
  const auto answer = ask(p, {{"do", "ack"}, {"id", asked.id}});
  return answer ? EXIT_SUCCESS : refuse(answer.error(), EXIT_FAILURE);
}

} // namespace docker_monitor::app
