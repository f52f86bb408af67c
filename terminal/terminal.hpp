#pragma once

#include "model/failure.hpp"
#include "terminal/view/span.hpp"
#include "terminal/view/view_state.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace docker_monitor::terminal {

/// Takes over the terminal of standard input and output: the alternate screen, no cursor, keys as
/// they are pressed. The destructor restores the terminal, and so does a fatal signal. At most one
/// object exists at a time; not thread-safe.
class terminal_screen {
 public:
  /// Takes the terminal over. Fails where its type is unknown on this machine. `colours` enables
  /// colours.
  static model::expected<std::unique_ptr<terminal_screen>> open(bool colours);

  ~terminal_screen();
  terminal_screen(const terminal_screen&) = delete;
  terminal_screen& operator=(const terminal_screen&) = delete;

  [[nodiscard]] std::size_t width() const;
  [[nodiscard]] std::size_t height() const;

  /// Returns true where the terminal shows UTF-8; else only ASCII.
  [[nodiscard]] bool unicode() const;

  /// Shows these lines and nothing else. Sends only the differences.
  void show(const std::vector<line>& lines);

  /// Returns the next pressed key, if any. Does not wait.
  std::optional<key> read_key();

  /// Returns true after the end of the input.
  [[nodiscard]] bool has_hung_up() const;

  /// Reads the new size. The next `show` draws everything again.
  void resize();

  /// Restores the terminal for a while.
  void suspend();

  /// Takes the terminal again. Requires `is_ours`, else the kernel stops this process.
  void resume();

  /// Returns true while this job has the terminal. Otherwise only `width` and `height` may be
  /// called.
  [[nodiscard]] static bool is_ours();

 private:
  explicit terminal_screen(bool colours);

  bool colours_;
  bool unicode_;
};

} // namespace docker_monitor::terminal
