#include "model/recording/recording.hpp"

#include "model/container/container_document.hpp"
#include "model/json_members.hpp"
#include "model/metric/sample_json.hpp"

#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

json to_document(const event& e) {
  json object{{"id", e.container_id}, {"action", to_string(e.action)}};
  put(object, "name", e.name);
  put(object, "image", e.image);
  put(object, "time", std::optional{e.time});
  put(object, "exitCode", e.exit_code);
  put(object, "signal", e.kill_signal);
  put(object, "health", e.health);
  put(object, "attributes", e.attributes);
  return object;
}

event read_event(const json& object, engine_time at) {
  event e;
  object.at("id").get_to(e.container_id);
  const auto word = object.at("action").get<std::string>();
  const auto action = parse_event_action(word);
  if (!action)
    refuse_json("no action: " + word);
  e.action = *action;
  std::optional<engine_time> time;
  get(object, "time", time);
  e.time = time.value_or(at);
  get(object, "name", e.name);
  get(object, "image", e.image);
  get(object, "exitCode", e.exit_code);
  get(object, "signal", e.kill_signal);
  get(object, "health", e.health);
  get(object, "attributes", e.attributes);
  return e;
}

alarm_origin read_origin(const json& line) {
  std::string word{"live"};
  get(line, "origin", word);
  for (const auto origin : {alarm_origin::live, alarm_origin::replayed, alarm_origin::reconciled})
    if (to_string(origin) == word)
      return origin;
  refuse_json("no origin: " + word);
}

/// Writes each kind of record into its line.
struct writer {
  json& line;

  void operator()(const recorded_list& list) const {
    auto& array = line["list"] = json::array();
    for (const auto& c : list.containers)
      array.push_back(container_to_json(c));
  }

  void operator()(const recorded_event& event) const {
    line["event"] = to_document(event.event);
    if (event.origin != alarm_origin::live)
      line["origin"] = to_string(event.origin);
    put(line, "engineGone", event.engine_gone);
  }

  void operator()(const recorded_facts& inspected) const {
    line["facts"] = container_to_json(inspected.facts);
  }

  void operator()(const recorded_settlement& settled) const {
    line["id"] = settled.id;
    line["settled"] = settled.facts ? container_to_json(*settled.facts) : json{};
    put(line, "engineGone", settled.engine_gone);
  }

  void operator()(const recorded_alarm& made) const {
    line["alarm"] = json::parse(to_json(made.alarm));
  }

  void operator()(const recorded_samples& round) const {
    put(line, "cores", round.cores);
    put(line, "memoryBytes", round.memory_bytes);
    auto& array = line["samples"] = json::array();
    for (const auto& [id, sample] : round.changed)
      array.push_back({{"id", id}, {"sample", sample ? sample_to_json(*sample) : json{}}});
  }
};

recorded_samples read_samples(const json& line) {
  recorded_samples round;
  get(line, "cores", round.cores);
  get(line, "memoryBytes", round.memory_bytes);
  for (const auto& entry : line.at("samples")) {
    const auto& sample = entry.at("sample");
    round.changed.push_back(
        {entry.at("id").get<std::string>(),
         sample.is_null() ? nullptr
                          : std::make_shared<const model::sample>(sample_from_json(sample))});
  }
  return round;
}

record read_record(const json& line) {
  record result;
  result.at = time_of(line.at("at"));
  if (line.contains("event")) {
    recorded_event event{read_event(line.at("event"), result.at), read_origin(line)};
    get(line, "engineGone", event.engine_gone);
    result.what = std::move(event);
  } else if (line.contains("samples")) {
    result.what = read_samples(line);
  } else if (line.contains("facts")) {
    result.what = recorded_facts{container_from_json(line.at("facts"))};
  } else if (line.contains("settled")) {
    recorded_settlement settled;
    line.at("id").get_to(settled.id);
    if (const auto& facts = line.at("settled"); !facts.is_null())
      settled.facts = container_from_json(facts);
    get(line, "engineGone", settled.engine_gone);
    result.what = std::move(settled);
  } else if (line.contains("list")) {
    recorded_list list;
    for (const auto& object : line.at("list"))
      list.containers.push_back(container_from_json(object));
    result.what = std::move(list);
  } else if (line.contains("alarm")) {
    auto alarm = parse_alarm(line.at("alarm").dump());
    if (!alarm)
      refuse_json(alarm.error().message);
    result.what = recorded_alarm{*std::move(alarm)};
  } else {
    refuse_json("no record: expected list, event, facts, settled, alarm or samples");
  }
  return result;
}

} // namespace

std::string to_json(const record& record) {
  json line{{"at", exact_rfc3339(record.at)}};
  std::visit(writer{line}, record.what);
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

expected<record> parse_record(std::string_view line) {
  try {
    return read_record(json::parse(line));
  } catch (const nlohmann::json::exception& error) {
    return failure{failure_code::malformed, error.what()};
  }
}

std::optional<record> sample_recorder::take(const snapshot& round, engine_time at) {
  recorded_samples samples;
  samples.cores = round.engine().cores;
  samples.memory_bytes = round.engine().memory_bytes;
  std::size_t sampled = 0;
  for (const auto& row : round.rows()) {
    const auto& id = row->container->id;
    const auto valid = is_up(row->container->status) ? row->sample : nullptr;
    sampled += valid ? 1 : 0;
    auto& known = known_[id];
    if (known == valid)
      continue;
    known = valid;
    samples.changed.push_back({id, valid});
  }
  if (known_.size() > round.rows().size())
    std::erase_if(known_, [&](const auto& entry) { return !round.find(entry.first); });
  if (sampled == 0 && samples.changed.empty())
    return std::nullopt;
  return record{at, std::move(samples)};
}

} // namespace docker_monitor::model
