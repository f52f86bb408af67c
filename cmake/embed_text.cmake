# Writes a C++ source that contains the text of a file:
#
#   cmake -D FROM=a.json -D TO=a.cpp -D NAME=docker_monitor::http::a_text -P embed_text.cmake
#
# defines `extern const std::string_view` NAME. Bytes are written as escapes, so no text can end a
# literal or exceed its maximum length.

if(NOT NAME MATCHES "^(.+)::([^:]+)$")
  message(FATAL_ERROR "NAME must have a namespace: ${NAME}")
endif()
set(namespace "${CMAKE_MATCH_1}")
set(name "${CMAKE_MATCH_2}")

file(READ "${FROM}" bytes HEX)
string(LENGTH "${bytes}" length)
math(EXPR length "${length} / 2")
string(REGEX REPLACE "(........................)" "\\1\n" bytes "${bytes}") # twelve per line
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
file(
  WRITE "${TO}"
  "// Made of ${FROM}.
#include <string_view>

namespace ${namespace} {

namespace {

constexpr char bytes[] = {
${bytes}};

} // namespace

extern const std::string_view ${name};
const std::string_view ${name}{bytes, ${length}};

} // namespace ${namespace}
")
