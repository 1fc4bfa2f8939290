"""Prints the mails of a Maildir as JSON, read by Python's own mail parser."""

import json
import sys
from email import message_from_bytes, policy
from pathlib import Path

mails = []
for path in sorted(Path(sys.argv[1], "new").iterdir()):
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    mails.append({
        "headers": [[name.lower(), str(value)] for name, value in mail.items()],
        "content_type": mail.get_content_type(),
        "text": mail.get_body(("plain",)).get_content(),
        "html": mail.get_body(("html",)).get_content(),
    })
print(json.dumps(mails))
