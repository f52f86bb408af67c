#include "terminal/live_view.hpp"

#include "terminal/client/monitor_client.hpp"
#include "terminal/client/overview.hpp"
#include "terminal/rethrow.hpp"
#include "terminal/terminal.hpp"
#include "terminal/view/screen.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

#include <unistd.h>

namespace docker_monitor::terminal {

namespace asio = boost::asio;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()}
                                                        : std::string{"this machine"};
}

moment now() {
  return {std::chrono::system_clock::now(), std::chrono::steady_clock::now()};
}

/// The running view. Stream, keys, signals and timers share one thread.
class live_view {
 public:
  live_view(address where, const credentials& with, const selection& chosen, bool colours)
      : client_(std::move(where), with), colours_(colours), retry_(io_), clock_(io_),
        host_clock_(io_), soon_(io_), signals_(io_, SIGINT, SIGTERM, SIGHUP), job_control_(io_) {
    view_.chosen = chosen;
    connection_.where = client_.where().url();
    connection_.host = client_.where().host();
    if (connection_.host.empty())
      connection_.host = host_name();
  }

  /// Runs until a key or a signal ends it. Returns the failure that prevented the start, if any.
  model::expected<void> run() {
    signals_.async_wait([this](const error_code& error, int) {
      if (!error)
        io_.stop();
    });
    asio::co_spawn(io_, follow(), rethrow);
    io_.run();
    if (refused_)
      return *std::exchange(refused_, std::nullopt);
    return {};
  }

 private:
  /// Follows the stream, with reconnects, without end.
  asio::awaitable<void> follow() {
    constexpr auto max_pause = 15s;
    auto pause = 500ms;
    for (;;) {
      auto ended = co_await client_.follow(
          [this](std::string_view event, std::string_view data) { take(event, data); });
      if (!screen_ && !beginning_) {
        refused_ = std::move(ended);
        io_.stop();
        co_return;
      }
      if (std::exchange(connection_.live, false))
        pause = 500ms;
      connection_.problem = std::move(ended.message);
      connection_.next_try = std::chrono::steady_clock::now() + pause;
      draw();
      retry_.expires_at(*connection_.next_try);
      error_code ignored;
      co_await retry_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      pause = std::min<std::chrono::milliseconds>(pause * 2, max_pause);
    }
  }

  void take(std::string_view event, std::string_view data) {
    if (!known_.take(event, data, now())) // continues: the following events may be readable
      return;
    if (event == "state") {
      connection_.live = true;
      connection_.next_try.reset();
      asio::co_spawn(io_, ask_open_alarms(), rethrow);
      if (!std::exchange(beginning_, true))
        asio::co_spawn(io_, begin(), rethrow);
    }
    if (connection_.live)
      draw_soon();
  }

  /// Takes the terminal over and draws, once the first values have arrived and this job has the
  /// terminal.
  asio::awaitable<void> begin() {
    while (!terminal_screen::is_ours())
      co_await background_pause();
    auto opened = terminal_screen::open(colours_);
    if (!opened) {
      refused_ = std::move(opened.error());
      io_.stop();
      co_return;
    }
    screen_ = *std::move(opened);
    catch_job_control(); // before the first picture, which invites to press Ctrl-Z
    draw();
    asio::co_spawn(io_, read_keys(), rethrow);
    asio::co_spawn(io_, tick(), rethrow);
    asio::co_spawn(io_, ask_host(), rethrow);
  }

  asio::awaitable<void> read_keys() {
    asio::posix::stream_descriptor input{io_, dup(STDIN_FILENO)};
    for (;;) {
      error_code error;
      co_await input.async_wait(
          asio::posix::stream_descriptor::wait_read,
          asio::redirect_error(asio::use_awaitable, error));
      if (error || screen_->has_hung_up()) {
        io_.stop();
        co_return;
      }
      if (!take_terminal()) { // keys belong to another job
        co_await background_pause();
        continue;
      }
      while (const auto pressed = screen_->read_key())
        press_key(*pressed);
      draw();
    }
  }

  void press_key(const key& pressed) {
    switch (press(view_, pressed, known_)) {
    case view_request::quit:
      io_.stop();
      break;
    case view_request::detail:
      asio::co_spawn(io_, ask_detail(view_.selected), rethrow);
      break;
    case view_request::alarm:
      asio::co_spawn(io_, ask_alarm(), rethrow);
      break;
    case view_request::none:
      break;
    }
  }

  /// Updates ages and the clock every second.
  asio::awaitable<void> tick() {
    for (;;) {
      clock_.expires_after(1s);
      co_await clock_.async_wait(asio::use_awaitable);
      if (std::chrono::steady_clock::now() - drawn_ > 700ms)
        draw();
    }
  }

  /// Requests the host object, as the stream lacks its usage.
  asio::awaitable<void> ask_host() {
    for (;;) {
      host_clock_.expires_after(3s);
      co_await host_clock_.async_wait(asio::use_awaitable);
      if (!connection_.live)
        continue;
      const auto answer = co_await client_.get("/host");
      if (!answer)
        continue; // the stream reports the problem
      if (auto host = parse_host(*answer))
        known_.take(*std::move(host), now());
    }
  }

  /// Requests the open alarms, one request at a time. Only a page requested after the last state
  /// shows which of its alarms are open, and each state starts a new request.
  asio::awaitable<void> ask_open_alarms() {
    open_alarms_wanted_ = true;
    if (std::exchange(asking_open_alarms_, true))
      co_return;
    while (std::exchange(open_alarms_wanted_, false)) {
      const auto page = co_await client_.get("/alarms?state=open&limit=1000");
      if (page && !open_alarms_wanted_)
        known_.take_open_alarms(*page);
      if (open_alarms_wanted_ || known_.knows_open_alarms() || !connection_.live)
        continue;
      asio::steady_timer pause{io_, 3s};
      co_await pause.async_wait(asio::use_awaitable);
      open_alarms_wanted_ = connection_.live;
    }
    asking_open_alarms_ = false;
    draw_soon();
  }

