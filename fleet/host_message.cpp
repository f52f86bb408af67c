#include "fleet/host_message.hpp"

#include "fleet/container_object.hpp"
#include "fleet/payload.hpp"

#include <simdjson.h>

#include <utility>

namespace docker_monitor::fleet {

namespace {

namespace dom = simdjson::dom;
using model::failure;
using model::failure_code;

failure malformed(const std::string& why) {
  return {failure_code::malformed, "a document of a host: " + why};
}

model::expected<reported_host> read_host(const dom::object& object) {
  constexpr std::size_t max_text = 256 << 10;
  reported_host host;
  host.text = simdjson::minify(object);
  if (host.text.size() > max_text)
    return malformed("its host object is too long");
  if (const auto cores = integer_of(object, "cores"))
    host.cores = static_cast<std::uint32_t>(*cores);
  if (const auto cpu = object_of(object, "cpu"))
    host.usage.cpu_percent = number_of(*cpu, "percent");
  if (const auto memory = object_of(object, "memory")) {
    host.usage.memory_working_set_bytes = integer_of(*memory, "workingSetBytes");
    host.usage.memory_percent = number_of(*memory, "percent");
  }
  return host;
}

model::expected<bool> read_containers(
    const dom::object& document, std::string_view key, const message_origin* with_facts_of,
    std::vector<host_container>& into) {
  dom::array list;
  if (document.at_key(key).get(list) != simdjson::SUCCESS)
    return true;
  for (const auto element : list) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
      return malformed("a container that is no object");
    auto read = read_container(
        object, with_facts_of ? *with_facts_of : message_origin{}, with_facts_of != nullptr);
    if (!read)
      return read.error();
    into.push_back(*std::move(read));
  }
  return true;
}

model::expected<host_message>
read_document(const dom::object& document, const message_origin& origin) {
  host_message message;
  message.sign.instance = text_of(document, "instance");
  message.sign.machine = text_of(document, "machine");
  message.sign.sent_at = time_of(document, "sentAt");
  if (message.sign.instance.empty())
    return malformed("it names no instance");
  message.number = integer_of(document, "number");
  message.part = static_cast<unsigned>(integer_of(document, "part").value_or(0));
  message.parts = static_cast<unsigned>(integer_of(document, "parts").value_or(0));
  message.whole = message.parts > 0;
  if (const auto object = object_of(document, "host")) {
    auto host = read_host(*object);
    if (!host)
      return host.error();
    message.host = *std::move(host);
  }
  if (auto read = read_containers(document, "containers", &origin, message.containers); !read)
    return read.error();
  if (auto read = read_containers(document, "samples", nullptr, message.containers); !read)
    return read.error();
  dom::array removed;
  if (document.at_key("removed").get(removed) == simdjson::SUCCESS)
    for (const auto element : removed) {
      std::string_view id;
      if (element.get(id) == simdjson::SUCCESS)
        message.removed.emplace_back(id);
    }
  return message;
}

} // namespace

static_assert(document_padding >= simdjson::SIMDJSON_PADDING);

struct message_reader::parts {
  dom::parser parser{max_document};
};

message_reader::message_reader() : parts_{std::make_unique<parts>()} {}

message_reader::~message_reader() = default;

model::expected<host_message>
message_reader::read(const std::string& text, const message_origin& origin) {
  // A parser takes many times the memory of its longest document, and keeps it.
  constexpr std::size_t usual_length = 2 << 20;
  dom::parser once{max_document};
  auto& parser = text.size() <= usual_length ? parts_->parser : once;
  dom::object document;
  if (parser.parse(text).get(document) != simdjson::SUCCESS)
    return malformed("it is no JSON object");
  return read_document(document, origin);
}

} // namespace docker_monitor::fleet
