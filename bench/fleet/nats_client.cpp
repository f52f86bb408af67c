#include "bench/fleet/nats_client.hpp"

#include "bench/machine/interruption.hpp"
#include "fleet/key_pair.hpp"
#include "model/fleet/nkey.hpp"
#include "model/fleet/subject.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <charconv>
#include <memory>
#include <utility>

namespace docker_monitor::bench {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t tls_record = 16'384; ///< bytes of data at most
constexpr std::size_t tls_overhead = 22;   ///< of a record in TLS 1.3
constexpr auto connect_timeout = 20s;

/// Signs the server's challenge; the signature is in Base64 for URLs, without padding.
std::string sign(const std::string& seed, const std::string& nonce) {
  const auto bytes = model::parse_nkey_seed(seed);
  if (!bytes)
    throw harness_error("a fleet file has an invalid seed");
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes->data(), bytes->size()),
      EVP_PKEY_free};
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{
      EVP_MD_CTX_new(), EVP_MD_CTX_free};
  std::array<unsigned char, 64> signature{};
  auto length = signature.size();
  if (!key || !context
      || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1
      || EVP_DigestSign(
             context.get(), signature.data(), &length,
             reinterpret_cast<const unsigned char*>(nonce.data()), nonce.size())
             != 1)
    throw harness_error("OpenSSL does not sign");
  std::array<unsigned char, 89> text{};
  const auto written = EVP_EncodeBlock(text.data(), signature.data(), static_cast<int>(length));
  std::string made{text.begin(), text.begin() + written};
  for (auto& c : made)
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  return made.substr(0, made.find('='));
}

net::address address_of(const model::fleet_file& file) {
  auto address = net::parse_authority(file.address, "4222", "HOST:PORT");
  if (!address)
    throw harness_error("a fleet file has no address: " + address.error().message);
  return *std::move(address);
}

void check(const std::optional<net::problem>& why, const model::fleet_file& file) {
  if (why)
    throw harness_error(
        file.host + " can't connect to " + file.address + ": " + why->error.message());
}

} // namespace

net::tls_context_ptr make_host_tls(const model::fleet_file& file) {
  auto made = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  boost::system::error_code error;
  made->add_certificate_authority(asio::buffer(file.authority), error);
  auto* const wanted = SSL_CTX_get0_param(made->native_handle());
  if (error
      || X509_VERIFY_PARAM_set1_host(wanted, file.server_name.c_str(), file.server_name.size())
             != 1)
    throw harness_error("the authority of a fleet file can't be used: " + error.message());
  SSL_CTX_set_verify(made->native_handle(), SSL_VERIFY_PEER, nullptr);
  return made;
}

nats_client::nats_client(
    asio::io_context& io, model::fleet_file file, net::tls_context_ptr tls, message_handler handle)
    : io_{io}, file_{std::move(file)}, tls_{std::move(tls)}, handle_{std::move(handle)},
      stream_{io.get_executor()} {
  // nop
}

/// Returns the lines with which a client begins.
std::string nats_client::login(std::string_view information) const {
  constexpr std::string_view word = "INFO ";
  if (!information.starts_with(word))
    throw harness_error("no NATS server answers at " + file_.address);
  const auto server = nlohmann::json::parse(information.substr(word.size()));
  const auto keys = fleet::key_pair_of(file_.seed);
  if (!keys)
    throw harness_error(keys.error().message);
  const nlohmann::json client{
      {"verbose", false},
      {"pedantic", false},
      {"tls_required", true},
      {"nkey", keys->public_key},
      {"sig", sign(file_.seed, server.value("nonce", ""))},
      {"name", "docker-monitor " + file_.host},
      {"lang", "c++"},
      {"version", "1"},
      {"protocol", 1},
      {"echo", false},
      {"headers", true},
      {"no_responders", true}};
  return "CONNECT " + client.dump() + "\r\nSUB "
         + model::fleet_subject(file_.host, model::fleet_topic::ask) + " 1\r\nSUB "
         + model::fleet_inbox(file_.host) + ".> 2\r\nPING\r\n";
}

