#include "terminal/terminal_rescue.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <string>

#include <curses.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

namespace docker_monitor::terminal {

namespace {

/// The signals that dump core by default; SIGQUIT is a key, Ctrl-\.
constexpr std::array fatal_signals{SIGSEGV, SIGBUS,  SIGILL, SIGFPE, SIGABRT,
                                   SIGQUIT, SIGXCPU, SIGSYS, SIGTRAP};

/// The data of the handler of fatal signals, which must not allocate or call ncurses.
struct rescue {
  termios modes{};
  std::array<char, 128> bytes{}; ///< leave the alternate screen and show the cursor
  std::size_t length = 0;
};

rescue saved;

extern "C" void give_back_and_die(int signal) {
  // In the background another job has the terminal, and touching it would stop this process.
  if (has_foreground()) {
    [[maybe_unused]] const auto written = write(STDOUT_FILENO, saved.bytes.data(), saved.length);
    tcsetattr(STDIN_FILENO, TCSANOW, &saved.modes);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// Returns a capability of the terminal's type; empty where it has none.
std::string text_of(const char* capability) {
  const char* text = tigetstr(capability);
  return text && text != reinterpret_cast<const char*>(-1) ? text : "";
}

} // namespace

bool has_foreground() {
  const auto foreground = tcgetpgrp(STDIN_FILENO);
  return foreground < 0 || foreground == getpgrp();
}

void remember_modes() {
  tcgetattr(STDIN_FILENO, &saved.modes);
}

void begin_rescue() {
  auto bytes = text_of("sgr0") + text_of("rmkx") + text_of("cnorm") + text_of("rmcup");
  // Delays of old terminals, `$<5>`, are only for tputs.
  for (auto at = bytes.find("$<"); at != std::string::npos; at = bytes.find("$<"))
    bytes.erase(at, bytes.find('>', at) - at + 1);
  saved.length = std::min(bytes.size(), saved.bytes.size());
  std::memcpy(saved.bytes.data(), bytes.data(), saved.length);
  for (const int signal : fatal_signals)
    std::signal(signal, give_back_and_die);
}

void end_rescue() {
  for (const int signal : fatal_signals)
    std::signal(signal, SIG_DFL);
}

} // namespace docker_monitor::terminal
