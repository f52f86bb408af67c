"""Each thing the checker must find, in a ledger made up for it."""

import unittest

from checker import MILLISECOND, SECOND, Arrival, Due, Finding, check, check_final

NOON = 1_790_000_000 * SECOND


def due(kind, after, container="a"):
    return Due(container, kind, NOON + int(after * SECOND))


def arrival(kind, after, container="a", late=0.005, **more):
    told = (NOON + int(after * SECOND)) // MILLISECOND * MILLISECOND
    values = {"id": f"{container}-{kind}-{after}", "at": NOON + int((after + late) * SECOND)}
    return Arrival(container=container, kind=kind, told=told, **(values | more))


LIFE = [due("up", 1), due("paused", 2.0004), due("unpaused", 3), due("down", 4)]
TOLD = [arrival("up", 1), arrival("paused", 2.0004), arrival("unpaused", 3), arrival("down", 4)]


class Checker(unittest.TestCase):
    def expect(self, finding, **wanted):
        counts = {name: len(getattr(finding, name))
                  for name in ("lost", "duplicates", "phantoms", "disordered")}
        self.assertEqual(counts, {name: 0 for name in counts} | wanted, finding)

    def test_all_that_was_due_arrived(self):
        finding = check(LIFE, TOLD)
        self.expect(finding)
        self.assertEqual((finding.due, finding.delivered), (4, 4))
        self.assertAlmostEqual(finding.latency(0.99), 0.005)

    def test_one_is_lost(self):
        finding = check(LIFE, TOLD[:2] + TOLD[3:])
        self.expect(finding, lost=1)
        self.assertEqual(finding.lost, [LIFE[2]])

    def test_a_resend_is_a_duplicate_and_not_out_of_order(self):
        self.expect(check(LIFE, TOLD + TOLD[1:2]), duplicates=1)

    def test_the_same_transition_with_a_second_id_is_a_phantom(self):
        self.expect(check(LIFE, TOLD + [arrival("down", 4, id="other")]), phantoms=1)

    def test_what_never_happened_is_a_phantom(self):
        self.expect(check(LIFE, TOLD + [arrival("up", 9)]), phantoms=1)

    def test_another_container_of_the_same_kind_does_not_make_up_for_a_loss(self):
        self.expect(check(LIFE, TOLD[:3] + [arrival("down", 4, "b")]), lost=1, phantoms=1)

    def test_a_phantom_of_another_time_does_not_make_up_for_a_loss(self):
        self.expect(check(LIFE, TOLD[:3] + [arrival("down", 400)]), lost=1, phantoms=1)

    def test_the_order_within_a_container_counts(self):
        self.expect(check(LIFE, [TOLD[0], TOLD[2], TOLD[1], TOLD[3]]), disordered=1)

    def test_the_order_between_containers_does_not(self):
        other = [due("up", 0, "b"), due("down", 5, "b")]
        told = [arrival("up", 0, "b"), arrival("down", 5, "b")]
        self.expect(check(other + LIFE, TOLD + told))

    def test_a_repeated_kind_is_matched_by_its_time(self):
        dues = [due("paused", 1), due("unpaused", 2), due("paused", 3), due("unpaused", 4)]
        told = [arrival("paused", 3), arrival("unpaused", 4)]
        self.assertEqual(check(dues, told).lost, dues[:2])

    def test_a_stop_is_told_by_either_of_its_events(self):
        self.expect(check([due("down", 4)], [arrival("down", 4.02)]))

    def test_what_was_found_by_comparing_has_a_time_of_its_own(self):
        self.expect(check([Due("a", "down")], [arrival("down", 70, origin="reconciled")]))
        self.expect(check([due("down", 4)], [arrival("down", 70, origin="reconciled")]))

    def test_a_transition_told_live_and_again_as_reconciled_is_a_phantom(self):
        again = arrival("down", 4.9, id="second", origin="reconciled")
        self.expect(check(LIFE, TOLD + [again]), phantoms=1)

    def test_final_states_are_enough_where_transitions_cannot_be_known(self):
        reconciled = [arrival("down", 4, origin="reconciled")]
        self.expect(check_final(LIFE[1:], reconciled, {"a": "running"}))
        self.expect(check_final(LIFE[1:3], [], {"a": "running"}))

    def test_a_wrong_final_state_is_a_loss(self):
        self.expect(check_final(LIFE[1:], [], {"a": "running"}), lost=1)
        self.expect(check_final(LIFE[1:], TOLD[1:3], {"a": "running"}), lost=1)

    def test_more_than_happened_is_a_phantom_even_if_the_state_is_right(self):
        told = [arrival("paused", 2), arrival("unpaused", 3),
                arrival("paused", 3.5), arrival("unpaused", 3.6), arrival("down", 4)]
        self.expect(check_final(LIFE[1:], told, {"a": "running"}), phantoms=2)

    def test_a_container_nobody_knows_is_a_phantom(self):
        self.expect(check_final([], [arrival("up", 1)]), phantoms=1, lost=1)

    def test_findings_add_up(self):
        total = Finding()
        total += check(LIFE, TOLD)
        total += check(LIFE, TOLD[:3])
        self.assertEqual((total.due, total.delivered), (8, 7))
        self.expect(total, lost=1)
        self.assertEqual(len(total.latencies), 7)


if __name__ == "__main__":
    unittest.main()
