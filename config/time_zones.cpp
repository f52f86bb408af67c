#include "config/time_zones.hpp"

#include <cstdlib>
#include <exception>
#include <utility>

#include <date/tz.h>

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

model::time_zone_ptr system_time_zone() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
  if (const char* named = std::getenv("TZ"); named != nullptr && *named != '\0') {
    auto zone = find_time_zone(*named == ':' ? named + 1 : named);
    return zone ? *std::move(zone) : nullptr;
  }
  try {
    return std::make_shared<database_zone>(date::current_zone());
  } catch (const std::exception&) { // no /etc/localtime
    return nullptr;
  }
}

} // namespace docker_monitor::config
