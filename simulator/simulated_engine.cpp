#include "simulator/simulated_engine.hpp"

#include "simulator/api/engine_session.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <filesystem>
#include <future>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sys/un.h>

namespace docker_monitor::simulator {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds accept_pause{100}; ///< after a failed accept

model::failure listen_failure(const std::string& address, error_code error) {
  using model::failure_code;
  if (error == boost::system::errc::permission_denied)
    return {
        failure_code::permission,
        "cannot listen on " + address + ": permission denied; choose a directory of your own"};
  return {failure_code::unreachable, "cannot listen on " + address + ": " + error.message()};
}

} // namespace

class simulated_engine::server final : public session_host {
 public:
  explicit server(simulation_options options)
      : options_{std::move(options)}, started_{steady_clock::now()},
        wall_{std::chrono::system_clock::now()}, api_{options_, wall_} {}

  ~server() override { stop(); }

  model::expected<void> start() {
    if (const auto opened = open(); !opened)
      return opened.error();
    stopping_ = false;
    io_.restart();
    work_.emplace(io_.get_executor());
    accept();
    schedule();
    thread_ = std::thread{[this] { io_.run(); }};
    return {};
  }

  void stop() {
    if (!thread_.joinable())
      return;
    asio::post(io_, [this] {
      stopping_ = true;
      close_acceptor();
      close_sessions(nullptr);
      tick_.cancel();
      pause_.cancel();
      work_.reset();
    });
    thread_.join();
    error_code ignored;
    if (!options_.socket_path.empty())
      std::filesystem::remove(options_.socket_path, ignored_);
  }

  [[nodiscard]] std::string docker_host() const {
    return options_.socket_path.empty() ? "tcp://127.0.0.1:" + std::to_string(port_)
                                        : "unix://" + options_.socket_path;
  }

  void post(std::function<void(simulation&)> work) {
    asio::post(io_, [this, work = std::move(work)] { change(work); });
  }

  void run(const std::function<void(simulation&)>& work) {
    std::promise<void> done;
    asio::post(io_, [&] {
      change(work);
      done.set_value();
    });
    done.get_future().get();
  }

  std::string control(std::string_view target) {
    std::promise<std::string> done;
    asio::post(io_, [&, request = api_request{"POST", std::string{target}, {}}] {
      const auto answer = api_.handle(request, now());
      carry_out(answer, nullptr);
      done.set_value(answer.body);
    });
    return done.get_future().get();
  }

  engine_api& api() override { return api_; }

  [[nodiscard]] model::engine_time now() const override {
    return wall_ + (steady_clock::now() - started_);
  }

  void carry_out(const api_answer& answer, const engine_session* reply_target) override {
    for (const auto& event : api_.take_new_events())
      each_session([&](engine_session& session) { session.send_event(event); });
    if (answer.faults_changed)
      each_session([](engine_session& session) { session.check_faults(); });
    if (answer.restart)
      restart(*answer.restart, reply_target);
    schedule();
  }

  void left(const engine_session& session) override {
    sessions_.erase(&session);
    api_.counts()["open_connections"] = sessions_.size();
  }

 private:
  using unix_acceptor = asio::local::stream_protocol::acceptor;
  using tcp_acceptor = asio::ip::tcp::acceptor;

  void change(const std::function<void(simulation&)>& work) {
    api_.advance(now());
    work(api_.world());
    api_.advance(now());
    carry_out({}, nullptr);
  }

  model::expected<void> open() { return options_.socket_path.empty() ? open_tcp() : open_unix(); }

  model::expected<void> open_unix() {
    const auto& path = options_.socket_path;
    if (path.size() >= sizeof(sockaddr_un{}.sun_path))
      return model::failure{
          model::failure_code::bad_option,
          "the socket path " + path + " is too long; at most 107 bytes are possible"};
    const asio::local::stream_protocol::endpoint endpoint{path};
    error_code error;
    asio::local::stream_protocol::socket probe{io_};
    // A socket that refuses connections is stale; one that answers belongs to another process.
    if (probe.connect(endpoint, error); error == boost::system::errc::connection_refused)
      std::filesystem::remove(path, ignored_);
    return listen(unix_, endpoint, path);
  }

  model::expected<void> open_tcp() {
    return listen(
        tcp_, asio::ip::tcp::endpoint{asio::ip::address_v4::loopback(), port_}, "127.0.0.1");
  }

