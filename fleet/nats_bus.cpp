#include "fleet/nats_bus.hpp"

#include "fleet/key_pair.hpp"
#include "fleet/nats_conversion.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <utility>

#include <nats/nats.h>

namespace docker_monitor::fleet {

namespace {

using model::failure;
using model::failure_code;

struct options_deleter {
  void operator()(natsOptions* o) const { natsOptions_Destroy(o); }
};
struct connection_deleter {
  void operator()(natsConnection* c) const { natsConnection_Destroy(c); }
};
using options_ptr = std::unique_ptr<natsOptions, options_deleter>;
/// Shared, so that a connection which was closed for good is not destroyed while another thread
/// still uses it.
using connection_ptr = std::shared_ptr<natsConnection>;

constexpr std::int64_t connect_timeout_ms = 2000;
constexpr std::int64_t ping_interval_ms = 5000;
constexpr std::int64_t first_pause_ms = 250;
constexpr std::int64_t max_pause_ms = 5000;

/// Returns a pause that grows with the attempts, so slowly that a few that fail on a poor network
/// do not make the host lost. Half of it is random, so that many hosts do not return to a restarted
/// server at once.
std::int64_t pause_after(natsConnection*, int attempts, void*) {
  thread_local std::minstd_rand random{std::random_device{}()};
  auto pause = first_pause_ms;
  for (int i = 1; i < attempts && pause < max_pause_ms; ++i)
    pause += pause / 2;
  pause = std::min(pause, max_pause_ms);
  return pause / 2 + std::uniform_int_distribution<std::int64_t>{0, pause / 2}(random);
}

/// Its destructor waits for the message being handled.
class nats_subscription : public bus_subscription {
 public:
  /// The closure of the library's callbacks.
  struct target {
    bus_handler handle;
    std::mutex mutex;
    std::condition_variable ended;
    bool complete = false;
  };

  nats_subscription(natsSubscription* taken, std::shared_ptr<target> to)
      : subscription_{taken}, to_{std::move(to)} {}

  ~nats_subscription() override {
    natsSubscription_Unsubscribe(subscription_);
    {
      std::unique_lock lock{to_->mutex};
      to_->ended.wait_for(lock, std::chrono::seconds{2}, [this] { return to_->complete; });
    }
    natsSubscription_Destroy(subscription_);
  }

  static void on_message(natsConnection*, natsSubscription*, natsMsg* m, void* closure) {
    const message_ptr owned{m};
    (*static_cast<std::shared_ptr<target>*>(closure))->handle(copy_of(m));
  }

  /// Called last; then the closure can be released.
  static void on_complete(void* closure) {
    const std::unique_ptr<std::shared_ptr<target>> owned{
        static_cast<std::shared_ptr<target>*>(closure)};
    const std::scoped_lock lock{(*owned)->mutex};
    (*owned)->complete = true;
    (*owned)->ended.notify_all();
  }

 private:
  natsSubscription* subscription_;
  std::shared_ptr<target> to_;
};

class nats_bus : public bus {
 public:
  nats_bus(bus_settings settings, std::string public_key)
      : settings_{std::move(settings)}, public_key_{std::move(public_key)} {}

  ~nats_bus() override {
    changed_off_ = true;
    connection_ptr last;
    {
      const std::scoped_lock lock{mutex_};
      last = std::move(connection_);
    }
    if (!last)
      return;
    natsConnection_Close(last.get());
    // What the library calls last; nothing of this object is used after it.
    std::unique_lock lock{mutex_};
    closing_.wait_for(lock, std::chrono::seconds{2}, [this] { return closed_; });
  }

  bool open() override {
    const std::scoped_lock one_at_a_time{opening_};
    if (const auto before = current();
        before && natsConnection_Status(before.get()) != NATS_CONN_STATUS_CLOSED)
      return false;
    options_ptr options;
    if (const auto status = make_options(options); status != NATS_OK)
      return note(status);
    {
      const std::scoped_lock lock{mutex_};
      closed_ = false;
    }
    natsConnection* made = nullptr;
    auto status = natsConnection_Connect(&made, options.get());
    // Only the first attempt reports its cause; the library hides those of its retries.
    if (status != NATS_OK)
      note(status);
    // With a server that is silent it would block once more and then give up.
    if (status != NATS_OK && status != NATS_TIMEOUT) {
      natsOptions_SetRetryOnFailedConnect(options.get(), true, on_connected, this);
      status = natsConnection_Connect(&made, options.get());
    }
    if (status != NATS_OK && status != NATS_NOT_YET_CONNECTED) {
      const std::scoped_lock lock{mutex_};
      closed_ = true;
      return false;
    }
    connection_ptr before;
    {
      const std::scoped_lock lock{mutex_};
      before = std::move(connection_);
      connection_ = connection_ptr{made, connection_deleter{}};
    }
    if (status == NATS_OK)
      report(true);
    return true;
  }

