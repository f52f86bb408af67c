"""Containers that change while they are read, or are called in ways nobody expects."""

import concurrent.futures
import subprocess

from scene import REAL, row
from support.client import IMAGE


@row("renamed and removed while they are read", engine=REAL, containers=4, runs=40, short=2)
def renamed(scene):
    for number in range(scene.runs):
        first, second = f"first-{number}", f"second-{number}"
        scene.engine.launch(first, "sleep", "1000000")
        scene.order(f"/containers/{first}/rename?name={second}")
        if number % 2:
            scene.order(f"/containers/{second}/pause")
        scene.order(f"/containers/{second}?force=true", "DELETE")


@row("the same name, a new container", engine=REAL, containers=1, runs=30)
def replaced(scene):
    for _ in range(scene.runs):
        scene.engine.launch("one-name", "sleep", "1000000")
        scene.order("/containers/one-name?force=true", "DELETE")
    told = [alarm for alarm in scene.program.alarms("one-name")]
    scene.wait_arrived(10)
    told = scene.program.alarms("one-name")
    ids = {alarm["containerId"] for alarm in told}
    scene.expect(len(ids) == scene.runs, f"{len(ids)} containers were told of")


@row("names of 200 characters, labels of 500 kB, odd characters", engine=REAL, containers=0,
     short=1)
def odd(scene):
    settings = {"Image": IMAGE, "Cmd": ["sleep", "1000000"], "HostConfig": {"NetworkMode": "none"}}
    labels = [{"long": "x" * 500_000}, {"exitCode": "99", "name": "wrong", "image": "wrong"},
              {"<script>": "\"'\\\n\t\x01\u2028\U0001f600"}, {"": "nothing"}, {}]
    for number, given in enumerate(labels):
        name = f"odd_{number}.-" + "n" * 200
        scene.engine.order(f"/containers/create?name={name}", body=settings | {"Labels": given})
        scene.order(f"/containers/{name}/start")
        scene.order(f"/containers/{name}/pause")
        scene.order(f"/containers/{name}/unpause")
        scene.order(f"/containers/{name}/kill")
    scene.wait_arrived(20)
    for alarm in scene.program.alarms():
        scene.expect("x" * 2000 not in str(alarm), "a huge label is in an alarm")
        if alarm["kind"] == "down":
            told = alarm["additionalData"].get("exitCode")
            scene.expect(told == 137, f"a label became the exit code: {told}")
    answer = scene.program.get("/docker-monitor/api/v2/containers?all=true")
    scene.expect(answer.status == 200 and len(answer.json()) == 5, f"v2: {answer.status}")
    scene.expect(len(answer.body) < 100_000, f"v2 answers {len(answer.body)} bytes")


@row("200 short lives at once", engine=REAL, containers=2, runs=200)
def short_lives(scene):
    def live(number):
        name = f"short-{number}"
        scene.engine.launch(name, "sh", "-c", f"exit {number % 5}")
        if number % 2:
            scene.engine.order(f"/containers/{name}?force=true", method="DELETE")

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(live, number) for number in range(scene.runs)]:
            try:
                done.result()
            except subprocess.SubprocessError as error:
                scene.problems.append(str(error)[:200])


@row("stopped and started 1,000 times", runs=1000, short=100)
def stopped_often(scene):
    ids = scene.ids()
    for number in range(scene.runs):
        container = ids[number % len(ids)]
        scene.order(f"/containers/{container}/stop?t=0")
        scene.order(f"/containers/{container}/start")
    scene.wait_arrived(20)
    told = [alarm for alarm in scene.program.alarms() if alarm["kind"] == "down"]
    scene.expect(len(told) == scene.runs, f"{len(told)} of {scene.runs} stops were told")
    others = {alarm["additionalData"]["cause"] for alarm in told} - {"stopped"}
    scene.expect(not others, f"a stop was called {others}")
