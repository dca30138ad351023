"""The interpreter is free while the library works, and Ctrl-C is answered."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import ambimech
import pytest

Job = Callable[[], ambimech.Verification]


def test_other_threads_go_on_while_one_asks(long_job: Job) -> None:
    answers: list[ambimech.Verification] = []
    asking = threading.Thread(target=lambda: answers.append(long_job()))
    begin = time.perf_counter()
    asking.start()
    ticks = 0
    while asking.is_alive():
        time.sleep(0.002)
        ticks += 1
    spent = time.perf_counter() - begin
    assert answers[0].verdict == "holds"
    assert spent > 0.05, "the job is too short to show anything"
    # With the interpreter held there would be one tick or two.
    assert ticks > spent / 0.002 / 20, (ticks, spent)


def test_two_threads_make_progress_and_agree(long_job: Job) -> None:
    running = threading.Barrier(2)

    def ask() -> tuple[float, float, str]:
        running.wait()
        begin = time.perf_counter()
        answer = long_job()
        return begin, time.perf_counter(), answer.text()

    with ThreadPoolExecutor(2) as pool:
        (begin, end, text), (other_begin, other_end, other_text) = (job.result() for job in [pool.submit(ask) for _ in "ab"])
    assert text == other_text
    # Side by side, not one after the other.
    assert min(end, other_end) - max(begin, other_begin) > 0.5 * min(end - begin, other_end - other_begin)


@pytest.mark.skipif(sys.platform == "win32", reason="no interval timer on Windows")
def test_an_interrupt_is_answered_at_once(long_job: Job) -> None:
    begin = time.perf_counter()
    long_job()
    whole = time.perf_counter() - begin

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, whole / 10)
        begin = time.perf_counter()
        with pytest.raises(KeyboardInterrupt):
            long_job()
        assert time.perf_counter() - begin < 0.8 * whole
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
