"""Runs the migrations on the connection that `siinas.operations.schema` hands over."""

from alembic import context

from siinas.models import Base
from siinas.operations.schema import comparison_options

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, **comparison_options()
)
with context.begin_transaction():
    context.run_migrations()
