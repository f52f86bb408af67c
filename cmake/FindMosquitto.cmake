# Finds the client library of Mosquitto (Debian's libmosquitto-dev ships no CMake file). Defines the
# imported target Mosquitto::client.
find_path(MOSQUITTO_INCLUDE_DIR NAMES mosquitto.h)
find_library(MOSQUITTO_LIBRARY NAMES mosquitto)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Mosquitto REQUIRED_VARS MOSQUITTO_LIBRARY MOSQUITTO_INCLUDE_DIR)

if(MOSQUITTO_FOUND AND NOT TARGET Mosquitto::client)
  add_library(Mosquitto::client UNKNOWN IMPORTED)
  set_target_properties(
    Mosquitto::client
    PROPERTIES IMPORTED_LOCATION "${MOSQUITTO_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${MOSQUITTO_INCLUDE_DIR}")
endif()
mark_as_advanced(MOSQUITTO_INCLUDE_DIR MOSQUITTO_LIBRARY)
