# Finds the C client of NATS (Debian's libnats-dev; its own CMake file names a static library that is
# not packaged). Defines the imported target NATS::client.
find_path(NATS_INCLUDE_DIR NAMES nats/nats.h)
find_library(NATS_LIBRARY NAMES nats)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(NATS REQUIRED_VARS NATS_LIBRARY NATS_INCLUDE_DIR)

if(NATS_FOUND AND NOT TARGET NATS::client)
  add_library(NATS::client UNKNOWN IMPORTED)
  set_target_properties(
    NATS::client
    PROPERTIES IMPORTED_LOCATION "${NATS_LIBRARY}"
               INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${NATS_INCLUDE_DIR}"
               INTERFACE_INCLUDE_DIRECTORIES "${NATS_INCLUDE_DIR}")
endif()
mark_as_advanced(NATS_INCLUDE_DIR NATS_LIBRARY)
