"""The modules of the web page without a browser: node's own tests of tests/web/logic."""

import glob
import os
import re
import subprocess
import unittest

from support import monitor

FILES = sorted(glob.glob(os.path.join(monitor.ROOT, "tests", "web", "logic", "*.test.mjs")))
RAN = re.compile(r"^# tests (\d+)$", re.MULTILINE)


class Logic(unittest.TestCase):
    """One test a file, made below."""

    def judge(self, path):
        # With esbuild and the libraries of the page that was built.
        result = subprocess.run(
            ["node", "--test-reporter=tap", path, os.path.join(monitor.BUILD, "web")],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
        said = result.stdout + result.stderr
        wrong = said.find("not ok ")
        self.assertEqual(result.returncode, 0, said[max(wrong, 0):])
        ran = RAN.search(said)
        self.assertTrue(ran and int(ran[1]) > 0, said)


def add(path):
    name = os.path.basename(path).removesuffix(".test.mjs")
    setattr(Logic, f"test_the_logic_of_{name}", lambda self: self.judge(path))


for each in FILES:
    add(each)
if not FILES:
    raise FileNotFoundError("tests/web/logic has no tests")
