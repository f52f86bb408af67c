#pragma once

#include "sinks/remote_write/write_sender.hpp"
#include "tests/model/remote_write/wire_format.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <snappy.h>

namespace docker_monitor::sinks::test {

/// The series of a body as it is sent.
inline std::vector<tests::decoded_series> series_of(std::string_view body) {
  std::string request;
  if (!snappy::Uncompress(body.data(), body.size(), &request))
    throw std::runtime_error{"the body is no block of Snappy"};
  return tests::decode_write_request(request);
}

/// In place of a receiver: answers what a test says, else 204, and keeps what it accepted.
class scripted_sender : public write_sender {
 public:
  model::expected<net::answer>
  send(std::string_view body, std::chrono::milliseconds limit) override {
    ++calls;
    last_limit = limit;
    if (on_send)
      on_send();
    if (is_away)
      return model::failure{model::failure_code::unreachable, "box:9090: connection refused"};
    net::answer answer{204, {}, {}};
    if (!answers.empty()) {
      answer = std::move(answers.front());
      answers.pop_front();
    }
    if (answer.status / 100 == 2)
      accepted.emplace_back(body);
    return answer;
  }

  void answer(unsigned status, std::string body = {}, net::http_fields fields = {}) {
    answers.push_back({status, std::move(body), std::move(fields)});
  }

  /// The series of all requests that were accepted.
  [[nodiscard]] std::vector<tests::decoded_series> series() const {
    std::vector<tests::decoded_series> all;
    for (const auto& body : accepted)
      for (auto& series : series_of(body))
        all.push_back(std::move(series));
    return all;
  }

  bool is_away = false;
  std::deque<net::answer> answers;
  std::vector<std::string> accepted; ///< bodies
  int calls = 0;
  std::chrono::milliseconds last_limit{};
  std::function<void()> on_send; ///< may advance the time of a test
};

} // namespace docker_monitor::sinks::test
