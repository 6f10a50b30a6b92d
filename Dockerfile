# One image for all: the pages, the workers, the clock, and what prepares the database. See compose.yml.

FROM python:3.11-slim-bookworm AS packages
COPY requirements-scale.lock /
RUN python -m venv /packages \
 && /packages/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements-scale.lock

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin saidyes \
 && install --directory --owner saidyes --group saidyes --mode 700 /data
COPY --from=packages /packages /packages
COPY manage.py /srv/saidyes/
COPY saidyes /srv/saidyes/saidyes
WORKDIR /srv/saidyes
ENV PATH=/packages/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SAIDYES_DATA_DIR=/data
USER saidyes
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "4", \
     "--respawn-failed-workers", "--workers-kill-timeout", "8", "--http1-header-read-timeout", "10000", \
     "--http1-buffer-size", "65536", "--log-level", "warning", "saidyes.wsgi:application"]
