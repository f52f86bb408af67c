#include "http/stream/stream_hub.hpp"

#include "http/container/container_style.hpp"
#include "http/message/gzip.hpp"
#include "http/message/json_object.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::http {

namespace {

/// Returns a text in the client's form; null where memory is short.
body_ptr in_form(std::string text, bool gzip) {
  if (!gzip)
    return std::make_shared<const std::string>(std::move(text));
  auto part = gzip_part(text);
  return part ? std::make_shared<const std::string>(*std::move(part)) : nullptr;
}

} // namespace

stream_hub::stream_hub(settings from) : settings_(std::move(from)), log_(settings_.epoch) {}

void stream_hub::wake(const model::snapshot_ptr& snapshot) {
  if (!before_)
    before_ = snapshot;
  alone_since_.reset();
}

std::vector<body_ptr> stream_hub::opening(const stream_request& wanted) {
  std::vector<body_ptr> texts;
  if (wanted.gzip)
    texts.push_back(std::make_shared<const std::string>(gzip_head()));
  auto from = wanted.requested_after;
  const auto seen = log_.find(wanted.last_event_id);
  if (seen) {
    from = *seen;
  } else {
    auto begin = state(wanted);
    texts.insert(texts.end(), begin.begin(), begin.end());
  }
  // The state is current, except for alarms that occurred while it was made.
  for (auto event = log_.after(from); event != log_.end(); ++event)
    if (wanted.topics.has(event->topic()) && (seen || event->topic() == stream_topic::alarms))
      texts.push_back(event->text(wanted.gzip));
  return texts;
}

/// Returns `{"host":…,"alarms":[…],"containers":[…]}` in three parts, as the large one is shared.
std::vector<body_ptr> stream_hub::state(const stream_request& wanted) {
  const bool with_containers =
      wanted.topics.has(stream_topic::containers) || wanted.topics.has(stream_topic::samples);
  std::string head = "event: state\nid: " + log_.id_of(log_.newest()) + "\ndata: {";
  if (settings_.append_host) {
    head += R"("host":)";
    settings_.append_host(head, *before_);
  }
  const auto separate = [&head] {
    if (head.back() != '{')
      head += ',';
  };
  if (wanted.topics.has(stream_topic::alarms) && wanted.alarms) {
    separate();
    head.append(R"("alarms":)").append(*wanted.alarms);
  }
  if (!with_containers)
    return {in_form(std::move(head) + "}\n\n", wanted.gzip)};
  separate();
  head += R"("containers":)";
  const auto view = view_of(*before_);
  if (std::exchange(cores_, view.cores) != view.cores)
    containers_ = {};
  const auto& text = containers_.text(before_, container_style{view, nullptr});
  if (std::exchange(rendered_, text) != text)
    rendered_gzip_.reset();
  if (wanted.gzip && !rendered_gzip_)
    rendered_gzip_ = in_form(*text, true);
  return {
      in_form(std::move(head), wanted.gzip), wanted.gzip ? rendered_gzip_ : text,
      in_form("}\n\n", wanted.gzip)};
}

void stream_hub::join(stream_client& client, const stream_request& wanted) {
  clients_.push_back({&client, wanted.topics, wanted.gzip});
}

void stream_hub::leave(const stream_client& client) {
  const auto found = std::ranges::find(clients_, &client, &listener::who);
  if (found == clients_.end())
    return;
  if (sending_)
    found->who = nullptr;
  else
    clients_.erase(found);
}

void stream_hub::send(stream_topic topic, std::string_view name, std::string_view data) {
  auto& event = log_.append(topic, name, data);
  sending_ = true;
  for (std::size_t i = 0; i < clients_.size(); ++i) // clients that leave keep their places
    if (const auto& [who, topics, gzip] = clients_[i]; who && topics.has(topic))
      who->push(event.text(gzip));
  sending_ = false;
  std::erase_if(clients_, [](const listener& l) { return l.who == nullptr; });
}

void stream_hub::take(const model::snapshot_ptr& snapshot) {
  if (!before_)
    return;
  const auto changes = model::changes_between(*before_, *snapshot);
  before_ = snapshot;
  if (changes.engine && settings_.append_host) {
    std::string host;
    settings_.append_host(host, *snapshot);
    send(stream_topic::host, "host", host);
  }
  for (const auto& change : changes.containers)
    send_container(change, *snapshot);
  if (changes.round)
    send_samples(changes.sampled, *snapshot);
}

void stream_hub::take_alarm(std::string_view alarm) {
  if (before_)
    send(stream_topic::alarms, "alarm", alarm);
}

container_view stream_hub::view_of(const model::snapshot& snapshot) const {
  return {
      .labels = settings_.labels, .cores = snapshot.engine().cores, .commands = settings_.commands};
}

void stream_hub::send_container(
    const model::snapshot_changes::container_change& change, const model::snapshot& snapshot) {
  std::string data;
  json_object o{data};
  o.word("change", to_string(change.what));
  o.key("container");
  append_container(data, *change.row, view_of(snapshot));
  o.end();
  send(stream_topic::containers, "container", data);
}

void stream_hub::send_samples(
    const std::vector<model::row_ptr>& rows, const model::snapshot& snapshot) {
  const auto view = view_of(snapshot);
  std::string data = "[";
  for (const auto& row : rows) {
    if (data.size() > 1)
      data += ',';
    append_container(data, *row, view);
  }
  data += ']';
  send(stream_topic::samples, "samples", data);
}

bool stream_hub::tidy(std::chrono::steady_clock::time_point now) {
  if (!before_)
    return false;
  if (!clients_.empty()) {
    alone_since_.reset();
    return true;
  }
  if (!alone_since_)
    alone_since_ = now;
  if (now - *alone_since_ < timeout)
    return true;
  before_.reset();
  log_.clear();
  containers_ = {};
  rendered_.reset();
  rendered_gzip_.reset();
  return false;
}

} // namespace docker_monitor::http
