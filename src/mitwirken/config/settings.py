# SPDX-License-Identifier: EUPL-1.2
"""One file for all places. With no environment at all it runs; `docs/operating/settings.md` lists what can be set."""

from pathlib import Path

from . import environment as env

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]

HOME = env.folder(
    "MITWIRKEN_HOME",
    CHECKOUT / "var" if (CHECKOUT / "pyproject.toml").exists() else Path.home() / ".mitwirken",
)
DEMO = env.flag("MITWIRKEN_DEMO")
DEBUG = env.flag("MITWIRKEN_DEBUG")
SECRET_KEY = env.secret("MITWIRKEN_SECRET_KEY", HOME)
BASE_URL = env.text("MITWIRKEN_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
# The machine itself always: whoever watches the service asks it by that name.
ALLOWED_HOSTS = [*env.listed("MITWIRKEN_HOSTS"), "localhost", "127.0.0.1", "[::1]"]
CITY = env.text("MITWIRKEN_CITY", "Dortmund")
# What stands on paper: the number to call, and where letters come from, in one line. The demo has one that nobody is called by.
PHONE = env.text("MITWIRKEN_PHONE", "030 23125 417" if DEMO else "")
POSTAL_ADDRESS = env.text(
    "MITWIRKEN_POSTAL_ADDRESS", "Stadt Dortmund · Bürgerbeteiligung · 44122 Dortmund" if DEMO else ""
)
# For the register of processing; what the pages say of data protection comes from the rooms.
CONTROLLER = env.text("MITWIRKEN_CONTROLLER")
DATA_PROTECTION_OFFICER = env.text("MITWIRKEN_DATA_PROTECTION_OFFICER")
PROCESSORS = [name.strip() for name in env.text("MITWIRKEN_PROCESSORS").split(";") if name.strip()]
SOURCE_URL = env.text("MITWIRKEN_SOURCE").rstrip("/")

INSTALLED_APPS = [
    "mitwirken.demo",
    "mitwirken.entrances.hub",
    "mitwirken.entrances.toolbox",
    "mitwirken.entrances.learning",
    "mitwirken.formats.live",
    "mitwirken.formats.events",
    "mitwirken.formats.ballots",
    "mitwirken.formats.lots",
    "mitwirken.formats.surveys",
    "mitwirken.formats.proposals",
    "mitwirken.formats.rating",
    "mitwirken.formats.deliberation",
    "mitwirken.formats.opinions",
    "mitwirken.civic.representation",
    "mitwirken.civic.archive",
    "mitwirken.civic.projects",
    "mitwirken.civic.participation",
    "mitwirken.civic.places",
    "mitwirken.civic.people",
    "mitwirken.ground.api",
    "mitwirken.ground.desk",
    "mitwirken.ground.activity",
    "mitwirken.ground.notifications",
    "mitwirken.ground.moderation",
    "mitwirken.ground.protection",
    "mitwirken.ground.scanning",
    "mitwirken.ground.devices",
    "mitwirken.ground.paper",
    "mitwirken.ground.privacy",
    "mitwirken.ground.texts",
    "mitwirken.ground.search",
    "mitwirken.ground.pictures",
    "mitwirken.ground.ui",
    "mitwirken.ground.pages",
    "mitwirken.ground.realtime",
    "mitwirken.ground.keeping",
    "mitwirken.ground.audit",
    "mitwirken.ground.deeds",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_prose_editor",
    "js_asset",
    "leaflet",
    "ninja",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "mitwirken.config.apps.StaticFiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mitwirken.ground.devices.middleware.DeviceMiddleware",
    "mitwirken.ground.ui.middleware.RefusalMiddleware",
    "mitwirken.ground.pages.middleware.PublicPageMiddleware",
]

ROOT_URLCONF = "mitwirken.config.urls"
WSGI_APPLICATION = "mitwirken.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mitwirken.ground.ui.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "mitwirken.ground.ui.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "mitwirken.ground.ui.forms.Renderer"

DATABASES = {"default": env.database("DATABASE_URL", HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["mitwirken.civic.people.backend.Backend"]
SESSION_ENGINE = "mitwirken.civic.people.sessions"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:account"
LOGOUT_REDIRECT_URL = "hub:home"
ACCOUNT_ADAPTER = "mitwirken.civic.people.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SIGNUP_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BASE_URL.startswith("https") else "http"
MFA_ADAPTER = "mitwirken.civic.people.adapter.MfaAdapter"
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "MitWIRken"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = BASE_URL.startswith("http://localhost")

# Cookies: a session when someone signs in, a CSRF token where a form stands, nothing else.
SECURE = BASE_URL.startswith("https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "mitwirken_session"
CSRF_COOKIE_NAME = "mitwirken_form"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "mitwirken.ground.ui.errors.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("MITWIRKEN_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        # No nonce: a finished page is the same for many readers, and one nonce for many protects nobody.
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
    }
}

# Words and time
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [path for path in (CHECKOUT / "locale", PACKAGE / "locale") if path.is_dir()]
USE_I18N = USE_TZ = True
TIME_ZONE = env.text("MITWIRKEN_TIME_ZONE", "Europe/Berlin")
FORMAT_MODULE_PATH = ["mitwirken.config.formats"]
USE_THOUSAND_SEPARATOR = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/bilder/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "mitwirken.config.static.StaticFiles"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "jpg",
    "jpeg",
    "png",
    "webp",
    "gz",
    "br",
    "woff",
    "woff2",
    "map",
    "pdf",
    "zip",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# Pictures of filled sheets, counted from the entry.
SCANS_KEPT_DAYS = env.number("MITWIRKEN_SCANS_DAYS", 90)

# Mail: a server by environment, otherwise a folder that the demo shows as a page.
DEFAULT_FROM_EMAIL = env.text("MITWIRKEN_MAIL_FROM", "MitWIRken <mitwirken@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = env.text("MITWIRKEN_MAIL_HOST")
EMAIL_PORT = env.number("MITWIRKEN_MAIL_PORT", 587)
EMAIL_HOST_USER = env.text("MITWIRKEN_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("MITWIRKEN_MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("MITWIRKEN_MAIL_TLS", True)
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)

# Maps: off. A source such as basemap.de's WMTS, with {z}, {x}, {y}, is fetched by this host and cached.
TILES = env.text("MITWIRKEN_TILES")
TILES_CREDIT = env.text("MITWIRKEN_TILES_CREDIT")

# Video: none of our own. Where the city runs a server, people are sent there with a pass.
VIDEO = env.choice("MITWIRKEN_VIDEO", ("none", "link", "jitsi", "bbb"), "none")
VIDEO_URL = VIDEO_SECRET = VIDEO_APP = ""
VIDEO_CHECKSUM = env.choice("MITWIRKEN_VIDEO_CHECKSUM", ("sha1", "sha256", "sha384", "sha512"), "sha256")
if VIDEO in ("jitsi", "bbb"):
    VIDEO_URL = env.needed("MITWIRKEN_VIDEO_URL", f"MITWIRKEN_VIDEO is {VIDEO}")
    VIDEO_SECRET = env.needed("MITWIRKEN_VIDEO_SECRET", f"MITWIRKEN_VIDEO is {VIDEO}")
if VIDEO == "jitsi":
    VIDEO_APP = env.needed("MITWIRKEN_VIDEO_APP", "MITWIRKEN_VIDEO is jitsi")

# Who may vote: asked of the city's identity provider (OpenID Connect) where there is one. Not a way to sign in.
IDENTITY_ISSUER = env.provider("MITWIRKEN_IDENTITY_ISSUER")
IDENTITY_NAME = IDENTITY_CLIENT = IDENTITY_SECRET = ""
if IDENTITY_ISSUER:
    _asked = "MITWIRKEN_IDENTITY_ISSUER names a provider"
    IDENTITY_NAME = env.needed("MITWIRKEN_IDENTITY_NAME", _asked)
    IDENTITY_CLIENT = env.needed("MITWIRKEN_IDENTITY_CLIENT", _asked)
    IDENTITY_SECRET = env.needed("MITWIRKEN_IDENTITY_SECRET", _asked)
IDENTITY_SCOPE = " ".join(dict.fromkeys(["openid", *env.text("MITWIRKEN_IDENTITY_SCOPE").split()]))
IDENTITY_RULES = env.needs("MITWIRKEN_IDENTITY_RULES")

# Open pages: held by this program, or by nginx with nchan, which takes messages at this address.
NCHAN = env.loopback("MITWIRKEN_NCHAN")

# Search engines and page cache
PAGE_CACHE = env.flag("MITWIRKEN_PAGE_CACHE", True)
PAGE_CACHE_BYTES = env.number("MITWIRKEN_PAGE_CACHE_MB", 24) * 1024 * 1024

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A page that is not there is no news.
    # What authlib says at DEBUG are the secrets of a proof under way.
    "loggers": {"django.request": {"level": "ERROR"}, "authlib": {"level": "INFO"}},
    "root": {"handlers": ["console"], "level": env.text("MITWIRKEN_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["security.W003"]
