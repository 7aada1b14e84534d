# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install -q --require-hashes -r requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=syncportal.settings STATIC_ROOT=/app/var/static
RUN useradd --system --uid 10001 --create-home portal
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY syncportal syncportal
COPY connectors connectors
COPY sync sync
COPY templates templates
COPY static static
# Static files need settings, but no real ones: nothing of this line stays in the image but files.
RUN mkdir -p var && chown portal var && \
    SECRET_KEY=build FIELD_ENCRYPTION_KEY=build PORTAL_URL=http://localhost \
    DATABASE_URL=postgresql://build@localhost/build REDIS_URL=redis://localhost \
    python manage.py collectstatic --noinput -v0
USER portal
EXPOSE 8000
CMD ["gunicorn", "syncportal.wsgi:application", "--bind", "0.0.0.0:8000", \
     "-k", "gthread", "--workers", "2", "--threads", "8", "--timeout", "60", \
     "--max-requests", "2000", "--max-requests-jitter", "200", "--no-control-socket"]
