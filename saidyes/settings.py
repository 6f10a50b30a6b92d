"""Deployment options come from the environment and are listed in docs/configuration.md; product options are
columns of Business. What cannot be had so is refused at the start: saidyes.web.starting.
"""

import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from saidyes.common import languages
from saidyes.common.environment import Environment

env = Environment()
ROOT = Path(__file__).resolve().parent.parent
IN_A_CLONE = (ROOT / "manage.py").exists()  # else it was installed as a package

# Where this installation lives
USUAL_DATA_DIR = ROOT / "var" if IN_A_CLONE else Path("~/.local/share/saidyes").expanduser()
SAIDYES_DATA_DIR = Path(env.str("SAIDYES_DATA_DIR", default=str(USUAL_DATA_DIR))).resolve()
SAIDYES_JOURNAL_DIR = env.str("SAIDYES_JOURNAL_DIR", default="")  # empty: in the data folder
SAIDYES_BIND = env.str("SAIDYES_BIND", default="127.0.0.1")
SAIDYES_PORT = env.int("SAIDYES_PORT", default=8000)
SAIDYES_BASE_URL = env.str("SAIDYES_BASE_URL", default=f"http://localhost:{SAIDYES_PORT}").rstrip("/")
SAIDYES_REHEARSAL = env.bool("SAIDYES_REHEARSAL", default=False)
# empty: letters stay in the mail room, as they all do in a rehearsal, where no mail server is known to any part of us
SAIDYES_EMAIL_URL = "" if SAIDYES_REHEARSAL else env.str("EMAIL_URL", default="")
SAIDYES_ENGINE = env.str("SAIDYES_ENGINE", default="local")
SAIDYES_BROKER_URL = env.str("BROKER_URL", default="")
SAIDYES_SECRET_KEY = env.str("SAIDYES_SECRET_KEY", default="")
SAIDYES_LINK_KEYS = env.str("SAIDYES_LINK_KEYS", default="")
SAIDYES_LEDGER_KEYS = env.str("SAIDYES_LEDGER_KEYS", default="")
SAIDYES_ANCHORS = env.str("SAIDYES_ANCHORS", default="")
SAIDYES_SAMPLE_PASSWORD = env.str("SAIDYES_SAMPLE_PASSWORD", default="")
SAIDYES_CONNECTIONS = env.int("SAIDYES_CONNECTIONS", default=32)
SAIDYES_MAILS_A_SECOND = env.float("SAIDYES_MAILS_A_SECOND", default=0)  # 0: as many as the mail server takes
SAIDYES_UNDO_SECONDS = env.int("SAIDYES_UNDO_SECONDS", default=60)
SAIDYES_INBOUND_DOMAIN = env.str("SAIDYES_INBOUND_DOMAIN", default="").lower()
SAIDYES_AUTHSERV_ID = env.str("SAIDYES_AUTHSERV_ID", default="").lower()
SAIDYES_INBOUND_SECRET = env.str("SAIDYES_INBOUND_SECRET", default="")
SAIDYES_METRICS_TOKEN = env.str("SAIDYES_METRICS_TOKEN", default="")  # empty: /metrics answers this machine alone
SAIDYES_NAME_SERVERS = env.list("SAIDYES_NAME_SERVERS", default=[])  # empty: the system's own
SAIDYES_DKIM_KEYS = env.str("SAIDYES_DKIM_KEYS", default="")  # empty: letters are not signed
SAIDYES_PROVIDER = env.str("SAIDYES_PROVIDER", default="").lower()
SAIDYES_PROVIDER_KEY = env.str("SAIDYES_PROVIDER_KEY", default="")
SAIDYES_EVIDENCE_YEARS = env.int("SAIDYES_EVIDENCE_YEARS", default=3)
SAIDYES_LEASE_SECONDS = env.float("SAIDYES_LEASE_SECONDS", default=420)
SAIDYES_TRUSTED_PROXIES = env.int("SAIDYES_TRUSTED_PROXIES", default=0)

BASE = urlsplit(SAIDYES_BASE_URL)
BASE_HOST = BASE.hostname or "localhost"


