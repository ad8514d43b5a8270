"""Runs the service: one process that answers, worker processes that narrate, all ended in good order."""

import asyncio
import contextlib
import errno
import functools
import logging
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from narrate.errors import ServiceError
from narrate.processes import Supervisor
from narrate.service.app import build
from narrate.service.context import ServiceContext
from narrate.service.ingest import Ingest
from narrate.service.monitoring import set_up_logs
from narrate.service.queue import POST_QUEUE, VOICE_QUEUE
from narrate.service.worker import open_queue
from narrate.settings import Settings
from narrate.store.folder import FolderStore
from narrate.voice.registry import open_backend

__all__ = ["check", "serve"]

_HEADER_S = 10.0  # a request line and headers that take longer are a slow loris
_CHECK_S = 0.5
_ALONE = {"127.0.0.1", "::1", "localhost"}
_log = logging.getLogger(__name__)


class _Patient(H11Protocol):
    """A connection that must send its request in time; uvicorn alone would wait for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer = self.loop.call_later(_HEADER_S, self._close_if_idle)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def _close_if_idle(self) -> None:
        """Close the connection if no request was begun since the last look and none is being answered."""
        cycle = self.cycle
        in_use = cycle is not None and (not cycle.response_complete or cycle is not getattr(self, "_seen", None))
        if not in_use and not self.transport.is_closing():
            self.transport.close()
            return
        self._seen = cycle
        self._timer = self.loop.call_later(_HEADER_S, self._close_if_idle)


def _start(settings: Settings, queue: str) -> "subprocess.Popen[bytes]":
    """Start a worker of a queue."""
    process = subprocess.Popen(
        [sys.executable, "-m", "narrate.service", queue, str(os.getpid())], stdin=subprocess.PIPE
    )
    if process.stdin is not None:
        with contextlib.suppress(OSError):  # it died at once; the supervisor sees that
            process.stdin.write(pickle.dumps(settings))
            process.stdin.close()
    return process


def _supervisor(settings: Settings) -> Supervisor:
    """Start the workers of every queue."""
    queues = [VOICE_QUEUE] * settings.service.workers + [POST_QUEUE]

    def restarted(index: int, exit_code: int) -> None:
        _log.error("a worker of the %s queue ended with %s; another takes its place", queues[index], exit_code)

    return Supervisor([functools.partial(_start, settings, queue) for queue in queues], restarted)


async def _keep(supervisor: Supervisor) -> None:
    """Start again whatever ends, until cancelled."""
    while True:
        await asyncio.sleep(_CHECK_S)
        supervisor.check()


def check(settings: Settings) -> None:
    """Raise before anything is opened if the service couldn't work: folders, voice, secrets, address.

    Raises:
        NarrateError: What is wrong, and how to mend it.
    """
    options = settings.service
    if not (options.api_token or options.hook_secret or options.ghost_secret):
        raise ServiceError(
            "no client could post; set ghost_secret, hook_secret or api_token in narrate.toml or NARRATE_*"
        )
    for folder in (options.data_dir, settings.output.out_dir):
        FolderStore(folder).check_writable()
    open_backend(settings.voice).close()
    _listening(options.host, options.port).close()
    host = urlsplit(options.base_url).hostname or ""
    if host in _ALONE and (options.ghost_attach != "none" or options.webhook_urls):
        _log.warning(
            "what is published at %s can be reached from this machine only; set public_url to its public address",
            options.base_url,
        )


def serve(settings: Settings, *, ready: Callable[[int], None] = lambda _port: None) -> None:
    """Answer requests and narrate until SIGTERM or SIGINT.

    Args:
        settings: What is in force.
        ready: Called with the port once requests are answered.

    Raises:
        NarrateError: It can't start; see `check`.
    """
    options = settings.service
    set_up_logs(as_json=options.log_json)
    check(settings)
    listening = _listening(options.host, options.port)
    port = listening.getsockname()[1]
    options = replace(options, port=port)  # by which what is published is named, if nothing else is set
    settings = replace(settings, service=options)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        supervisor = _supervisor(settings)
        keeping = asyncio.create_task(_keep(supervisor))
        _log.info("answering at %s, port %s", options.host, port)
        ready(port)
        yield
        keeping.cancel()
        await asyncio.to_thread(supervisor.stop, options.grace_s + 5)
        ingest.close()
        _log.info("stopped")

    queue = open_queue(settings, VOICE_QUEUE)
    ingest = Ingest(open_queue(settings, VOICE_QUEUE), options.max_waiting)
    app = build(ServiceContext(settings, queue, ingest), lifespan)
    config = uvicorn.Config(
        app,
        http=_Patient,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        backlog=2048,
        h11_max_incomplete_event_size=32_768,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[listening])
    queue.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        hint = "choose another, or stop what listens there" if error.errno == errno.EADDRINUSE else "choose another"
        raise ServiceError(f"{host} port {port} can't be opened ({reason}); {hint}") from error
