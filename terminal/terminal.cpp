#include "terminal/terminal.hpp"

#include "terminal/terminal_rescue.hpp"
#include "terminal/view/text.hpp"

#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <algorithm>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

#include <curses.h>
#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace docker_monitor::terminal {

namespace {

short pair_of(colour c) {
  return static_cast<short>(c);
}

void prepare_colours() {
  start_color();
  use_default_colors();
  init_pair(pair_of(colour::green), COLOR_GREEN, -1);
  init_pair(pair_of(colour::yellow), COLOR_YELLOW, -1);
  init_pair(pair_of(colour::red), COLOR_RED, -1);
  init_pair(pair_of(colour::cyan), COLOR_CYAN, -1);
}

attr_t attributes_of(const style& look) {
  attr_t attributes = A_NORMAL;
  if (look.bold)
    attributes |= A_BOLD;
  if (look.dim)
    attributes |= A_DIM;
  if (look.reverse)
    attributes |= A_REVERSE;
  if (look.underline)
    attributes |= A_UNDERLINE;
  return attributes;
}

std::string to_utf8(wint_t code) {
  std::string text;
  const auto put = [&](unsigned byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U);
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
  return text;
}

key named(wint_t code) {
  using name = key::name;
  switch (code) {
  case KEY_UP:
    return {name::up};
  case KEY_DOWN:
    return {name::down};
  case KEY_PPAGE:
    return {name::page_up};
  case KEY_NPAGE:
    return {name::page_down};
  case KEY_HOME:
    return {name::home};
  case KEY_END:
    return {name::end};
  case KEY_ENTER:
    return {name::enter};
  case KEY_BACKSPACE:
    return {name::backspace};
  default:
    return {name::other};
  }
}

key typed(wint_t code) {
  using name = key::name;
  constexpr wint_t backspace = 8;
  constexpr wint_t redraw = 12;
  constexpr wint_t escape = 27;
  constexpr wint_t erase_key = 127;
  switch (code) {
  case '\n':
  case '\r':
    return {name::enter};
  case backspace:
  case erase_key:
    return {name::backspace};
  case escape:
    return {name::escape};
  case redraw:
    clearok(curscr, TRUE);
    return {name::other};
  default:
    return code < ' ' ? key{name::other} : key{name::character, to_utf8(code)};
  }
}

model::failure unusable(const std::string& why) {
  const char* type = std::getenv("TERM");
  return {
      model::failure_code::bad_option,
      "the terminal type \"" + clean(type ? type : "") + "\" " + why
          + "; set TERM, such as TERM=xterm-256color, or use --once"};
}

} // namespace

model::expected<std::unique_ptr<terminal_screen>> terminal_screen::open(bool colours) {
  std::setlocale(LC_CTYPE, ""); // numbers keep their decimal point
  remember_modes();
  auto* const screen = newterm(nullptr, stdout, stdin);
  if (!screen)
    return unusable("is not known here");
  if (const char* move = tigetstr("cup"); !move || move == reinterpret_cast<char*>(-1)) {
    endwin();
    delscreen(screen);
    return unusable("cannot place text on its screen");
  }
  return std::unique_ptr<terminal_screen>{new terminal_screen{colours}};
}

terminal_screen::terminal_screen(bool colours)
    : colours_(colours && has_colors()), unicode_(std::strcmp(nl_langinfo(CODESET), "UTF-8") == 0) {
  begin_rescue();
  if (colours_)
    prepare_colours();
  cbreak();
  noecho();
  nonl();
  intrflush(stdscr, FALSE);
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  set_escdelay(25);
  curs_set(0);
}

terminal_screen::~terminal_screen() {
  // In the background the kernel would stop this process when it touches the terminal.
  sigset_t stop{};
  sigemptyset(&stop);
  sigaddset(&stop, SIGTTOU);
  sigset_t before{};
  pthread_sigmask(SIG_BLOCK, &stop, &before);
  if (!isendwin()) // already restored: the modes are another job's
    endwin();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  end_rescue();
}

std::size_t terminal_screen::width() const {
  return static_cast<std::size_t>(std::max(COLS, 0));
}

std::size_t terminal_screen::height() const {
  return static_cast<std::size_t>(std::max(LINES, 0));
}

bool terminal_screen::unicode() const {
  return unicode_;
}

void terminal_screen::show(const std::vector<line>& lines) {
  erase();
  int y = 0;
  for (const auto& one : lines) {
    move(y++, 0);
    for (const auto& [text, look] : one) {
      attr_set(attributes_of(look), colours_ ? pair_of(look.colour) : short{0}, nullptr);
      addnstr(text.data(), static_cast<int>(text.size()));
    }
  }
  attr_set(A_NORMAL, 0, nullptr);
  wnoutrefresh(stdscr);
  doupdate();
}

std::optional<key> terminal_screen::read_key() {
  wint_t code = 0;
  switch (get_wch(&code)) {
  case OK:
    return typed(code);
  case KEY_CODE_YES:
    return named(code);
  default:
    return std::nullopt;
  }
}

bool terminal_screen::has_hung_up() const {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  if (poll(&input, 1, 0) <= 0)
    return false;
  if ((input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
    return true;
  int waiting = 0;
  return ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0;
}

void terminal_screen::resize() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
    resizeterm(size.ws_row, size.ws_col);
  clearok(curscr, TRUE);
}

void terminal_screen::suspend() {
  def_prog_mode();
  endwin();
}

void terminal_screen::resume() {
  reset_prog_mode();
  resize();
}

bool terminal_screen::is_ours() {
  return has_foreground();
}

} // namespace docker_monitor::terminal
