#pragma once

#include <sys/types.h>

namespace docker_monitor::bench {

/// Gives the calling process a network namespace of its own, without IPv6 and its chatter. False
/// where the kernel refuses.
bool enter_new_network();

/// Makes an interface `eth0`, as a container has one, whose other end lies in the network namespace
/// of process `other_end`. `up` brings both ends up. False where the kernel refuses.
bool make_eth0(pid_t other_end, bool up);

/// A socket that sends frames out of `eth0`; -1 where there is none.
int open_eth0();

/// Sends one small frame to nobody.
void send_frame(int eth0);

} // namespace docker_monitor::bench
