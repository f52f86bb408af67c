#include "model/snapshot.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

constexpr std::size_t shortest_prefix = 4;

} // namespace

snapshot::snapshot(
    std::uint64_t round, engine_status engine, std::vector<std::shared_ptr<const row>> rows)
    : round_(round), engine_(std::move(engine)), rows_(std::move(rows)) {
  std::ranges::sort(
      rows_, {}, [](const auto& r) -> const auto& { return r->container->name; });
  by_id_.reserve(rows_.size());
  for (const auto& r : rows_)
    by_id_.push_back(r.get());
  std::ranges::sort(
      by_id_, {}, [](const row* r) -> const auto& { return r->container->id; });
}

const row* snapshot::find(std::string_view name_or_id) const {
  const auto named = std::ranges::lower_bound(
      rows_, name_or_id, {}, [](const auto& r) -> std::string_view { return r->container->name; });
  if (named != rows_.end() && (*named)->container->name == name_or_id)
    return named->get();
  if (name_or_id.size() < shortest_prefix)
    return nullptr;
  const auto first = std::ranges::lower_bound(
      by_id_, name_or_id, {}, [](const row* r) -> std::string_view { return r->container->id; });
  if (first == by_id_.end() || !(*first)->container->id.starts_with(name_or_id))
    return nullptr;
  const auto second = std::next(first);
  const bool unique = second == by_id_.end() || (*first)->container->id == name_or_id
                      || !(*second)->container->id.starts_with(name_or_id);
  return unique ? *first : nullptr;
}

} // namespace docker_monitor::model
