"""Django's settings, read from the environment; docs/operators/settings.md lists every variable."""

import gc
from pathlib import Path

from tinhso.config import environment as env

# Loading makes much and throws nothing away: to look for garbage meanwhile is a quarter of every process's start.
# ``config.apps`` begins with it once everything is loaded.
gc.disable()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()
DEBUG = env.flag("TINHSO_DEBUG")
TESTING = env.testing()
PACK = env.text("TINHSO_PACK", "thanh-hoa")
BASE_URL = env.text("TINHSO_BASE_URL", "http://127.0.0.1:8000").rstrip("/")

SECRET_KEY = env.secret("secret-key")
AUDIT_KEY = env.secret("audit-key")
PUSH_KEY = env.secret("push-key")
ALLOWED_HOSTS = env.words("TINHSO_HOSTS", "127.0.0.1 localhost testserver")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

KERNEL = [
    "foundation", "outside", "areas", "worktime", "organizations", "identity", "reorganization", "events", "audit",
    "files", "reading", "papers", "notify", "inbox", "search", "signing", "web",
]  # fmt: skip
MODULES = env.words(
    "TINHSO_MODULES",
    "kits.procedures kits.procedures.linked kits.registers kits.registers.imports kits.exchange "
    "kits.exchange.messages "
    "government.queue government.payments "
    "government.post government.statistics government.documents government.notary government.masterdata "
    "government.personnel government.sharing government.work_files government.official_documents government.directives "
    "government.connectors sectors.tourism desks.portal desks.counter desks.workspace desks.leader "
    "desks.administration",
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    "django_cotton",
    "csp",
    "ninja",
    *(f"tinhso.kernel.{room}" for room in KERNEL),
    *(f"tinhso.{module}" for module in MODULES),
    "tinhso.config.apps.HouseConfig",
    "django.forms",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tinhso.kernel.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tinhso.kernel.identity.middleware.ActorMiddleware",
    "tinhso.kernel.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "tinhso.config.urls"
WSGI_APPLICATION = "tinhso.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tinhso.kernel.web.context.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "tinhso.kernel.web.templatetags.tinhso"],
        },
    }
]
COTTON_DIR = "components"

DATABASES = {"default": env.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["tinhso.kernel.identity.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tinhso.kernel.identity.passwords.OwnNameValidator"},
    {"NAME": "tinhso.kernel.identity.passwords.OfficialPasswordValidator"},
]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tỉnh Số"
MFA_ADAPTER = "tinhso.kernel.identity.second_factor.Adapter"

# The platform as a provider of sign-in for other systems (OpenID Connect).
IDP_OIDC_ADAPTER = "tinhso.kernel.identity.provider.adapter.Adapter"
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 15 * 60
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 12 * 60 * 60
IDP_OIDC_RP_INITIATED_LOGOUT_ASKS_FOR_OP_LOGOUT = False

# Sessions end after so many minutes without a request, and after so many hours in any case.
SESSION_IDLE_MINUTES = {
    "official": int(env.text("TINHSO_IDLE_MINUTES_OFFICIALS", "60")),
    "citizen": int(env.text("TINHSO_IDLE_MINUTES_CITIZENS", "120")),
}
SESSION_HOURS = int(env.text("TINHSO_SESSION_HOURS", "12"))

# How many proxies stand in front, whose X-Forwarded-For is believed when sign-in attempts are counted.
PROXY_COUNT = int(env.text("TINHSO_PROXIES", "0"))

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tinhso.kernel.web.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
        "object-src": ["'none'"],
        "worker-src": ["'self'", "blob:"],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["tinhso.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# WhiteNoise looks there when it starts, collected or not.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
# Built files are asked for under their content's hash: a browser need never ask again.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILES_ROOT = DATA_DIR / "files"
UPLOAD_LIMIT_BYTES = 200 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
CLAMAV_ADDRESS = env.text("TINHSO_CLAMAV", "")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PUSH_SERVICES = env.text(
    "TINHSO_PUSH_SERVICES",
    "https://fcm.googleapis.com https://*.push.services.mozilla.com https://*.notify.windows.com https://web.push.apple.com",
).split()
EMAIL_HOST = env.text("TINHSO_SMTP_HOST", "")
EMAIL_PORT = int(env.text("TINHSO_SMTP_PORT", "25"))
EMAIL_TIMEOUT = 20
NOTIFY_STALE_SECONDS = int(env.text("TINHSO_MAIL_STALE_SECONDS", "120"))
DEFAULT_FROM_EMAIL = env.text("TINHSO_MAIL_FROM", "Tỉnh Số <no-reply@localhost>")

# Outside parties: in the demonstration each is a stand-in process of tinhso.simulators, named as such on screen.
TRUST_URL = env.text("TINHSO_TRUST_URL", "")
TIMESTAMP_URL = env.text("TINHSO_TIMESTAMP_URL", f"{TRUST_URL}/tsa" if TRUST_URL else "")
DEMONSTRATION = env.flag("TINHSO_DEMONSTRATION")

# The exchange: under which X-Road instance and class the installation's own members stand, and when the timestamps of
# its log count as fallen behind.
EXCHANGE_INSTANCE = env.text("TINHSO_EXCHANGE_INSTANCE", "VN")
EXCHANGE_MEMBER_CLASS = env.text("TINHSO_EXCHANGE_MEMBER_CLASS", "GOV")
EXCHANGE_STAMP_LATE_MINUTES = int(env.text("TINHSO_EXCHANGE_STAMP_LATE_MINUTES", "10"))
# After so many hours without contact a message is set aside for a clerk.
EXCHANGE_GIVE_UP_HOURS = int(env.text("TINHSO_EXCHANGE_GIVE_UP_HOURS", "72"))
# A worker of which nothing was heard for so long counts as dead; another goes on with its messages.
EXCHANGE_LEASE_SECONDS = int(env.text("TINHSO_EXCHANGE_LEASE_SECONDS", "90"))
EXCHANGE_FETCH_SECONDS = int(env.text("TINHSO_EXCHANGE_FETCH_SECONDS", "10"))
# NATS JetStream between installations instead of HTTP: its servers, for which other systems (none named: all), the
# stream and on how many servers it is kept, and PEM files for TLS.
NATS_URL = env.text("NATS_URL", "")
NATS_PEERS = env.words("TINHSO_NATS_PEERS", "")
NATS_STREAM = env.text("TINHSO_NATS_STREAM", "TINHSO_EXCHANGE")
NATS_REPLICAS = int(env.text("TINHSO_NATS_REPLICAS", "1"))
NATS_CA = env.text("TINHSO_NATS_CA", "")
NATS_CERTIFICATE = env.text("TINHSO_NATS_CERTIFICATE", "")
NATS_KEY = env.text("TINHSO_NATS_KEY", "")

PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_IMPORT_PATHS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # It warns of every stamp that rounding makes wider than its box by a billionth of a point.
    "loggers": {"pyhanko.pdf_utils.layout": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env.text("TINHSO_LOG_LEVEL", "WARNING")},
}
