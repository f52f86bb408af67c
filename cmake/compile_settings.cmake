# How every target of ours is compiled: warnings are errors, ccache and lld where present, and the
# sanitizers asked for. docker_monitor_settings(TARGET) applies it.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

find_program(DOCKER_MONITOR_CCACHE ccache)
if(DOCKER_MONITOR_CCACHE)
  # ccache must be told that what the precompiled headers were made of may be trusted.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros
                                  "${DOCKER_MONITOR_CCACHE}")
endif()
find_program(DOCKER_MONITOR_LLD ld.lld)
if(DOCKER_MONITOR_LLD)
  add_link_options(-fuse-ld=lld)
endif()

if(DOCKER_MONITOR_SANITIZE)
  # Three lines of CAF bind a reference to null on purpose, so UBSan's null check is off.
  add_compile_options(-fsanitize=${DOCKER_MONITOR_SANITIZE} -fno-sanitize=null
                      -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DOCKER_MONITOR_SANITIZE})
  if(DOCKER_MONITOR_SANITIZE MATCHES thread)
    add_compile_options(-Wno-tsan) # Asio's fences, which g++ 12 cannot follow
  endif()
endif()

function(docker_monitor_settings target)
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                           -Woverloaded-virtual -Wcast-align -Werror)
  target_compile_definitions(${target} PRIVATE BOOST_ASIO_NO_DEPRECATED)
endfunction()

# A static library of one folder of the layout, with its public dependencies.
function(docker_monitor_library target)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${target} STATIC ${ARG_SOURCES})
  target_link_libraries(${target} PUBLIC ${ARG_LINK})
  docker_monitor_settings(${target})
endfunction()

# Headers read once for all sources of a target; those without one are faster without.
function(docker_monitor_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  if(DOCKER_MONITOR_CCACHE)
    target_compile_options(${target} PRIVATE -fpch-preprocess) # ccache looks into no other
  endif()
endfunction()
