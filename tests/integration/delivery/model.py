"""The delivery as a few Python dictionaries: what the Lua in ``shared/delivery`` has to agree with, step by step."""

from __future__ import annotations

from dataclasses import dataclass

FINAL = {"indexed", "quarantined", "superseded", "deleted", "merged"}


@dataclass
class Version:
    """One accepted version."""

    id: str
    version: int
    operation: str
    state: str
    text: str
    stage: str
    ready_at: float | None
    attempts: int = 0
    failed: bool = False
    """Whether its last attempt ended with a reason."""
    first: bool = False
    """Whether no earlier version was known."""
    large: bool = False
    slow: bool = False
    """The lane that it waits in."""
    into: str = ""
    """The article that it was merged into."""

    def wait(self, ready_at: float) -> None:
        """Wait in the lane that its size and its attempts ask for."""
        large = self.large and self.stage == "annotating"
        self.ready_at, self.slow = ready_at, large or self.attempts >= 2

    @property
    def member(self) -> str:
        return f"{self.id}:{self.version}"


@dataclass
class Lease:
    """A worker's hold on a version."""

    token: str
    of: Version
    until: float


class Model:
    """The same operations as :class:`shared.delivery.receipts.Receipts`, without a server."""

    def __init__(self) -> None:
        self.versions: dict[str, Version] = {}
        self.current: dict[str, Version] = {}
        self.fingerprint: dict[str, str] = {}
        self.alias: dict[str, str] = {}
        """Address -> article id."""
        self.into: dict[str, str] = {}
        """Article id -> the one that it was merged into."""
        self.leases: dict[str, dict[str, Lease]] = {"annotating": {}, "indexing": {}}
        """Stage -> article id -> lease: one version of an article at a time."""
        self._latest, self._ahead = 0, 0

    def _clock(self, wall: int) -> float:
        """Seconds that never run backwards, of a clock in microseconds that may be set back."""
        self._ahead = max(self._ahead, self._latest - wall)
        self._latest = wall + self._ahead
        return self._latest / 1e6

    def survivor(self, id: str) -> str:
        while id in self.into:
            id = self.into[id]
        return id

    def gone(self, id: str) -> bool:
        v = self.current.get(id)
        return v is not None and (v.state in {"deleted", "quarantined"} or v.operation == "delete")

    def accept(
        self, wall: int, url: str, candidate: str, fingerprint: str, text: str, large: bool
    ) -> tuple[str, str, int]:
        now = self._clock(wall)
        named = self.alias.get(url, candidate)
        id = self.survivor(named)
        previous, gone = self.current.get(id), self.gone(id)
        if previous and not gone and fingerprint in (self.fingerprint[id], self.fingerprint[named]):
            return "unchanged", id, previous.version
        stage = "annotating"
        if previous and not gone and previous.state == "indexed" and previous.text == text:
            stage = "indexing"
        new = self._replace(now, id, "put", stage, text, large)
        self.fingerprint[id], self.alias[url] = fingerprint, id
        return ("changed" if previous else "new"), id, new.version

    def delete(self, wall: int, id: str) -> tuple[str, int]:
        now, id = self._clock(wall), self.survivor(id)
        return self._delete(now, id)

    def _delete(self, now: float, id: str) -> tuple[str, int]:
        previous = self.current.get(id)
        if previous and previous.operation == "delete" and previous.state != "quarantined":
            return "unchanged", previous.version
        self.fingerprint[id] = ""
        return "deleted", self._replace(now, id, "delete", "indexing", "").version

    def _replace(self, now: float, id: str, operation: str, stage: str, text: str, large: bool = False) -> Version:
        previous = self.current.get(id)
        if previous:
            self._supersede(previous)
        version = max(self._latest, previous.version + 1 if previous else 0)
        new = Version(id, version, operation, stage, text, stage, now, first=previous is None, large=large)
        new.wait(now)
        self.versions[new.member] = self.current[id] = new
        return new

    def _supersede(self, old: Version) -> None:
        if old.state not in FINAL or old.state == "quarantined":
            old.state, old.ready_at, old.attempts, old.failed = "superseded", None, 0, False

    def lease(
        self, wall: int, stage: str, token: str, seconds: float, count: int, max_attempts: int, lanes: list[str]
    ) -> list[str]:
        now = self._clock(wall)
        for lane in lanes:
            most = 1 if lane == "slow" else count
            if taken := self._take(now, stage, token, seconds, most, max_attempts, slow=lane == "slow"):
                return taken
        return []

    def _take(
        self, now: float, stage: str, token: str, seconds: float, count: int, max_attempts: int, *, slow: bool
    ) -> list[str]:
        taken: list[Version] = []
        ready = sorted(
            (
                v
                for v in self.versions.values()
                if v.stage == stage and v.slow == slow and v.ready_at is not None and v.ready_at <= now
            ),
            key=lambda v: (v.ready_at, v.member),
        )
        for v in ready[: count * 2 + 10]:
            if len(taken) >= count:
                break
            if v.id in self.leases[stage]:
                v.ready_at = now + 1
            elif self.current[v.id] is not v:
                self._supersede(v)
            elif v.attempts >= max_attempts:
                v.state, v.ready_at, v.attempts, v.failed = "quarantined", None, 0, False
            elif not taken or v.attempts == 0:
                alone = v.attempts > 0
                v.ready_at, v.attempts = None, v.attempts + 1
                self.leases[stage][v.id] = Lease(token, v, now + seconds)
                taken.append(v)
                if alone:
                    break
        return [v.member for v in taken]

    def renew(self, wall: int, stage: str, token: str, seconds: float, members: list[str]) -> int:
        now = self._clock(wall)
        ours = 0
        for member in members:
            lease = self.leases[stage].get(member.split(":")[0])
            if lease and lease.token == token:
                ours += 1
                if lease.of.member == member:
                    lease.until = now + seconds
        return ours

    def _owner(self, id: str, url: str) -> tuple[str, bool]:
        other = self.survivor(self.alias[url]) if url in self.alias else id
        if other == id or self.gone(other):
            return id, True
        return other, False

    def settle(
        self, wall: int, stage: str, token: str, member: str, verdict: str, detail: str, pause: float, url: str = ""
    ) -> str:
        now = self._clock(wall)
        v = self.versions[member]
        lease = self.leases[stage].get(v.id)
        if not lease or lease.token != token or lease.of is not v:
            return "lost"
        del self.leases[stage][v.id]
        if self.current[v.id] is not v:
            self._supersede(v)
            return "superseded"
        if verdict == "next" and url:
            owner, free = self._owner(v.id, url)
            if owner != v.id:
                v.into = self.into[v.id] = owner
                v.state = v.stage = "indexing"
                v.attempts, v.failed, v.large = 0, False, False
                v.wait(now)
                return "merged"
            if free:
                self.alias[url] = v.id
        if verdict == "next":
            v.state = v.stage = detail
            v.attempts, v.failed = 0, False
            v.wait(now)
        elif verdict == "merged":
            into = self.survivor(detail)
            if into == v.id:
                v.first = False
                v.wait(now)
                return "done"
            self._pass_on(now, v, into)
            v.into = self.into[v.id] = into
            v.state, v.attempts, v.failed = "merged", 0, False
        elif verdict == "final":
            v.state, v.attempts, v.failed = detail, 0, False
        elif verdict == "quarantine":
            v.state, v.attempts, v.failed = "quarantined", 0, False
            return "quarantined"
        else:
            if verdict == "unavailable":
                v.attempts -= 1
            else:
                v.failed = True
            v.wait(now + pause)
        return "done"

    def _pass_on(self, now: float, v: Version, into: str) -> None:
        if v.operation == "delete":
            self._delete(now, into)
        elif into not in self.current or self.gone(into):
            self._replace(now, into, "put", "annotating", v.text, v.large).first = False
            self.fingerprint[into] = ""

    def sweep(self, wall: int, stage: str, dead: str = "-") -> int:
        now = self._clock(wall)
        expired = [lease for lease in self.leases[stage].values() if lease.until <= now or lease.token.startswith(dead)]
        for lease in expired:
            del self.leases[stage][lease.of.id]
            if self.current[lease.of.id] is lease.of:
                lease.of.wait(now)
            else:
                self._supersede(lease.of)
        return len(expired)

    def replay(self, wall: int, id: str) -> bool:
        now = self._clock(wall)
        v = self.current.get(id)
        if v is None or v.state != "quarantined":
            return False
        v.state, v.attempts = v.stage, 0
        v.wait(now)
        return True