  /// Requests the last opened detail, one request at a time.
  asio::awaitable<void> ask_detail(std::string id) {
    detail_wanted_ = std::move(id);
    if (std::exchange(asking_detail_, true))
      co_return;
    while (const auto wanted = std::exchange(detail_wanted_, std::nullopt))
      co_await ask_detail_of(*wanted);
    asking_detail_ = false;
  }

  /// Requests history and alarms of a container. Without a history on the server the charts start
  /// with the own readings.
  asio::awaitable<void> ask_detail_of(const std::string& id) {
    const auto [host, local] = local_id_of(id);
    const auto api = host.empty() ? std::string{} : "/hosts/" + std::string{host};
    const std::string container{local};
    if (const auto page = co_await client_.get(api + "/alarms?limit=100&container=" + container))
      known_.take_older_alarms(*page);
    const auto history = api + "/containers/" + container + "/history?metric=";
    std::array<std::string, 2> answers;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (detail_wanted_)
        co_return;
      constexpr std::array metrics{"cpu.percent", "memory.percent"};
      if (auto answer = co_await client_.get(history + metrics.at(i)))
        answers.at(i) = *std::move(answer);
    }
    known_.take_history(id, answers[0], answers[1]);
    draw();
  }

  /// Requests what the stream lacks of the last opened alarm, one request at a time.
  asio::awaitable<void> ask_alarm() {
    alarm_wanted_ = true;
    if (std::exchange(asking_alarm_, true))
      co_return;
    while (std::exchange(alarm_wanted_, false)) {
      std::string target = "/alarms?limit=1000";
      const auto* alarm = known_.find_alarm(view_.alarm);
      if (alarm && !alarm->container_id.empty())
        target.append("&container=").append(local_id_of(alarm->container_id).id);
      if (const auto page = co_await client_.get(std::move(target)))
        known_.take_particulars(*page);
      draw();
    }
    asking_alarm_ = false;
  }

  /// Handles the signals of job control.
  void catch_job_control() {
    for (const int signal : {SIGTSTP, SIGCONT, SIGWINCH})
      job_control_.add(signal);
    await_job_control();
  }

  void await_job_control() {
    job_control_.async_wait([this](const error_code& error, int signal) {
      if (error)
        return;
      if (signal == SIGTSTP) {
        if (take_terminal())
          screen_->suspend();
        std::raise(SIGSTOP); // SIGCONT continues here
      }
      if (signal != SIGWINCH)
        away_ = true;
      else if (take_terminal())
        screen_->resize();
      draw();
      await_job_control();
    });
  }

  /// Takes the terminal. Returns false while another job has it: touching it then would stop this
  /// process again, although it was woken to end.
  bool take_terminal() {
    if (!terminal_screen::is_ours()) {
      away_ = true;
      return false;
    }
    if (std::exchange(away_, false))
      screen_->resume();
    return true;
  }

  /// Waits, as no signal reports that this job has the terminal again.
  asio::awaitable<void> background_pause() {
    asio::steady_timer pause{io_, 300ms};
    co_await pause.async_wait(asio::use_awaitable);
  }

  /// Schedules a picture. Changes in quick succession share one.
  void draw_soon() {
    if (!screen_ || std::exchange(drawing_soon_, true))
      return;
    // Drawing many containers takes milliseconds; drawing takes at most a tenth of the time.
    soon_.expires_after(std::max<steady_time::duration>(50ms, 10 * drawing_takes_));
    soon_.async_wait([this](const error_code& error) {
      drawing_soon_ = false;
      if (!error)
        draw();
    });
  }

  void draw() {
    if (!screen_ || !take_terminal())
      return;
    const auto began = std::chrono::steady_clock::now();
    auto drawn = terminal::draw(
        view_,
        {known_, connection_, now(), screen_->width(), screen_->height(), screen_->unicode()});
    view_ = std::move(drawn.view);
    screen_->show(drawn.lines);
    drawn_ = std::chrono::steady_clock::now();
    drawing_takes_ = drawn_ - began;
  }

  asio::io_context io_{1}; // first, so that everything else is destroyed before it
  monitor_client client_;
  bool colours_;
  overview known_;
  view_state view_;
  connection_state connection_;
  std::unique_ptr<terminal_screen> screen_; ///< null until the first values have arrived
  std::optional<model::failure> refused_;
  steady_time drawn_{};
  steady_time::duration drawing_takes_{};
  bool drawing_soon_ = false;
  bool asking_open_alarms_ = false;
  bool open_alarms_wanted_ = false;
  bool asking_detail_ = false;
  bool asking_alarm_ = false;
  bool alarm_wanted_ = false;
  std::optional<std::string> detail_wanted_; ///< the container's id
  bool beginning_ = false;                   ///< the first values have come
  bool away_ = false; ///< another job had the terminal, or it must be initialized again
  asio::steady_timer retry_;
  asio::steady_timer clock_;
  asio::steady_timer host_clock_;
  asio::steady_timer soon_;
  asio::signal_set signals_;
  asio::signal_set job_control_;
};

} // namespace

model::expected<void>
run_live_view(address where, const credentials& with, const selection& chosen, bool colours) {
  return live_view{std::move(where), with, chosen, colours}.run();
}

} // namespace docker_monitor::terminal
