#include "app/privileges.hpp"

#include <cerrno>
#include <cstring>
#include <vector>

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::app {

namespace {

model::failure failed(const std::string& user, const char* what) {
  return {
      model::failure_code::permission, "cannot become user " + user + ": " + what + ": "
                                           + std::strerror(errno) + "; start with --user instead"};
}

model::failure no_such_user(const std::string& user) {
  return {model::failure_code::bad_option, "--run-as: there is no user " + user};
}

} // namespace

model::expected<bool> check_user(const std::string& user) {
  if (!user.empty() && !getpwnam(user.c_str()))
    return no_such_user(user);
  return true;
}

model::expected<bool> become(const std::string& user, const std::string& socket_path) {
  if (geteuid() != 0)
    return false;
  const auto* account = getpwnam(user.c_str());
  if (!account)
    return no_such_user(user);
  const auto uid = account->pw_uid;
  const auto gid = account->pw_gid;
  std::vector<gid_t> groups{gid};
  struct stat socket {};
  if (!socket_path.empty() && stat(socket_path.c_str(), &socket) == 0)
    groups.push_back(socket.st_gid);
  // The bounding set comes first: changing it needs a capability that setuid removes.
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0); // if it is not allowed, setuid still clears the
                                                 // process's capabilities
  if (setgroups(groups.size(), groups.data()) != 0)
    return failed(user, "setgroups");
  if (setresgid(gid, gid, gid) != 0)
    return failed(user, "setresgid");
  if (setresuid(uid, uid, uid) != 0)
    return failed(user, "setresuid");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return failed(user, "no_new_privs");
  return true;
}

} // namespace docker_monitor::app
