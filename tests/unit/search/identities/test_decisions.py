"""What follows from people's decisions for whom names mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.identities.decisions import Decision, DecisionKind, decide, standing
from services.search.identities.resolutions import Resolution
from services.search.identities.resolving import Resolutions

ANN, ANNE, LEE, BEN = "person:ann-lee", "person:anne-lee", "person:lee", "person:ben-lee"


def decision(number: int, kind: DecisionKind, name: str, **fields: object) -> Decision:
    """Return a decision; later ones have higher numbers."""
    return Decision.model_validate(
        {"id": f"{number:010}", "decision": kind, "name": name, "by": "local", "at": "2026-01-01T00:00:00Z"} | fields
    )


def outcome(
    decisions: Sequence[Decision],
    rules: Sequence[Resolution] = (),
    roles: Mapping[tuple[str, ...], Sequence[str]] | None = None,
) -> Resolutions:
    """Return whom names mean by rules and decisions."""
    by_name = {rule.id: rule for rule in rules}
    decided = decide(decisions, by_name, lambda roots, role: (roles or {}).get((*roots, role), ()))
    return Resolutions((by_name | decided).values())


def test_a_merge_leads_all_names_of_one_to_the_other() -> None:
    who = outcome([decision(1, "merge", ANNE, into=ANN)], [Resolution(LEE, ANNE)])

    assert who.person(LEE, "a") == who.person(ANNE, "a") == who.person(ANN, "a") == ANN


def test_a_name_that_leads_elsewhere_takes_its_whole_identity_along() -> None:
    who = outcome([decision(1, "merge", LEE, into=ANN)], [Resolution(LEE, ANNE)])

    assert who.person(ANNE, "a") == who.person(LEE, "a") == ANN


def test_a_merge_in_both_directions_is_one_identity() -> None:
    one, other = decision(1, "merge", ANN, into=ANNE), decision(2, "merge", ANNE, into=ANN)

    who = outcome([one, other])

    assert who.person(ANN, "a") == who.person(ANNE, "a") == ANN


def test_what_the_rules_lead_back_makes_no_circle() -> None:
    rules = [Resolution(ANN, ANN, {"a": ANNE})]

    who = outcome([decision(1, "merge", ANNE, into=ANN)], rules)

    assert who.person(ANN, "a") == who.person(ANNE, "a") == ANN


def test_a_surname_of_nobody_is_whose_a_person_says() -> None:
    rules = [Resolution(LEE, "", {"a": BEN})]

    who = outcome([decision(1, "merge", LEE, into=ANN)], rules)

    assert (who.person(LEE, "a"), who.person(LEE, "b")) == (ANN, ANN)


def test_a_split_by_article_makes_another_identity_there() -> None:
    split = decision(1, "split", ANN, articles=("a",), called="Ann Lee (striker)")

    who = outcome([split], [Resolution(LEE, ANN)])

    assert who.person(ANN, "a") == who.person(LEE, "a") == f"{ANN}~0000000001"
    assert who.person(ANN, "b") == who.person(LEE, "b") == ANN


def test_a_split_by_role_holds_wherever_the_name_has_it() -> None:
    who = outcome([decision(1, "split", ANN, role="striker")], roles={(ANN, "striker"): ["b"]})

    assert (who.person(ANN, "a"), who.person(ANN, "b")) == (ANN, f"{ANN}~0000000001")


def test_a_split_may_give_articles_to_somebody_known() -> None:
    who = outcome([decision(1, "split", ANN, articles=("a",), into=LEE)], [Resolution(LEE, BEN)])

    assert who.person(ANN, "a") == BEN


def test_a_split_of_what_was_merged_outdoes_the_merge_before_it_and_not_the_one_after() -> None:
    merge, split, again = (
        decision(1, "merge", ANNE, into=ANN),
        decision(2, "split", ANNE),
        decision(3, "merge", ANNE, into=BEN),
    )

    assert outcome([merge, split]).person(ANNE, "a") == ANNE
    assert outcome([merge, split, again]).person(ANNE, "a") == BEN
    assert standing(merge, [merge, split], {ANN, ANNE}) == "overruled"


def test_a_split_without_articles_takes_a_name_from_whom_the_rules_lead_it_to() -> None:
    who = outcome([decision(1, "split", ANNE)], [Resolution(ANNE, ANN), Resolution(LEE, ANNE)])

    assert (who.person(ANNE, "a"), who.person(LEE, "a"), who.person(ANN, "a")) == (ANNE, ANNE, ANN)


def test_what_is_no_person_has_no_identity() -> None:
    who = outcome([decision(1, "not_a_person", ANN)], [Resolution(LEE, ANN)])

    assert who.person(ANN, "a") is None
    assert who.person(LEE, "a") is None


def test_two_that_are_not_the_same_are_two_whatever_the_rules_say() -> None:
    rules = [Resolution(ANNE, ANN), Resolution(LEE, ANNE), Resolution(ANN, ANN, {"a": ANNE})]

    who = outcome([decision(1, "not_the_same", ANNE, into=ANN)], rules)

    assert [who.person(name, "a") for name in (ANN, ANNE, LEE)] == [ANN, ANNE, ANNE]


@pytest.mark.parametrize(("one", "other"), [(ANNE, LEE), (LEE, ANNE), (LEE, ANN), (ANN, LEE)])
def test_of_two_that_one_name_leads_to_by_rule_the_one_that_is_led_leaves(one: str, other: str) -> None:
    who = outcome([decision(1, "not_the_same", one, into=other)], [Resolution(LEE, ANNE), Resolution(ANNE, ANN)])

    assert (who.person(LEE, "a"), who.person(ANNE, "a")) == (LEE, ANN)


def test_two_that_are_not_the_same_are_two_in_each_article() -> None:
    who = outcome([decision(1, "not_the_same", ANN, into=ANNE)], [Resolution(ANNE, ANNE, {"a": ANN, "b": BEN})])

    assert [who.person(ANNE, article) for article in ("a", "b", "c")] == [ANNE, BEN, ANNE]


def test_of_a_merge_and_a_no_about_two_the_later_one_holds() -> None:
    merge, no, again = (
        decision(1, "merge", ANNE, into=ANN),
        decision(2, "not_the_same", ANN, into=ANNE),
        decision(3, "merge", ANN, into=ANNE),
    )

    assert outcome([merge, no]).person(ANNE, "a") == ANNE
    assert standing(merge, [merge, no], {ANN, ANNE}) == "overruled"
    assert outcome([merge, no, again]).person(ANN, "a") == outcome([merge, no, again]).person(ANNE, "a")
    assert standing(no, [merge, no, again], {ANN, ANNE}) == "overruled"


def test_a_no_leaves_what_else_was_merged_with_either() -> None:
    merge = decision(1, "merge", BEN, into=ANN)

    who = outcome([merge, decision(2, "not_the_same", ANNE, into=ANN)], [Resolution(ANNE, ANN)])

    assert [who.person(name, "a") for name in (BEN, ANNE)] == [ANN, ANNE]


def test_who_is_unsure_changes_nothing_until_somebody_is_sure() -> None:
    unsure, no = decision(1, "unsure", ANN, into=ANNE), decision(2, "not_the_same", ANNE, into=ANN)

    assert decide([unsure], {}, lambda *_: ()) == {}
    assert standing(unsure, [unsure], {ANN, ANNE}) == "applied"
    assert standing(unsure, [unsure, no], {ANN, ANNE}) == "overruled"


def test_what_was_undone_changes_nothing_and_stays_in_the_history() -> None:
    undone = decision(1, "merge", ANNE, into=ANN, undone_at="2026-01-02T00:00:00Z", undone_by="local")

    assert decide([undone], {}, lambda *_: ()) == {}
    assert standing(undone, [undone], {ANN, ANNE}) == "undone"


def test_a_decision_about_a_name_of_no_article_waits_for_one() -> None:
    merge = decision(1, "merge", ANNE, into=ANN)

    assert standing(merge, [merge], {ANN}) == "without_articles"
    assert standing(merge, [merge], {ANN, ANNE}) == "applied"


@pytest.mark.parametrize("kind", ["rename", "retype"])
def test_a_name_or_type_that_was_given_is_kept_with_what_the_rules_say(kind: DecisionKind) -> None:
    rule = Resolution(ANN, ANN, {"a": BEN}, 0.8)

    (resolution,) = decide([decision(1, kind, ANN, called="Ann", type="ORG")], {ANN: rule}, lambda *_: ()).values()

    assert (resolution.called, resolution.type) == (("Ann", None) if kind == "rename" else ("", "ORG"))
    assert (resolution.by_article, resolution.decided_by, resolution.ruled) == (rule.by_article, "rule", rule)


_NAMES = [f"person:{name}" for name in "abcdef"]
_DECISIONS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.sampled_from(_NAMES), st.sampled_from(_NAMES)),
        st.tuples(st.just("split"), st.sampled_from(_NAMES), st.sampled_from(["", "x", "y"])),
        st.tuples(st.just("given"), st.sampled_from(_NAMES), st.sampled_from(_NAMES)),
        st.tuples(st.just("not_a_person"), st.sampled_from(_NAMES), st.just("")),
        st.tuples(st.just("not_the_same"), st.sampled_from(_NAMES), st.sampled_from(_NAMES)),
    ),
    max_size=12,
)
_RULES = st.lists(st.integers(0, 5), min_size=6, max_size=6)


def _made(drawn: Sequence[tuple[str, str, str]]) -> list[Decision]:
    made = []
    for number, (kind, name, other) in enumerate(drawn, start=1):
        fields: dict[str, object] = (
            {"into": other} if kind in ("merge", "not_the_same") else {"articles": (other,)} if other else {}
        )
        if kind == "given":
            kind, fields = "split", {"articles": ("x",), "into": other}
        made.append(decision(number, kind, name, **fields))  # type: ignore[arg-type]
    return [each for each in made if each.into != each.name]


def _rules(targets: Sequence[int]) -> dict[str, Resolution]:
    """Return rules that lead names to themselves or to some before them, so that they make no circle."""
    pairs = enumerate(zip(_NAMES, targets, strict=True))
    return {name: Resolution(name, _NAMES[min(place, to)]) for place, (name, to) in pairs}


@given(_DECISIONS, _RULES, st.randoms(use_true_random=False))
def test_the_outcome_does_not_depend_on_the_order_in_which_decisions_come(
    drawn: Sequence[tuple[str, str, str]], targets: Sequence[int], random: object
) -> None:
    rules = _rules(targets)
    decisions = _made(drawn)
    shuffled = list(decisions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert decide(shuffled, rules, lambda *_: ()) == decide(decisions, rules, lambda *_: ())


@given(_DECISIONS, _RULES)
def test_no_decisions_make_a_circle(drawn: Sequence[tuple[str, str, str]], targets: Sequence[int]) -> None:
    rules = _rules(targets)

    steps = rules | decide(_made(drawn), rules, lambda *_: ())

    for article in ("x", "z"):
        for name in _NAMES:
            passed = [name]
            while (step := steps.get(passed[-1])) and (to := step.by_article.get(article, step.target)):
                if to == passed[-1]:
                    break
                assert to not in passed
                passed.append(to)


@given(_DECISIONS, _RULES)
def test_merges_alone_make_two_names_one_and_nothing_parts_them(
    drawn: Sequence[tuple[str, str, str]], targets: Sequence[int]
) -> None:
    merges = [each for each in _made(drawn) if each.decision == "merge"]

    who = outcome(merges, list(_rules(targets).values()))

    assert all(who.person(merge.name, "a") == who.person(merge.into, "a") for merge in merges)


@given(_DECISIONS, _RULES)
def test_a_no_after_all_merges_parts_two_whatever_was_merged_and_ruled(
    drawn: Sequence[tuple[str, str, str]], targets: Sequence[int]
) -> None:
    by_kind = sorted(drawn, key=lambda each: each[0] == "not_the_same")
    decisions = [each for each in _made(by_kind) if each.decision in ("merge", "not_the_same")]

    who = outcome(decisions, list(_rules(targets).values()))

    for each in decisions:
        if each.decision == "not_the_same":
            assert who.person(each.name, "a") != who.person(each.into, "a")


@pytest.mark.parametrize(
    "later", [decision(2, "merge", BEN, into=ANN), decision(2, "merge", ANN, into=BEN), decision(2, "split", ANN)]
)
def test_what_was_no_person_is_one_again_once_somebody_says_who(later: Decision) -> None:
    no_person = decision(1, "not_a_person", ANN)

    who = outcome([no_person, later])

    assert who.person(ANN, "a") == (later.into or ANN)
    assert standing(no_person, [no_person, later], {ANN, BEN}) == "overruled"


def test_who_was_merged_and_is_then_said_to_be_no_person_is_none() -> None:
    no_person = decision(2, "not_a_person", ANN)
    decisions = [decision(1, "merge", BEN, into=ANN), no_person]

    assert outcome(decisions).person(BEN, "a") is None
    assert standing(no_person, decisions, {ANN, BEN}) == "applied"
