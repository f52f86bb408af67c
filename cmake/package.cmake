# The Debian package. After a build of docker-monitor:
#
#   cpack --config build/release/CPackConfig.cmake -B build/packages
#
# The dependencies are those of the system that it was built on. dpkg-shlibdeps finds them.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME docker-monitor)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "The maintainers of docker-monitor <root@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
    "docker-monitor watches the containers of a Docker Engine, or of Podman's service. It serves a
web page, a JSON API and metrics for Prometheus, and sends alarms to RabbitMQ, MQTT, webhooks,
Alertmanager and by e-mail. As a hub it shows the containers and alarms of many hosts.")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
# What every installation has, then what only the package has.
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR}" "${PROJECT_NAME}" ALL /
                                 "${CMAKE_BINARY_DIR}" "${PROJECT_NAME}" package /)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "init-system-helpers (>= 1.54~), passwd, tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "docker.io | docker-ce | podman, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nats-server")
set(debian "${CMAKE_SOURCE_DIR}/deploy/debian")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${debian}/postinst" "${debian}/prerm" "${debian}/postrm" "${debian}/conffiles"
    "${debian}/triggers")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
if(CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
endif()

include(CPack)
