# Writes the completions of three shells, each under the name that its shell looks for. The program
# prints them:
#
#   cmake -D PROGRAM=docker-monitor -D TO=FOLDER -P completions.cmake
#
# EMULATOR runs a program that was compiled for another machine.

function(write_completion shell name)
  execute_process(
    COMMAND ${EMULATOR} "${PROGRAM}" --print-completion ${shell}
    OUTPUT_VARIABLE script
    COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE "${TO}/${name}" "${script}")
endfunction()

write_completion(bash docker-monitor)
write_completion(zsh _docker-monitor)
write_completion(fish docker-monitor.fish)
