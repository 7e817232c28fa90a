"""Python values, and open files with them, over a pair of sockets between two processes of ours."""

from __future__ import annotations

import pickle
import select
import socket
import struct
from typing import Any

HEAD = struct.Struct("!Q")


class Channel:
    """Python values over a socket to another process of ours; EOFError when that process has gone."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end

    @classmethod
    def of(cls, descriptor: int) -> Channel:
        """The channel of a descriptor that was passed to this process."""
        return cls(socket.socket(fileno=descriptor))

    def send(self, value: object, *descriptors: int) -> None:
        """Send a value, with open files that come out as the last thing `receive` gave in `descriptors`."""
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        try:
            if descriptors:
                socket.send_fds(self._socket, [HEAD.pack(len(data))], descriptors)
                self._socket.sendall(data)
            else:
                self._socket.sendall(HEAD.pack(len(data)) + data)
        except OSError as error:
            raise EOFError(f"the other process has ended: {error.strerror}") from None

    def receive(self) -> Any:
        """The next value."""
        return self.receive_with_files()[0]

    def receive_with_files(self) -> tuple[Any, list[int]]:
        """Like `receive`, with the open files that came along."""
        try:
            head, descriptors, _, _ = socket.recv_fds(self._socket, HEAD.size, 1)
            if not head:
                raise EOFError("the other process has ended")
            head += self._read(HEAD.size - len(head))
            data = self._read(*HEAD.unpack(head))
        except OSError as error:
            raise EOFError(f"the other process has ended: {error.strerror}") from None
        return pickle.loads(data), descriptors  # noqa: S301 - from a process that this one started

    def wait(self, seconds: float) -> bool:
        """Whether something can be received, or the other process has gone, within so many seconds."""
        poll = select.poll()  # not select, which knows no descriptor above 1,023
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(1000 * seconds))

    def close(self) -> None:
        """Close this end; the other process sees that nothing more will come."""
        self._socket.close()

    def _read(self, size: int) -> bytes:
        data = bytearray(size)
        rest = memoryview(data)
        while rest:
            count = self._socket.recv_into(rest)
            if count == 0:
                raise EOFError("the other process has ended")
            rest = rest[count:]
        return bytes(data)
