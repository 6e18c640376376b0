"""Whose acceptance has to ring: whatever no doorbell job in the queue tells of."""

from __future__ import annotations

import pytest
import redis

from services.ingest.forms.article import identify
from shared.delivery.posts import Accepted
from shared.delivery.receipts import Receipts, queue_name
from shared.models.articles import Article
from shared.models.receipts import Stage
from shared.settings import Settings

pytestmark = pytest.mark.redis


def test_one_job_in_the_queue_tells_of_all_that_waits(settings: Settings, redis_client: redis.Redis) -> None:
    # given: nobody has rung
    receipts = Receipts(redis_client, prefix=settings.queue_name_prefix, keep_days=1)
    queue = queue_name(settings.queue_name_prefix, Stage.ANNOTATING)

    def accept(body: str) -> Accepted:
        return receipts.accept(identify(Article(title="t", body=body)), "r")

    # when: articles come before the job is there, while it waits, and after it was taken
    first = accept("one")
    redis_client.lpush(queue, "a doorbell job")
    second = accept("two")
    redis_client.delete(queue)
    third = accept("three")

    # then: only what the job cannot have told of has to ring
    assert (first.ring, second.ring, third.ring) == (True, False, True)


def test_what_changes_nothing_rings_for_nobody(settings: Settings, redis_client: redis.Redis) -> None:
    # given: an article that waits already
    receipts = Receipts(redis_client, prefix=settings.queue_name_prefix, keep_days=1)
    post = identify(Article(title="t", body="one"))
    receipts.accept(post, "r")

    # when: it comes again
    again = receipts.accept(post, "r")

    # then: nobody has to be woken
    assert (again.outcome, again.ring) == ("unchanged", False)


def test_a_deletion_rings_for_the_indexer(settings: Settings, redis_client: redis.Redis) -> None:
    # given: an article
    receipts = Receipts(redis_client, prefix=settings.queue_name_prefix, keep_days=1)
    id = receipts.accept(identify(Article(title="t", body="one")), "r").id

    # when: it is deleted, and deleted again
    deleted, again = receipts.delete(id, "r"), receipts.delete(id, "r")

    # then: the first has to wake somebody
    assert (deleted.state, deleted.ring, again.ring) == (Stage.INDEXING, True, False)
