"""The two demo data sets, small and large, and how they come into the registry."""

from dataclasses import replace

from django.db import transaction

from twins.demo import acme, county, soylent
from twins.demo.applications import employ, register_applications
from twins.demo.linking import link
from twins.demo.people import SUPPORT
from twins.demo.sharing import share
from twins.demo.story import Story
from twins.demo.telling import introduce, tell

SIZES = ("small", "large")


def stories(size: str) -> tuple[Story, ...]:
    if size == "small":
        return acme.STORY, soylent.STORY
    primary, *others = acme.STORY.accounts
    itwins = (*primary.itwins, county.lighting(), county.county_roads())
    return replace(acme.STORY, accounts=(replace(primary, itwins=itwins), *others)), soylent.STORY


@transaction.atomic  # all of it or nothing: an empty registry is how a first start is known
def load(size: str) -> int:
    """Adds the people and iTwins that are not there yet; returns how many iTwins are new."""
    introduce(SUPPORT)
    told = [(story, tell(story)) for story in stories(size)]
    for story, new in told:  # when everybody is there: some are invited from other stories
        share(story, new)
        link(story, new)
        employ(story)
    register_applications()
    return sum(len(new) for _, new in told)
