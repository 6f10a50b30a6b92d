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
ENV PATH=/packages/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SAIDYES_DATA_DIR=/data \
    SAIDYES_BIND=0.0.0.0 SAIDYES_PORT=8000
USER saidyes
EXPOSE 8000
CMD ["python", "manage.py", "serve"]
