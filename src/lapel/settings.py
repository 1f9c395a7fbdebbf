"""All settings of Lapel: read from the environment, with embedded defaults.

The list of names, meanings and defaults for those who run Lapel is docs/reference/settings.md.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from lapel import env

PACKAGE = Path(__file__).parent
HOME = env.path("LAPEL_HOME", Path("var"))
env.load_file(HOME / "lapel.env")

# A demo instance carries well-known secrets and one-click sign-in; a real one refuses both.
INSTANCE = env.choice("LAPEL_INSTANCE", "demo", ("demo", "real"))
IS_DEMO = INSTANCE == "demo"
DEBUG = False

DEMO_SECRET = "demo-only-secret-refused-by-every-real-instance"  # noqa: S105 (refused below)
SECRET_KEY = env.text("LAPEL_SECRET_KEY", DEMO_SECRET)
KEYS_SECRET = env.text("LAPEL_KEYS_SECRET", DEMO_SECRET)
if not IS_DEMO and DEMO_SECRET in (SECRET_KEY, KEYS_SECRET):
    raise env.SettingError(
        "LAPEL_SECRET_KEY and LAPEL_KEYS_SECRET still hold the demo's secrets; "
        "run `lapel setup`, which makes new ones."
    )
SECRET_KEY_FALLBACKS = env.words("LAPEL_SECRET_KEY_FALLBACKS", "")

BASE_URL = env.url("LAPEL_BASE_URL", "http://localhost:8000", schemes=("http", "https")).rstrip("/")
_HOST = urlsplit(BASE_URL).hostname or "localhost"
IS_TLS = BASE_URL.startswith("https:")
ALLOWED_HOSTS = [_HOST, *env.words("LAPEL_ALSO_HOSTS", "")]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# The proxy in front must set this header itself; see docs/howto/serve.md.
if env.flag("LAPEL_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = False

# The basement: one address chooses the adapter of each port.
DATABASES = {
    "default": dict(env.database("LAPEL_DATABASE_URL", f"sqlite://{HOME}/db/lapel.sqlite3"))
}
STORAGE_URL = env.url("LAPEL_STORAGE_URL", f"files://{HOME}/files", schemes=("files",))
MAIL_URL = env.url("LAPEL_MAIL_URL", f"files://{HOME}/mail", schemes=("files", "smtp"))
SCAN_URL = env.url("LAPEL_SCAN_URL", "child:", schemes=("child",))
VIDEO_URL = env.url("LAPEL_VIDEO_URL", "ffmpeg:", schemes=("ffmpeg",))
REDACTION_URL = env.url("LAPEL_REDACTION_URL", "child:", schemes=("child",))
PRESS_URL = env.url("LAPEL_PRESS_URL", "child:", schemes=("child",))
CHECKING_URL = env.url("LAPEL_CHECKING_URL", "child:", schemes=("child",))
FETCH_URL = env.url("LAPEL_FETCH_URL", "guarded:", schemes=("guarded", "offline"))
# Notifications, which go through that way out.
PUSH_URL = env.url("LAPEL_PUSH_URL", "webpush:", schemes=("webpush", "off"))
JOBS_URL = env.url(
    "LAPEL_JOBS_URL", "embedded:", schemes=("embedded", "celery+redis", "celery+rediss")
)
KEYS_URL = env.url("LAPEL_KEYS_URL", f"file://{HOME}/keys", schemes=("file", "pkcs11", "awskms"))
# A chain on which awards are anchored, and the key that writes there.
CHAIN_URL = env.url("LAPEL_CHAIN_URL", "off:", schemes=("off", "evm+http", "evm+https"))
CHAIN_KEY = env.text("LAPEL_CHAIN_KEY", "")
# Ids of awards that were taken back, for all to read: an organisation's own choice.
REVOCATION_LIST = env.flag("LAPEL_REVOCATION_LIST", default=False)
KEYS_ALGORITHM = env.choice("LAPEL_KEYS_ALGORITHM", "ed25519", ("ed25519", "p256", "p384"))
# A C2SP tlog-policy: logs that this Lapel cosigns, witnesses of its own, and their quorum.
LOG_POLICY = env.text("LAPEL_LOG_POLICY", "")
# A trust file of `lapel verify`: issuers of others that are confirmed here too.
TRUST = env.text("LAPEL_TRUST", "")
MAIL_FROM = env.text("LAPEL_MAIL_FROM", f"Lapel <lapel@{_HOST}>")
# Where uploads are shown from: an origin of its own is safest; it must reach this same server.
FILES_URL = env.origin("LAPEL_FILES_URL")
if FILES_URL:
    ALLOWED_HOSTS.append(urlsplit(FILES_URL).hostname or "")
# Whoever tries the demo may type her machine's number; she is led on to its name.
ALSO_HERE = "127.0.0.1"
if IS_DEMO and _HOST == "localhost" and ALSO_HERE not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(ALSO_HERE)
else:
    ALSO_HERE = ""
UPLOAD_LIMIT = env.integer("LAPEL_UPLOAD_LIMIT_MB", 4096, least=1, most=1024 * 64) * 1024 * 1024
# R10: two score everything until so many were scored twice and the lower bound of Krippendorff's
# alpha has passed the bar; then this share, drawn at random, besides all that has a reason.
SCORED_TWICE_UNTIL = env.integer("LAPEL_SCORED_TWICE_UNTIL", 30, least=20, most=100_000)
ALPHA_BAR = env.share("LAPEL_ALPHA_BAR", 0.667)
SCORED_TWICE_SHARE = env.share("LAPEL_SCORED_TWICE_SHARE", 0.2)
# The share of an assessor's work that is a hidden anchor (R17).
HIDDEN_ANCHORS = env.share("LAPEL_HIDDEN_ANCHORS", 0.1)
# The share of awards that a short talk comes before; a demo draws nobody, so that who tries it out
# need not wait for one. What was recorded for a talk is erased so many days after it.
VIVA_SHARE = env.share("LAPEL_VIVA_SHARE", 0.0 if IS_DEMO else 0.05)
VIVA_KEPT_DAYS = env.integer("LAPEL_VIVA_KEPT_DAYS", 30, least=1, most=365)
# What an assessor reaches on anchors to qualify (R16).
QUALIFYING_BARS = {
    "exact": env.share("LAPEL_QUALIFY_EXACT", 0.70),
    "adjacent": env.share("LAPEL_QUALIFY_ADJACENT", 0.95),
    "kappa": env.share("LAPEL_QUALIFY_KAPPA", 0.60),
}

# Rooms in journey order.
ROOMS = [
    "record",
    "people",
    "consent",
    "files",
    "redaction",
    "catalogue",
    "authoring",
    "diagnosis",
    "plan",
    "learning",
    "licensure",
    "evidence",
    "integrity",
    "qualification",
    "review",
    "viva",
    "issuing",
    "retention",
    "sharing",
    "exchange",
    "currency",
    "messaging",
    "insight",
]
AUTH_USER_MODEL = "people.Person"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    *[f"lapel.journey.{room}" for room in ROOMS],
    "lapel.doors.web",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lapel.doors.web.middleware.OneNameMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "lapel.doors.web.middleware.DevicesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the token is looked for, which reads the whole form.
    "lapel.doors.web.middleware.StrangersRateMiddleware",
    "lapel.doors.web.bodies.BodiesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lapel.doors.web.middleware.PrivatePagesMiddleware",
    "lapel.doors.web.middleware.PersonLanguageMiddleware",
    "lapel.doors.web.zones.ReadersZoneMiddleware",
    "lapel.doors.web.middleware.SecondFactorMiddleware",
]
FORM_RENDERER = "lapel.doors.web.forms.Renderer"
ROOT_URLCONF = "lapel.doors.web.urls"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "lapel.doors.web.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lapel.doors.web.templatetags.web",
            ],
        },
    }
]

# Words and time: UTC in store, the organisation's zone on the page.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["lapel.doors.web.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = True

# What a browser may do with our pages.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *filter(None, [FILES_URL])],
        "media-src": [SELF, *filter(None, [FILES_URL])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_TLS else 0
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_ENGINE = "django.contrib.sessions.backends.db"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Signing in: an e-mailed code or a passkey, and a second factor; there are no passwords.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "lapel.doors.web.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "lapel.journey.people.forms.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "request_login_code": "20/m/ip,5/10m/key",
    "signup": "20/m/ip",
    "confirm_email": "1/10s/key",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "lapel.doors.web.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "lapel.doors.web.accounts.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "Lapel"
MFA_TOTP_TOLERANCE = 1
# Browsers themselves allow passkeys on http only for localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_TLS
# Counters of attempts must hold over every process and machine that serves pages, so they live
# in the database, the one thing they share already; only sign-in and strangers' posts touch it.
# Where many machines serve, a Redis may hold them instead.
CACHES = {"default": dict(env.cache("LAPEL_CACHE_URL", "database:", table="people_attempts"))}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("LAPEL_BEHIND_PROXY", default=False) else 0
EMAIL_BACKEND = "lapel.doors.web.mail.PortBackend"
DEFAULT_FROM_EMAIL = MAIL_FROM

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    # An address that was not found may hold a link that is still fresh; it stays out of the log.
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Scanners ask under any host by the thousand; the 400 they get is all there is to say.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice("LAPEL_LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
}
