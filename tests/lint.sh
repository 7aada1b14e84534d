#!/usr/bin/env bash
# The checks that run no test: what `make lint` and the pre-commit hooks call.
#   tests/lint.sh          all of them
#   tests/lint.sh NAME...  only those: ruff format mypy imports templates migrations deploy
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

ruff_() { ruff check -q .; }
format_() { ruff format -q --check .; }
mypy_() { mypy --no-error-summary syncportal connectors sync tests benchmarks; }
imports_() { lint-imports --no-cache; }
templates_() { djlint templates --check --lint --quiet; }
manage() { DJANGO_SETTINGS_MODULE=tests.settings python -W ignore manage.py "$@"; }
migrations_() { manage makemigrations --check --dry-run; }
deploy_() { # as in production: https, a real secret
  PORTAL_URL=https://portal.example ALLOWED_HOSTS=portal.example SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w0)" \
    manage check --deploy --fail-level WARNING
}

failed=()
[ $# -gt 0 ] || set -- ruff format mypy imports templates migrations deploy
for name in "$@"; do
  started=$SECONDS
  if output=$("${name}_" 2>&1); then
    printf '[lint] %-12s ok     %3d s\n' "$name" $((SECONDS - started))
  else
    printf '%s\n[lint] %-12s FAILED %3d s\n' "$output" "$name" $((SECONDS - started))
    failed+=("$name")
  fi
done
[ ${#failed[@]} = 0 ]
