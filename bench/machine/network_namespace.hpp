#pragma once

#include <string>

namespace docker_monitor::bench {

/// Moves the calling process into a new network namespace without IPv6 and its traffic. Returns
/// false where the kernel refuses.
bool enter_new_network();

/// The network namespace of the other ends of interfaces.
struct network_home {
  int network = -1; ///< descriptor of the namespace
  int kernel = -1;  ///< socket for requests about its interfaces
};

/// Returns the namespace of the calling process, open until the process ends.
network_home open_network_home();

/// Creates an interface `eth0`, as in a container, whose other end is in `other_end` with that
/// name. `up` brings both ends up. Returns false where the kernel refuses.
bool make_eth0(const network_home& other_end, const std::string& name, bool up);

/// Returns a socket that sends frames through `eth0`; -1 where there is none.
int open_eth0();

/// Sends one small frame to an unused address.
void send_frame(int eth0);

} // namespace docker_monitor::bench
