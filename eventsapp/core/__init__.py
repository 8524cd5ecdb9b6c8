"""The ground floor: what every feature stands on, and nothing about events."""

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from eventsapp.core import (
    db,
    errors,
    feedcache,
    files,
    forms,
    fragments,
    headers,
    health,
    i18n,
    inbox,
    logs,
    mailer,
    menus,
    migrations,
    moments,
    names,
    outbox,
    packing,
    pagecache,
    policy,
    slots,
    throttle,
    web,
)

#: Rooms with tables of their own and nothing to attach.
TABLES = (files, throttle)
#: Attached in this order; what a request meets last (the answer) runs in the opposite order.
PARTS = (
    packing, logs, headers, web, pagecache, db, policy, i18n, moments, forms, mailer,
    errors, outbox, inbox, slots, menus, fragments, migrations, health, feedcache,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Attach the parts that every feature needs."""
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    app.config["RATELIMIT_STRATEGY"] = "fixed-window"
    for part in PARTS:
        part.init_app(app)
    Bootstrap5(app)
    app.jinja_env.filters.update(
        country=names.country_name, language=names.language_name, sector=names.sector_name
    )
    limiter = Limiter(get_remote_address, app=app)
    limiter.request_filter(web.is_free_of_limits)
