#pragma once

#include "model/remote_write/write_queue.hpp"
#include "model/time.hpp"
#include "storage/sqlite.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace docker_monitor::storage {

/// A queue on disk, which outlives the program. It blocks while it writes. A request that cannot be
/// deleted is left out all the same, and deleted later. A file that is damaged or cannot even be
/// counted is empty until the next request can be stored.
class write_queue_file : public model::write_queue {
 public:
  /// Opens or creates the file. Fails like `sqlite_connection::open`.
  static model::expected<std::unique_ptr<write_queue_file>>
  open(const std::string& path, std::uint64_t max_bytes = model::max_write_queue_bytes);

  std::uint64_t push(model::write_batch batch) override;
  std::optional<model::write_batch> front() override;
  void pop() override;
  [[nodiscard]] model::write_queue_numbers numbers() const override { return numbers_; }
  std::optional<model::failure> take_problem() override;

  /// Removes the requests of before `oldest`. Returns the number of their samples.
  std::uint64_t remove_before(model::engine_time oldest);

 private:
  write_queue_file(std::unique_ptr<sqlite_connection> database, std::uint64_t max_bytes)
      : database_{std::move(database)}, max_bytes_{max_bytes} {}

  void count();
  void add(const model::write_batch& batch);
  void find_oldest();
  void remove_oldest();
  void delete_removed();
  bool note_problem();

  std::unique_ptr<sqlite_connection> database_;
  std::uint64_t max_bytes_;
  model::write_queue_numbers numbers_;
  bool is_counted_ = false;  ///< false where `numbers_` leave out what the file may have
  std::int64_t removed_ = 0; ///< rows up to this number are removed, but not deleted yet
  std::optional<model::failure> problem_;
};

} // namespace docker_monitor::storage
