"""What a worker counts, for Prometheus (text exposition format 0.0.4)."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Literal

Interface = Literal["scim", "management", "setup"]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Counters:
    """Requests of each interface by method and status, and how long they took in all."""

    def __init__(self) -> None:
        self._requests: defaultdict[tuple[Interface, str, int], int] = defaultdict(int)
        self._seconds: defaultdict[Interface, float] = defaultdict(float)
        self._started_at = time.time()

    def count(self, interface: Interface, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests[interface, method if method in METHODS else "other", status] += 1
        self._seconds[interface] += seconds

    def text(self) -> str:
        """All counters."""
        lines = [
            "# HELP scimconsole_requests_total Requests answered.",
            "# TYPE scimconsole_requests_total counter",
            *(
                f'scimconsole_requests_total{{interface="{interface}",method="{method}",status="{status}"}} '
                f"{count}"
                for (interface, method, status), count in sorted(self._requests.items())
            ),
            "# HELP scimconsole_request_seconds_total Seconds from request to answer, waiting included.",
            "# TYPE scimconsole_request_seconds_total counter",
            *(
                f'scimconsole_request_seconds_total{{interface="{interface}"}} {seconds:.6f}'
                for interface, seconds in sorted(self._seconds.items())
            ),
            "# HELP scimconsole_worker_start_time_seconds When this worker started.",
            "# TYPE scimconsole_worker_start_time_seconds gauge",
            f"scimconsole_worker_start_time_seconds {self._started_at:.3f}",
        ]
        return "\n".join(lines) + "\n"
