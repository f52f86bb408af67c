#pragma once

#include <string>
#include <string_view>

namespace docker_monitor::config {

/// Returns the script that makes bash complete the arguments of docker-monitor: subcommands,
/// options, the words that an option accepts, files and directories. All scripts are made from the
/// tables of options and subcommands.
std::string bash_completion();

/// Returns the script for zsh: a function to autoload as `_docker-monitor`, or to be sourced.
std::string zsh_completion();

/// Returns the script for fish.
std::string fish_completion();

/// Returns the script of a shell: `bash`, `zsh` or `fish`; empty for any other.
std::string completion_script(std::string_view shell);

} // namespace docker_monitor::config
