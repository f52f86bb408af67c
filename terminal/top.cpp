#include "terminal/top.hpp"

#include "config/standard_output.hpp"
#include "http/server/listen_address.hpp"
#include "model/text.hpp"
#include "terminal/client/address.hpp"
#include "terminal/client/monitor_client.hpp"
#include "terminal/client/overview.hpp"
#include "terminal/live_view.hpp"
#include "terminal/once.hpp"
#include "terminal/rethrow.hpp"
#include "terminal/view/listing.hpp"
#include "terminal/view/text.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

namespace docker_monitor::terminal {

namespace asio = boost::asio;

namespace {

constexpr int exit_refused = 1;
constexpr int exit_bad_option = 2;

int refuse(const std::string& why, int code) {
  std::cerr << "docker-monitor top: " << model::one_line(why) << '\n';
  return code;
}

/// See https://no-color.org.
bool wants_colours() {
  const char* none = std::getenv("NO_COLOR");
  return !none || *none == '\0';
}

/// The answers that `--once` needs.
struct once_answers {
  model::expected<std::string> list = model::failure{model::failure_code::cancelled, {}};
  std::optional<std::vector<container_row>> rows; ///< of the list; none where it is no list
  std::optional<host_facts> host;                 ///< none where the request failed
  std::string open_alarms;                        ///< a page; empty where the request failed
};

/// Alarms only add to the table, so it does not wait for them as long as for the list.
asio::awaitable<void>
ask_once(monitor_client& client, const config::top_options& wanted, once_answers& answers) {
  constexpr std::chrono::seconds alarm_deadline{2};
  answers.list = co_await client.get(wanted.all ? "/containers?all=true" : "/containers");
  if (!answers.list)
    co_return;
  if (const auto host = co_await client.get("/host"))
    answers.host = parse_host(*host);
  answers.rows = parse_rows(*answers.list);
  if (wanted.json || !answers.rows)
    co_return;
  if (auto page = co_await client.get("/alarms?state=open&limit=1000", alarm_deadline))
    answers.open_alarms = *std::move(page);
}

/// Returns true where a container that is up has metrics. Cgroup files have them without
/// the engine.
bool knows_metrics(const std::vector<container_row>& rows) {
  return std::ranges::any_of(
      rows, [](const container_row& row) { return row.is_up() && row.cpu_percent.has_value(); });
}

int print_once(const address& where, const credentials& shown, const config::top_options& wanted) {
  asio::io_context io{1};
  monitor_client client{where, shown};
  once_answers answers;
  asio::co_spawn(io, ask_once(client, wanted, answers), rethrow);
  io.run();
  if (!answers.list)
    return refuse(answers.list.error().message, exit_refused);
  auto& rows = answers.rows;
  if (!rows)
    return refuse(
        where.url() + " does not answer as docker-monitor does; check --url", exit_refused);
  const auto lost =
      mark_by_alarms(*rows, answers.open_alarms, answers.host && answers.host->is_hub());
  if (const auto by = parse_sort_key(wanted.sort))
    sort_rows(*rows, *by);
  else
    sort_by_trouble(*rows);
  const bool to_terminal = isatty(STDOUT_FILENO) == 1;
  const auto text =
      wanted.json ? (to_terminal ? escape_controls(*answers.list) : *answers.list) + '\n'
                  : table_text(
                      *rows, server_time(*rows, answers.host, std::chrono::system_clock::now()),
                      wants_colours() && to_terminal);
  const auto problem = config::print(text);
  const bool away = answers.host && !answers.host->connected;
  if (away)
    std::cerr << "docker-monitor top: " << answers.host->disconnected_clause()
              << ", so states are as last known"
              << (knows_metrics(*rows) ? "" : " and figures are not")
              << (answers.host->problem.empty() ? ""
                                                : ": " + model::one_line(answers.host->problem))
              << '\n';
  if (!away && !lost.empty())
    std::cerr << "docker-monitor top: " << lost_hosts_clause(lost) << '\n';
  if (problem)
    return refuse(problem->message, exit_refused);
  return away ? exit_refused : EXIT_SUCCESS;
}

/// The table that the view begins with.
selection selection_of(const config::top_options& wanted) {
  selection chosen;
  chosen.all = wanted.all;
  chosen.sort = parse_sort_key(wanted.sort).value_or(chosen.sort);
  return chosen;
}

model::expected<address>
find_address(const config::options& options, const config::top_options& wanted) {
  if (!wanted.url.empty())
    return parse_address(wanted.url);
  const auto listens = http::parse_listen_address(options.listen.front());
  if (!listens)
    return listens.error();
  return address_of(*listens, !options.tls.certificate.empty());
}

} // namespace

int run_top(
    const config::options& options, const config::top_options& wanted,
    const std::function<model::expected<std::string>(const std::string& path)>& read_file) {
  const auto where = find_address(options, wanted);
  if (!where)
    return refuse(where.error().message, exit_bad_option);
  const auto shown = make_credentials(*where, wanted.url.empty(), options, read_file);
  if (!shown)
    return refuse(shown.error().message, exit_bad_option);
  if (wanted.once)
    return print_once(*where, *shown, wanted);
  if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1)
    return refuse("the view needs a terminal; --once prints a table anywhere", exit_bad_option);
  try {
    if (const auto ran = run_live_view(*where, *shown, selection_of(wanted), wants_colours()); !ran)
      return refuse(
          ran.error().message,
          ran.error().code == model::failure_code::bad_option ? exit_bad_option : exit_refused);
  } catch (const std::exception& error) { // the terminal has been restored
    return refuse(std::string{"it ended unexpectedly: "} + error.what(), exit_refused);
  }
  return EXIT_SUCCESS;
}

} // namespace docker_monitor::terminal
