#include "engine/automatic_source.hpp"

#include <utility>

namespace docker_monitor::engine {

class automatic_source::reader final : public sample_reader {
 public:
  reader(automatic_source& source, const model::container& container) : source_(source) {
    if (source.cgroup_)
      cgroup_ = source.cgroup_->open(container);
    if (source.engine_)
      engine_ = source.engine_->open(container);
    is_process_known_ = container.pid.has_value();
  }

  ~reader() override { count(nullptr); }
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;

  void update(const model::container& container) override {
    if (cgroup_)
      cgroup_->update(container);
    if (engine_)
      engine_->update(container);
    next_try_ = {};
    is_process_known_ = container.pid.has_value();
  }

  model::expected<reading_state>
  read(model::counters& counters, const handler<model::counters>& later) override {
    const bool uses_cgroup = counted_ == &source_.by_cgroup_;
    if (cgroup_ && (uses_cgroup || is_time_to_try())) {
      auto result = cgroup_->read(counters, later);
      if (result) {
        failed_ = reported_ = false;
        count(&source_.by_cgroup_);
        return result;
      }
      // One failure may be a container that is ending, so the engine is not asked yet.
      if (uses_cgroup && !std::exchange(failed_, true))
        return result;
      // A path that cannot be guessed is found by the process, which an inspection provides soon.
      const bool may_be_found = !is_process_known_ && !std::exchange(tried_without_process_, true);
      if (source_.on_failure_ && !may_be_found && !std::exchange(reported_, true))
        source_.on_failure_(result.error());
      if (!engine_)
        return result;
      next_try_ = source_.steady_clock_() + between_tries;
    }
    count(&source_.by_engine_);
    return engine_->read(counters, later);
  }

 private:
  using counter = std::atomic<std::size_t>;

  [[nodiscard]] bool is_time_to_try() const {
    return next_try_.count() == 0 || source_.steady_clock_() >= next_try_;
  }

  void count(counter* where) {
    if (where == counted_)
      return;
    if (counted_ != nullptr)
      counted_->fetch_sub(1, std::memory_order_relaxed);
    if (where != nullptr)
      where->fetch_add(1, std::memory_order_relaxed);
    counted_ = where;
  }

  automatic_source& source_;
  std::unique_ptr<sample_reader> cgroup_;
  std::unique_ptr<sample_reader> engine_;
  counter* counted_ = nullptr;          ///< the counter of the source in use
  std::chrono::nanoseconds next_try_{}; ///< of the cgroup while the engine is used; 0: at once
  bool is_process_known_ = false;
  bool tried_without_process_ = false;
  bool failed_ = false;   ///< the last reading
  bool reported_ = false; ///< a failure was reported since the files were last readable
};

automatic_source::automatic_source(
    std::shared_ptr<sample_source> cgroup, std::shared_ptr<sample_source> engine,
    std::function<void(const model::failure&)> on_failure,
    std::function<std::chrono::nanoseconds()> steady_clock)
    : cgroup_(std::move(cgroup)), engine_(std::move(engine)), on_failure_(std::move(on_failure)),
      steady_clock_(std::move(steady_clock)) {
  if (!steady_clock_) {
    steady_clock_ = [] {
      return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch());
    };
  }
}

std::unique_ptr<sample_reader> automatic_source::open(const model::container& container) {
  return std::make_unique<reader>(*this, container);
}

reader_counts automatic_source::readers() const {
  return {by_cgroup_.load(std::memory_order_relaxed), by_engine_.load(std::memory_order_relaxed)};
}

} // namespace docker_monitor::engine
