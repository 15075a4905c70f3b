"""The crew: processes that finish the parts of a batch, one part at a time each.

They are started as commands of their own, so a program that calls for a batch needs no guard around
it, and end when whoever started them does. What is sent to and fro is pickled, between processes of
one batch only.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

import pyarrow as pa
from attrs import define

from microcredit.batches.workplace import BatchError, Workplace
from microcredit.errors import MicrocreditError

Counts = dict[str, Any]
"""What a part came to."""

Finish = Callable[[int, Workplace], Counts]
"""What is done with a part: it is picked up by name in another process, with all that it needs."""

SERVE = "from microcredit.batches.crew import serve; serve()"


def finished(
    parts: Sequence[int], place: Workplace, finish: Finish, workers: int
) -> Iterator[tuple[int, Counts]]:
    """Each part with its counts, as they are finished; with one worker, in this process."""
    if workers == 1 or len(parts) < 2:
        for part in parts:
            yield part, finish(part, place)
        return
    hands = [_Hand.started(place, finish) for _ in range(min(workers, len(parts)))]
    idle: SimpleQueue[_Hand] = SimpleQueue()
    for hand in hands:
        idle.put(hand)

    def work(part: int) -> tuple[int, Counts]:
        hand = idle.get()
        try:
            return part, hand.finish(part)
        finally:
            idle.put(hand)

    pool = ThreadPoolExecutor(len(hands))
    try:
        waiting: set[Future[tuple[int, Counts]]] = {pool.submit(work, p) for p in parts}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for each in done:
                yield each.result()
    finally:
        # Ended rather than asked to end: what they have not finished, nobody wants any more.
        for hand in hands:
            hand.end()
        pool.shutdown(cancel_futures=True)


@define
class _Hand:
    """A process that finishes parts."""

    process: "subprocess.Popen[bytes]"

    @classmethod
    def started(cls, place: Workplace, finish: Finish) -> "_Hand":
        path = os.pathsep.join(each for each in sys.path if each)
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        hand = cls(process)
        hand._send((place, finish))
        return hand

    def finish(self, part: int) -> Counts:
        self._send(part)
        assert self.process.stdout is not None
        try:
            answer = pickle.load(self.process.stdout)
        except (EOFError, pickle.UnpicklingError):
            said = "a process of the batch ended by itself; run it again to go on where it was"
            raise BatchError(said) from None
        if isinstance(answer, MicrocreditError):
            raise answer
        counts: Counts = answer
        return counts

    def end(self) -> None:
        """Ends the process, whatever it is doing."""
        self.process.kill()
        with suppress(OSError):
            self.process.communicate()

    def _send(self, what: object) -> None:
        assert self.process.stdin is not None
        try:
            pickle.dump(what, self.process.stdin)
            self.process.stdin.flush()
        except BrokenPipeError:
            return  # it has ended, which is noticed when it is to answer


def serve() -> None:
    """What a process of the crew does: finishes the parts that it is told to, until there are no
    more or whoever tells it has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a plugin prints must not get among the answers.
    os.dup2(2, 1)
    pa.set_cpu_count(1)
    try:
        place, finish = pickle.load(sys.stdin.buffer)
        while True:
            part = pickle.load(sys.stdin.buffer)
            try:
                answer: object = finish(part, place)
            except MicrocreditError as error:
                answer = error
            except OSError as error:
                answer = BatchError(f"{place.folder}: {(error.strerror or str(error)).lower()}")
            pickle.dump(answer, answers)
            answers.flush()
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        return  # whoever tells it has ended, perhaps in the middle of a word
