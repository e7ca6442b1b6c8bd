"""manage.py unique_display_names."""

import pytest
from django.core.management import call_command

from tests.factories import make_itwin
from twins.choices import SubClass
from twins.errors import ITwinExists


@pytest.fixture
def bridges(acme, owner, settings):
    """Two Projects called Bridge, and an Asset of that name, which is no duplicate."""
    settings.UNIQUE_DISPLAY_NAMES = False
    shared = [make_itwin(acme, owner=owner, display_name=name) for name in ("Bridge", "BRIDGE")]
    make_itwin(acme, owner=owner, display_name="Bridge", sub_class=SubClass.ASSET)
    settings.UNIQUE_DISPLAY_NAMES = True
    return shared


def test_duplicates_are_reported_before_names_become_unique(bridges, capsys):
    first, second = bridges

    with pytest.raises(SystemExit) as stopped:
        call_command("unique_display_names")

    assert stopped.value.code == 1
    assert capsys.readouterr().err == (
        f"Bridge (Project in Acme Corp.): {first.pk}, {second.pk}\n"
        "1 names are used more than once. Nothing was changed. Next: rename all but one of each.\n"
    )


def test_names_are_unique_again_once_duplicates_are_gone(bridges, acme, owner, capsys):
    second = bridges[1]
    type(second).objects.filter(pk=second.pk).update(
        display_name="Tunnel", display_name_folded="tunnel"
    )

    call_command("unique_display_names")

    assert capsys.readouterr().out == "Display names are unique. 3 rows were changed.\n"
    with pytest.raises(ITwinExists):
        make_itwin(acme, owner=owner, display_name="bridge")


def test_names_may_be_shared_once_the_setting_is_off(acme, owner, settings, capsys):
    make_itwin(acme, owner=owner, display_name="Bridge")
    settings.UNIQUE_DISPLAY_NAMES = False

    call_command("unique_display_names")

    # The Account's own row counts too.
    assert capsys.readouterr().out == "Display names may be shared. 2 rows were changed.\n"
    make_itwin(acme, owner=owner, display_name="Bridge")
