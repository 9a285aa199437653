"""What a worker counts, for Prometheus (text exposition format 0.0.4)."""

from __future__ import annotations

import time
from collections import Counter

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Counters:
    """Requests of the management API by method and status, and how long they took in all."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._seconds = 0.0
        self._started_at = time.time()

    def count(self, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests[method if method in METHODS else "other", status] += 1
        self._seconds += seconds

    def text(self) -> str:
        """All counters."""
        lines = [
            "# HELP scimconsole_management_requests_total Requests of the management API.",
            "# TYPE scimconsole_management_requests_total counter",
            *(
                f'scimconsole_management_requests_total{{method="{method}",status="{status}"}} {count}'
                for (method, status), count in sorted(self._requests.items())
            ),
            "# HELP scimconsole_management_seconds_total Seconds spent on them, waiting included.",
            "# TYPE scimconsole_management_seconds_total counter",
            f"scimconsole_management_seconds_total {self._seconds:.6f}",
            "# HELP scimconsole_worker_start_time_seconds When this worker started.",
            "# TYPE scimconsole_worker_start_time_seconds gauge",
            f"scimconsole_worker_start_time_seconds {self._started_at:.3f}",
        ]
        return "\n".join(lines) + "\n"
