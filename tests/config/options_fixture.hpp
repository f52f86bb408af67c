#pragma once

#include "config/options.hpp"

#include <caf/test/unit_test.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::tests {

using namespace config;
using namespace model;

/// Parses command lines with variables and files of a test.
struct options_fixture {
  std::map<std::string, std::string, std::less<>> variables;
  std::map<std::string, std::string> files;

  expected<invocation> parse(const std::vector<std::string>& arguments) const {
    return parse_invocation(
        arguments, {[this](std::string_view name) -> std::optional<std::string> {
                      const auto found = variables.find(name);
                      return found == variables.end() ? std::nullopt : std::optional{found->second};
                    },
                    [this](const std::string& path) -> expected<std::string> {
                      const auto found = files.find(path);
                      if (found == files.end())
                        return failure{failure_code::bad_option, "No such file or directory"};
                      return found->second;
                    },
                    [this] {
                      std::vector<std::string> names;
                      for (const auto& [name, value] : variables)
                        names.push_back(name);
                      return names;
                    }});
  }

  invocation invoke(const std::vector<std::string>& arguments) const {
    auto parsed = parse(arguments);
    CAF_REQUIRE(parsed.has_value());
    return *std::move(parsed);
  }

  options good(const std::vector<std::string>& arguments) const {
    const auto parsed = parse(arguments);
    CAF_REQUIRE(parsed.has_value());
    return parsed->options;
  }

  std::string bad(const std::vector<std::string>& arguments) const {
    const auto parsed = parse(arguments);
    CAF_REQUIRE(!parsed.has_value());
    CAF_CHECK_EQUAL(parsed.error().message.find('\n'), std::string::npos);
    return parsed.error().message;
  }
};

} // namespace docker_monitor::tests