  [[nodiscard]] bool connected() const override { return is_connected(current()); }

  [[nodiscard]] std::string problem() const override {
    if (connected())
      return {};
    const std::scoped_lock lock{mutex_};
    const char* last = nullptr;
    std::string why = problem_;
    // While it retries, the library knows no more than that no server was available.
    if (why.empty() && connection_
        && natsConnection_GetLastError(connection_.get(), &last) != NATS_OK && last && *last)
      why = last;
    std::string servers;
    for (const auto& url : settings_.urls)
      servers += (servers.empty() ? "" : ", ") + url;
    return "not connected to " + servers + (why.empty() ? "" : ": " + why);
  }

  model::expected<bool> publish(
      const std::string& subject, std::string_view payload, const std::string& reply,
      const bus_headers& headers) override {
    const auto connection = current();
    if (!is_connected(connection))
      return failure{failure_code::disconnected, problem()};
    natsMsg* made = nullptr;
    auto status = natsMsg_Create(
        &made, subject.c_str(), reply.empty() ? nullptr : reply.c_str(), payload.data(),
        static_cast<int>(payload.size()));
    const message_ptr message{made};
    for (const auto& [key, value] : headers)
      if (status == NATS_OK)
        status = natsMsgHeader_Set(made, key.c_str(), value.c_str());
    if (status == NATS_OK)
      status = natsConnection_PublishMsg(connection.get(), made);
    if (status != NATS_OK)
      return failure_of(status);
    return true;
  }

  model::expected<std::string> request(
      const std::string& subject, std::string_view payload,
      std::chrono::milliseconds limit) override {
    const auto connection = current();
    if (!is_connected(connection))
      return failure{failure_code::disconnected, problem()};
    natsMsg* answer = nullptr;
    const auto status = natsConnection_Request(
        &answer, connection.get(), subject.c_str(), payload.data(),
        static_cast<int>(payload.size()), limit.count());
    if (status != NATS_OK)
      return failure_of(status);
    const message_ptr owned{answer};
    return std::string{
        natsMsg_GetData(answer),
        static_cast<std::size_t>(std::max(natsMsg_GetDataLength(answer), 0))};
  }

  std::unique_ptr<bus_subscription> subscribe(
      const std::string& subject, bus_handler handler, std::size_t max_messages,
      std::size_t max_bytes) override {
    const auto connection = current();
    if (!connection)
      return nullptr;
    auto to = std::make_shared<nats_subscription::target>();
    to->handle = std::move(handler);
    auto closure = std::make_unique<std::shared_ptr<nats_subscription::target>>(to);
    natsSubscription* made = nullptr;
    if (natsConnection_Subscribe(
            &made, connection.get(), subject.c_str(), nats_subscription::on_message, closure.get())
        != NATS_OK)
      return nullptr;
    natsSubscription_SetPendingLimits(
        made, static_cast<int>(max_messages), static_cast<int>(max_bytes));
    natsSubscription_SetOnCompleteCB(made, nats_subscription::on_complete, closure.release());
    return std::make_unique<nats_subscription>(made, std::move(to));
  }

