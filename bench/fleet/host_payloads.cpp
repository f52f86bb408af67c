#include "bench/fleet/host_payloads.hpp"

#include "actors/fleet/host_document.hpp"
#include "fleet/payload.hpp"
#include "http/api/host_v2.hpp"
#include "model/container/snapshot.hpp"
#include "model/metric/sample.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace docker_monitor::bench {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t mebi = 1 << 20;
constexpr std::size_t rounds_of_details = 10; ///< as the program reads memory details that often
constexpr std::size_t rounds_of_host = 5;     ///< as the program sends the host object that often
constexpr std::uint32_t cores_of_host = 8;

const std::vector<std::string>& compose_labels() {
  static const std::vector<std::string> labels{
      "com.docker.compose.project", "com.docker.compose.service",
      "com.docker.compose.container-number"};
  return labels;
}

} // namespace

/// One variant: its containers and their counters, as a cgroup v2 host has them.
class host_payloads::imitated_host {
 public:
  imitated_host(const host_payload_options& options, std::size_t variant)
      : head_{options.instance, "load-" + std::to_string(variant)},
        containers_{options.containers}, random_{static_cast<unsigned>(variant + 1)} {
    // The fractions of the variants add up.
    const auto share = static_cast<double>(options.containers) * options.busy;
    const auto before = static_cast<std::size_t>(share * static_cast<double>(variant));
    const auto until = static_cast<std::size_t>(share * static_cast<double>(variant + 1));
    busy_ = std::clamp<std::size_t>(until - before, 1, containers_);
    const auto offset = std::chrono::microseconds{1s} * variant / options.variants;
    at_ = options.start - 1s + offset;
    context_.started_at = options.start - 1h;
    context_.interval = 1s;
    context_.cgroup_version = 2;
    for (auto& id : images_)
      id = "sha256:" + hexadecimal(64);
    std::vector<model::row_ptr> rows;
    for (std::size_t i = 0; i < containers_; ++i)
      rows.push_back(first_row(i));
    host_ = first_host_row();
    now_ = std::make_shared<const model::snapshot>(round_, engine(), std::move(rows));
  }

  /// Lets a second pass.
  documents next() {
    at_ += 1s;
    ++round_;
    head_.sent_at = at_;
    // Not where a second has several documents: whole states and changes differ in their number.
    if (containers_ <= actors::max_containers_of_part)
      ++head_.number;
    host_ = next_host_row(*host_);
    std::vector<model::row_ptr> rows;
    for (const auto& row : now_->rows())
      rows.push_back(row->container->name.starts_with("busy") ? next_row(*row) : row);
    std::string host;
    auto order = rows;
    const auto by_id = model::sort_rows(order);
    const auto after =
        std::make_shared<const model::snapshot>(round_, engine(), std::move(order), by_id, host_);
    http::append_host(host, *after, context_);
    const http::container_view view{.labels = compose_labels(), .cores = cores_of_host};
    const bool with_host = round_ % rounds_of_host == 0;
    documents made;
    const auto changes =
        changes_documents(head_, with_host ? host : std::string{}, *now_, *after, view);
    made.changes.parts = deflated(changes, fleet::payload_form::plain);
    made.changes.parts_with_dictionary = deflated(changes, fleet::payload_form::with_dictionary);
    made.changes.samples = busy_;
    made.state.parts =
        deflated(whole_documents(head_, host, *after, view), fleet::payload_form::plain);
    made.state.samples = containers_;
    now_ = after;
    return made;
  }

 private:
  static std::vector<std::string>
  deflated(const std::vector<std::string>& documents, fleet::payload_form form) {
    std::vector<std::string> made;
    for (const auto& text : documents)
      made.push_back(fleet::deflate(text, form));
    return made;
  }

  std::uint64_t some(std::uint64_t most) {
    return std::uniform_int_distribution<std::uint64_t>{0, most}(random_);
  }

