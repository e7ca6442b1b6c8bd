"""Whatever is done to a small forest, in whatever order, its trees stay sound."""

from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from accounts.operations import visibility
from tests.factories import make_itwin
from twins.choices import Channel
from twins.errors import CannotRestoreITwin, ITwinNotFound
from twins.models import HierarchyNode, ITwin
from twins.operations.hierarchy import HierarchyChanged, WouldBeItsOwnAncestor
from twins.operations.lifecycle import change_itwin, delete_itwin, restore_itwin
from twins.queries.hierarchy_findings import findings

# Places in the list of all that was ever created, the deleted included; 0 is the Account.
places = st.integers(0, 11)
acts = st.one_of(
    st.tuples(st.just("create"), places),
    st.tuples(st.just("move"), places, places),
    st.tuples(st.just("delete"), places),
    st.tuples(st.just("restore"), places),
)


class Forest:
    """An Account, what was created in it, and what a plain tree would say of it by now."""

    def __init__(self, account: ITwin, owner: User) -> None:
        self.owner = owner
        self.itwins = [account]
        self.parents: dict[Any, Any] = {}

    def __getitem__(self, place: int) -> ITwin:
        return self.itwins[place % len(self.itwins)]

    def is_live(self, itwin: ITwin) -> bool:
        return itwin == self.itwins[0] or itwin.pk in self.parents

    def create(self, place: int) -> None:
        parent = self[place]
        if not self.is_live(parent):
            with pytest.raises(HierarchyChanged):
                make_itwin(parent, owner=self.owner)
            return
        itwin = make_itwin(parent, owner=self.owner)
        self.itwins.append(itwin)
        self.parents[itwin.pk] = parent.pk

    def move(self, place: int, target_place: int) -> None:
        itwin, target = self[place], self[target_place]
        refusal = self._refusal_to_move(itwin, target)
        if refusal is not None:
            with pytest.raises(refusal):
                self._move(itwin, target)
            return
        self._move(itwin, target)
        self.parents[itwin.pk] = target.pk

    def delete(self, place: int) -> None:
        itwin = self[place]
        if itwin.pk not in self.parents:
            with pytest.raises(ITwinNotFound):
                delete_itwin(itwin, by=self.owner, through=Channel.COMMAND)
            return
        delete_itwin(itwin, by=self.owner, through=Channel.COMMAND)
        parent = self.parents.pop(itwin.pk)
        for child, its_parent in self.parents.items():
            if its_parent == itwin.pk:
                self.parents[child] = parent

    def restore(self, place: int) -> None:
        itwin = self[place]
        current = ITwin.objects.get(pk=itwin.pk)
        if self.is_live(itwin) or not self.is_live(current.parent):
            with pytest.raises(CannotRestoreITwin):
                restore_itwin(itwin, by=self.owner, through=Channel.COMMAND)
            return
        restore_itwin(itwin, by=self.owner, through=Channel.COMMAND)
        self.parents[itwin.pk] = current.parent_id

    def _move(self, itwin: ITwin, target: ITwin) -> None:
        change_itwin(itwin, by=self.owner, through=Channel.COMMAND, move_under=target)

    def _refusal_to_move(self, itwin: ITwin, target: ITwin) -> type[Exception] | None:
        if itwin.pk not in self.parents or not self.is_live(target):
            return HierarchyChanged
        step = target.pk
        while step in self.parents:
            if step == itwin.pk:
                return WouldBeItsOwnAncestor
            step = self.parents[step]
        return None


@given(sequence=st.lists(acts, min_size=5, max_size=25))
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_sequence_of_writes_leaves_sound_trees_and_true_visibility(acme, owner, sequence):
    with transaction.atomic():
        forest = Forest(acme, owner)
        for act, *at in sequence:
            getattr(forest, act)(*at)

        live = ITwin.objects.live().in_account(acme)
        assert dict(live.values_list("pk", "parent")) == forest.parents
        assert HierarchyNode.objects.filter(account=acme).count() == len(forest.parents)
        assert findings() == []
        assert visibility.check() == []
        transaction.set_rollback(True)
