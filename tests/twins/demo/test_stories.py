"""The demo data sets as they are told, before anything is loaded."""

import re
from collections import Counter

import pytest

from twins.demo import acme, county
from twins.demo.loading import stories
from twins.demo.picture import picture_of_a_bridge
from twins.demo.story import Planned, PlannedAccount, family


def plans(account: PlannedAccount) -> list[Planned]:
    return [plan for plan, _ in family(account.itwins)]


SMALL = [
    plan for story in stories("small") for account in story.accounts for plan in plans(account)
]
LARGE = [
    plan for story in stories("large") for account in story.accounts for plan in plans(account)
]


def test_the_large_one_has_1500_itwins_more_and_a_node_with_250_children():
    assert len(LARGE) - len(SMALL) == 1500
    assert max(len(plan.children) for plan in LARGE) == 250


@pytest.mark.parametrize(
    "account",
    [account for story in stories("large") for account in story.accounts],
    ids=lambda account: account.name,
)
def test_numbers_names_and_ids_are_given_once_in_an_account(account):
    everything = plans(account)
    for given in (
        Counter((plan.sub_class, plan.number.casefold()) for plan in everything),
        Counter((plan.sub_class, plan.display_name.casefold()) for plan in everything),
        Counter(account.id_of(plan) for plan in everything),
    ):
        assert [what for what, times in given.items() if times > 1] == []


def test_names_sort_alike_everywhere():
    # Letters, digits and blanks: what every collation agrees on.
    odd = [
        plan.display_name for plan in LARGE if not re.fullmatch("[A-Za-z0-9 ]+", plan.display_name)
    ]

    assert odd == []


def test_no_word_that_names_share_occurs_in_a_number_alone():
    of_acme = [plan for account in acme.STORY.accounts for plan in plans(account)]
    words = Counter(word for plan in of_acme for word in set(plan.display_name.split()))
    shared = [word for word, times in words.items() if times > 1]

    strays = [
        (word, plan.number)
        for word in shared
        for plan in of_acme
        if word.lower() in plan.number.lower() and word.lower() not in plan.display_name.lower()
    ]

    assert strays == []


def test_words_that_names_share_are_always_written_alike():
    words = {word for plan in SMALL for word in plan.display_name.split()}

    assert len(words) == len({word.lower() for word in words})


@pytest.mark.parametrize("story", stories("small"), ids=lambda story: story.organization)
def test_whatever_people_hold_and_keep_is_of_itwins_of_the_story(story):
    held = [numbers for role in story.roles for numbers in role.holders.values()]
    grouped = [group.numbers for group in story.groups]
    kept = [*story.owners.values(), *story.favorites.values(), *story.recents.values()]
    told = {number for numbers in (*held, *grouped, *kept) for number in numbers}
    told |= {invitation.number for invitation in story.invitations}
    told |= {repository.number for repository in story.repositories}
    told |= {repository.number for repository in story.generated_repositories}
    told |= {role.on for role in story.roles if role.on}

    numbers = {plan.number for account in story.accounts for plan in plans(account)}
    assert told - numbers == set()


def test_one_bridge_has_a_picture_and_the_documented_examples_have_none():
    assert [story.pictured for story in stories("small")] == ["BRG-0101", ""]
    assert picture_of_a_bridge() == picture_of_a_bridge()


def test_the_county_is_counted_as_its_file_says():
    assert county.lighting().count() == 251
    assert county.county_roads().count() == 1249
