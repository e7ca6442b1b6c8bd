"""One file for every environment; what differs comes from environment variables (see docs/settings.md)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.conf import global_settings
from django.core.management.utils import get_random_secret_key

from itwins_site import (
    cross_origin,
    definition_settings,
    environment,
    issuer_settings,
    log_lines,
    redis_server,
    storage_url,
    trusted_issuers,
)
from itwins_site.cookie_names import cookie_name
from itwins_site.kept_secrets import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR", "var", below=BASE_DIR)

# --- Where we are -----------------------------------------------------------------------------
HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.number("PORT", 8000, at_least=1, at_most=65535)
WEB_WORKERS = environment.number("WEB_WORKERS", 2, at_least=1, at_most=512)
PUBLIC_URL = environment.public_url("PUBLIC_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = environment.hosts_of(PUBLIC_URL)
CSRF_TRUSTED_ORIGINS = environment.origins_of(PUBLIC_URL)
_HTTPS = PUBLIC_URL.startswith("https://")
PROXIES = environment.number("PROXIES", 0, at_most=10)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = cookie_name("session", PUBLIC_URL)
CSRF_COOKIE_NAME = cookie_name("form", PUBLIC_URL)
CSRF_COOKIE_HTTPONLY = True  # scripts find the token in the page
SESSION_COOKIE_AGE = 12 * 3600  # a working day; who has left a machine is signed out by tomorrow
SECURE_HSTS_SECONDS = 3600 if _HTTPS else 0
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

DEBUG = environment.switch("DEBUG", default=False)
SECRET_KEY = environment.text("SECRET_KEY", "") or kept_secret(
    DATA_DIR / "secret-key", get_random_secret_key
)

# --- What we are made of ----------------------------------------------------------------------
INSTALLED_APPS = [
    "twins",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "mptt",
    "corsheaders",
    "csp",
    "django_htmx",
    "heroicons",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "django_tasks_db",
    "oauth2_provider",
    "axes",
]
MIDDLEWARE = [
    "itwins_site.correlation.CorrelationIdMiddleware",
    "itwins_site.health.HealthMiddleware",
    "itwins_site.wire.request_bodies.UnreadBodyMiddleware",
    "itwins_site.wire.addresses.ApiAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "itwins_site.request_log.RequestLogMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "itwins_site.private_pages.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "itwins_site.error_pages.ErrorPageMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "itwins_site.urls"
WSGI_APPLICATION = "itwins_site.wsgi.application"
ASGI_APPLICATION = "itwins_site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.pages.outbox.for_navigation",
            ],
        },
    },
]
# The official clients never follow a redirect, so no address here may answer with one.
APPEND_SLASH = False

# --- What we keep -----------------------------------------------------------------------------
DATABASES = {
    "default": environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing uses it
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "itwins": storage_url.storage(environment.text("STORAGE_URL", f"file://{DATA_DIR / 'files'}")),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = environment.redis("REDIS_URL")
CACHES = {
    "default": redis_server.cache_at(REDIS_URL),
    # What each process had better find out for itself: checking a signature again is faster than
    # asking Redis, and whoever may write there cannot let anybody in.
    "process": redis_server.cache_at("")
    | {"LOCATION": "process", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}
TASKS = {"default": redis_server.queue_at(REDIS_URL)}
RQ_QUEUES = {"default": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": -1}}  # a job may take its time
RQ_SHOW_ADMIN_LINK = False  # it shows the queue's own records; jobs are told by their rows
INSTALLED_APPS += ["django_rq"] if REDIS_URL else []
RATE_LIMIT_PER_MINUTE = environment.number("RATE_LIMIT_PER_MINUTE", 5000)
UNIQUE_DISPLAY_NAMES = environment.switch("UNIQUE_DISPLAY_NAMES", default=True)
ESCALATION_GUARD = environment.switch("ESCALATION_GUARD", default=True)
KEEP_DELETED_DAYS = environment.number("KEEP_DELETED_DAYS", 30, at_least=1, at_most=36500)
WEBHOOK_ALLOW_PRIVATE = environment.switch("WEBHOOK_ALLOW_PRIVATE", default=False)
EXPORTS_PER_HOUR = environment.number("EXPORTS_PER_HOUR", 3)
EXPORT_FILE_HOURS = environment.number("EXPORT_FILE_HOURS", 4, at_least=1, at_most=720)
DEMO = environment.choice("DEMO", "small", ("none", "small", "large"))
DEMO_PASSWORD = environment.text("DEMO_PASSWORD", "").strip()  # empty: one is made up and kept

# --- Who is asking ----------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "twins:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
ISSUER = f"{PUBLIC_URL}/o"
PASSWORD_HASHERS = [
    *global_settings.PASSWORD_HASHERS,
    "accounts.issuer.secret_hasher.SecretHasher",  # for the secrets of applications alone
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Sign-in at an outside provider; without these three there are local passwords only.
OIDC_ISSUER = environment.openid_issuer("OIDC_ISSUER")
OIDC_CLIENT_ID = environment.text("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = environment.text("OIDC_CLIENT_SECRET", "")
environment.all_or_none(
    OIDC_ISSUER=OIDC_ISSUER, OIDC_CLIENT_ID=OIDC_CLIENT_ID, OIDC_CLIENT_SECRET=OIDC_CLIENT_SECRET
)
OIDC_SCOPES = environment.text("OIDC_SCOPES", "openid email profile")
OIDC_ORGANIZATION = environment.text("OIDC_ORGANIZATION", "").strip()
OIDC_ORGANIZATION_CLAIM = environment.text("OIDC_ORGANIZATION_CLAIM", "")
OIDC_GROUPS_CLAIM = environment.text("OIDC_GROUPS_CLAIM", "groups")
OIDC_TRUST_EMAIL = environment.switch("OIDC_TRUST_EMAIL", default=False)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses whoever guesses passwords
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 10  # of one name from one address; ten times as many of an address alone
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "accounts.authentication.lock_out.counted_name"
AXES_CLIENT_IP_CALLABLE = "accounts.authentication.lock_out.counted_address"
AXES_LOCKOUT_CALLABLE = "accounts.authentication.lock_out.locked_answer"
AXES_HANDLER = "accounts.authentication.lock_out.FailedSignIns"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or trying would prolong the wait
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
if OIDC_ISSUER:
    AUTHENTICATION_BACKENDS.append("accounts.authentication.openid_provider.OpenIdProviderBackend")

# Outside issuers whose bearer tokens the API accepts beside our own.
TRUSTED_ISSUERS = trusted_issuers.trusted_issuers(
    environment.text("TRUSTED_ISSUERS", ""), own=ISSUER
)

# The built-in issuer: OAuth 2 and OpenID Connect at /o.
OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.Application"
OAUTH2_PROVIDER = issuer_settings.at(ISSUER)

# --- How we speak -----------------------------------------------------------------------------
LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.bearer.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [
        "accounts.authentication.rate_limit.RateLimit",  # stays first
        "accounts.authentication.read_only.ReadOnlyTokensRead",
    ],
    "DEFAULT_RENDERER_CLASSES": ["itwins_site.wire.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["itwins_site.wire.request_bodies.JsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "itwins_site.wire.media_types.PlatformNegotiation",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS is for preflights, which never come this far
    "EXCEPTION_HANDLER": "itwins_site.wire.errors.answer_exception",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}

CORS_URLS_REGEX = cross_origin.CALLED_FROM_ANYWHERE
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
CORS_ALLOW_HEADERS = cross_origin.REQUEST_HEADERS
CORS_EXPOSE_HEADERS = cross_origin.ANSWER_HEADERS

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *storage_url.origins(STORAGES["itwins"])],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
CSRF_FAILURE_VIEW = "itwins_site.error_pages.csrf_failure"
X_FRAME_OPTIONS = "DENY"

SPECTACULAR_SETTINGS = definition_settings.SPECTACULAR

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True

# --- What we send -----------------------------------------------------------------------------
EMAIL_FROM = environment.text(
    "EMAIL_FROM", f"Twinstead <twinstead@{urlsplit(PUBLIC_URL).hostname}>"
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM
_MAIL_SERVER = environment.mail_server("EMAIL_URL")
# With demo data, mails go to people who do not exist: they are kept for a page to show.
SENDS_MAIL = _MAIL_SERVER is not None
KEEPS_OUTBOX = _MAIL_SERVER is None and DEMO != "none"
if _MAIL_SERVER is not None:
    EMAIL_BACKEND = _MAIL_SERVER["EMAIL_BACKEND"]
    EMAIL_HOST = _MAIL_SERVER["EMAIL_HOST"]
    EMAIL_PORT = _MAIL_SERVER["EMAIL_PORT"] or 25
    EMAIL_HOST_USER = _MAIL_SERVER["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = _MAIL_SERVER["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS = _MAIL_SERVER.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _MAIL_SERVER.get("EMAIL_USE_SSL", False)
elif KEEPS_OUTBOX:
    EMAIL_BACKEND = "itwins_site.outbox.OutboxBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 10  # seconds that a silent mail server can hold up an answer

# --- What we tell -----------------------------------------------------------------------------
LOG_LEVEL = environment.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_FORMAT = environment.choice("LOG_FORMAT", "text", ("text", "json"))
LOGGING = log_lines.settings_of(LOG_FORMAT, LOG_LEVEL)