def is_loopback(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")


SAIDYES_PRODUCTION = not is_loopback(BASE_HOST)
HTTPS = BASE.scheme == "https"


def secret_key() -> str:
    """From the environment, or made once and kept in the data folder, readable by its owner alone."""
    if SAIDYES_SECRET_KEY:
        return str(SAIDYES_SECRET_KEY)
    path = SAIDYES_DATA_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


try:
    SAIDYES_DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    SECRET_KEY = secret_key()
except OSError as wrong:
    raise ImproperlyConfigured(
        f"{wrong.filename}: {wrong.strerror}. SAIDYES_DATA_DIR must be the own folder of the user that Saidyes runs as."
    ) from wrong
SECRET_KEY_FALLBACKS = env.list("SAIDYES_OLD_SECRET_KEYS", default=[])
DEBUG = False
ALLOWED_HOSTS = [BASE_HOST, *env.list("SAIDYES_HOSTS", default=[])]
if not SAIDYES_PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", ".localhost"]

ROOT_URLCONF = "saidyes.urls"
WSGI_APPLICATION = "saidyes.wsgi.application"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "saidyes.web",
    "saidyes.portal",
    "saidyes.office",
    "saidyes.api",
    "saidyes.checkup",
    "saidyes.reports",
    "saidyes.safekeeping",
    "saidyes.retention",
    "saidyes.sample",
    "saidyes.delivery",
    "saidyes.blasts",
    "saidyes.classes",
    "saidyes.families",
    "saidyes.consent",
    "saidyes.accounts",
    "saidyes.notices",
    "saidyes.businesses",
    "saidyes.ui",
    "saidyes.mail",
    "saidyes.ledger",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "csp",
]

MIDDLEWARE = [
    "saidyes.web.recording.RecordingMiddleware",
    "saidyes.web.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "saidyes.web.limits.LimitsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # its files keep the rules above, too
    "saidyes.web.spelling.OnlyUTF8Middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "saidyes.portal.speaking.LanguageMiddleware",
    "saidyes.web.apologies.ApologyMiddleware",
    "saidyes.businesses.tenancy.TenancyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "saidyes.businesses.context.business",
                "saidyes.office.navigation.office",
            ],
        },
    }
]
FORM_RENDERER = "saidyes.ui.forms.FormRenderer"

# Database: SQLite in the data folder, or DATABASE_URL
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", default=f"sqlite:///{SAIDYES_DATA_DIR / 'saidyes.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a power cut must not undo an opt-out that was acknowledged
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["ENGINE"] = "saidyes.common.fence"  # PostgreSQL, which keeps the schools apart too
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # it counts tries: what is thrown out is forgotten
    }
}

# Time, language, numbers
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = languages.MAIN
LANGUAGES = [(code.lower(), name) for code, name in languages.LANGUAGES.items()]
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True

# Who signs in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "saidyes.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {  # how many letters anybody may cause: per network, and per address over all schools
    "proving_code": "20/h/ip",  # and 3 a day per address: saidyes.notices.proving
    "log_in_code": "20/h/ip,3/h/key",
    "unsubscribe_link": "20/h/ip,3/d/key",
    "login_failed": "10/m/ip,5/5m/key,20/h/key",  # wrong passwords
    "known_device": "5/5m/key",  # there, they are counted apart: saidyes.accounts.devices
    "second_factor": "5/5m/key,20/h/key",
    "passkey": "10/m/ip",
}
MFA_ADAPTER = "saidyes.accounts.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_TOLERANCE = 1  # half a minute early or late: telephones and people are
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS and not SAIDYES_PRODUCTION  # http://school.localhost

# Sessions and cookies
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30  # at most; the doors end one earlier: saidyes.accounts.visits
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"
CSRF_COOKIE_HTTPONLY = True  # our scripts read it from the form
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "saidyes.portal.sending_again.send_again"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What a page may load, and who may frame it
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # on browsers' own lists a domain is put by who owns it, for years
SECURE_SSL_REDIRECT = HTTPS and SAIDYES_PRODUCTION
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$", "^api/"]  # for machines, which are never led on
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SAIDYES_TRUSTED_PROXIES > 0 else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Static files: compressed and named by their content
STATIC_URL = "/static/"
STATIC_ROOT = SAIDYES_DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "saidyes.ui.storage.FlatStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

# One line a request, and nothing personal in any: saidyes.common.logs
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"saidyes.common.logs.{'JsonLines' if SAIDYES_PRODUCTION else 'Lines'}"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},  # it would mail errors, with what was typed
        "django.request": {"level": "ERROR"},  # a refusal is in the line of its request
        "django.security": {"level": "CRITICAL"},  # all of it refusals: a stranger’s Host would wake somebody
        "saidyes.requests": {"level": "INFO" if SAIDYES_PRODUCTION else "WARNING"},
    },
}
