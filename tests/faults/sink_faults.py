"""A sink is away, slow, confused or refuses; the others and the order do not suffer."""

import contextlib
import os
import subprocess
import time

import pika

from scene import row
from support import broker, shared, waiting

OTHERS_WITHIN = 2  # seconds a sink that is well may take while another is not


def meanwhile(scene, seconds, rate=20, others=("log",)):
    """Containers come and go while a sink is in trouble; the others take it all at once."""
    with scene.workload(rate=rate):
        ending = time.monotonic() + seconds
        while time.monotonic() < ending:
            time.sleep(0.2)
    with scene.at_most(OTHERS_WITHIN, "the sinks that are well"):
        scene.wait_arrived(20, *others)


@contextlib.contextmanager
def channel(server):
    connection = pika.BlockingConnection(server.parameters())
    try:
        yield connection.channel()
    finally:
        connection.close()


def rabbitmqctl(server, *arguments):
    """Orders something of the private broker."""
    environment = server.environment()
    cookie = os.path.join(server.folder, ".erlang.cookie")
    waiting.until(lambda: os.path.exists(cookie), 20, "the broker has no cookie")
    result = subprocess.run(["/usr/lib/rabbitmq/bin/rabbitmqctl", *arguments], env=environment,
                            capture_output=True, text=True, timeout=90, check=False)
    if result.returncode != 0:
        raise subprocess.SubprocessError(f"rabbitmqctl {arguments}: {result.stderr[-500:]}")


@row("RabbitMQ is down for 10 min", runs=1, timeout=60, notices=("degraded",))
def rabbitmq_down(scene):
    server = shared.broker()
    server.kill()
    try:
        meanwhile(scene, 600, rate=5)
    finally:
        server.start()
    scene.wait_arrived(330)  # the longest pause between attempts is 5 minutes


@row("RabbitMQ is killed with kill -9 while it confirms", runs=10, timeout=60)
def rabbitmq_killed(scene):
    server = shared.broker()
    for number in range(scene.runs):
        with scene.workload(rate=100, seed=number):
            time.sleep(2)
            server.kill()
            time.sleep(1)
        server.start()


@row("RabbitMQ stands still for 60 s (SIGSTOP)", runs=1, timeout=60)
def rabbitmq_frozen(scene):
    server = shared.broker()
    server.freeze()
    try:
        meanwhile(scene, 60)
    finally:
        server.thaw()


@row("the connection to RabbitMQ breaks 100 times", proxied=("amqp",), runs=100, short=5,
     timeout=60)
def rabbitmq_cut(scene):
    scene.cut_often("amqp", pause=0.4, rate=50)


@row("RabbitMQ takes 1 byte a second for 60 s", proxied=("amqp",), timeout=60)
def rabbitmq_slow(scene):
    proxy = scene.proxies["amqp"]
    proxy.rate = 1
    meanwhile(scene, 60)
    proxy.rate = None
    proxy.cut()


@row("RabbitMQ takes and says nothing for 60 s", proxied=("amqp",), timeout=60)
def rabbitmq_silent(scene):
    scene.proxies["amqp"].hold()
    meanwhile(scene, 60)
    scene.proxies["amqp"].release()


@row("RabbitMQ returns: the queue is not bound", short=1, timeout=60)
def rabbitmq_returns(scene):
    with channel(shared.broker()) as its:
        its.queue_unbind(broker.QUEUE, broker.EXCHANGE, broker.KEY)
        meanwhile(scene, 4 if scene.short else 20)
        its.queue_bind(broker.QUEUE, broker.EXCHANGE, broker.KEY)


@row("RabbitMQ nacks: the queue is full", timeout=60)
def rabbitmq_nacks(scene):
    server = shared.broker()
    rabbitmqctl(server, "set_policy", "full", f"^{broker.QUEUE}$",
                '{"max-length":0,"overflow":"reject-publish"}', "--apply-to", "queues")
    try:
        meanwhile(scene, 20)
    finally:
        rabbitmqctl(server, "clear_policy", "full")


@row("RabbitMQ says 404: the exchange is gone", notices=("degraded",), timeout=60)
def rabbitmq_404(scene):
    with channel(shared.broker()) as its:
        its.exchange_delete(broker.EXCHANGE)
        try:
            meanwhile(scene, 20)
        finally:
            its.exchange_declare(broker.EXCHANGE, "direct", durable=True)
            its.queue_bind(broker.QUEUE, broker.EXCHANGE, broker.KEY)


@row("RabbitMQ says 406: the exchange is another", start=False, notices=("degraded",), timeout=60)
def rabbitmq_406(scene):
    with channel(shared.broker()) as its:
        its.exchange_delete(broker.EXCHANGE)
        its.exchange_declare(broker.EXCHANGE, "topic", durable=False)
        try:
            scene.begin()
            meanwhile(scene, 20)
        finally:
            its.exchange_delete(broker.EXCHANGE)
            its.exchange_declare(broker.EXCHANGE, "direct", durable=True)
            its.queue_bind(broker.QUEUE, broker.EXCHANGE, broker.KEY)


@row("RabbitMQ refuses the password", start=False, notices=("degraded",), timeout=60)
def rabbitmq_password(scene):
    server = shared.broker()
    program = scene.make_program()
    program.command = [part.replace("guest:guest@", "late:secret@") for part in program.command]
    scene.begin()
    meanwhile(scene, 10)
    scene.expect("secret" not in program.errors(), "the password is in the log")
    rabbitmqctl(server, "add_user", "late", "secret")
    rabbitmqctl(server, "set_permissions", "late", ".*", ".*", ".*")
    scene.exits.callback(rabbitmqctl, server, "delete_user", "late")
