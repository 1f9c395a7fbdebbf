"""What the server calls."""

from django.core.wsgi import get_wsgi_application

from lapel.doors.web.lines import ProbingLines

application = ProbingLines(get_wsgi_application())
