"""Reports of undelivered mails as Postfix, Exim, Exchange, Gmail and older servers word them."""


def letter(to: str, sender: str, subject: str, *fields: str, text: str) -> bytes:
    """Put a report together that is a letter for people."""
    head = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", *fields]
    return "\n".join([*head, "", text.strip("\n")]).replace("\n", "\r\n").encode()


def report(intro: str, status: str, returned: str, *, to: str, sender: str) -> bytes:
    """Put a report together (RFC 3464): words for people, facts, and what came back."""
    came_back = f"--=_edge_\n{returned.strip()}\n" if returned else ""
    return letter(
        to,
        sender,
        "Undelivered Mail Returned to Sender",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status;\n\tboundary="=_edge_"',
        text=f"""
This is a MIME-encapsulated message.

--=_edge_
Content-Type: text/plain; charset=us-ascii

{intro}

--=_edge_
Content-Type: message/delivery-status

{status.strip()}

{came_back}--=_edge_--
""",
    )


def headers_only(message_id: str) -> str:
    """Return the headers of the mail that came back, as Postfix does for long mails."""
    return f"Content-Type: text/rfc822-headers\n\nFrom: us\nMessage-ID: {message_id}\nSubject: Hi"


def whole(message_id: str) -> str:
    """Return the whole mail that came back."""
    return f"Content-Type: message/rfc822\n\nFrom: us\nMessage-ID: {message_id}\n\nHello"


def postfix(to: str, recipient: str, message_id: str, *, status: str = "5.1.1") -> bytes:
    """Word it as Postfix does."""
    facts = f"""
Reporting-MTA: dns; mx.events.example.org
X-Postfix-Queue-ID: 4Tz0kq1234
X-Postfix-Sender: rfc822; {to}
Arrival-Date: Sat, 28 Nov 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: failed
Status: {status}
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 {status} <{recipient}>: Recipient address rejected: User
    unknown in local recipient table
"""
    intro = f"<{recipient}>: host mail.example.org said: 550 {status} User unknown"
    sender = "MAILER-DAEMON@mx.events.example.org (Mail Delivery System)"
    return report(intro, facts, headers_only(message_id), to=to, sender=sender)


def postfix_delayed(to: str, recipient: str, message_id: str) -> bytes:
    """Word it as Postfix does while it still tries."""
    facts = f"""
Reporting-MTA: dns; mx.events.example.org

Final-Recipient: rfc822; {recipient}
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mail.example.org[192.0.2.1]:25: Connection timed out
Will-Retry-Until: Thu, 3 Dec 2026 10:00:00 +0000 (UTC)
"""
    return report("Still trying.", facts, headers_only(message_id), to=to, sender="MAILER-DAEMON")


def exim(to: str, recipient: str, message_id: str) -> bytes:
    """Word it as Exim does: no Original-Recipient, a short status, no enhanced code in the text."""
    facts = f"""
Reporting-MTA: dns; mail.example.net

Action: failed
Final-Recipient: rfc822;{recipient}
Status: 5.0.0
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 No such user here
"""
    intro = "A message that you sent could not be delivered to one or more of its recipients."
    sender = "Mail Delivery System <Mailer-Daemon@mail.example.net>"
    return report(intro, facts, whole(message_id), to=to, sender=sender)


def exchange(to: str, recipient: str, message_id: str) -> bytes:
    """Word it as Exchange does: brackets in the diagnosis, fields of its own."""
    facts = f"""
Reporting-MTA: dns;AM0PR01MB0000.eurprd01.prod.exchangelabs.example
Received-From-MTA: dns;mx.events.example.org
Arrival-Date: Sat, 28 Nov 2026 10:00:00 +0000

Final-Recipient: rfc822;{recipient}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {recipient} not
 found by SMTP address lookup
X-Display-Name: {recipient}
"""
    intro = "Your message couldn't be delivered."
    sender = "Microsoft Outlook <MicrosoftExchange329e71ec@example.org>"
    return report(intro, facts, whole(message_id), to=to, sender=sender)


