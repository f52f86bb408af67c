#include "terminal/view/columns.hpp"
#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"
#include "terminal/view/value_format.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <string>

namespace docker_monitor::terminal {

namespace {

std::string clock_time(std::chrono::system_clock::time_point now) {
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 32> text{};
  const auto length = std::strftime(text.data(), text.size(), "%H:%M:%S %Z", &local);
  return {text.data(), length};
}

/// Returns true while no values are expected. Then the reason is more important than the time.
bool is_engine_away(const overview& known) {
  return known.host() && !known.host()->connected;
}

line first_line(const scene& from) {
  line left;
  constexpr std::size_t product_from = 32; // on a narrower screen the state has priority
  if (from.width >= product_from)
    add(left, "docker-monitor  ", {.bold = true});
  if (!from.connection.live)
    add(left, "○ not connected", {.colour = colour::red, .bold = true});
  else if (is_stale(from) && !is_engine_away(from.known))
    add(left, "○ no data", {.colour = colour::yellow, .bold = true});
  else
    add(left, "● live", {.colour = colour::green});
  const auto& host = from.known.host();
  const auto& name = host && !host->name.empty() ? host->name : from.connection.host;
  add(left, "  " + shorten(name, std::max<std::size_t>(from.width / 3, 16)));
  if (host && host->demo)
    add(left, "  demo", {.colour = colour::yellow});
  if (host && !host->engine.empty())
    add(left, "  " + host->engine);
  line right;
  add(right, from.connection.where + "  ", {.dim = true});
  add(right, clock_time(from.now.wall));
  auto whole = spread(left, std::move(right), from.width);
  if (text_of(whole).ends_with(clock_time(from.now.wall)))
    return whole;
  return spread(std::move(left), {{clock_time(from.now.wall), {}}}, from.width);
}

/// Returns the number of containers in each state; running ones always.
line counts_of(const overview& known) {
  std::map<std::string, std::size_t> counts;
  for (const auto& [id, entry] : known.containers())
    ++counts[entry.row.status];
  line counted;
  add(counted, std::to_string(counts["running"]) + " running");
  for (const auto& [status, count] : counts)
    if (status != "running" && count > 0)
      add(counted, "  " + std::to_string(count) + " " + status,
          status == "exited" || status == "created" ? style{.dim = true} : style_of_state(status));
  return counted;
}

/// Returns how many of the containers run: `4 of 5 running`.
line short_counts_of(const overview& known) {
  const auto& containers = known.containers();
  const auto running = std::ranges::count_if(
      containers, [](const auto& one) { return one.second.row.status == "running"; });
  line counted;
  add(counted, std::to_string(running) + " of " + std::to_string(containers.size()) + " running");
  return counted;
}

/// What the second line shows of the machine. Each part may be absent.
struct usage_form {
  std::size_t bar_width; ///< 0: no bars
  bool bytes;            ///< of memory
  unsigned loads;        ///< 0, 1 or 3 load averages
};

void append_gauge(
    line& to, const std::string& name, const std::optional<double>& percent_used,
    const std::string& what, std::size_t bar_width) {
  if (what.empty())
    return;
  add(to, (to.empty() ? "" : "   ") + name + " ");
  const auto share = percent_used ? std::optional{*percent_used / 100} : std::nullopt;
  if (share && bar_width > 0)
    add(to, "[" + bar(*share, bar_width) + "] ", style_of_share(share));
  add(to, what);
}

std::string cpu_text(const host_facts& host) {
  std::string text = host.cpu_percent ? percent(*host.cpu_percent) : ""; // 100 per busy core
  if (host.cores)
    text += (text.empty() ? "" : " of ") + std::to_string(*host.cores)
            + (*host.cores == 1 ? " core" : " cores");
  return text;
}

std::string memory_text(const host_facts& host, bool bytes) {
  std::string text = host.memory_used && bytes ? binary_bytes(*host.memory_used) : "";
  if (host.memory_bytes && bytes)
    text += (text.empty() ? "" : " of ") + binary_bytes(*host.memory_bytes);
  if (host.memory_percent)
    text += (text.empty() ? "" : " ") + percent(*host.memory_percent);
  return text;
}

/// Returns the averages over 1, 5 and 15 minutes, or the first `count` of them. Empty where the
/// first is unknown.
std::string load_text(const host_facts& host, unsigned count) {
  std::string text;
  for (const auto& load : {host.load_1m, host.load_5m, host.load_15m}) {
    if (count-- == 0 || !load)
      break;
    text += (text.empty() ? "" : " ") + load_average(*load);
  }
  return text;
}

line usage_line(const host_facts& host, const usage_form& form) {
  line usage;
  append_gauge(usage, "CPU", host.cpu_host_percent, cpu_text(host), form.bar_width);
  append_gauge(usage, "Memory", host.memory_percent, memory_text(host, form.bytes), form.bar_width);
  append_gauge(usage, "load", std::nullopt, load_text(host, form.loads), 0);
  return usage;
}

line second_line(const scene& from) {
  const auto& host = from.known.host();
  if (!host)
    return {};
  const auto fits = [&](const line& usage, const line& counts) {
    return width_of(usage) + 3 + width_of(counts) <= from.width;
  };
  const auto counts = counts_of(from.known);
  constexpr std::array forms{usage_form{12, true, 3}, usage_form{12, true, 1},
                             usage_form{6, true, 3},  usage_form{6, true, 1},
                             usage_form{0, true, 3},  usage_form{0, true, 1},
                             usage_form{0, false, 1}};
  for (const auto& form : forms)
    if (auto usage = usage_line(*host, form); fits(usage, counts))
      return spread(std::move(usage), counts, from.width);
  // From 80 columns on the load is always there. On narrower screens it is left out first.
  constexpr std::size_t load_from = 80;
  const auto brief = short_counts_of(from.known);
  if (auto usage = usage_line(*host, forms.back()); from.width >= load_from && fits(usage, brief))
    return spread(std::move(usage), brief, from.width);
  const auto without_load = usage_line(*host, {0, false, 0});
  for (const auto& counted : {counts, brief})
    if (fits(without_load, counted))
      return spread(without_load, counted, from.width);
  return width_of(counts) <= from.width ? counts : brief;
}

} // namespace

line draw_problem(const scene& from) {
  const style warning{.colour = colour::yellow, .bold = true};
  line wrong;
  if (!from.connection.live) {
    std::string then;
    if (from.connection.next_try) {
      const auto left =
          std::chrono::ceil<std::chrono::seconds>(*from.connection.next_try - from.now.steady);
      then = left.count() > 0 ? "; trying again in " + brief_time(left) : "; trying now";
    }
    // On a narrow screen the end of the reason is cut first.
    const auto& why = from.connection.problem;
    constexpr std::size_t least = 12; // columns for the reason
    if (from.width < width_of(then) + least)
      then.clear();
    const auto room = from.width - std::min(from.width, width_of(then));
    add(wrong, width_of(why) > room ? fit(why, room) : why, warning);
    add(wrong, then);
    return wrong;
  }
  if (is_engine_away(from.known)) {
    const auto& host = *from.known.host();
    add(wrong,
        std::string{host.disconnected_clause()} + (host.problem.empty() ? "" : ": " + host.problem),
        warning);
  } else if (const auto lost = lost_hosts_clause(from.known.lost_hosts()); !lost.empty()) {
    add(wrong, lost, warning);
  } else if (const auto silence = from.known.silent_for(from.now.steady)) {
    add(wrong, "no data for " + brief_time(*silence) + ": values are those of before", warning);
  }
  return wrong;
}

std::vector<line> draw_header(const scene& from) {
  std::vector<line> lines{first_line(from), second_line(from)};
  if (auto wrong = draw_problem(from); !wrong.empty())
    lines.push_back(std::move(wrong));
  return lines;
}

} // namespace docker_monitor::terminal
