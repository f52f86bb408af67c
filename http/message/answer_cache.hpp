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

/// A response with its head as it goes over the wire, rendered once.
class ready_answer {
 public:
  explicit ready_answer(response reply);

  [[nodiscard]] const response& reply() const { return reply_; }

  /// The head for a connection that goes on without saying so, with this value of the Date field.
  /// Valid until the next call.
  std::string_view head(std::string_view date);

  /// The 304 in its place, made when it is first asked for; only where it has a tag.
  ready_answer& not_modified();

  /// The bytes it keeps, about.
  [[nodiscard]] std::size_t bytes() const;

 private:
  response reply_;
  std::string head_;
  std::size_t date_at_ = 0;
  std::size_t date_length_ = 0;
  std::unique_ptr<ready_answer> not_modified_;
};

/// What a client takes, as far as it decides the answer to a target.
struct answer_form {
  static constexpr std::size_t count = 4;

  bool gzip = false;
  bool openmetrics = false; ///< rather than plain text

  /// Another number for another form, below `count`.
  [[nodiscard]] std::size_t number() const { return (gzip ? 1U : 0U) + (openmetrics ? 2U : 0U); }
};

/// The answers given from one snapshot. Endpoints answer the same to the same target as long as the
/// snapshot is the same and the response is valid, so the second request need not be understood.
/// Nothing is kept of one snapshot when there is another.
class answer_cache {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// The most answers and bytes kept; where a new one goes beyond, it starts anew.
  static constexpr std::size_t max_answers = 1024;
  static constexpr std::size_t max_bytes = std::size_t{16} * 1024 * 1024;

  /// The answer given before to this very target; null where there is none or it is no longer
  /// valid. Valid until the next call of any function.
  ready_answer* find(
      const model::snapshot_ptr& snapshot, std::string_view target, answer_form form,
      time_point now);

  /// Keeps what was answered from the snapshot `find` was last called with. `target` is a
  /// client's text.
  ready_answer& insert(std::string_view target, answer_form form, response reply);

  /// Drops everything if nobody asked since the call before.
  void tidy();

  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::size_t size() const;

 private:
  struct hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using answer_map = std::unordered_map<std::string, ready_answer, hash, std::equal_to<>>;

  void clear();

  /// Not kept alive; its control block is, so no other snapshot can have the same.
  std::weak_ptr<const model::snapshot> of_;
  std::array<answer_map, answer_form::count> answers_; ///< by the number of the form
  std::size_t bytes_ = 0;
  bool asked_ = false; ///< since `tidy`
};

} // namespace docker_monitor::http
