#pragma once

#include <string>

namespace docker_monitor::bench {

/// Gives the calling process a network namespace of its own, without IPv6 and its chatter. False
/// where the kernel refuses.
bool enter_new_network();

/// A network namespace as others need it: where the other ends of interfaces lie.
struct network_home {
  int network = -1; ///< descriptor of the namespace
  int kernel = -1;  ///< socket to ask the kernel about its interfaces
};

/// That of the calling process, open until it ends.
network_home open_network_home();

/// Makes an interface `eth0`, as a container has one, whose other end lies in `other_end` under
/// that name. `up` brings both ends up. False where the kernel refuses.
bool make_eth0(const network_home& other_end, const std::string& name, bool up);

/// A socket that sends frames out of `eth0`; -1 where there is none.
int open_eth0();

/// Sends one small frame to nobody.
void send_frame(int eth0);

} // namespace docker_monitor::bench
