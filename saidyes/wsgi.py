import os

from django.core.wsgi import get_wsgi_application

from saidyes.common.configuring import insist

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
application = get_wsgi_application()
insist()

from saidyes.checkup.watchman import keep_watch  # noqa: E402 (the apps must be there first)

keep_watch()
