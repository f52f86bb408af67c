#include "model/container/snapshot.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace docker_monitor::model {

namespace {

constexpr std::size_t shortest_prefix = 4;

} // namespace

const limits_ptr& limits_of(const row& row) {
  return row.sample && row.sample->now.limits ? row.sample->now.limits : row.last_limits;
}

std::uint64_t oom_kills(const row& row) {
  const auto read = row.sample ? row.sample->now.memory_oom_kills : std::nullopt;
  return std::max(row.container->oom_kills, read.value_or(0));
}

std::shared_ptr<const id_order> sort_rows(std::vector<row_ptr>& rows) {
  std::ranges::sort(
      rows, {}, [](const auto& r) -> const auto& { return r->container->name; });
  id_order by_id(rows.size());
  std::iota(by_id.begin(), by_id.end(), 0U);
  std::ranges::sort(
      by_id, {}, [&](auto position) -> const auto& { return rows[position]->container->id; });
  return std::make_shared<const id_order>(std::move(by_id));
}

snapshot::snapshot(std::uint64_t round, engine_status engine, std::vector<row_ptr> rows)
    : round_(round), engine_(std::move(engine)), rows_(std::move(rows)), by_id_(sort_rows(rows_)) {}

snapshot::snapshot(
    std::uint64_t round, engine_status engine, std::vector<row_ptr> rows,
    std::shared_ptr<const id_order> by_id, row_ptr host)
    : round_(round), engine_(std::move(engine)), rows_(std::move(rows)), host_(std::move(host)),
      by_id_(std::move(by_id)) {}

const row* snapshot::find(std::string_view name_or_id) const {
  const auto id = [&](auto position) -> std::string_view { return rows_[position]->container->id; };
  const auto first = std::ranges::lower_bound(*by_id_, name_or_id, {}, id);
  if (first != by_id_->end() && id(*first) == name_or_id)
    return rows_[*first].get();
  const auto named = std::ranges::lower_bound(
      rows_, name_or_id, {}, [](const auto& r) -> std::string_view { return r->container->name; });
  if (named != rows_.end() && (*named)->container->name == name_or_id)
    return named->get();
  if (name_or_id.size() < shortest_prefix || first == by_id_->end()
      || !id(*first).starts_with(name_or_id))
    return nullptr;
  const auto second = std::next(first);
  const bool unique = second == by_id_->end() || !id(*second).starts_with(name_or_id);
  return unique ? rows_[*first].get() : nullptr;
}

} // namespace docker_monitor::model
