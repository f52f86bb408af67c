#include "engine/api/engine_sample_source.hpp"

#include <deque>
#include <mutex>
#include <string>
#include <utility>

namespace docker_monitor::engine {

class engine_sample_source::queue : public std::enable_shared_from_this<queue> {
 public:
  explicit queue(engine_client& client) : client_(client) {}

  void add(std::string id, handler<model::counters> done) {
    {
      const std::lock_guard guard{mutex_};
      if (under_way_ >= (client_.holds_stats_calls() ? held_calls : immediate_calls)) {
        waiting_.emplace_back(std::move(id), std::move(done));
        return;
      }
      ++under_way_;
    }
    start(id, std::move(done));
  }

 private:
  void start(const std::string& id, handler<model::counters> done) {
    client_.stats(
        id,
        [self = shared_from_this(), done = std::move(done)](model::expected<model::counters> r) {
          done(std::move(r));
          self->next();
        });
  }

  void next() {
    std::pair<std::string, handler<model::counters>> call;
    {
      const std::lock_guard guard{mutex_};
      if (waiting_.empty()) {
        --under_way_;
        return;
      }
      call = std::move(waiting_.front());
      waiting_.pop_front();
    }
    start(call.first, std::move(call.second));
  }

  engine_client& client_;
  std::mutex mutex_;
  std::size_t under_way_ = 0;
  std::deque<std::pair<std::string, handler<model::counters>>> waiting_;
};

class engine_sample_source::reader final : public sample_reader {
 public:
  reader(std::shared_ptr<queue> calls, std::string id)
      : calls_(std::move(calls)), id_(std::move(id)) {}

  void update(const model::container&) override {} // the id does not change

  model::expected<reading_state>
  read(model::counters&, const handler<model::counters>& later) override {
    calls_->add(id_, later);
    return reading_state::later;
  }

 private:
  std::shared_ptr<queue> calls_;
  std::string id_;
};

engine_sample_source::engine_sample_source(engine_client& client)
    : queue_(std::make_shared<queue>(client)) {}

engine_sample_source::~engine_sample_source() = default;

std::unique_ptr<sample_reader> engine_sample_source::open(const model::container& container) {
  return std::make_unique<reader>(queue_, container.id);
}

} // namespace docker_monitor::engine