def gmail(to: str, recipient: str, message_id: str) -> bytes:
    """Word it as Gmail does: several lines of diagnosis, each with the code."""
    facts = f"""
Reporting-MTA: dns; googlemail.com
Arrival-Date: Sat, 28 Nov 2026 02:00:00 -0800 (PST)
X-Original-Message-ID: {message_id}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.27, the server for the domain.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser - gsmtp
Last-Attempt-Date: Sat, 28 Nov 2026 02:00:01 -0800 (PST)
"""
    intro = "** Address not found **"
    sender = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
    return report(intro, facts, whole(message_id), to=to, sender=sender)


def copy(message_id: str) -> str:
    """Return the mail that came back as older servers put it into the text."""
    return (
        "Return-path: <no-reply@eventsapp.example>\n"
        "Received: from [192.0.2.7] (helo=events.example.org)\n"
        "\tby mail.example.net with esmtp (Exim 4.69)\n"
        f"From: us\nTo: ana@example.org\nMessage-ID:\n {message_id}\nSubject: Hi\n\nHello"
    )


def old_exim(to: str, recipient: str, message_id: str) -> bytes:
    """Word it as Exim did until 4.82: no parts at all."""
    return letter(
        to,
        "Mail Delivery System <Mailer-Daemon@mail.example.net>",
        "Mail delivery failed: returning message to sender",
        "Return-path: <>",
        "Auto-Submitted: auto-replied",
        f"X-Failed-Recipients: {recipient}",
        "Message-Id: <E1QabcD-0001Xy-7z@mail.example.net>",
        text=f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {recipient}
    SMTP error from remote mail server after RCPT TO:<{recipient}>:
    host mail.example.org [192.0.2.250]: 550 5.1.1 No such user here

------ This is a copy of the message, including all the headers. ------

{copy(message_id)}
""",
    )


def old_exim_unrouteable(to: str, recipient: str, message_id: str) -> bytes:
    """Word it as Exim did where it knew no way, in a mail of parts; nobody else has answered."""
    return letter(
        to,
        "Mail Delivery System <Mailer-Daemon@mail.example.net>",
        "Mail delivery failed: returning message to sender",
        f"X-Failed-Recipients: {recipient.upper()}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="=_edge_"',
        text=f"""
--=_edge_
Content-Type: text/plain; charset=us-ascii

The following address(es) failed:

  {recipient}
    Unrouteable address

--=_edge_
{whole(message_id)}

--=_edge_--
""",
    )


def kundenserver(to: str, recipient: str, message_id: str) -> bytes:
    """Word it as large German providers did: the code stands in a paragraph of its own."""
    return letter(
        to,
        "Mail Delivery System <mailer-daemon@kundenserver.example>",
        "Mail delivery failed: returning message to sender",
        f"X-Failed-Recipients: someone@example.net, {recipient}",
        text=f"""
This message was created automatically by mail delivery software.

The following address failed:

<{recipient}>:

SMTP error from remote server for RCPT TO command, host: mail.example.org (192.0.2.1)
 reason: 553 sorry, no mailbox here by that name

--- The header of the original message is following. ---

{copy(message_id)}
""",
    )


def qmail(to: str, recipient: str, message_id: str) -> bytes:
    """Word it as qmail does: no field names the address."""
    return letter(
        to,
        "MAILER-DAEMON@mail.example.net",
        "failure notice",
        text=f"""
Hi. This is the qmail-send program at mail.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{recipient}>:
192.0.2.250 does not like recipient.
Remote host said: 550 5.1.1 unknown user

--- Below this line is a copy of the message.

{copy(message_id)}
""",
    )


def old_gmail_delayed(to: str, recipient: str, message_id: str) -> bytes:
    """Word it as Gmail did while it still tried."""
    return letter(
        to,
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Delay)",
        f"X-Failed-Recipients: {recipient}",
        text=f"""
THIS IS A WARNING MESSAGE ONLY.

Delivery to the following recipient has been delayed:

     {recipient}

Message will be retried for 2 more day(s)

   ----- Original message -----

{copy(message_id)}
""",
    )
