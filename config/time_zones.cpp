#include "config/time_zones.hpp"

#include "config/file_text.hpp"
#include "model/text.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <regex>
#include <utility>

#include <date/tz.h>
#include <time.h>

namespace docker_monitor::config {

namespace {

class database_zone : public model::time_zone {
 public:
  explicit database_zone(const date::time_zone* zone) : zone_{zone} {}

  [[nodiscard]] std::chrono::seconds offset(model::engine_time time) const override {
    return zone_->get_info(std::chrono::floor<std::chrono::seconds>(time)).offset;
  }

  [[nodiscard]] model::engine_time
  moment(std::chrono::local_days day, std::chrono::minutes time_of_day) const override {
    const date::local_seconds local{day.time_since_epoch() + time_of_day};
    return zone_->to_sys(local, date::choose::earliest);
  }

 private:
  const date::time_zone* zone_; // owned by the library
};

/// The zone of the C library, which reads `TZ` and /etc/localtime.
class process_zone : public model::time_zone {
 public:
  process_zone() { ::tzset(); }

  [[nodiscard]] std::chrono::seconds offset(model::engine_time time) const override {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch();
    return offset_at(seconds);
  }

  [[nodiscard]] model::engine_time
  moment(std::chrono::local_days day, std::chrono::minutes time_of_day) const override {
    const std::chrono::seconds local = day.time_since_epoch() + time_of_day;
    const auto before = offset_at(local - std::chrono::days{1});
    const auto after = offset_at(local + std::chrono::days{1});
    // The larger offset gives the earlier of two moments.
    for (const auto ahead : {std::max(before, after), std::min(before, after)})
      if (offset_at(local - ahead) == ahead)
        return at(local - ahead);
    // The clock is set forward over that time, between these moments.
    auto from = local - after;
    auto to = local - before;
    while (to - from > std::chrono::seconds{1}) {
      const auto middle = from + (to - from) / 2;
      (offset_at(middle) == before ? from : to) = middle;
    }
    return at(to);
  }

 private:
  static model::engine_time at(std::chrono::seconds since_epoch) {
    return model::engine_time{since_epoch};
  }

  static std::chrono::seconds offset_at(std::chrono::seconds since_epoch) {
    const std::time_t time = since_epoch.count();
    std::tm parts{};
    return std::chrono::seconds{::localtime_r(&time, &parts) ? parts.tm_gmtoff : 0};
  }
};

bool is_zone_file(const std::string& path) {
  const auto text = read_file(path);
  return text && text->starts_with("TZif");
}

/// Returns true for rules of POSIX, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
bool is_rule(const std::string& text) {
  const std::string name = "(<[A-Za-z0-9+-]{3,}>|[A-Za-z]{3,})";
  const std::string time = "[+-]?[0-9]{1,3}(:[0-9]{2}){0,2}";
  const std::string date = "(J[0-9]{1,3}|[0-9]{1,3}|M[0-9]{1,2}[.][1-5][.][0-6])(/" + time + ")?";
  static const std::regex form{
      name + time + '(' + name + '(' + time + ")?(," + date + ',' + date + ")?)?"};
  constexpr std::size_t longest = 100;
  return text.size() <= longest && std::regex_match(text, form);
}

} // namespace

model::expected<model::time_zone_ptr> find_time_zone(const std::string& name) {
  try {
    return model::time_zone_ptr{std::make_shared<database_zone>(date::locate_zone(name))};
  } catch (const std::exception&) {
    return model::failure{
        model::failure_code::bad_option,
        "no time zone is called \"" + name
            + "\"; names are those of the IANA database (tzdata), such as Europe/Berlin"};
  }
}

model::expected<model::time_zone_ptr> system_time_zone() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
  if (const char* named = std::getenv("TZ"); named != nullptr && *named != '\0') {
    const std::string name{*named == ':' ? named + 1 : named};
    if (name.starts_with('/') ? is_zone_file(name) : is_rule(name))
      return model::time_zone_ptr{std::make_shared<process_zone>()};
    if (auto zone = find_time_zone(name))
      return zone;
    return model::failure{
        model::failure_code::bad_option,
        "the environment variable TZ is \"" + model::one_line(named)
            + "\", which is no time zone here; write timezone = \"Europe/Berlin\", or set TZ to a "
              "name of the IANA database (tzdata)"};
  }
  try {
    return model::time_zone_ptr{std::make_shared<database_zone>(date::current_zone())};
  } catch (const std::exception&) { // /etc/localtime is a file of its own, or is not there
    return is_zone_file("/etc/localtime") ? std::make_shared<process_zone>()
                                          : model::time_zone_ptr{};
  }
}

} // namespace docker_monitor::config
