"""Runs the conformance table of the sample sources on another machine.

    ./test v2 COMMAND…      COMMAND runs its last argument in a shell there, such as: ssh root@host

That machine needs an engine on /var/run/docker.sock, the docker command and curl. What is put there
is removed again.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "integration")]

import counting  # noqa: E402 (found by the line above)
from support import conformance  # noqa: E402


def main():
    if len(sys.argv) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return counting.report(0, 1)
    with conformance.Machine(sys.argv[1:]) as machine:
        print(machine.run("uname -r; docker version -f '{{.Server.Version}}'; "
                          "docker info -f 'cgroup v{{.CgroupVersion}}, {{.CgroupDriver}} driver'"))
        lines, ours = conformance.measure(machine)
        print(conformance.table(lines))
        strangers = [name for name, c in ours["cgroup"].items() if c.get("source") != "cgroup"]
        if strangers:
            print(f"not read from cgroup files: {', '.join(strangers)}")
        for namespace in conformance.NAMESPACES:
            inside = conformance.strangers_inside(machine, namespace)
            strangers += inside
            print(f"inside a container, {namespace} cgroup namespace, neither root nor privileged: "
                  f"{inside or 'all from cgroup files'}")
    differing = sum(not line[6] for line in lines)
    return counting.report(len(lines) - differing, differing + len(strangers))


if __name__ == "__main__":
    sys.exit(main())
