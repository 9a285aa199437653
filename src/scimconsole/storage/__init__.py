"""Tables, statements and transactions on SQLite and PostgreSQL.

`database.py` opens an engine, `transactions.py` is the one way to write, `statements.py` compiles what the
other modules ask. Every statement names its organization; a module a kind of row.
"""
