"""The mail for somebody who forgot their password."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.models import User
from accounts.operations.password_links import days_of_a_password_link, password_link


def mail_password_link(user: User) -> None:
    """Sends the link to the address that is kept, whatever spelling of it somebody typed."""
    context = {"user": user, "link": password_link(user), "days": days_of_a_password_link()}
    plain = render_to_string("accounts/mails/forgotten_password.txt", context).strip() + "\n"
    mail = EmailMultiAlternatives("Set a new password", plain, to=[user.email])
    html = render_to_string("accounts/mails/forgotten_password.html", context)
    mail.attach_alternative(html, "text/html")
    mail.send()
