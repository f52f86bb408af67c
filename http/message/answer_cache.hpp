#pragma once

#include "http/message/response.hpp"
#include "model/container/snapshot.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace docker_monitor::http {

/// A response with its rendered head.
class ready_answer {
 public:
  explicit ready_answer(response reply);

  [[nodiscard]] const response& reply() const { return reply_; }

  /// Returns the head for a persistent HTTP/1.1 connection, with this value of the Date field.
  /// Valid until the next call.
  std::string_view head(std::string_view date);

  /// Returns the corresponding 304, made at the first call. The response must have a tag.
  ready_answer& not_modified();

  /// Returns the approximate bytes kept.
  [[nodiscard]] std::size_t bytes() const;

 private:
  response reply_;
  std::string head_;
  std::size_t date_at_ = 0;
  std::size_t date_length_ = 0;
  std::unique_ptr<ready_answer> not_modified_;
};

/// The capabilities of a client that decide the form of an answer.
struct answer_form {
  static constexpr std::size_t count = 4;

  bool gzip = false;
  bool openmetrics = false; ///< instead of plain text

  /// Returns a distinct number of the form below `count`.
  [[nodiscard]] std::size_t number() const { return (gzip ? 1U : 0U) + (openmetrics ? 2U : 0U); }
};

/// The answers given from one snapshot. Endpoints give the same answer to the same target while the
/// snapshot is the same and the response is valid, so a repeated request is not parsed. Another
/// snapshot clears the cache.
class answer_cache {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// The most answers and bytes kept. A new answer beyond them clears the cache first.
  static constexpr std::size_t max_answers = 1024;
  static constexpr std::size_t max_bytes = std::size_t{16} * 1024 * 1024;

  /// Returns the earlier answer to this target; null where there is none or it is no longer valid.
  /// Valid until the next call of any function.
  ready_answer* find(
      const model::snapshot_ptr& snapshot, std::string_view target, answer_form form,
      time_point now);

  /// Stores an answer from the snapshot of the last `find`. `target` is a client's text.
  ready_answer& insert(std::string_view target, answer_form form, response reply);

  /// Clears the cache if there was no request since the previous call.
  void tidy();

  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::size_t size() const;

 private:
  struct hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using answer_map = std::unordered_map<std::string, ready_answer, hash, std::equal_to<>>;

  void clear();

  /// Does not keep the snapshot alive, but its control block, so no other snapshot can equal it.
  std::weak_ptr<const model::snapshot> of_;
  std::array<answer_map, answer_form::count> answers_; ///< by the number of the form
  std::size_t bytes_ = 0;
  bool used_ = false; ///< since `tidy`
};

} // namespace docker_monitor::http
