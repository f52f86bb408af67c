"""Our image, built in an engine without a registry: the base is bootstrapped here, once."""

import io
import os
import subprocess
import tarfile
import time

from . import monitor

BASE = "debian:bookworm-slim"
TAG = "docker-monitor"
A_WEEK = 7 * 24 * 3600


def base_tar():
    """A minimal Debian as a tar file, kept for a week."""
    folder = os.path.join(os.environ.get("XDG_CACHE_HOME", "/var/tmp"), "docker-monitor")
    path = os.path.join(folder, "bookworm-slim.tar")
    if not os.path.exists(path) or time.time() - os.path.getmtime(path) > A_WEEK:
        os.makedirs(folder, exist_ok=True)
        making = f"{path}.{os.getpid()}.tar"
        # What the slim image leaves out.
        slim = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("man", "locale", "info")]
        made = subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", *slim, "bookworm",
                               making], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              check=False)
        if made.returncode != 0:
            raise subprocess.SubprocessError(f"mmdebstrap: {made.stderr[-2000:]}")
        os.rename(making, path)
    return path


def context():
    """What the build needs besides the Dockerfile: deploy/ and the program as built already."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as tar:
        tar.add(os.path.join(monitor.ROOT, "deploy"), "deploy")
        tar.add(monitor.PROGRAM, "prebuilt")
    return buffer.getvalue()


def build(engine, tag=TAG, options=()):
    """Builds the image in the engine; returns its size in bytes."""
    if not engine.docker("images", "-q", BASE):
        with open(base_tar(), "rb") as file:
            engine.docker("import", "-", BASE, stdin=file.read())
    engine.docker("build", "--network", "host", "-f", "deploy/Dockerfile", "-t", tag,
                  "--build-arg", "PREBUILT=prebuilt", *options, "-", stdin=context(), timeout=600)
    return int(engine.docker("image", "inspect", "--format", "{{.Size}}", tag))
