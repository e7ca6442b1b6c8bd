"""What the people of the demo may, and which way it came to them."""

from accounts.choices import InvitationStatus
from accounts.models import Invitation, User, VisibleITwin
from accounts.permissions import Permission, permissions_of, reasons_for
from twins.models import ITwin


def person(email: str) -> User:
    return User.objects.get(email=email)


def reasons(email: str, number: str) -> list[str]:
    itwin = ITwin.objects.get(number=number)
    return [reason.text for reason in reasons_for(person(email), itwin)]


def test_the_member_may_modify_through_a_role_of_the_account(demo):
    may = permissions_of(
        person("member@acme.example"), ITwin.objects.get(number="HWYUSR202S61NEXP")
    )

    assert Permission.ITWINS_MODIFY in may
    assert Permission.ITWINS_CREATE not in may


def test_groups_let_the_member_at_what_no_role_of_theirs_does(demo):
    assert reasons("member@acme.example", "SRV-001") == [
        "Role Site Engineer (defined on the Account), through the group Survey Team"
    ]
    assert reasons("member@acme.example", "BRG-0102-INS") == [
        "Role Viewer (defined on the Account), through the group Inspectors"
        " and its directory group Acme Field Staff"
    ]


def test_a_role_of_one_itwin_lets_the_member_invite_there(demo):
    member = person("member@acme.example")
    seen = ITwin.objects.filter(pk__in=VisibleITwin.objects.filter(user=member).values("itwin"))
    inviting = [
        itwin.number for itwin in seen if Permission.INVITE_MEMBER in permissions_of(member, itwin)
    ]

    assert inviting == ["BRG-0101-DECK"]


def test_the_administrator_owns_a_few(demo):
    owned = ITwin.objects.filter(owner_members__user__email="admin@acme.example")

    assert sorted(owned.values_list("number", flat=True)) == [
        *("BRG-0103", "HWYSR100", "LIB-001", "RWY-01", "RWY-03", "SEW-003")
    ]


def test_one_invitation_is_pending_one_expired_and_one_accepted(demo):
    columns = ("email", "itwin__number", "status", "invited_by__email")

    assert set(Invitation.objects.values_list(*columns)) == {
        (email, number, status, "owner@acme.example")
        for email, number, status in (
            ("surveyor@partner.example", "BRG-0101-DECK", InvitationStatus.PENDING),
            ("welder@partner.example", "BRG-0101-DECK", InvitationStatus.EXPIRED),
            ("member@soylent.example", "INT-GB-01-G", InvitationStatus.ACCEPTED),
        )
    }
    pending = Invitation.objects.pending().values_list("email", flat=True)
    assert list(pending) == ["surveyor@partner.example"]
