"""Django's settings, all derived from `miqyas.server.config.Config`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF

from miqyas.kernel.text import PSEUDO_LANGUAGE, Text
from miqyas.kernel.words import offered_languages, say
from miqyas.server.config import config
from miqyas.server.logs import configure_logs

_config = config()

# What the rooms below read; they never see the class itself.
MIQYAS_HOME_COUNTRY = _config.home_country
MIQYAS_CURRENCY = _config.currency
MIQYAS_REPORT_ORGANISATION = Text(_config.report_organisation) if _config.report_organisation else None
MIQYAS_REPORT_COVER = Text(_config.report_cover) if _config.report_cover else None
MIQYAS_REPORT_COLOUR = _config.report_colour
MIQYAS_REPORT_LOGO = _config.report_logo
MIQYAS_TARGET_EDITION = _config.target_edition
MIQYAS_FOLDER = _config.folder
MIQYAS_BASE_URL = _config.base_url
MIQYAS_HISTORY_KEY = _config.history_key_file or _config.folder / "history_key"
MIQYAS_PROFILE = _config.profile
MIQYAS_FILE_BYTES = _config.file_mb * 2**20
MIQYAS_ENTITY_QUOTA = _config.entity_quota_mb * 2**20
MIQYAS_INTERNAL_HOSTS = _config.allowed_internal_hosts
MIQYAS_MODEL = (_config.model_url, _config.model_name, _config.model_key.get_secret_value())
MIQYAS_JOB_LEASE = timedelta(seconds=_config.job_lease_seconds)
MIQYAS_ENGINE = _config.engine
MIQYAS_BEHIND_PROXY = _config.behind_proxy
MIQYAS_MFA_ROLES = frozenset(_config.mfa_roles)

DEBUG = _config.debug
SECRET_KEY = _config.secret()
ALLOWED_HOSTS = list(_config.allowed_hosts)
ROOT_URLCONF = "miqyas.server.urls"
WSGI_APPLICATION = "miqyas.server.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": _config.database()}

INSTALLED_APPS = [
    "miqyas.workspace.events",
    "miqyas.workspace.history",
    "miqyas.workspace.accounts",
    "miqyas.workspace.datasets",
    "miqyas.workspace.registry",
    "miqyas.workspace.evidence",
    "miqyas.workspace.services",
    "miqyas.workspace.statistics",
    "miqyas.workspace.campaigns",
    "miqyas.workspace.reviews",
    "miqyas.workspace.scans",
    "miqyas.workspace.roadmaps",
    "miqyas.workspace.challenges",
    "miqyas.workspace.stories",
    "miqyas.workspace.twinning",
    "miqyas.workspace.workshops",
    "miqyas.workspace.questionnaires",
    "miqyas.workspace.watchlists",
    "miqyas.workspace.notifications",
    "miqyas.jobs",
    "miqyas.web",
    "miqyas.api",
    "django.contrib.admin.apps.SimpleAdminConfig",  # only what `miqyas.web.admin` shows
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "miqyas.server.collecting.CollectedStaticFiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "miqyas.server.headers.PermissionsPolicyMiddleware",
    "miqyas.server.logs.RequestLogMiddleware",
    "miqyas.server.signs.ReadableAddressMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "miqyas.web.accounts.middleware.GateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["miqyas.web.templatetags.miqyas", "miqyas.web.templatetags.components"],
        },
    }
]

# --- Languages -------------------------------------------------------------------------------------
LANGUAGES = [(code, say("language.name", language=code)) for code in offered_languages()]
if _config.pseudo_locale:
    LANGUAGES.append((PSEUDO_LANGUAGE, PSEUDO_LANGUAGE))
LANGUAGE_CODE = _config.language
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["miqyas.server.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- People ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "display_name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts failures, in the database, over all processes
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a changed password, address or second factor, to the address before
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SOCIALACCOUNT_ADAPTER = "miqyas.web.accounts.provider.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": _config.provider()}}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
MFA_ADAPTER = "miqyas.web.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = say("shell.name", language="en")
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses were shown by taking up an invitation
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _config.is_https  # a browser itself keeps passkeys to localhost then
MFA_FORMS = {
    "authenticate": "miqyas.web.accounts.second_factor.CodeForm",
    "reauthenticate": "miqyas.web.accounts.second_factor.CodeAgainForm",
    "activate_totp": "miqyas.web.accounts.second_factor.ActivateForm",
    "authenticate_webauthn": "miqyas.web.accounts.second_factor.UsePasskeyForm",
    "login_webauthn": "miqyas.web.accounts.second_factor.EnterByPasskeyForm",
    "reauthenticate_webauthn": "miqyas.web.accounts.second_factor.PasskeyAgainForm",
    "add_webauthn": "miqyas.web.accounts.second_factor.AddPasskeyForm",
    "edit_webauthn": "miqyas.web.accounts.second_factor.RenamePasskeyForm",
}
ACCOUNT_ADAPTER = "miqyas.web.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "miqyas.web.accounts.forms.SignInForm",
    "reauthenticate": "miqyas.web.accounts.forms.PasswordAgainForm",
    "reset_password": "miqyas.web.accounts.forms.ResetForm",
    "reset_password_from_key": "miqyas.web.accounts.forms.ResetKeyForm",
    "change_password": "miqyas.web.accounts.forms.PasswordChangeForm",
    "set_password": "miqyas.web.accounts.forms.PasswordSetForm",
}
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "miqyas.workspace.accounts.lockout.name_of_attempt"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "miqyas.workspace.accounts.lockout.client_address"
AXES_SENSITIVE_PARAMETERS = ["password", "code", "credential"]

# --- What a browser may do -------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # the stylesheet draws its own check marks and arrows
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *_config.provider_origins()],  # a browser counts where a sent form is led on to
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = _config.is_https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _config.is_https and not DEBUG else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _config.is_https
if _config.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _config.is_https
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "miqyas.web.accounts.expired.form_is_stale"
CSRF_TRUSTED_ORIGINS = [_config.base_url] if _config.is_https else []
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# --- Files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = _config.static_root()
MEDIA_ROOT = _config.folder / "files"
WHITENOISE_USE_FINDERS = not _config.release
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "miqyas.server.storage.ReleaseStorage"
        if _config.release
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Mail ------------------------------------------------------------------------------------------
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _config.mail_host else 'filebased'}.EmailBackend"
MIQYAS_MAILS = bool(_config.mail_host)
EMAIL_FILE_PATH = _config.folder / "mail"
EMAIL_HOST = _config.mail_host
EMAIL_PORT = _config.mail_port
EMAIL_HOST_USER = _config.mail_user
EMAIL_HOST_PASSWORD = _config.mail_password.get_secret_value()
EMAIL_USE_TLS = _config.mail_security == "starttls"
EMAIL_USE_SSL = _config.mail_security == "tls"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _config.mail_from

# --- Work in the background ------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
}
LOGGING_CONFIG = None
configure_logs(_config.log_format, debug=DEBUG)
