"""A mail server far away: what goes through this door takes its time, both ways. PORT TARGET SECONDS (one way)."""

import asyncio
import sys
from contextlib import suppress


def main() -> None:
    port, target, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(port, target, seconds))


async def serve(port: int, target: int, seconds: float) -> None:
    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(slowly(reader, back, seconds), slowly(there, writer, seconds))

    server = await asyncio.start_server(one, "127.0.0.1", port)
    await server.serve_forever()


async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Everything that comes leaves so much later, in its order, however much is on its way; the end too."""
    loop = asyncio.get_running_loop()
    while data := await _read(reader):
        loop.call_later(seconds, _write, writer, data)
    loop.call_later(seconds, writer.close)


async def _read(reader: asyncio.StreamReader) -> bytes:
    with suppress(OSError):
        return await reader.read(65_536)
    return b""


def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    if not writer.is_closing():
        writer.write(data)


if __name__ == "__main__":
    main()
