"""A small mail server (RFC 5321) that keeps what it is given."""

import asyncio
import base64
import ssl
import threading
from types import TracebackType
from typing import Self


class MailServer:
    """Answers on a free port of the loopback; `refuse` maps a verb to the answer it gives."""

    def __init__(
        self, *, refuse: dict[str, str] | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.letters: list[bytes] = []
        self.said: list[str] = []
        self.port = 0
        self._refuse = refuse or {}
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._stop.wait()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        try:
            while line := (await reader.readline()).decode().strip():
                self.said.append(line)
                if not await self._answer(line, reader, writer):
                    break
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        verb = line.split(maxsplit=1)[0].upper()
        if verb in self._refuse:
            writer.write(f"{self._refuse[verb]}\r\n".encode())
        elif verb == "EHLO":
            writer.write(b"250-test\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n")
        elif verb == "STARTTLS":
            writer.write(b"220 go\r\n")
            await writer.drain()
            await writer.start_tls(self._tls or ssl.create_default_context())
        elif verb == "AUTH":
            self.said[-1] = base64.b64decode(line.split()[2]).decode()
            writer.write(b"235 welcome\r\n")
        elif verb == "DATA":
            writer.write(b"354 go on\r\n")
            content = await reader.readuntil(b"\r\n.\r\n")
            self.letters.append(content[:-5].replace(b"\r\n..", b"\r\n."))
            writer.write(b"250 taken\r\n")
        else:
            writer.write(b"221 bye\r\n" if verb == "QUIT" else b"250 fine\r\n")
        return verb != "QUIT"