 private:
  natsStatus make_options(options_ptr& options) {
    natsOptions* o = nullptr;
    auto status = natsOptions_Create(&o);
    options.reset(o);
    const auto then = [&status](natsStatus next) {
      if (status == NATS_OK)
        status = next;
    };
    if (status != NATS_OK)
      return status;
    then(set_servers(o));
    then(natsOptions_SetName(o, settings_.name.c_str()));
    if (!settings_.seed.empty())
      then(natsOptions_SetNKey(o, public_key_.c_str(), sign, this));
    if (!settings_.credentials.empty())
      then(natsOptions_SetUserCredentialsFromFiles(o, settings_.credentials.c_str(), nullptr));
    if (!settings_.authority.empty())
      then(natsOptions_SetCATrustedCertificates(o, settings_.authority.c_str()));
    if (!settings_.server_name.empty())
      then(natsOptions_SetExpectedHostname(o, settings_.server_name.c_str()));
    if (!settings_.inbox.empty())
      then(natsOptions_SetCustomInboxPrefix(o, settings_.inbox.c_str()));
    then(natsOptions_SetTimeout(o, connect_timeout_ms));
    then(natsOptions_SetPingInterval(o, ping_interval_ms));
    then(natsOptions_SetMaxPingsOut(o, 2));
    then(natsOptions_SetMaxReconnect(o, -1));
    then(natsOptions_SetCustomReconnectDelay(o, pause_after, nullptr));
    then(natsOptions_SetReconnectedCB(o, on_connected, this));
    then(natsOptions_SetDisconnectedCB(o, on_disconnected, this));
    then(natsOptions_SetClosedCB(o, on_closed, this));
    then(natsOptions_SetErrorHandler(o, on_error, this));
    then(natsOptions_SetFailRequestsOnDisconnect(o, true));
    then(natsOptions_SetNoEcho(o, true));
    then(natsOptions_SetSendAsap(o, settings_.writes_itself));
    then(natsOptions_UseGlobalMessageDelivery(o, true));
    return status;
  }

  /// One `tls://` among the URLs keeps the seed's signature and all messages off servers without
  /// TLS.
  natsStatus set_servers(natsOptions* o) const {
    std::vector<const char*> urls;
    for (const auto& url : settings_.urls)
      urls.push_back(url.c_str());
    const bool secure = std::ranges::any_of(
        settings_.urls, [](const auto& url) { return url.starts_with("tls://"); });
    const auto status = natsOptions_SetServers(o, urls.data(), static_cast<int>(urls.size()));
    return status == NATS_OK && secure ? natsOptions_SetSecure(o, true) : status;
  }

  static natsStatus sign(
      char** error_text, unsigned char** signature, int* length, const char* nonce, void* closure) {
    (void)error_text;
    return nats_Sign(
        static_cast<nats_bus*>(closure)->settings_.seed.c_str(), nonce, signature, length);
  }

  static void on_connected(natsConnection*, void* closure) {
    static_cast<nats_bus*>(closure)->report(true);
  }

  static void on_disconnected(natsConnection*, void* closure) {
    static_cast<nats_bus*>(closure)->report(false);
  }

  static void on_closed(natsConnection*, void* closure) {
    auto& self = *static_cast<nats_bus*>(closure);
    const std::scoped_lock lock{self.mutex_};
    self.closed_ = true;
    self.closing_.notify_all();
  }

  /// Slow consumers and refused subjects are visible to the other side, so they are not handled.
  static void on_error(natsConnection*, natsSubscription*, natsStatus, void*) {
    // nop
  }

  void report(bool connected) {
    if (connected)
      note(NATS_OK);
    if (settings_.changed && !changed_off_)
      settings_.changed(connected);
  }

  bool note(natsStatus status) {
    const std::scoped_lock lock{mutex_};
    problem_ = status == NATS_OK ? "" : reason_of(status);
    return false;
  }

  static bool is_connected(const connection_ptr& connection) {
    return connection && natsConnection_Status(connection.get()) == NATS_CONN_STATUS_CONNECTED;
  }

  [[nodiscard]] connection_ptr current() const {
    const std::scoped_lock lock{mutex_};
    return connection_;
  }

  bus_settings settings_;
  std::string public_key_;
  std::atomic<bool> changed_off_{false};
  std::mutex opening_;
  mutable std::mutex mutex_;
  connection_ptr connection_; ///< replaced only after it was closed for good
  std::condition_variable closing_;
  bool closed_ = true; ///< the library makes no more calls
  std::string problem_;
};

} // namespace

model::expected<std::shared_ptr<bus>> make_nats_bus(bus_settings settings) {
  std::string public_key;
  if (!settings.seed.empty()) {
    const auto keys = key_pair_of(settings.seed);
    if (!keys)
      return keys.error();
    public_key = keys->public_key;
  }
  return std::shared_ptr<bus>{
      std::make_shared<nats_bus>(std::move(settings), std::move(public_key))};
}

} // namespace docker_monitor::fleet
