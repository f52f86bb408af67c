#include "simulator/api/engine_api.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <utility>

namespace docker_monitor::simulator {

namespace {

api_answer fine() {
  api_answer answer;
  answer.body = "{}\n";
  return answer;
}

api_answer control_answer(const command_result& result) {
  if (result.outcome == command_outcome::done)
    return fine();
  return error_answer(
      result.outcome == command_outcome::not_found ? 404 : 409,
      result.message.empty() ? "nothing to do" : result.message);
}

std::int64_t signed_number(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

} // namespace

std::optional<fault> engine_api::fault_of(const target& target, model::engine_time now) const {
  const auto& verb = target.segments[1];
  fault order;
  order.route = target.value("route");
  if (verb == "hang") {
    order.what = fault::kind::hang;
    order.times = 0;
    if (const auto seconds = target.number("seconds", 0); seconds > 0)
      order.until = now + std::chrono::seconds{seconds};
  } else if (verb == "cut") {
    order.what = fault::kind::cut;
    order.amount = target.number("after", 0);
    order.times = target.number("times", 1);
  } else if (verb == "garbage") {
    order.what = fault::kind::garbage;
    order.garbage = target.value("kind").empty() ? "malformed" : target.value("kind");
    order.times = target.number("times", 1);
  } else if (verb == "fail") {
    order.what = fault::kind::fail;
    order.amount = target.number("status", 500);
    order.times = target.number("times", 1);
  } else if (verb == "delay") {
    order.what = fault::kind::delay;
    order.amount = target.number("ms", 1000);
    order.times = target.number("times", 0);
  } else {
    return std::nullopt;
  }
  return order;
}

api_answer engine_api::control(const target& target, model::engine_time now) {
  if (target.segments.size() < 2)
    return error_answer(404, "page not found");
  const auto& verb = target.segments[1];
  const std::string container = target.segments.size() > 2 ? target.segments[2] : "";
  if (auto order = fault_of(target, now)) {
    faults_.add(std::move(*order));
    auto answer = fine();
    answer.faults_changed = true;
    return answer;
  }
  auto answer = fine();
  if (verb == "calls") {
    answer.body = calls();
  } else if (verb == "refuse") {
    options_.min_api_version = target.value("min");
  } else if (verb == "events") {
    const auto count = target.number("count", 1);
    if (const auto rate = target.number("rate", 0); rate > 0)
      burst_ = {count, rate, std::string{target.value("kind")}, world_.now()};
    else
      world_.burst(count, target.value("kind"));
  } else if (verb == "drop-events") {
    world_.drop_events(target.number("count", 1));
  } else if (verb == "spawn") {
    world_.spawn(target.number("count", 1));
  } else if (verb == "end") {
    world_.end(target.number("count", 1));
  } else if (verb == "advance") {
    ahead_ += std::chrono::milliseconds{target.number("ms", 1000)};
    advance(now);
  } else if (verb == "clock") {
    world_.step_clock(std::chrono::milliseconds{signed_number(target.value("ms"))});
  } else if (verb == "oom") {
    return control_answer(world_.oom(container));
  } else if (verb == "crash") {
    return control_answer(world_.crash(container, static_cast<int>(target.number("code", 1))));
  } else if (verb == "health") {
    return control_answer(world_.flip_health(container));
  } else if (verb == "restart") {
    return restart_engine(target);
  } else if (verb == "reset") {
    reset(now);
    answer.faults_changed = true;
  } else {
    return error_answer(404, "page not found");
  }
  return answer;
}

api_answer engine_api::restart_engine(const target& target) {
  settle(); // delivers the earlier events
  log_.clear();
  world_.end(target.number("die", 0));
  world_.take_events(); // the engine was down, so it has no events of this
  auto answer = fine();
  answer.restart = std::chrono::milliseconds{target.number("down_ms", 0)};
  return answer;
}

void engine_api::reset(model::engine_time now) {
  options_ = initial_;
  world_ = simulation{initial_, now};
  log_.clear();
  faults_.clear();
  burst_ = {};
  ahead_ = {};
  new_events_.clear();
  calls_.clear();
  counts_.clear();
}

std::string engine_api::calls() const {
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  for (const auto* numbers : {&calls_, &counts_})
    for (const auto& [name, number] : *numbers)
      all[name] = number;
  return all.dump() + '\n';
}

} // namespace docker_monitor::simulator
