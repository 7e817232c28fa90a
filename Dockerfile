# Khyber as a container: docs/operations.md. The verb's exit code is the container's.
FROM python:3.12-slim AS build
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.12-slim
# Extras of pyproject.toml, such as [dask] or [postgres].
ARG EXTRAS=""
COPY --from=build /wheels /wheels
COPY requirements.lock /wheels/
# Versions are those of the lock; what only tests need is not installed.
RUN pip install --no-cache-dir --constraint /wheels/requirements.lock "$(echo /wheels/khyber-*.whl)${EXTRAS}" \
    && rm -r /wheels \
    && useradd --system --uid 10001 --user-group --create-home khyber \
    && install --directory --owner khyber --group khyber /srv/khyber /srv/khyber/data
USER 10001:10001
WORKDIR /srv/khyber
# A configuration of your own is mounted at /srv/khyber/config; a part that it lacks is the shipped one.
VOLUME /srv/khyber/data
# Healthy while the configuration holds; how a run went is in its exit code.
HEALTHCHECK --interval=5m --timeout=30s CMD ["khyber", "sources", "list"]
ENTRYPOINT ["khyber"]
CMD ["--help"]
