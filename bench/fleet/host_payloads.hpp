#pragma once

#include "model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::bench {

/// The hosts that are imitated.
struct host_payload_options {
  std::size_t containers = 50; ///< of each host, all running
  double busy = 1;             ///< share of them whose values change each second; at least one does
  std::size_t variants = 8;    ///< hosts of one variant send the same documents
  model::engine_time start{};  ///< the time of the first second
  std::string instance{};      ///< of all hosts
};

/// A document in as many parts as the program would send it in, deflated.
struct host_payload {
  std::vector<std::string> parts;
  std::vector<std::string> parts_with_dictionary; ///< the same; of changes only
  std::size_t samples = 0;                        ///< samples of containers in all parts
};

/// What hosts send, made before the run by the functions of the program itself: per second and
/// variant the changes and the whole state. Times in it are those at which it is to be sent:
/// variant `v` of `n` sends `v / n` of a second after the full second.
///
/// A busy container is called `busy-<number>`, an idle one `idle-<number>`, on each host alike. The
/// values of an idle one never change, so that only whole states contain it. Each host object is
/// sent every five seconds.
class host_payloads {
 public:
  explicit host_payloads(const host_payload_options& options);
  ~host_payloads();
  host_payloads(const host_payloads&) = delete;
  host_payloads& operator=(const host_payloads&) = delete;

  /// Makes the documents of one more second.
  void prepare_second();

  /// Returns the number of seconds that are prepared.
  [[nodiscard]] std::size_t seconds() const;

  [[nodiscard]] const host_payload& changes(std::size_t variant, std::size_t second) const;
  [[nodiscard]] const host_payload& state(std::size_t variant, std::size_t second) const;

 private:
  class imitated_host;
  struct documents {
    host_payload changes;
    host_payload state;
  };

  std::vector<std::unique_ptr<imitated_host>> hosts_; ///< by variant
  std::vector<std::vector<documents>> made_;          ///< by variant and second
};

} // namespace docker_monitor::bench
