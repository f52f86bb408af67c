#include "storage/data_directory.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <set>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::storage {

namespace {

using model::failure;
using model::failure_code;

constexpr std::size_t max_name = 100; ///< of the readable part

/// FNV-1a with 32 bits.
std::uint32_t hash(std::string_view text) {
  std::uint32_t value = 2166136261U;
  for (const char c : text)
    value = (value ^ static_cast<unsigned char>(c)) * 16777619U;
  return value;
}

constexpr std::size_t hash_digits = 8;

std::string to_hex(std::uint32_t value) {
  std::string text(hash_digits, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4U)
    *digit = "0123456789abcdef"[value & 0xfU];
  return text;
}

failure cannot_write(const std::string& what, int error) {
  return {
      failure_code::permission, "--data-dir: cannot write " + what + ": "
                                    + std::system_category().message(error)
                                    + "; make it writable for us or name another directory"};
}

/// How long an instance waits for others that look at its files.
constexpr std::chrono::milliseconds look_timeout{1000};
constexpr std::chrono::milliseconds look_pause{5};

/// Locks files for an instance. Returns the system's error; `EWOULDBLOCK` if another has them.
int lock_for_instance(int lock) {
  for (auto left = look_timeout;; left -= look_pause) {
    if (::flock(lock, LOCK_EX | LOCK_NB) == 0)
      return 0;
    const int error = errno;
    // Where a shared lock is possible, others only look.
    if (error != EWOULDBLOCK || left <= look_pause || ::flock(lock, LOCK_SH | LOCK_NB) != 0)
      return error;
    ::flock(lock, LOCK_UN);
    std::this_thread::sleep_for(look_pause);
  }
}

/// Locks files in order to read them. Returns as `lock_for_instance` does.
int lock_for_look(int lock) {
  return ::flock(lock, LOCK_SH | LOCK_NB) == 0 ? 0 : errno;
}

/// Opens the lock of a database and locks it. Messages name the directory as the user did.
model::expected<data_location>
claim(const std::string& database, const std::string& directory, int (*lock_it)(int)) {
  const auto lock_path = std::filesystem::path{database}.replace_extension(".lock").string();
  const int lock =
      ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (lock < 0)
    return cannot_write(lock_path, errno);
  data_location location{database, lock};
  const int error = lock_it(lock);
  if (error == 0)
    return location;
  if (error != EWOULDBLOCK)
    return cannot_write(lock_path, error);
  return failure{
      failure_code::bad_option, "--data-dir: another docker-monitor for this engine uses "
                                    + directory + "; stop it or name another directory"};
}

std::string directory_of(const std::string& database) {
  return std::filesystem::path{database}.parent_path().string();
}

/// Returns the path of a receiver's file without the digits that distinguish it.
std::string write_queue_beginning(const std::string& database) {
  return std::filesystem::path{database}.replace_extension(".remote-write-").string();
}

} // namespace

data_location::~data_location() {
  if (lock_ >= 0)
    ::close(lock_); // closing releases the lock
}

std::string data_location::history_path() const {
  return std::filesystem::path{database_}.replace_extension(".history.sqlite").string();
}

std::string data_location::write_queue(std::string_view key) const {
  return write_queue_beginning(database_) + to_hex(hash(key));
}

std::vector<std::string> data_location::write_queues() const {
  constexpr std::string_view log = "-wal";
  const auto beginning = write_queue_beginning(database_);
  std::set<std::string> found;
  std::error_code error;
  for (std::filesystem::directory_iterator i{directory_of(database_), error}, end;
       !error && i != end; i.increment(error)) {
    auto path = i->path().string();
    if (path.ends_with(log))
      path.resize(path.size() - log.size());
    // Quarantined files have longer names.
    if (path.starts_with(beginning) && path.size() == beginning.size() + hash_digits)
      found.insert(std::move(path));
  }
  return {found.begin(), found.end()};
}

std::string engine_file_name(std::string_view engine_url) {
  std::string name;
  for (const char c : engine_url) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
    if (plain)
      name += c;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  // A file name that begins with a dot would be hidden.
  if (name.empty() || name.front() == '.')
    name.insert(0, "engine");
  name.resize(std::min(name.size(), max_name));
  if (name.back() != '-')
    name += '-';
  return name + to_hex(hash(engine_url));
}

model::expected<data_location>
claim_data_directory(const std::string& directory, std::string_view engine_url) {
  const std::filesystem::path path{directory};
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error); // `mkdir` reports the error
  if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return cannot_write(directory, errno);
  // The path may contain symbolic links, as systemd's StateDirectory does. SQLite is configured to
  // refuse symbolic links, including these, so the path is resolved first.
  auto place = std::filesystem::canonical(path, error);
  if (error)
    return cannot_write(directory, error.value());
  return claim(
      (place / (engine_file_name(engine_url) + ".sqlite")).string(), directory, lock_for_instance);
}

model::expected<data_location> claim_data(const std::string& database) {
  return claim(database, directory_of(database), lock_for_instance);
}

model::expected<data_location> inspect_data(const std::string& database) {
  return claim(database, directory_of(database), lock_for_look);
}

} // namespace docker_monitor::storage
