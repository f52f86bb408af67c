#pragma once

#include <string>

namespace docker_monitor::engine {

/// Names this boot of the machine (random(4)); empty where that can't be read.
std::string boot_id();

/// The machine's name, as alarms without a container have it; `-` where it has none.
std::string host_name();

/// True where a proc file system, such as `/proc`, is mounted so that it hides the processes of
/// other users from us (`hidepid`, proc(5)). `mountinfo` is our own `/proc/self/mountinfo`.
bool hides_processes(const std::string& proc_root, const std::string& mountinfo);

/// Allows this process as many descriptors as it may have: connections and the engine's calls are
/// bounded elsewhere. Where that is refused, the lower limit is lived with.
void raise_descriptor_limit();

} // namespace docker_monitor::engine