  template <class Acceptor>
  model::expected<void> listen(
      Acceptor& acceptor, const typename Acceptor::endpoint_type& endpoint,
      const std::string& address) {
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error)
      acceptor.set_option(asio::socket_base::reuse_address{true}, error);
    if (!error)
      acceptor.bind(endpoint, error);
    if (!error)
      acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      const auto failure = listen_failure(address, error);
      acceptor.close(error);
      return failure;
    }
    if constexpr (std::is_same_v<Acceptor, tcp_acceptor>)
      port_ = acceptor.local_endpoint().port();
    return {};
  }

  void accept() {
    if (options_.socket_path.empty())
      accept_on(tcp_);
    else
      accept_on(unix_);
  }

  template <class Acceptor>
  void accept_on(Acceptor& acceptor) {
    acceptor.async_accept(
        [this, &acceptor](error_code error, typename Acceptor::protocol_type::socket connection) {
          if (!acceptor.is_open())
            return;
          if (error)
            return accept_again_later();
          const auto session = std::make_shared<engine_session>(
              engine_session::socket{std::move(connection)}, *this);
          sessions_.emplace(session.get(), session);
          ++api_.counts()["connections"];
          api_.counts()["open_connections"] = sessions_.size();
          session->start();
          accept_on(acceptor);
        });
  }

  void accept_again_later() {
    pause_.expires_after(accept_pause); // out of descriptors: prevents a busy loop
    pause_.async_wait([this](error_code error) {
      if (!error && !stopping_)
        accept();
    });
  }

  void close_acceptor() {
    error_code ignored;
    unix_.close(ignored);
    tcp_.close(ignored);
  }

  /// Visits a copy of the map, since sessions leave it meanwhile.
  template <class Visit>
  void each_session(Visit visit) {
    std::vector<std::shared_ptr<engine_session>> all;
    all.reserve(sessions_.size());
    for (const auto& [key, session] : sessions_)
      if (auto held = session.lock())
        all.push_back(std::move(held));
    for (const auto& session : all)
      visit(*session);
  }

  void close_sessions(const engine_session* but) {
    each_session([but](engine_session& session) {
      if (&session == but)
        session.close_after_response();
      else
        session.close();
    });
  }

  void restart(std::chrono::milliseconds down, const engine_session* reply_target) {
    close_sessions(reply_target);
    if (down.count() == 0)
      return;
    close_acceptor();
    pause_.expires_after(down);
    pause_.async_wait([this](error_code error) {
      if (error || stopping_)
        return;
      if (open())
        accept();
    });
  }

  /// Sets the timer to the next event of the simulation.
  void schedule() {
    const auto due = api_.next_due();
    if (!due || stopping_)
      return;
    const auto at = started_ + (*due - wall_);
    if (at == tick_.expiry())
      return;
    tick_.expires_at(at);
    tick_.async_wait([this](error_code error) {
      if (error)
        return;
      tick_.expires_at({});
      api_.advance(now());
      carry_out({}, nullptr);
    });
  }

  simulation_options options_;
  steady_clock::time_point started_;
  model::engine_time wall_; ///< the wall clock's time at `started_`
  engine_api api_;
  asio::io_context io_{1};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work_;
  unix_acceptor unix_{io_};
  tcp_acceptor tcp_{io_};
  asio::steady_timer tick_{io_};
  asio::steady_timer pause_{io_};
  std::unordered_map<const engine_session*, std::weak_ptr<engine_session>> sessions_;
  std::uint16_t port_ = 0;
  bool stopping_ = false;
  std::error_code ignored_;
  std::thread thread_;
};

simulated_engine::simulated_engine(simulation_options options)
    : server_{std::make_unique<server>(std::move(options))} {}

simulated_engine::~simulated_engine() = default;

model::expected<void> simulated_engine::start() {
  return server_->start();
}

void simulated_engine::stop() {
  server_->stop();
}

std::string simulated_engine::docker_host() const {
  return server_->docker_host();
}

void simulated_engine::post(std::function<void(simulation&)> work) {
  server_->post(std::move(work));
}

void simulated_engine::run(const std::function<void(simulation&)>& work) {
  server_->run(work);
}

std::string simulated_engine::control(std::string_view target) {
  return server_->control(target);
}

} // namespace docker_monitor::simulator
