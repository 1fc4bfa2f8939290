"""Mail servers that behave badly, on top of aiosmtpd's own."""

import asyncio
from pathlib import Path

from aiosmtpd.handlers import Mailbox


class Refuse(Mailbox):
    """Knows nobody, and quotes the address while saying so, as servers do."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        return f"550 5.1.1 <{address}> no such user here"


class Greylist(Mailbox):
    """Has no room now."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        return "451 4.7.1 try again later"


class SilentOnce(Mailbox):
    """Keeps the first mail and never says that it did; answers the ones after it."""

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if len(list(Path(self.mail_dir, "new").iterdir())) == 1:
            await asyncio.sleep(3600)
        return answer
