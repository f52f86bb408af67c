# Writes the man page. The program prints the section on options:
#
#   cmake -D PROGRAM=docker-monitor -D FROM=docker-monitor.8.in -D TO=docker-monitor.8 -P man_page.cmake

execute_process(
  COMMAND "${PROGRAM}" --print-options=man
  OUTPUT_VARIABLE options
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(READ "${FROM}" page)
string(REPLACE "@OPTIONS@" "${options}" page "${page}")
file(WRITE "${TO}" "${page}")
