"""Sign-in with e-mail address and password."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.urls import reverse


class EmailAndPassword(AuthenticationForm):
    # One sentence for a wrong address and a wrong password: neither may be guessed one by one.
    error_messages = {
        "invalid_login": "This e-mail address and password do not fit together.",
        "inactive": "This e-mail address and password do not fit together.",
    }


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = EmailAndPassword
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return reverse("twins:home")
