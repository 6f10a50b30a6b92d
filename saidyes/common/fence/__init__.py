"""The second fence between schools: PostgreSQL shows and takes the rows of one only, whatever a query forgot to ask.

`whose` says which school that is, `base` is the database backend that tells PostgreSQL, `policies` puts the fence up
in migrations, `role` refuses a database role that would not be held. The first fence is `request.business`; on SQLite
it is the only one.
"""
