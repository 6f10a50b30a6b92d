"""Where each address stands, how it came to stand there, and whether we may write to it.

Knows addresses, not people: guardians and families lie above. An address moves only by an event.

A choice       choosing (the one writer), judging (the table), evidence, papers; matrix prints the table
The words      asking, phrases, records
By mail        requesting and confirming a yes, rechecking a mailbox, unsubscribing, taking_back; links
No choice yet  lapsing, widening
Not delivered  suppressing, blocking, braking; wishing waits for staff
May we write   gate, and nothing else
What was so    as_of, history, sentences, receipts
Proof          replaying, verification, checking, bundling
After a loss   journal, recalling
The row        knowing, models; describing the school, whose words follow
"""
