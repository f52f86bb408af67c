#include "fleet/hub_directory.hpp"

#include "fleet/private_file.hpp"
#include "model/time.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::fleet {

namespace {

using model::failure;
using model::failure_code;

constexpr const char* authority_certificate = "authority.pem";
constexpr const char* authority_key = "authority.key";
constexpr const char* server_certificate = "server.pem";
constexpr const char* server_key = "server.key";
constexpr const char* hub_seed = "hub.nkey";
constexpr const char* hub_address = "address";
constexpr const char* lock_name = "lock";

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

/// A lock that one process holds at a time.
class file_lock {
 public:
  explicit file_lock(const std::string& path)
      : descriptor_{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)} {
    while (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0)
      if (errno != EINTR)
        break;
  }
  ~file_lock() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }
  file_lock(const file_lock&) = delete;
  file_lock& operator=(const file_lock&) = delete;

 private:
  int descriptor_;
};

} // namespace

model::expected<hub_directory>
hub_directory::open(const std::string& path, model::engine_time now) {
  std::error_code problem;
  std::filesystem::create_directories(std::filesystem::path{path}.parent_path(), problem);
  if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return failure{
        failure_code::permission,
        path + ": " + std::strerror(errno) + "; name a directory of the hub with --data-dir"};
  hub_directory opened{path};
  const file_lock lock{opened.in(lock_name)};
  if (auto loaded = opened.load(now); !loaded)
    return loaded.error();
  return opened;
}

/// Files that a command of root writes belong to the hub's user from the moment it can see them.
model::expected<bool>
hub_directory::write_file(const std::string& path, std::string_view text) const {
  struct stat about {};
  if (::geteuid() == 0 && ::stat(path_.c_str(), &about) == 0)
    return write_private_file(path, text, file_owner{about.st_uid, about.st_gid});
  return write_private_file(path, text);
}

model::expected<bool> hub_directory::load(model::engine_time now) {
  if (auto loaded = load_authority(now); !loaded)
    return loaded.error();
  if (!exists(in(hub_seed))) {
    const auto made = make_key_pair();
    if (!made)
      return made.error();
    if (auto written = write_file(in(hub_seed), made->seed); !written)
      return written.error();
  }
  const auto seed = read_private_file(in(hub_seed));
  if (!seed)
    return seed.error();
  auto keys = key_pair_of(*seed);
  if (!keys)
    return failure{failure_code::malformed, in(hub_seed) + ": " + keys.error().message};
  hub_key_ = *std::move(keys);
  if (auto renewed = renew_certificate(now); !renewed)
    return renewed.error();
  if (const auto roster = read_roster(); !roster)
    return roster.error();
  return true;
}

/// Writes the key first: a certificate without a key would be unusable and never replaced.
model::expected<bool> hub_directory::load_authority(model::engine_time now) {
  if (!exists(in(authority_certificate))) {
    const auto made = make_authority(now);
    if (!made)
      return made.error();
    if (auto written = write_file(in(authority_key), made->key); !written)
      return written.error();
    if (auto written = write_file(in(authority_certificate), made->certificate); !written)
      return written.error();
  }
  auto certificate = read_private_file(in(authority_certificate));
  auto key = read_private_file(in(authority_key));
  if (!certificate || !key)
    return (certificate ? key : certificate).error();
  authority_ = {*std::move(certificate), *std::move(key)};
  return true;
}

model::expected<bool> hub_directory::write_address(const std::string& address) const {
  return write_file(in(hub_address), address);
}

std::string hub_directory::read_address() const {
  const auto text = read_private_file(in(hub_address));
  return text ? *text : std::string{};
}

model::expected<model::fleet_roster> hub_directory::read_roster() const {
  if (!exists(roster_path()))
    return model::fleet_roster{};
  const auto text = read_private_file(roster_path());
  if (!text)
    return text.error();
  auto roster = model::parse_roster(*text);
  if (!roster)
    return failure{failure_code::malformed, roster_path() + ": " + roster.error().message};
  return roster;
}

model::expected<bool> hub_directory::change_roster(
    const std::function<model::expected<bool>(model::fleet_roster&)>& change) {
  const file_lock lock{in(lock_name)};
  auto roster = read_roster();
  if (!roster)
    return roster.error();
  if (auto changed = change(*roster); !changed)
    return changed.error();
  return write_file(roster_path(), to_text(*roster));
}

model::expected<bool> hub_directory::write_configuration(
    const std::string& address, std::uint16_t port, const model::fleet_roster& roster) const {
  const auto text = model::server_configuration(
      {address, port, hub_key_.public_key, in(server_certificate), in(server_key)}, roster);
  if (exists(configuration_path()))
    if (const auto before = read_private_file(configuration_path()); before && *before == text)
      return false;
  return write_file(configuration_path(), text);
}

model::expected<bool> hub_directory::renew_certificate(model::engine_time now) {
  if (exists(in(server_certificate)) && exists(in(server_key)))
    if (const auto text = read_private_file(in(server_certificate)))
      if (const auto end = end_of_certificate(*text); end && *end - now > server_life / 3)
        return false;
  const auto made = issue_server(authority_, now);
  if (!made)
    return made.error();
  if (auto written = write_file(in(server_key), made->key); !written)
    return written.error();
  if (auto written = write_file(in(server_certificate), made->certificate); !written)
    return written.error();
  return true;
}

std::string hub_directory::expiry_problem(model::engine_time now) const {
  constexpr std::chrono::days warned_ahead{30};
  const auto problem_of = [&](const std::string& certificate, const std::string& what,
                              const std::string& remedy) -> std::string {
    const auto end = end_of_certificate(certificate);
    if (!end)
      return what + " is invalid: " + end.error().message + "; " + remedy;
    if (*end - now > warned_ahead)
      return {};
    return what + (*end <= now ? " expired on " : " expires on ")
           + model::format_rfc3339(*end).substr(0, 10) + ": " + remedy;
  };
  auto problem = problem_of(
      authority_.certificate, "the fleet's authority",
      "remove " + in(authority_certificate) + ", start the hub again and invite all hosts again");
  if (!problem.empty())
    return problem;
  const auto server = read_private_file(in(server_certificate));
  return problem_of(
      server ? *server : std::string{}, "the certificate of nats-server",
      "make " + path_ + " writable and send SIGHUP");
}

} // namespace docker_monitor::fleet
