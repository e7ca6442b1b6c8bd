"""iTwins that share a displayName although their Account and subClass should have it once."""

from collections import defaultdict

from django.db.models import Count, Exists, OuterRef

from twins.models import ITwin

_KEY = ("account_id", "sub_class", "display_name_folded")


def duplicate_display_names() -> list[list[ITwin]]:
    """Groups of two and more live iTwins that share a name, in a stable order."""
    shared = (
        ITwin.objects.live().values(*_KEY).annotate(rows=Count("pk")).filter(rows__gt=1).order_by()
    )
    same_key = {name: OuterRef(name) for name in _KEY}
    groups: dict[tuple, list[ITwin]] = defaultdict(list)
    found = ITwin.objects.live().filter(Exists(shared.filter(**same_key))).select_related("account")
    for itwin in found.order_by(*_KEY, "created_at", "id"):
        groups[itwin.account_id, itwin.sub_class, itwin.display_name_folded].append(itwin)
    return list(groups.values())
