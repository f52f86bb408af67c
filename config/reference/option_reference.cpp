#include "config/reference/option_reference.hpp"

#include "config/option_table.hpp"

#include <algorithm>

namespace docker_monitor::config {

namespace {

/// Returns `text` with each `from` replaced by `to`.
std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// Escapes a text for roff: no character is a request, and hyphens can be copied.
std::string in_roff(std::string_view text) {
  auto safe = replaced(replaced(std::string{text}, "\\", "\\e"), "-", "\\-");
  return safe.starts_with('.') || safe.starts_with('\'') ? "\\&" + safe : safe;
}

} // namespace

std::string default_of(const option_row& option) {
  if (!option.default_text.empty())
    return option.default_text;
  std::string text;
  for (const auto& part : split_list(option.initial))
    text.append(text.empty() ? "" : ", ").append(part);
  return text;
}

std::string markdown_reference() {
  std::string table = "| option | environment | default | meaning |\n|---|---|---|---|\n";
  std::string_view group;
  for (const auto& option : option_table()) {
    if (option.environment.empty())
      continue;
    if (option.group != group)
      table.append("| **").append(option.group).append("** | | | |\n");
    group = option.group;
    table.append("| `--").append(option.flag).append(option.value.metavar.empty() ? "" : " ");
    table.append(replaced(option.value.metavar, "|", "\\|"));
    table.append(option.value.repeatable ? "` (repeatable)" : "`");
    table.append(" | `").append(option.environment).append("` | ").append(default_of(option));
    table.append(" | ").append(replaced(std::string{option.help}, "*", "\\*"));
    if (!option.value.range.empty())
      table.append(" Range: ").append(option.value.range).append(".");
    table += " |\n";
  }
  return table;
}

std::string man_reference() {
  std::string page;
  std::string_view group;
  for (const auto& option : option_table()) {
    if (option.group != group)
      page.append(".SS ").append(in_roff(option.group)).append("\n");
    group = option.group;
    page += ".TP\n";
    if (option.letter != 0)
      page.append("\\fB\\-").append(1, option.letter).append("\\fR, ");
    page.append("\\fB\\-\\-").append(in_roff(option.flag)).append("\\fR");
    if (!option.value.metavar.empty())
      page.append(option.bare.empty() ? " " : "[=")
          .append(option.value.words ? "\\fB" : "\\fI")
          .append(in_roff(option.value.metavar))
          .append("\\fR")
          .append(option.bare.empty() ? "" : "]");
    page.append("\n").append(in_roff(option.help)).append("\n");
    if (!option.more.empty())
      page.append(in_roff(option.more)).append("\n");
    if (option.value.repeatable)
      page += "The option may be repeated.\n";
    if (!option.value.range.empty())
      page.append("Range: ").append(in_roff(option.value.range)).append(".\n");
    if (const auto value = default_of(option); !value.empty())
      page.append("Default: ").append(in_roff(value)).append(".\n");
    if (!option.environment.empty())
      page.append("(\\fB\\%").append(option.environment).append("\\fR)\n");
  }
  return page;
}

} // namespace docker_monitor::config