asio::awaitable<void> nats_client::connect() {
  const auto end = std::chrono::steady_clock::now() + connect_timeout;
  const auto where = address_of(file_);
  check(co_await stream_.connect(where, nullptr, end), file_);
  const auto information = co_await read_line(end);
  check(co_await stream_.begin_tls(where, *tls_, end), file_);
  const auto text = login(information);
  auto [error, count] = co_await asio::async_write(stream_, asio::buffer(text), net::as_awaitable);
  if (error)
    throw harness_error(file_.host + ": " + error.message());
  for (std::string line; line != "PONG";) {
    line = co_await read_line(end);
    if (line.starts_with("-ERR"))
      throw harness_error(file_.host + ": " + line);
  }
  stream_.plain().expires_never();
  connected_ = true;
  asio::co_spawn(io_, read_all(), asio::detached);
}

asio::awaitable<boost::system::error_code> nats_client::read_more() {
  std::array<char, 4096> piece{};
  auto [error, count] = co_await asio::async_read(
      stream_, asio::buffer(piece), asio::transfer_at_least(1), net::as_awaitable);
  read_.append(piece.data(), count);
  co_return error;
}

asio::awaitable<std::string> nats_client::read_line(net::stream::time_point end) {
  stream_.plain().expires_at(end);
  while (read_.find(line_end) == std::string::npos) {
    if (const auto error = co_await read_more())
      throw harness_error(file_.host + ": " + error.message());
  }
  auto line = read_.substr(0, read_.find(line_end));
  read_.erase(0, line.size() + line_end.size());
  co_return line;
}

/// Takes a line, and the payload that belongs to it. Returns false where not all has arrived.
bool nats_client::take_one(std::string_view& rest) {
  const auto end = rest.find(line_end);
  if (end == std::string_view::npos)
    return false;
  const auto line = rest.substr(0, end);
  auto after = rest.substr(end + line_end.size());
  if (line.starts_with("MSG ") || line.starts_with("HMSG ")) {
    std::size_t size = 0;
    const auto number = line.substr(line.rfind(' ') + 1);
    std::from_chars(number.data(), number.data() + number.size(), size);
    if (after.size() < size + line_end.size())
      return false;
    const auto subject = line.substr(line.find(' ') + 1);
    handle_(subject.substr(0, subject.find(' ')), after.substr(0, size));
    after.remove_prefix(size + line_end.size());
  } else if (line == "PING") {
    queue("PONG\r\n");
  } else if (line.starts_with("-ERR")) {
    problem_ = line;
  }
  rest = after;
  return true;
}

/// Takes all lines that have arrived.
void nats_client::take_all() {
  std::string_view rest{read_};
  while (take_one(rest))
    continue;
  read_.erase(0, read_.size() - rest.size());
}

asio::awaitable<void> nats_client::read_all() {
  boost::system::error_code error;
  for (; !error; error = co_await read_more())
    take_all();
  lose(error.message());
}

void nats_client::publish(
    std::string_view subject, std::string_view payload, std::string_view reply) {
  std::string text{"PUB "};
  text.append(subject).append(" ").append(reply).append(reply.empty() ? "" : " ");
  text.append(std::to_string(payload.size())).append(line_end).append(payload).append(line_end);
  queue(text);
}

void nats_client::queue(std::string_view text) {
  if (!connected_)
    return;
  next_ += text;
  bytes_ += text.size() + tls_overhead * ((text.size() + tls_record - 1) / tls_record);
  if (!std::exchange(writes_, true))
    asio::co_spawn(io_, write_all(), asio::detached);
}

asio::awaitable<void> nats_client::write_all() {
  while (connected_ && !next_.empty()) {
    current_ = std::exchange(next_, {});
    auto [error, count] =
        co_await asio::async_write(stream_, asio::buffer(current_), net::as_awaitable);
    current_.clear();
    if (error)
      lose(error.message());
  }
  writes_ = false;
}

void nats_client::lose(const std::string& why) {
  if (std::exchange(connected_, false) && problem_.empty())
    problem_ = why;
  stream_.close();
}

void nats_client::close() {
  connected_ = false;
  stream_.close();
}

} // namespace docker_monitor::bench
