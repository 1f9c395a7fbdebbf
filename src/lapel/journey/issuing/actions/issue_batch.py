"""Issue a confirmed batch, chunk by chunk; what was done stays done, whoever stops it."""

from __future__ import annotations

import fcntl
import os
import time
import uuid
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.utils.translation import gettext as _

from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.claim_chunk import (
    claim_chunk,
    free_chunks,
    hand_back,
    release_chunks,
)
from lapel.journey.issuing.actions.enter_in_log import refuse_while_held
from lapel.journey.issuing.actions.make_achievement import make_achievement
from lapel.journey.issuing.actions.prepare_issuer import prepare_issuer
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.seal_chunk import (
    ChangedMeanwhileError,
    prepare_chunk,
    seal_chunk,
)
from lapel.journey.issuing.actions.sign_slice import Plan, begin_worker, sign_slice
from lapel.journey.issuing.actions.sign_status_list import sign_status_list
from lapel.journey.issuing.actions.upload_batch import forgotten_on
from lapel.journey.issuing.events import BatchConfirmed, BatchKept
from lapel.journey.issuing.models import Achievement, Batch
from lapel.journey.issuing.queries import active_key
from lapel.journey.issuing.queries.batches import batch_credential, is_confirmed
from lapel.journey.record.actions import announce, note
from lapel.journey.record.events import engine
from lapel.journey.record.queries import now, waiting_deliveries
from lapel.ports.jobs.processes import machine_name
from lapel.rows import roomy
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from lapel.journey.issuing.actions.seal_chunk import Work
    from lapel.journey.issuing.actions.sign_slice import Slice
    from lapel.journey.issuing.models import IssuerKey

# In a job other work gets its turn after so long.
A_ROUND = 20.0
# Where it came no further, or others hold what is left, it is looked at again after so long.
A_REST = timedelta(seconds=30)
# Below this a process that signs costs more than it saves.
WORTH_WORKERS = 2000
MOST_FAILURES = 20


class BusyError(Exception):
    """As many processes of this machine issue batches now as may."""


def issue_batch(
    *,
    batch_id: UUID,
    workers: int = 0,
    seconds: float | None = None,
    tell: Callable[[Batch], None] | None = None,
) -> Batch:
    """Issue what is left of a running batch; gives it as it stands then.

    `workers` processes sign beside this one, which writes; with none it does both. It stops after
    the chunk during which `seconds` have passed, or the batch was paused or cancelled. `tell`
    hears of the batch after each chunk. Refuses a batch whose confirmation does not stand in the
    audit chain for exactly these recipients (R18). BusyError where this machine has no place left.
    """
    batch = Batch.objects.select_related("version__microcredential", "stack", "organisation").get(
        pk=batch_id
    )
    if batch.state != Batch.State.RUNNING:
        return batch
    with _a_place() as holder:
        _prepare(batch)
        until = None if seconds is None else time.monotonic() + seconds
        with _press(workers) as press, roomy():
            _Run(batch, press, holder, until, tell).work_off()
        _finish(batch)
    batch.refresh_from_db()
    return batch


def go_on_with_batch(*, batch_id: UUID) -> None:
    """Issue a round of a batch, and ask for the next; for the job, which may run twice."""
    before = Batch.objects.get(pk=batch_id)
    are_many = engine().share > 1
    if are_many:
        _ask_others(before)
    # Where many share it, each of them signs for itself.
    workers = 1 if before.left >= WORTH_WORKERS and not are_many else 0
    try:
        after = issue_batch(batch_id=batch_id, workers=workers, seconds=A_ROUND)
    except BusyError:
        after = before
    if after.state == Batch.State.RUNNING:
        goes_on = after.left < before.left and free_chunks(after).exists()
        pause = timedelta(0) if goes_on else A_REST
        with transaction.atomic():
            announce(BatchConfirmed(batch_id=batch_id), due_at=now() + pause)


def _ask_others(batch: Batch) -> None:
    """Have as many rounds run beside this one as may share the batch, and find chunks."""
    with transaction.atomic():
        take_turns(f"issuing.rounds:{batch.pk}")
        rounds = waiting_deliveries().filter(
            event__kind=BatchConfirmed.kind(), event__payload__batch_id=str(batch.pk)
        )
        most = min(engine().share, free_chunks(batch).count())
        for _round in range(most - rounds.count()):
            announce(BatchConfirmed(batch_id=batch.pk))


