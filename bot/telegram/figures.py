"""What the bot counts, in Prometheus' terms; shown at ``/metrics`` where that is configured, and by /stats."""

from prometheus_client import Counter, Histogram

UPDATES = Counter("wenzheng_updates", "Updates done, by kind", ["kind"])
ANSWERS = Counter("wenzheng_answers", "Questions answered", ["status"])
REFUSED = Counter("wenzheng_refused", "Messages refused, by reason", ["reason"])
REQUESTS = Counter("wenzheng_requests", "Requests to Telegram, by method and HTTP status", ["method", "status"])
ANSWERING = Histogram(
    "wenzheng_answer_seconds",
    "Seconds to find an answer",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
HANDLING = Histogram(
    "wenzheng_update_seconds",
    "Seconds from an update to its end",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30),
)
