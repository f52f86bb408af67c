#pragma once

#include "terminal/view/screen.hpp"

#include <string>
#include <string_view>
#include <vector>

// Containers, alarms and screens for the tests of the terminal view.

namespace docker_monitor::terminal {

/// The time at which the tests take place: 2026-11-22T10:30:00Z, and seconds after it.
moment at(int seconds = 0);

/// A container object of the API; `more` is further members, beginning with a comma.
std::string object_of(std::string_view name, double cpu, std::string_view more = "");

/// A `state` event's data with these containers and alarms, each an array's content.
std::string
state_of(std::string_view containers, std::string_view alarms = "", bool connected = true);

/// An alarm as the API returns it.
std::string alarm_of(
    std::string_view id, std::string_view container, std::string_view state = "open",
    std::string_view closes = "");

/// An open alarm about the container `db` that has every member which a `down` can have, with texts
/// that are not safe to print. Its id is 7.
std::string whole_alarm();

/// An alarm of a hub: this host is lost, or is back where it `closes` the one that said so.
std::string
host_lost_alarm(std::string_view id, std::string_view host, std::string_view closes = "");

/// A page of open alarms that has none, and is the only one.
inline const std::string none_open = R"({"alarms":[],"next":null})";

/// Three containers of the project shop, one of none, and a stopped one; web-1 uses most CPU.
overview shop();

/// The lines of a screen without looks.
std::vector<std::string> texts_of(const picture& made);

/// The lines as one text.
std::string text_of(const picture& made);

} // namespace docker_monitor::terminal
