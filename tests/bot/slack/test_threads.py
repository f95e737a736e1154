"""What is remembered of threads and of what has been dealt with, and for how long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.slack.guard.deduplication import Deduplication
from bot.slack.threads import Threads
from index.documents.document import Role
from index.question.follow_up import Kind, Topic

HOUR = 3600
ARCHITECT = Topic(None, (Role("Architect", "architect.rst", 1),), "", Kind.SHOWN)
LEAD = Topic(None, (Role("Tech Lead", "tech-lead.rst", 1),), "", Kind.SHOWN)


class Clock:
    """Shows what it is set to, in seconds."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_thread_is_about_what_was_last_put() -> None:
    threads = Threads()
    assert threads.get("C1", "1.1") is None
    threads.put("C1", "1.1", ARCHITECT)
    threads.put("C1", "1.1", LEAD)
    assert threads.get("C1", "1.1") == LEAD


def test_another_thread_and_another_channel_are_about_something_else() -> None:
    threads = Threads()
    threads.put("C1", "1.1", ARCHITECT)
    assert threads.get("C1", "1.2") is None
    assert threads.get("C2", "1.1") is None
    assert threads.get("C11", ".1") is None


def test_no_topic_leaves_the_topic_there_is() -> None:
    threads = Threads()
    threads.put("C1", "1.1", ARCHITECT)
    threads.put("C1", "1.1", None)
    assert threads.get("C1", "1.1") == ARCHITECT


def test_a_topic_is_forgotten_an_hour_after_it_was_last_put() -> None:
    threads = Threads(clock=(clock := Clock()))
    threads.put("C1", "1.1", ARCHITECT)
    clock.now = HOUR - 1
    threads.put("C1", "1.1", LEAD)
    clock.now = 2 * HOUR - 2
    assert threads.get("C1", "1.1") == LEAD
    clock.now = 2 * HOUR
    assert threads.get("C1", "1.1") is None


def test_the_oldest_thread_goes_when_there_are_too_many() -> None:
    threads = Threads(maxsize=2)
    for thread in ("1.1", "1.2", "1.1", "1.3"):
        threads.put("C1", thread, ARCHITECT)
    kept = [thread for thread in ("1.1", "1.2", "1.3") if threads.get("C1", thread)]
    assert kept == ["1.1", "1.3"]


def test_what_is_kept_names_no_channel_and_differs_with_each_process() -> None:
    some, others = Threads(), Threads()
    for threads in (some, others):
        threads.put("D0PRIVATE", "1.1", ARCHITECT)
    ((mine,), (theirs,)) = (set(threads._topics._values) for threads in (some, others))
    assert mine != theirs
    assert b"D0PRIVATE" not in mine + theirs


def test_a_key_is_first_once_in_ten_minutes() -> None:
    deduplication = Deduplication(clock=(clock := Clock()))
    assert [deduplication.is_new(key) for key in ("Ev1", "Ev2", "Ev1")] == [True, True, False]
    clock.now = 600 - 1
    assert not deduplication.is_new("Ev2")
    clock.now = 600  # Ev1 came last at 0, Ev2 at 599
    assert [deduplication.is_new(key) for key in ("Ev1", "Ev2")] == [True, False]


def test_the_oldest_key_goes_when_there_are_too_many() -> None:
    deduplication = Deduplication(maxsize=2)
    assert [deduplication.is_new(key) for key in ("Ev1", "Ev2", "Ev3")] == [True, True, True]
    assert [deduplication.is_new(key) for key in ("Ev3", "Ev1")] == [False, True]


def test_one_of_many_threads_is_first() -> None:
    deduplication = Deduplication()
    with ThreadPoolExecutor(16) as pool:
        firsts = list(pool.map(lambda n: deduplication.is_new(f"Ev{n % 50}"), range(2_000)))
    assert sum(firsts) == 50
