# The compile settings of every target: warnings are errors, ccache and lld where present, unity
# batches or precompiled headers, and the selected sanitizers.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

find_program(DOCKER_MONITOR_CCACHE ccache)
if(DOCKER_MONITOR_CCACHE)
  # ccache must trust the inputs of precompiled headers.
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
    add_compile_options(-Wno-tsan) # g++ 12 does not model Asio's fences
  endif()
endif()

function(docker_monitor_settings target)
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                           -Woverloaded-virtual -Wcast-align -Werror)
  target_compile_definitions(${target} PRIVATE BOOST_ASIO_NO_DEPRECATED)
endfunction()

# docker_monitor_unity(TARGET SOURCES…): where CMAKE_UNITY_BUILD is on, the sources of one folder are
# compiled together, at most 12 in a batch. The headers they share are then read once. CMake's own
# batches would mix folders. Folders in DOCKER_MONITOR_TOGETHER share their batches: their headers
# cost more than their sources.
function(docker_monitor_unity target)
  foreach(source IN LISTS ARGN)
    cmake_path(GET source PARENT_PATH folder)
    if(folder IN_LIST DOCKER_MONITOR_TOGETHER)
      list(GET DOCKER_MONITOR_TOGETHER 0 folder)
    endif()
    string(MAKE_C_IDENTIFIER "${folder}" name)
    math(EXPR batch "0${count_${name}} / ${DOCKER_MONITOR_BATCH}")
    math(EXPR count_${name} "0${count_${name}} + 1")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${name}_${batch}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
endfunction()

set(DOCKER_MONITOR_BATCH 12)

# docker_monitor_light(TARGET…): compiles code that mostly waits for people, disks and networks with
# -O1, which takes three quarters of the time.
function(docker_monitor_light)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    foreach(target IN LISTS ARGN)
      target_compile_options(${target} PRIVATE -O1)
    endforeach()
  endif()
endfunction()

# docker_monitor_room(TARGET LINK libraries… PRIVATE libraries…): the static library of this folder.
# Every .cpp file in the folder and below belongs to it.
function(docker_monitor_room target)
  cmake_parse_arguments(ARG "" "" "LINK;PRIVATE;WITHOUT" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" *.cpp)
  if(ARG_WITHOUT)
    list(REMOVE_ITEM sources ${ARG_WITHOUT})
  endif()
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE})
  docker_monitor_settings(${target})
  docker_monitor_unity(${target} ${sources})
endfunction()

# docker_monitor_embed(TARGET FILE NAME): the bytes of FILE as the constant NAME, with its namespace.
function(docker_monitor_embed target file name)
  string(REGEX REPLACE ".*::" "" source "${name}")
  add_custom_command(
    OUTPUT ${source}.cpp
    COMMAND ${CMAKE_COMMAND} -D "FROM=${file}" -D TO=${source}.cpp -D NAME=${name} -P
            "${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake"
    DEPENDS "${file}" "${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake"
    COMMENT "Embedding ${file}"
    VERBATIM)
  target_sources(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${source}.cpp")
endfunction()

# docker_monitor_precompile(TARGET HEADERS…): precompiles headers for a target that is compiled file by
# file.
function(docker_monitor_precompile target)
  if(CMAKE_UNITY_BUILD)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE ${ARGN})
  if(DOCKER_MONITOR_CCACHE)
    target_compile_options(${target} PRIVATE -fpch-preprocess) # ccache requires it
  endif()
endfunction()
