"""RabbitMQ goes away and comes back; what was not confirmed is sent again with the same id."""

from support import broker, case, processes, shared, waiting


class Delivery(case.Case):
    """A broker that a test leaves killed or frozen is revived by the next one."""

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()
        self.broker = shared.broker()
        self.running = self.monitor(engine=self.engine.url, sinks=("log:", self.broker.url))
        self.running.wait_ready()

    def test_a_killed_broker_gets_what_was_pending_with_the_same_ids(self):
        queue = self.consumer()
        name = self.name("pending")
        self.engine.run(name)
        queue.wait_kinds(name, ["up"])
        self.broker.kill()
        for verb in ("pause", "unpause", "stop"):
            self.engine.docker(verb, name)
        expected = ["up", "paused", "unpaused", "down"]
        waiting.until(lambda: self.running.kinds(name) == expected, 10,
                      "the other sink does not get its alarms meanwhile")
        self.running.wait_status(name, "exited")
        self.broker.start()
        waiting.until(lambda: len({alarm["id"] for alarm in queue.of(name)}) == 4, 60,
                      lambda: f"{queue.kinds(name)}")
        # A message may come twice where its confirmation was lost, never with another id.
        ids = list(dict.fromkeys(alarm["id"] for alarm in queue.of(name)))
        self.assertEqual(ids, [alarm["id"] for alarm in self.running.alarms(name)])

    def test_alarms_wait_in_the_queue_while_nobody_consumes(self):
        with broker.Consumer(self.broker):
            pass  # the queue exists, its consumer is gone
        name = self.name("waiting")
        self.engine.run(name, "true")
        waiting.until(lambda: self.running.kinds(name) == ["up", "down"], 10, "no alarms")
        self.consumer().wait_kinds(name, ["up", "down"])

    def test_a_frozen_broker_delays_nobody_else(self):
        queue = self.consumer()
        first, second = self.name("before"), self.name("while")
        self.engine.run(first)
        queue.wait_kinds(first, ["up"])
        self.broker.freeze()
        self.engine.run(second)
        waiting.until(lambda: self.running.kinds(second) == ["up"], 5, "log: waits for the broker")
        self.running.wait_status(second, "running")
        self.broker.thaw()
        waiting.until(lambda: queue.kinds(second), 60,
                      lambda: f"never delivered:")
        self.assertEqual(len({alarm["id"] for alarm in queue.of(second)}), 1)

    def test_the_names_of_the_python_docker_monitor_select_its_format(self):
        queue = self.consumer()
        old = self.monitor(engine=self.engine.url, RABBITMQ_HOST="127.0.0.1",
                           RABBITMQ_PORT=str(self.broker.port), RABBITMQ_USER="guest",
                           RABBITMQ_PASSWORD="guest").wait_ready()
        name = self.name("dojot")
        self.engine.run(name, "sh", "-c", "exit 4")

        def of_old():
            return [alarm for alarm in queue.of(name) if alarm["namespace"] == "dojot.docker"]

        waiting.until(lambda: len(of_old()) == 2, 15, lambda: str(queue.ledger))
        up, down = of_old()
        self.assertEqual(set(up), {"namespace", "domain", "primarySubject", "additionalData",
                                   "severity", "eventTimestamp"} | (set(up) & {"description"}))
        self.assertEqual(down["domain"], "ContainerError")
        self.assertEqual(down["additionalData"]["exitCode"], "4")
        self.assertEqual(up["additionalData"]["exitCode"], "NA")
        self.assertEqual((up["severity"], down["severity"]), ("Clear", "Major"))
        self.assertRegex(down["eventTimestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$")

    def test_a_broker_that_is_not_there_yet_is_found_later(self):
        port = processes.free_port()
        early = self.monitor(engine=self.engine.url,
                             sinks=("log:", f"amqp://guest:guest@127.0.0.1:{port}"))
        early.wait_ready()
        early.wait_said(str(port))
        self.assertNotIn("guest:guest", early.errors())
        self.assertEqual(early.get("/healthz").status, 200)
