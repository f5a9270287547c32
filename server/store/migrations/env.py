"""How Alembic is run here: always on a connection that `server.store.database.migrate` hands in."""

from alembic import context

import server.store.carriage_tables
import server.store.joint_tables
import server.store.point_tables
import server.store.rating_tables
import server.store.sign_in_tables  # noqa: F401 -- their tables belong to METADATA
from server.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
