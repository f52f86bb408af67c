# The toolchain file of the preset arm64: compiles for arm64 on another machine, with Debian's
# g++-aarch64-linux-gnu and its arm64 libraries (dpkg --add-architecture arm64).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

# Where qemu-user is installed, the program can print its man page.
find_program(DOCKER_MONITOR_QEMU NAMES qemu-aarch64 qemu-aarch64-static)
if(DOCKER_MONITOR_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${DOCKER_MONITOR_QEMU}")
endif()
