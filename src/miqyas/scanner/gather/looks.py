"""Looks at addresses, each written down as soon as it is over, and taken from there the next time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from miqyas.scanner.artifacts.model import SEEN, Artifact, Channel, Outcome, Reason, State
from miqyas.scanner.artifacts.store import Journal, SiteEnd, Store, StoreError
from miqyas.scanner.gather.addresses import host_of
from miqyas.scanner.gather.client import Bounds, Client, Fetched
from miqyas.scanner.gather.frontier import Target
from miqyas.scanner.gather.guard import AddressRefusedError
from miqyas.scanner.gather.judging import seen
from miqyas.scanner.gather.pace import BUSY, Clock, Pace
from miqyas.scanner.gather.plan import Plan
from miqyas.scanner.gather.tls import Handshake

NOT_MODIFIED: Final = 304
LONGEST_TEXT: Final = 300
"""Letters kept of the words of a link."""
_REASONS: Final = {
    "dns": Reason.DNS,
    "connect": Reason.CONNECT,
    "timeout": Reason.TIMEOUT,
    "refused": Reason.ADDRESS_REFUSED,
    "tls": Reason.TLS,
}


class Looks:
    """Looks at addresses and writes each look down; what was written down before is not looked at again.

    Of pages that an earlier scan saw (``earlier``, another store) the server is asked whether they changed.
    """

    def __init__(
        self,
        site: str,
        *,
        plan: Plan,
        client: Client,
        pace: Pace,
        store: Store,
        journal: Journal,
        clock: Clock,
        earlier: Store | None = None,
    ) -> None:
        self.plan = plan
        self.fresh: list[Artifact] = []
        """Looks since they were last handed on."""
        self.bytes_kept = 0
        self._client = client
        self._pace = pace
        self._store = store
        self._journal = journal
        self._clock = clock
        self._before = store.looks(site)
        self._earlier = earlier
        self._validators = _validators(earlier.looks(site), plan=plan) if earlier is not None else {}

    def at(
        self,
        target: Target,
        channel: Channel,
        *,
        fetch: Callable[[], Fetched] | None = None,
        facts: dict[str, Any] | None = None,
        is_soft: Callable[[Fetched], bool] | None = None,
    ) -> tuple[Artifact, bytes]:
        """The look at an address by a channel, and its bytes; `fetch` says how, where not the usual way."""
        wanted = self._wanted(target, channel, facts or {})
        if taken := self._taken(wanted):
            return taken
        fetched = fetch() if fetch else self.fetch(target.address)
        name = self._store.keep(fetched.content) if fetched.content else ""
        look = seen(wanted, fetched, name=name, is_soft=is_soft is not None and is_soft(fetched))
        self._add(look)
        return look, fetched.content

    def fetch(
        self,
        address: str,
        *,
        method: str = "GET",
        bounds: Bounds | None = None,
        may_go: Callable[[str], bool] | None = None,
    ) -> Fetched:
        """Fetch an address when its host may be asked; once more where the host says that it is busy."""
        ask = partial(self._once, address, method=method, bounds=bounds, may_go=may_go)
        known = self._validators.get(address) if method == "GET" and bounds is None else None
        fetched = ask(headers=_conditions(known)) if known else ask()
        if fetched.status in BUSY and not self.why_left(address):
            fetched = ask()
        if fetched.status == NOT_MODIFIED and known is not None:
            return self._as_before(known, fetched) or ask()
        return fetched

    def _as_before(self, known: Artifact, fetched: Fetched) -> Fetched | None:
        """The answer that an earlier scan had, which holds still; None where its bytes are gone."""
        assert self._earlier is not None
        try:
            content = self._earlier.body(known)
        except StoreError:
            return None
        headers = {**known.headers, **fetched.headers}
        return replace(fetched, status=200, headers=headers, content=content)

    def shaken(self, target: Target, shake: Callable[[], Handshake]) -> Artifact:
        """The look at a handshake."""
        wanted = self._wanted(target, Channel.TLS, {})
        if taken := self._taken(wanted):
            return taken[0]
        found = shake()
        outcome = SEEN if found.version else Outcome.not_assessable(_REASONS[found.failure])
        look = replace(wanted, outcome=outcome, seconds=found.seconds, facts=found.facts())
        self._add(look)
        return look

    def ended(self, end: SiteEnd) -> None:
        """Write down how it came to its end."""
        self._journal.add(end)

    def told(self, target: Target, channel: Channel, outcome: Outcome, **facts: Any) -> Artifact:
        """Write down what is known of an address without fetching it."""
        wanted = replace(self._wanted(target, channel, facts), outcome=outcome)
        if taken := self._taken(wanted):
            return taken[0]
        self._add(wanted)
        return wanted

    def why_left(self, address: str) -> str:
        """Why the host of an address is not asked any more; empty where it is."""
        return self._pace.why_left(host_of(address))

    def slow_down(self, address: str, *, pause: float) -> None:
        """Keep to the pause that the host of an address asks for."""
        self._pace.slow_down(host_of(address), pause=pause)

    def _wanted(self, target: Target, channel: Channel, facts: dict[str, Any]) -> Artifact:
        return Artifact(
            address=target.address,
            channel=channel,
            vantage=self.plan.vantage,
            seen_at=self._clock.now(),
            asked_language=self.plan.languages,
            parent=target.parent,
            link_text=target.text[:LONGEST_TEXT],
            depth=target.depth,
            facts=facts,
        )

    def _once(
        self,
        address: str,
        *,
        method: str,
        bounds: Bounds | None,
        may_go: Callable[[str], bool] | None,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        host, retry = host_of(address), ""
        status: int | None = 0
        self._pace.wait(host)
        try:
            fetched = self._client.fetch(
                address,
                languages=self.plan.languages,
                method=method,
                headers=headers,
                bounds=bounds,
                may_go=may_go,
            )
            status, retry = fetched.status, fetched.headers.get("retry-after", "")
        except AddressRefusedError:
            return Fetched(address, address, failure="refused")
        finally:
            self._pace.told(host, status=status, retry_after=retry)
        return fetched

    def _taken(self, wanted: Artifact) -> tuple[Artifact, bytes] | None:
        """The look that was written down before, with its bytes; None where it has to be looked at now."""
        known = self._before.get(wanted.key)
        if known is None or known.outcome.state is State.NOT_TESTED:
            return None
        try:
            content = self._store.body(known)
        except StoreError:
            return None
        self.fresh.append(known)
        self.bytes_kept += len(content)
        return known, content

    def _add(self, look: Artifact) -> None:
        self._journal.add(look)
        self.fresh.append(look)
        self.bytes_kept += look.body.size if look.body else 0


def _validators(looks: Mapping[str, Artifact], *, plan: Plan) -> dict[str, Artifact]:
    """Pages that were seen whole, without a redirect, as we see them now, and can be asked about."""
    return {
        look.address: look
        for look in looks.values()
        if look.channel is Channel.HTTP
        and (look.vantage, look.asked_language) == (plan.vantage, plan.languages)
        and look.status == 200
        and look.body is not None
        and not (look.body.is_cut or look.hops)
        and _conditions(look)
    }


def _conditions(look: Artifact) -> dict[str, str]:
    """What asks whether a page is still as it was."""
    told = {
        "If-None-Match": look.headers.get("etag"),
        "If-Modified-Since": look.headers.get("last-modified"),
    }
    return {name: value for name, value in told.items() if value}
