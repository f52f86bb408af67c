"""Both sources of samples against docker stats, and the files of the host from inside a container."""

from support import case, conformance, shared


class Conformance(case.Case):
    def test_both_sources_and_docker_stats_agree_and_a_container_sees_the_hosts_files(self):
        engine = shared.engine()
        with conformance.Machine(socket=engine.socket) as machine:
            lines, ours = conformance.measure(machine)
            for namespace in conformance.NAMESPACES:
                self.assertEqual(conformance.strangers_inside(machine, namespace), {}, namespace)
        told = conformance.table(lines)
        self.assertTrue(all(line[6] for line in lines), told)
        for source, rows in ours.items():
            self.assertEqual({row["source"] for row in rows.values()}, {source})
