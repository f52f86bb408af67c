"""How a part of ./test reports: the numbers go to the file named by COUNT."""

import os


def report(passed, failed, skipped=0):
    """Leaves the numbers for ./test; returns the exit code of the part."""
    if os.environ.get("COUNT"):
        with open(os.environ["COUNT"], "w", encoding="ascii") as file:
            file.write(f"{passed} {failed} {skipped}\n")
    return 1 if failed else 0
