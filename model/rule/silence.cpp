#include "model/rule/silence.hpp"

#include "model/container/container_filter.hpp"
#include "model/json_members.hpp"
#include "model/nearest_word.hpp"
#include "model/text.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

json document_of(const silence& s) {
  json object{{"id", s.id}, {"include", s.include}};
  if (!s.exclude.empty())
    object["exclude"] = s.exclude;
  object["beginsAt"] = format_rfc3339(s.begins);
  object["endsAt"] = format_rfc3339(s.ends);
  object["by"] = s.by;
  if (!s.comment.empty())
    object["comment"] = s.comment;
  return object;
}

/// Returns an id that is short to type: the first hexadecimal digits of a UUID of its text.
std::string make_id(const silence& s, const std::vector<silence>& others) {
  auto text = document_of(s).dump(-1, ' ', false, json::error_handler_t::replace);
  constexpr std::size_t digits = 8;
  const boost::uuids::name_generator_sha1 generate{boost::uuids::ns::dns()};
  for (;;) {
    auto id = to_string(generate(text)).substr(0, digits);
    if (std::ranges::find(others, id, &silence::id) == others.end())
      return id;
    text += ' ';
  }
}

/// Returns the problem with the sizes of a silence; empty for none.
std::string size_problem(const silence& what) {
  constexpr auto too_long = [](const std::string& pattern) {
    return pattern.size() > silence_list::max_pattern;
  };
  if (what.include.size() + what.exclude.size() > silence_list::max_patterns)
    return "a silence has 100 patterns at most; add another one";
  if (std::ranges::any_of(what.include, too_long) || std::ranges::any_of(what.exclude, too_long))
    return "a pattern of a silence has 500 bytes at most";
  if (what.comment.size() > silence_list::max_comment)
    return "the comment of a silence has 1000 bytes at most";
  return {};
}

} // namespace

std::string to_json(const silence& what) {
  return printable_json(document_of(what).dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string unmatched_note(const silence& what, const std::vector<container_ptr>& containers) {
  if (containers.empty())
    return {};
  for (const auto& pattern : what.include) {
    const auto filter = container_filter::make({pattern}, {});
    if (!filter || std::ranges::any_of(containers, [&](const container_ptr& one) {
          return filter->watches(*one);
        }))
      continue;
    constexpr std::string_view subject = "name=";
    std::vector<std::string_view> names;
    if (pattern.starts_with(subject) && pattern.find_first_of("*?") == std::string::npos)
      for (const auto& one : containers)
        names.push_back(one->name);
    const auto nearest =
        names.empty() ? std::string_view{}
                      : nearest_word(std::string_view{pattern}.substr(subject.size()), names);
    auto note = "no container matches " + pattern + " now";
    return nearest.empty() ? note : note.append("; did you mean name=").append(nearest).append("?");
  }
  return {};
}

expected<silence> silence_list::add(silence what) {
  if (what.include.empty())
    return failure{failure_code::bad_option, "a silence needs an --include pattern"};
  if (what.ends <= what.begins)
    return failure{failure_code::bad_option, "a silence must last"};
  if (what.ends - what.begins > longest)
    return failure{failure_code::bad_option, "a silence lasts 366 days at most"};
  if (auto problem = size_problem(what); !problem.empty())
    return failure{failure_code::bad_option, std::move(problem)};
  if (silences_.size() >= max_silences)
    return failure{failure_code::bad_option, "there are 1000 silences already; end some of them"};
  if (const auto filter = container_filter::make(what.include, what.exclude); !filter)
    return filter.error();
  what.id = make_id(what, silences_);
  unsaved_.push_back(what.id);
  silences_.push_back(what);
  return what;
}

expected<bool> silence_list::end(const std::string& id) {
  if (std::erase_if(silences_, [&](const silence& s) { return s.id == id; }) == 0)
    return failure{failure_code::not_found, "no silence has the id " + id};
  unsaved_.push_back(id);
  return true;
}

bool silence_list::expire(engine_time now) {
  const auto over = std::erase_if(silences_, [&](const silence& s) {
    const bool ended = s.ends <= now;
    if (ended)
      unsaved_.push_back(s.id);
    return ended;
  });
  return over > 0;
}

bool silence_list::follow(const naming& named) {
  const auto& [id, name] = std::tie(named.container->id, named.container->name);
  bool changed = false;
  for (auto& s : silences_) {
    auto vacated = std::erase_if(
        s.followed, [&](const auto& one) { return one.first != id && one.second == name; });
    if (named.before) {
      const auto filter = container_filter::make(s.include, s.exclude);
      if (filter && filter->watches(*named.before) && !filter->watches(*named.container)) {
        s.followed.insert_or_assign(id, named.before->name);
        ++vacated;
      }
    }
    if (vacated == 0)
      continue;
    unsaved_.push_back(s.id);
    changed = true;
  }
  return changed;
}

void silence_list::forget(const std::string& container_id) {
  for (auto& s : silences_)
    if (s.followed.erase(container_id) > 0)
      unsaved_.push_back(s.id);
}

std::vector<silence> silence_list::all() const {
  auto sorted = silences_;
  std::ranges::sort(sorted, {}, &silence::ends);
  return sorted;
}

std::vector<maintenance_window> silence_list::windows() const {
  std::vector<maintenance_window> windows;
  for (const auto& s : silences_) {
    auto filter = container_filter::make(s.include, s.exclude);
    if (!filter)
      continue; // cannot fail: `add` checked it
    maintenance_window window;
    window.name = s.id;
    window.containers = {*std::move(filter), true, {}};
    for (const auto& [id, name] : s.followed)
      window.containers.followed.insert(id);
    window.once = maintenance_window::period{s.begins, s.ends};
    windows.push_back(std::move(window));
  }
  return windows;
}

saved_states silence_list::take_unsaved() {
  saved_states states;
  for (auto& id : std::exchange(unsaved_, {})) {
    const auto found = std::ranges::find(silences_, id, &silence::id);
    std::string text;
    if (found != silences_.end()) {
      auto object = document_of(*found);
      object["beginsAt"] = exact_rfc3339(found->begins);
      object["endsAt"] = exact_rfc3339(found->ends);
      for (const auto& [container, name] : found->followed)
        object["followed"][container] = name;
      text = object.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    states.push_back({area, std::move(id), std::move(text)});
  }
  return states;
}

void silence_list::forget_saved() {
  for (const auto& s : silences_)
    unsaved_.push_back(s.id);
}

expected<bool> silence_list::restore(const saved_state& state) {
  try {
    const auto object = json::parse(state.text);
    silence s;
    object.at("id").get_to(s.id);
    object.at("include").get_to(s.include);
    get(object, "exclude", s.exclude);
    s.begins = time_of(object.at("beginsAt"));
    s.ends = time_of(object.at("endsAt"));
    object.at("by").get_to(s.by);
    get(object, "comment", s.comment);
    if (const auto followed = object.find("followed"); followed != object.end())
      for (const auto& [container, name] : followed->items())
        s.followed[container] = name.get<std::string>();
    silences_.push_back(std::move(s));
    return true;
  } catch (const json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
