# syntax=docker/dockerfile:1
# Two stages: the first installs from the hash-locked list, the second carries the result and nothing else.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /src
# Dependencies first: this layer changes only with the lock.
COPY requirements-boot.lock requirements.lock requirements-dev.lock ./
RUN python -m pip install --require-hashes --requirement requirements-boot.lock \
 && python -m venv --without-pip /opt/tertulia \
 && uv pip sync --require-hashes --python /opt/tertulia/bin/python requirements.lock
# Then the checkout itself; what builds it is held by the hashes of the development lock.
COPY . .
RUN uv pip install --no-deps --python /opt/tertulia/bin/python --build-constraints requirements-dev.lock .

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Tertulia" \
      org.opencontainers.image.description="The community bot that introduces people, on Telegram and Slack" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --create-home --home-dir /srv/tertulia tertulia \
 && install -d -o tertulia -g tertulia /srv/tertulia/data
COPY --from=build /opt/tertulia /opt/tertulia
ENV PATH=/opt/tertulia/bin:$PATH PYTHONUNBUFFERED=1 \
    TERTULIA_HOST=0.0.0.0 TERTULIA_PORT=8000 TERTULIA_LOG_FORMAT=json
USER tertulia
WORKDIR /srv/tertulia
# The SQLite database, the made secret key and backups; with PostgreSQL only the key.
VOLUME /srv/tertulia/data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['TERTULIA_PORT'] + '/healthz', timeout=4)"]
# SIGTERM lets running units finish; the sender marks what it has in hand.
STOPSIGNAL SIGTERM
ENTRYPOINT ["tertulia"]
CMD ["run"]
