#define CAF_SUITE terminal.event_reader
#include "terminal/client/event_reader.hpp"

#include <caf/test/unit_test.hpp>

#include <utility>
#include <vector>

namespace event_reader_test {

using docker_monitor::terminal::event_reader;

namespace {

using events = std::vector<std::pair<std::string, std::string>>;

struct reading_events {
  events seen;
  event_reader reader{100};

  bool feed(std::string_view bytes, std::size_t step) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size())))
      if (!reader.feed(bytes.substr(0, step), [this](auto event, auto data) {
            seen.emplace_back(event, data);
          }))
        return false;
    return true;
  }
};

} // namespace

CAF_TEST(events are the same however the bytes are cut) {
  for (std::size_t step = 1; step < 20; ++step) {
    reading_events r;
    CAF_CHECK(r.feed(
        ": alive\n\nevent: state\r\nid: 1-2\ndata: {\"a\":1}\n\ndata:x\ndata: y\n\n"
        "event: lost\n\nevent: alarm\ndata: {}\n\nevent: half",
        step));
    CAF_CHECK(r.seen == (events{{"state", "{\"a\":1}"}, {"message", "x\ny"}, {"alarm", "{}"}}));
  }
}

CAF_TEST(an event without an end is refused) {
  reading_events r;
  CAF_CHECK(!r.feed("data: " + std::string(200, 'x'), 7));
  reading_events of_lines;
  std::string many;
  for (int i = 0; i < 50; ++i)
    many += "data: 12345\n";
  CAF_CHECK(!of_lines.feed(many, 50));
}

} // namespace event_reader_test
