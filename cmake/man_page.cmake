# Writes the man page and the example rules. The program prints the page's section on options, and
# the rules:
#
#   cmake -D PROGRAM=docker-monitor -D FROM=docker-monitor.8.in -D TO=docker-monitor.8
#         -D RULES=rules.toml -P man_page.cmake
#
# EMULATOR runs a program that was compiled for another machine.

execute_process(
  COMMAND ${EMULATOR} "${PROGRAM}" --print-options=man
  OUTPUT_VARIABLE options
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(READ "${FROM}" page)
string(REPLACE "@OPTIONS@" "${options}" page "${page}")
file(WRITE "${TO}" "${page}")

execute_process(
  COMMAND ${EMULATOR} "${PROGRAM}" --print-rules
  OUTPUT_FILE "${RULES}" COMMAND_ERROR_IS_FATAL ANY)
