#include "http/stream/stream_event.hpp"

#include "http/message/gzip.hpp"

#include <array>
#include <utility>

namespace docker_monitor::http {

namespace {

struct named_topic {
  std::string_view name;
  stream_topic topic;
};

constexpr std::array named_topics{
    named_topic{"samples", stream_topic::samples},
    named_topic{"containers", stream_topic::containers},
    named_topic{"alarms", stream_topic::alarms},
};

} // namespace

std::optional<stream_topics> stream_topics::parse(std::string_view list) {
  stream_topics topics;
  topics.bits_ = static_cast<unsigned>(stream_topic::host);
  for (;;) {
    const auto word = list.substr(0, list.find(','));
    bool known = false;
    for (const auto& [name, topic] : named_topics)
      if (word == name) {
        topics.bits_ |= static_cast<unsigned>(topic);
        known = true;
      }
    if (!known)
      return std::nullopt;
    if (word.size() == list.size())
      return topics;
    list.remove_prefix(word.size() + 1);
  }
}

std::string event_text(std::string_view name, std::string_view id, std::string_view data) {
  constexpr std::size_t words = 24;
  std::string text;
  text.reserve(name.size() + id.size() + data.size() + words);
  text.append("event: ").append(name).append("\nid: ").append(id);
  text.append("\ndata: ").append(data).append("\n\n");
  return text;
}

stream_event::stream_event(
    std::uint64_t number, stream_topic topic, std::string_view name, std::string_view id,
    std::string_view data)
    : number_(number), topic_(topic),
      plain_(std::make_shared<const std::string>(event_text(name, id, data))) {
  // nop
}

const body_ptr& stream_event::text(bool gzip) {
  if (!gzip)
    return plain_;
  if (!compressed_)
    if (auto part = gzip_part(*plain_))
      compressed_ = std::make_shared<const std::string>(*std::move(part));
  return compressed_;
}

} // namespace docker_monitor::http
