#include "simulator/api/faults.hpp"

#include "simulator/api/engine_json.hpp"

#include <set>

namespace docker_monitor::simulator {

response_faults fault_table::take(std::string_view route, model::engine_time now) {
  response_faults faults;
  std::set<fault::kind> met; // the oldest order of each kind; later orders wait
  for (auto& order : orders_) {
    const bool here = order.route.empty() || order.route == route;
    if (!here || (order.until && now >= *order.until) || !met.insert(order.what).second)
      continue;
    switch (order.what) {
    case fault::kind::hang:
      faults.hang_until = order.until.value_or(model::engine_time::max());
      break;
    case fault::kind::cut:
      faults.cut_after = order.amount;
      break;
    case fault::kind::garbage:
      faults.garbage = order.garbage;
      break;
    case fault::kind::fail:
      faults.status = static_cast<unsigned>(order.amount);
      break;
    case fault::kind::delay:
      faults.delay = std::chrono::milliseconds{order.amount};
      break;
    }
    if (order.times == 1)
      order.until = now; // used up
    else if (order.times > 1)
      --order.times;
  }
  std::erase_if(orders_, [&](const fault& order) { return order.until && now >= *order.until; });
  return faults;
}

std::string garbage_text(std::string_view kind, const std::string& sound) {
  if (kind == "malformed")
    return R"({"status":"die","id":"0000","Actor":{"ID":"0000","Attributes":{"exitCode":"1)";
  if (kind == "types")
    return wrong_types(
        sound.empty() ? R"({"status":"die","id":"0","Type":"container",)"
                        R"("Action":"die","Actor":{"ID":"0","Attributes":{}},)"
                        R"("time":1,"timeNano":1})"
                      : sound);
  if (kind == "line1m" || kind == "line100m") {
    const std::size_t size = kind == "line1m" ? 1'000'000 : 100'000'000;
    std::string line = R"({"status":"top","id":"0","Type":"container","Action":"top",)"
                       R"("Actor":{"ID":"0","Attributes":{"padding":")";
    const std::string_view rest = R"("}},"scope":"local","time":1,"timeNano":1})";
    line.append(size - line.size() - rest.size(), 'x');
    return line.append(rest);
  }
  if (kind == "binary") {
    std::string bytes;
    for (int value = 0; value < 256; ++value)
      if (value != '\n')
        bytes += static_cast<char>(value);
    return bytes;
  }
  return kind == "empty" ? std::string{} : std::string{kind};
}

} // namespace docker_monitor::simulator
