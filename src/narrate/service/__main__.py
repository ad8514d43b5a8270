"""A worker process; the supervisor in `server.py` starts it."""

from narrate.service.worker import main

main()
