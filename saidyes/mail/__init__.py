"""One letter and the wire: how a mail is written, encoded, and handed to a mail server or to the mail room.

It knows no business and no consent, and never decides whether a letter may go.
"""
