#include "engine/engine_sample_source.hpp"

#include <deque>
#include <mutex>
#include <string>
#include <utility>

namespace docker_monitor::engine {

class engine_sample_source::queue : public std::enable_shared_from_this<queue> {
 public:
  queue(engine_client& client, std::size_t limit) : client_(client), free_(limit) {}

  void add(std::string id, handler<model::counters> done) {
    {
      const std::lock_guard guard{mutex_};
      if (free_ == 0) {
        waiting_.emplace_back(std::move(id), std::move(done));
        return;
      }
      --free_;
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
        ++free_;
        return;
      }
      call = std::move(waiting_.front());
      waiting_.pop_front();
    }
    start(call.first, std::move(call.second));
  }

  engine_client& client_;
  std::mutex mutex_;
  std::size_t free_;
  std::deque<std::pair<std::string, handler<model::counters>>> waiting_;
};

engine_sample_source::engine_sample_source(engine_client& client, std::size_t calls_in_flight)
    : queue_(std::make_shared<queue>(client, calls_in_flight)) {}

engine_sample_source::~engine_sample_source() = default;

void engine_sample_source::read(const model::container& container, handler<model::counters> done) {
  queue_->add(container.id, std::move(done));
}

} // namespace docker_monitor::engine
