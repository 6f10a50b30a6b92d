"""Saidyes: Email Blasts, only to the families who said yes.

Faces     portal (families), office (staff), api (machines): requests in, pages out
Stories   reports (what is read out), sample (the school every test and screenshot knows)
The work  delivery, blasts, classes, families, consent: a staircase, each leans on the steps below
Ground    accounts, notices, businesses, then ui, mail, ledger, then common

Every import points down. What must reach upward leaves a row, and the upper floor looks for it.
"""
