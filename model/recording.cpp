#include "model/recording.hpp"

#include "model/sample_json.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

/// RFC 3339 to the nanosecond: generations are told apart by it.
std::string exact(engine_time time) {
  auto text = format_rfc3339(time);
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  char fraction[16];
  std::snprintf(
      fraction, sizeof fraction, ".%09lldZ", static_cast<long long>((time - second).count()));
  text.resize(text.find('.'));
  return text + fraction;
}

/// Thrown by readers for what is no member of its kind; goes no further than `parse_record`.
[[noreturn]] void refuse(const std::string& why) {
  throw json::other_error::create(0, why, nullptr);
}

engine_time time_of(const json& text) {
  const auto time = parse_rfc3339(text.get<std::string>());
  if (!time)
    refuse("no time: " + text.dump());
  return *time;
}

template <class T>
void put(json& object, const char* key, const T& value) {
  if (value != T{})
    object[key] = value;
}

template <class T>
void put(json& object, const char* key, const std::optional<T>& value) {
  if (value)
    object[key] = *value;
}

void put(json& object, const char* key, const std::optional<engine_time>& value) {
  if (value)
    object[key] = exact(*value);
}

template <class T>
void get(const json& object, const char* key, T& value) {
  if (const auto found = object.find(key); found != object.end())
    found->get_to(value);
}

template <class T>
void get(const json& object, const char* key, std::optional<T>& value) {
  if (const auto found = object.find(key); found != object.end())
    value = found->template get<T>();
}

void get(const json& object, const char* key, std::optional<engine_time>& value) {
  if (const auto found = object.find(key); found != object.end())
    value = time_of(*found);
}

json to_document(const container& c) {
  json object{{"id", c.id}, {"name", c.name}, {"image", c.image}, {"status", to_string(c.status)}};
  put(object, "imageId", c.image_id);
  put(object, "labels", c.labels);
  put(object, "startedAt", c.started_at);
  put(object, "finishedAt", c.finished_at);
  put(object, "exitCode", c.exit_code);
  put(object, "oomKilled", c.oom_killed);
  put(object, "health", c.health);
  put(object, "restartCount", c.restart_count);
  return object;
}

container read_container(const json& object) {
  container c;
  object.at("id").get_to(c.id);
  object.at("name").get_to(c.name);
  std::string status{"running"};
  get(object, "status", status);
  const auto known = parse_container_status(status);
  if (!known)
    refuse("no status: " + status);
  c.status = *known;
  get(object, "image", c.image);
  get(object, "imageId", c.image_id);
  get(object, "labels", c.labels);
  get(object, "startedAt", c.started_at);
  get(object, "finishedAt", c.finished_at);
  get(object, "exitCode", c.exit_code);
  get(object, "oomKilled", c.oom_killed);
  get(object, "health", c.health);
  get(object, "restartCount", c.restart_count);
  return c;
}

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
    refuse("no action: " + word);
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
  refuse("no origin: " + word);
}

/// Writes each kind of record into its line.
struct writer {
  json& line;

  void operator()(const recorded_list& list) const {
    auto& array = line["list"] = json::array();
    for (const auto& c : list.containers)
      array.push_back(to_document(c));
  }

  void operator()(const recorded_event& event) const {
    line["event"] = to_document(event.event);
    if (event.origin != alarm_origin::live)
      line["origin"] = to_string(event.origin);
    put(line, "engineGone", event.engine_gone);
  }

  void operator()(const recorded_facts& inspected) const {
    line["facts"] = to_document(inspected.facts);
  }

  void operator()(const recorded_settlement& settled) const {
    line["id"] = settled.id;
    line["settled"] = settled.facts ? to_document(*settled.facts) : json{};
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
    result.what = recorded_facts{read_container(line.at("facts"))};
  } else if (line.contains("settled")) {
    recorded_settlement settled;
    line.at("id").get_to(settled.id);
    if (const auto& facts = line.at("settled"); !facts.is_null())
      settled.facts = read_container(facts);
    get(line, "engineGone", settled.engine_gone);
    result.what = std::move(settled);
  } else if (line.contains("list")) {
    recorded_list list;
    for (const auto& object : line.at("list"))
      list.containers.push_back(read_container(object));
    result.what = std::move(list);
  } else if (line.contains("alarm")) {
    auto alarm = parse_alarm(line.at("alarm").dump());
    if (!alarm)
      refuse(alarm.error().message);
    result.what = recorded_alarm{*std::move(alarm)};
  } else {
    refuse("no record: expected list, event, facts, settled, alarm or samples");
  }
  return result;
}

} // namespace

std::string to_json(const record& record) {
  json line{{"at", exact(record.at)}};
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
