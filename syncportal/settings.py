"""Configuration, all of it from the environment. `.env.example` documents every variable."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from syncportal import logs

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
# The environment wins over .env, and .env over what `./run` leaves here so that `manage.py` works
# beside it.
for file in (BASE_DIR / ".env", BASE_DIR / "var" / "run.env"):
    if not env.str("DATABASE_URL", "") and file.exists():
        env.read_env(file)

DEBUG = env.bool("DEBUG", False)
REQUIRED = ("SECRET_KEY", "FIELD_ENCRYPTION_KEY", "DATABASE_URL", "REDIS_URL", "PORTAL_URL")
if missing := [name for name in REQUIRED if not env.str(name, "")]:
    raise ImproperlyConfigured(
        f"These settings are missing from the environment: {', '.join(missing)}. "
        ".env.example says what each is for."
    )

# -- this portal ---------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
# The first encrypts, all decrypt: put a new key in front to rotate.
FIELD_ENCRYPTION_KEYS: list[str] = env.list("FIELD_ENCRYPTION_KEY")
PORTAL_URL = env.str("PORTAL_URL").rstrip("/")
PORTAL_NAME = env.str("PORTAL_NAME", "Zoho CRM to Xero")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[urlsplit(PORTAL_URL).hostname or ""])
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
# Where vendors reach us with news: behind a tunnel another address than people use.
HOOKS_URL = env.str("HOOKS_URL", PORTAL_URL).rstrip("/")
HTTPS = PORTAL_URL.startswith("https://")
LEASE_SECONDS = env.int("LEASE_SECONDS", 45)  # longer than the door waits for an answer
REAP_SECONDS = env.float("REAP_SECONDS", 10.0)
TICK_SECONDS = env.float("TICK_SECONDS", 60.0)
MAIL_SECONDS = env.float("MAIL_SECONDS", 15.0)
SLICE_SECONDS = env.int("SLICE_SECONDS", 20)
BUTTON_WAIT_SECONDS = env.float("BUTTON_WAIT_SECONDS", 8.0)
LOST_ANSWER_SECONDS = env.int("LOST_ANSWER_SECONDS", 45)  # longer than the door waits

# -- the vendors ---------------------------------------------------------------------------------
XERO_LOGIN_URL = env.str("XERO_LOGIN_URL", "https://login.xero.com").rstrip("/")
XERO_IDENTITY_URL = env.str("XERO_IDENTITY_URL", "https://identity.xero.com").rstrip("/")
XERO_API_URL = env.str("XERO_API_URL", "https://api.xero.com").rstrip("/")
XERO_CLIENT_ID = env.str("XERO_CLIENT_ID", "")
XERO_CLIENT_SECRET = env.str("XERO_CLIENT_SECRET", "")
XERO_SCOPES = env.str(
    "XERO_SCOPES",
    "openid profile email offline_access accounting.invoices accounting.contacts "
    "accounting.settings accounting.payments.read",
)
XERO_WEBHOOK_KEY = env.str("XERO_WEBHOOK_KEY", "")
XERO_CALLS_PER_DAY = env.int("XERO_CALLS_PER_DAY", 5000)
ZOHO_ACCOUNTS_URL = env.str("ZOHO_ACCOUNTS_URL", "https://accounts.zoho.com").rstrip("/")
ZOHO_API_URL = env.str("ZOHO_API_URL", "https://www.zohoapis.com").rstrip("/")
ZOHO_CLIENT_ID = env.str("ZOHO_CLIENT_ID", "")
ZOHO_CLIENT_SECRET = env.str("ZOHO_CLIENT_SECRET", "")
ZOHO_SCOPES = env.str(
    "ZOHO_SCOPES",
    "ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,ZohoCRM.notifications.ALL,ZohoCRM.coql.READ,"
    "ZohoCRM.bulk.READ,ZohoCRM.org.READ,ZohoCRM.users.READ",
)

# -- Django --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "sync",
    "syncportal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
]
ROOT_URLCONF = "syncportal.urls"
WSGI_APPLICATION = "syncportal.wsgi.application"
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
            ],
            "builtins": ["sync.web.tags"],
        },
    }
]
DATABASES = {
    "default": {
        **(database := env.db_url("DATABASE_URL")),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        # PostgreSQL would compile each large query, which takes several times as long as running
        # it: all of ours touch an index or count, and none runs for seconds.
        "OPTIONS": {"options": "-c jit=off", **database.get("OPTIONS", {})},
    }
}
REDIS_URL = env.str("REDIS_URL")
CACHE_URL = env.str("CACHE_URL", REDIS_URL)  # in production an instance of its own
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "portal-cache",
    }
}
REDIS_PREFIX = env.str("REDIS_PREFIX", "portal:")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = logs.LOGGING
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# -- people --------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = env.str("ACCOUNT_EMAIL_VERIFICATION", "optional")
ACCOUNT_SIGNUP_FORM_CLASS = "sync.web.accounts.CompanySignupForm"
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{PORTAL_NAME}] "
MFA_TOTP_TOLERANCE = 1  # a code counts for a step longer: people type, and clocks differ
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@localhost")

# -- safety --------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"  # a callback from a vendor's consent page must find the session
SECURE_SSL_REDIRECT = HTTPS and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

if SENTRY_DSN := env.str("SENTRY_DSN", ""):
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, send_default_pii=False, include_local_variables=False)
