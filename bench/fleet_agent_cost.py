"""What reporting to a hub adds to the CPU and memory of an ordinary docker-monitor.

    /usr/bin/python3 bench/fleet_agent_cost.py [OPTIONS OF docker-monitor-bench…]

Runs as root. Starts a hub with a nats-server of its own and invites a host. Then
docker-monitor-bench compares a docker-monitor with `--fleet` and one without, which run in
parallel over the same containers: `--rows 50 --loads idle,busy` chooses them, `--quick` shows that
it works.
"""

import os
import subprocess
import sys
import tempfile

from fleet_cost import Hub

from support import monitor  # fleet_cost has extended the path


def main():
    with tempfile.TemporaryDirectory(prefix="dm-fleet-cost-") as folder:
        with Hub(1, folder) as hub:
            (file,) = os.listdir(hub.files)
            return subprocess.run(
                [os.path.join(monitor.BUILD, "docker-monitor-bench"), "--with",
                 f"--fleet {hub.files}/{file}", *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
