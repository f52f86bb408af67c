"""How runs that go on at the same time share their work: each takes what no other has taken."""

import os
import re


def take(folder, name):
    """True where this run is the first that claims the name in the folder; always without a folder."""
    if not folder:
        return True
    try:
        os.close(os.open(os.path.join(folder, re.sub(r"\W", "_", name)), os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False