@contextmanager
def _a_place() -> Iterator[str]:
    """Hold a place among those of this machine that issue batches, under a name for leases.

    There are as many as may share a batch. Whoever held leases by a place's name before is dead:
    its lock says so.
    """
    folder = settings.HOME / "db"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(engine().share):
        with (folder / f"issuing-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            place = f"{machine_name(settings.HOME)}:{number}:"
            release_chunks(holder_prefix=place)
            yield f"{place}{os.getpid()}:{uuid.uuid4().hex[:12]}"
            return
    raise BusyError


def _prepare(batch: Batch) -> None:
    if not is_confirmed(batch):
        raise Refusal(_("The batch's confirmation does not stand in the audit log as it is now."))
    refuse_while_held()
    issuer = prepare_issuer(organisation=batch.organisation)
    with transaction.atomic():
        made = make_achievement(issuer=issuer, subject=batch.subject)
        batch.achievement = Achievement.objects.select_related("issuer__organisation").get(
            pk=made.pk
        )
        batch.save(update_fields=["achievement"])


class _Here:
    """Signs in this process, when asked for the result."""

    ahead = 1

    def sign(self, **given: Any) -> Callable[[], Slice]:
        return lambda: sign_slice(**given)


@dataclass
class _Beside:
    """Signs in processes of its own, a chunk ahead of the one being written."""

    pool: ProcessPoolExecutor
    ahead: int

    def sign(self, **given: Any) -> Callable[[], Slice]:
        return self.pool.submit(sign_slice, **given).result


@contextmanager
def _press(workers: int) -> Iterator[_Here | _Beside]:
    if not workers:
        yield _Here()
        return
    # They are forked now, with no connection to the database in them.
    connections.close_all()
    with ProcessPoolExecutor(
        workers, get_context("fork"), initializer=begin_worker, initargs=(os.getpid(),)
    ) as pool:
        pool.submit(os.getpid).result()
        yield _Beside(pool, workers + 1)


@dataclass
class _Run:
    """One process's run over a batch."""

    batch: Batch
    press: _Here | _Beside
    holder: str
    until: float | None
    tell: Callable[[Batch], None] | None
    plans: dict[UUID, Plan] = field(default_factory=dict)
    waiting: deque[tuple[Work, Callable[[], Slice]]] = field(default_factory=deque)
    failures: int = 0

    def work_off(self) -> None:
        """Keep some chunks being signed ahead of the one that is sealed, until none is left."""
        try:
            while True:
                while len(self.waiting) < self.press.ahead and self._take():
                    pass
                if not self.waiting:
                    return
                self._seal_oldest()
        finally:
            for work, _signed in self.waiting:
                hand_back(work.chunk, holder=self.holder)

    def _take(self) -> bool:
        """Claim a chunk and have it signed; tells whether there was one and time for it."""
        if self.until is not None and time.monotonic() > self.until:
            return False
        key = self._key()
        chunk = claim_chunk(batch=self.batch, key=key, holder=self.holder)
        if chunk is None:
            return False
        failpoint("issuing.chunk-claimed")
        work = prepare_chunk(batch=self.batch, chunk=chunk, key=key)
        # A badge that names a list nobody can fetch would not verify.
        sign_status_list(status_list_id=work.listed.pk)
        ring = (settings.KEYS_URL, settings.KEYS_SECRET)
        signed = self.press.sign(
            plan=self._plan(key), slips=work.slips(), created=work.created, keyring=ring
        )
        self.waiting.append((work, signed))
        return True

    def _key(self) -> IssuerKey:
        assert self.batch.achievement
        issuer = self.batch.achievement.issuer
        key = active_key(issuer)
        if key is None:
            raise Refusal(_("%s has no signing key in force.") % issuer.name)
        return key

    def _plan(self, key: IssuerKey) -> Plan:
        if key.pk not in self.plans:
            document, marks = batch_credential(self.batch, key)
            self.plans[key.pk] = Plan(
                document=document,
                public=tuple(marks.public()),
                hers=tuple(marks.hers()),
                verification_method=key.verification_method,
                key_id=key.key_id,
                name=f"{self.batch.pk}:{key.pk}",
            )
        return self.plans[key.pk]

    def _seal_oldest(self) -> None:
        work, signed = self.waiting[0]
        documents = signed()
        failpoint("issuing.chunk-signed")
        try:
            seal_chunk(work=work, signed=documents, holder=self.holder)
        except (ChangedMeanwhileError, IntegrityError, Refusal):
            self.failures += 1
            if self.failures > MOST_FAILURES:
                raise
            hand_back(work.chunk, holder=self.holder)
        self.waiting.popleft()
        if self.tell:
            self.batch.refresh_from_db(fields=["issued", "skipped", "state"])
            self.tell(self.batch)


def _finish(batch: Batch) -> None:
    """Close a batch of which nothing is left to do."""
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        if held.state != Batch.State.RUNNING or held.chunks.filter(done_at=None).exists():
            return
        held.state, held.finished_at = Batch.State.DONE, now()
        held.save(update_fields=["state", "finished_at"])
        note(
            aggregate="batch",
            aggregate_id=held.pk,
            action="finished",
            actor=None,
            facts={"issued": held.issued, "skipped": held.skipped},
        )
        announce(BatchKept(batch_id=held.pk), due_at=forgotten_on(held))
