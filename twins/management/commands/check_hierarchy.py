"""check_hierarchy [--rebuild]: says what is wrong in which tree, and mends it."""

import itertools
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from twins.models import HierarchyNode
from twins.operations import hierarchy
from twins.queries.hierarchy_findings import HierarchyFinding, findings

_SHOWN_TREES = 20


class Command(BaseCommand):
    help = "Compares every tree with the iTwins' parents; exit 1 if anything is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="mend unsound trees, each under its locks while other writers of it wait",
        )

    def handle(self, *args: Any, rebuild: bool, **options: Any) -> None:
        found = findings()
        self._show(found)
        if rebuild:
            found = self._mend(found)
        if found:
            raise CommandError(f"{_trees(found)} unsound. Next: {_advice(rebuild=rebuild)}")
        count = HierarchyNode.objects.filter(parent=None).count()
        self.stdout.write(f"All {count} trees are sound.")

    def _mend(self, found: list[HierarchyFinding]) -> list[HierarchyFinding]:
        left = hierarchy.rebuild()
        if found:
            mended = len({finding.tree for finding in found} - {finding.tree for finding in left})
            self.stdout.write(f"Mended {mended} of {_trees(found)}.")
            self._show(left)
        return left

    def _show(self, found: list[HierarchyFinding]) -> None:
        trees = itertools.groupby(found, key=lambda finding: (finding.tree, finding.tree_name))
        for (tree, name), broken in itertools.islice(trees, _SHOWN_TREES):
            self.stdout.write(f"{name} ({tree})" if tree else "In no tree")
            for finding in broken:
                self.stdout.write(f"  {finding.itwins} {finding.what}")
        hidden = len({finding.tree for finding in found}) - _SHOWN_TREES
        if hidden > 0:
            self.stdout.write(f"... and {hidden} more trees")


def _trees(found: list[HierarchyFinding]) -> str:
    count = len({finding.tree for finding in found})
    return "1 tree" if count == 1 else f"{count} trees"


def _advice(*, rebuild: bool) -> str:
    if rebuild:
        return "what is left is wrong in the iTwins themselves; correct their parents or Accounts."
    return "run it again with --rebuild."
