"""What reporting to a hub adds to the CPU and memory of an ordinary docker-monitor.

    /usr/bin/python3 bench/fleet_agent_cost.py [OPTIONS OF docker-monitor-bench…]

Runs as root. Starts a hub with a nats-server of its own and invites a host. Then
docker-monitor-bench compares a docker-monitor with `--fleet` and one without, which run in
parallel over the same containers: `--rows 50 --loads idle,busy` chooses them, `--quick` shows that
it works.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import report
from fleet_cost import Hub

from support import monitor  # fleet_cost has extended the path


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--json")
    asked, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="dm-fleet-cost-") as folder:
        with Hub(1, folder) as hub:
            (file,) = os.listdir(hub.files)
            found = asked.json or os.path.join(folder, "found.json")
            code = subprocess.run(
                [os.path.join(monitor.BUILD, "docker-monitor-bench"), "--json", found, "--with",
                 f"--fleet {hub.files}/{file}", *options], check=False).returncode
        if os.path.exists(found):
            print(report.to_text(report.read(found)), end="")
        return code


if __name__ == "__main__":
    sys.exit(main())
