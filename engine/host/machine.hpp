#pragma once

#include <string>

namespace docker_monitor::engine {

/// Returns the id of the current boot (random(4)); empty where it cannot be read.
std::string boot_id();

/// Returns the host name for alarms without a container; `-` where there is none.
std::string host_name();

/// Returns true where a proc file system, such as `/proc`, is mounted so that it hides the
/// processes of other users (`hidepid`, proc(5)). `mountinfo` is the `/proc/self/mountinfo` of this
/// process.
bool hides_processes(const std::string& proc_root, const std::string& mountinfo);

/// Raises the soft limit of descriptors to the hard limit: connections and calls to the engine are
/// bounded elsewhere. A failure is ignored.
void raise_descriptor_limit();

} // namespace docker_monitor::engine