  std::string hexadecimal(std::size_t digits) {
    std::string text;
    while (text.size() < digits)
      text += "0123456789abcdef"[some(15)];
    return text;
  }

  [[nodiscard]] static model::engine_status engine() {
    model::engine_status status;
    status.connected = status.list_received = true;
    status.name = "Docker";
    status.version = "24.0.7";
    status.api_version = "1.43";
    status.host_name = "load";
    status.cores = cores_of_host;
    status.memory_bytes = 32'768 * mebi;
    return status;
  }

  /// The use of the whole host.
  model::row_ptr first_host_row() {
    model::container host;
    host.id = host.name = model::host_id;
    host.status = model::container_status::running;
    host.started_at = at_ - 240h;
    model::counters now;
    now.read_at = at_;
    now.clock = now.memory_clock = 1000s;
    now.source = model::source_kind::cgroup;
    now.cpu_total_ns = some(1'000'000'000'000'000);
    now.memory_usage_bytes = 9000 * mebi;
    now.memory_cache_bytes = 5000 * mebi;
    now.memory_limit_bytes = 32'768 * mebi;
    now.memory_available_bytes = 23'000 * mebi;
    return row_of(
        std::make_shared<const model::container>(std::move(host)), model::first_sample(now));
  }

  model::row_ptr next_host_row(const model::row& before) {
    auto now = before.sample->now;
    now.clock += 1s;
    now.memory_clock = now.clock;
    now.read_at = at_;
    *now.cpu_total_ns += some(2'000'000'000);
    now.memory_available_bytes = (23'000 + some(100)) * mebi;
    return row_of(before.container, model::rates(*before.sample, before.sample->now.clock, now));
  }

  model::row_ptr first_row(std::size_t number) {
    model::container made;
    made.id = hexadecimal(64);
    made.name = (number < busy_ ? "busy-" : "idle-") + std::to_string(number);
    const auto image = number % images_.size();
    made.image = "registry.example/shop/service-" + std::to_string(image) + ":1.25.3";
    made.image_id = images_.at(image);
    made.status = model::container_status::running;
    made.labels = {
        {compose_labels()[0], "project-" + std::to_string(number / 10)},
        {compose_labels()[1], "service-" + std::to_string(image)},
        {compose_labels()[2], "1"}};
    made.network_mode = "project-" + std::to_string(number / 10) + "_default";
    made.started_at = at_ - std::chrono::seconds{some(1'000'000)};
    made.restart_count = 0;
    model::counters now;
    now.read_at = at_;
    now.clock = now.memory_clock = now.network_clock = now.block_clock = 1000s;
    now.source = model::source_kind::cgroup;
    now.cpu_user_ns = 1000 * some(700'000'000'000); // the kernel counts µs
    now.cpu_system_ns = 1000 * some(300'000'000'000);
    now.cpu_total_ns = *now.cpu_user_ns + *now.cpu_system_ns;
    now.cpu_pressure = model::pressure{some(1'000'000'000), some(1'000'000)};
    now.memory_usage_bytes = 4096 * (1000 + some(100'000));
    now.memory_inactive_file_bytes = *now.memory_usage_bytes / 5;
    now.memory_rss_bytes = *now.memory_usage_bytes / 2;
    now.memory_cache_bytes = *now.memory_usage_bytes / 3;
    now.memory_swap_bytes = 0;
    now.memory_limit_bytes = 512 * mebi;
    now.memory_oom_kills = now.memory_high_events = now.memory_max_events = 0;
    now.memory_pressure = model::pressure{some(1'000'000), some(10'000)};
    model::interface_counters eth0;
    eth0.name = "eth0";
    eth0.rx_bytes = some(1'000'000'000'000);
    eth0.rx_packets = eth0.rx_bytes / 900;
    eth0.tx_bytes = some(1'000'000'000'000);
    eth0.tx_packets = eth0.tx_bytes / 900;
    eth0.rx_errors = eth0.tx_errors = 0;
    now.interfaces = std::make_shared<const std::vector<model::interface_counters>>(1, eth0);
    now.block_read_bytes = 4096 * some(10'000'000);
    now.block_write_bytes = 4096 * some(10'000'000);
    now.block_read_operations = *now.block_read_bytes / 20'000;
    now.block_write_operations = *now.block_write_bytes / 20'000;
    now.block_pressure = model::pressure{some(1'000'000), some(1'000'000)};
    now.pids = 2 + some(60);
    now.pids_limit = 4096;
    // The second reading of an idle container, so that it has rates.
    auto later = now;
    advance(later, 1s);
    const auto first = model::first_sample(now);
    return row_of(
        std::make_shared<const model::container>(std::move(made)),
        model::rates(first, now.clock, later));
  }

  model::row_ptr next_row(const model::row& before) {
    auto now = before.sample->now;
    advance(now, 1s);
    now.read_at = at_;
    *now.cpu_user_ns += 1000 * some(40'000);
    *now.cpu_system_ns += 1000 * some(10'000);
    now.cpu_total_ns = *now.cpu_user_ns + *now.cpu_system_ns;
    now.cpu_pressure->waiting_us += some(2000);
    now.memory_usage_bytes =
        std::max(4096 * mebi / 1024, *now.memory_usage_bytes + 4096 * some(400)) - 4096 * some(400);
    auto interfaces = *now.interfaces;
    interfaces.front().rx_packets += some(200);
    interfaces.front().tx_packets += some(200);
    interfaces.front().rx_bytes += some(200'000);
    interfaces.front().tx_bytes += some(200'000);
    now.interfaces = std::make_shared<const std::vector<model::interface_counters>>(interfaces);
    *now.block_write_bytes += 4096 * some(20);
    *now.block_write_operations += some(9);
    now.pids = std::max<std::uint64_t>(*now.pids + some(2), 3) - some(2);
    if (some(rounds_of_details - 1) == 0) {
      now.memory_clock = now.clock;
      now.memory_rss_bytes = *now.memory_usage_bytes / 2;
      now.memory_cache_bytes = *now.memory_usage_bytes / 3;
      now.memory_inactive_file_bytes = *now.memory_usage_bytes / 5;
    }
    return row_of(before.container, model::rates(*before.sample, before.sample->now.clock, now));
  }

  /// Moves the clocks of what is read in each round.
  static void advance(model::counters& counters, std::chrono::nanoseconds by) {
    counters.clock += by;
    counters.network_clock = counters.block_clock = counters.clock;
  }

  model::row_ptr row_of(model::container_ptr container, model::sample sample) const {
    return std::make_shared<const model::row>(model::row{
        std::move(container), std::make_shared<const model::sample>(std::move(sample)), at_});
  }

  actors::document_head head_;
  std::size_t containers_;
  std::size_t busy_ = 0;
  std::minstd_rand random_;
  std::array<std::string, 10> images_{}; ///< their ids
  model::engine_time at_;
  std::uint64_t round_ = 0;
  http::route_context context_;
  model::row_ptr host_;
  model::snapshot_ptr now_;
};

host_payloads::host_payloads(const host_payload_options& options) {
  for (std::size_t variant = 0; variant < options.variants; ++variant)
    hosts_.push_back(std::make_unique<imitated_host>(options, variant));
  made_.resize(hosts_.size());
}

host_payloads::~host_payloads() = default;

void host_payloads::prepare_second() {
  for (std::size_t variant = 0; variant < hosts_.size(); ++variant)
    made_[variant].push_back(hosts_[variant]->next());
}

std::size_t host_payloads::seconds() const {
  return made_.front().size();
}

const host_payload& host_payloads::changes(std::size_t variant, std::size_t second) const {
  return made_.at(variant).at(second).changes;
}

const host_payload& host_payloads::state(std::size_t variant, std::size_t second) const {
  return made_.at(variant).at(second).state;
}

} // namespace docker_monitor::bench
