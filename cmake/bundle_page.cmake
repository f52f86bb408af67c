# Bundles the web page of web/ below the build directory and embeds it, so the sources may be
# read-only and build trees do not share files. A change of the lock makes npm fetch again.

find_program(DOCKER_MONITOR_NODE NAMES node nodejs)
find_program(DOCKER_MONITOR_NPM npm)
if(NOT DOCKER_MONITOR_NODE OR NOT DOCKER_MONITOR_NPM)
  message(
    FATAL_ERROR
      "The web page is bundled with Node.js, but node or npm is missing: install the packages "
      "nodejs and npm (deploy/install-packages build does) and configure again.")
endif()

set(page_source "${CMAKE_SOURCE_DIR}/web")
set(page_build "${CMAKE_BINARY_DIR}/web")
file(MAKE_DIRECTORY "${page_build}")
file(GLOB_RECURSE page_files CONFIGURE_DEPENDS "${page_source}/src/*.ts" "${page_source}/src/*.tsx"
     "${page_source}/styles/*.css")
set(page_packages "${page_source}/package.json" "${page_source}/package-lock.json"
                  "${page_source}/.npmrc")

add_custom_command(
  OUTPUT "${page_build}/installed"
  COMMAND ${CMAKE_COMMAND} -E copy ${page_packages} "${page_build}"
  COMMAND ${DOCKER_MONITOR_NPM} ci --loglevel=error --no-progress
  COMMAND ${CMAKE_COMMAND} -E touch "${page_build}/installed"
  DEPENDS ${page_packages}
  WORKING_DIRECTORY "${page_build}"
  COMMENT "Fetching what the web page is made with (npm ci)"
  VERBATIM)

set(page_outputs "${page_build}/page.html" "${page_build}/page.html.gz" "${page_build}/page.csp")
add_custom_command(
  OUTPUT ${page_outputs}
  COMMAND ${DOCKER_MONITOR_NODE} "${page_source}/build.mjs" "${page_build}"
  DEPENDS "${page_build}/installed" "${page_source}/build.mjs" "${page_source}/page.html"
          ${page_files}
  COMMENT "Bundling the web page"
  VERBATIM)

docker_monitor_embed(docker_monitor_http "${page_build}/page.html" docker_monitor::http::page_text)
docker_monitor_embed(docker_monitor_http "${page_build}/page.html.gz" docker_monitor::http::page_gzip)
docker_monitor_embed(docker_monitor_http "${page_build}/page.csp" docker_monitor::http::page_policy)
