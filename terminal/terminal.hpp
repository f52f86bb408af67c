#pragma once

#include "model/failure.hpp"
#include "terminal/view/span.hpp"
#include "terminal/view/view_state.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace docker_monitor::terminal {

/// The terminal of standard input and output, taken over while this lives: the alternate screen, no
/// cursor, keys as they are pressed. Destroying it gives the terminal back as it was, and so does a
/// fatal signal. At most one at a time; not thread-safe.
class terminal_screen {
 public:
  /// Takes the terminal over. Fails where its type is not known here. `colours`: false for none.
  static model::expected<std::unique_ptr<terminal_screen>> open(bool colours);

  ~terminal_screen();
  terminal_screen(const terminal_screen&) = delete;
  terminal_screen& operator=(const terminal_screen&) = delete;

  [[nodiscard]] std::size_t width() const;
  [[nodiscard]] std::size_t height() const;

  /// True where it shows UTF-8; else ASCII only.
  [[nodiscard]] bool unicode() const;

  /// Shows these lines and nothing else; sends only what differs.
  void show(const std::vector<line>& lines);

  /// The next key that was pressed, if one was; does not wait.
  std::optional<key> read_key();

  /// True where nothing will ever be typed any more.
  [[nodiscard]] bool has_hung_up() const;

  /// Learns the size anew, and draws everything again with the next `show`.
  void resize();

  /// Gives the terminal back for a while.
  void suspend();

  /// Takes it again; only where `is_ours`, or the kernel stops us.
  void resume();

  /// True while no other job has the terminal; nothing but `width` and `height` may be called else.
  [[nodiscard]] static bool is_ours();

 private:
  explicit terminal_screen(bool colours);

  bool colours_;
  bool unicode_;
};

} // namespace docker_monitor::terminal
