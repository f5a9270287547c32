"""What the server keeps: tables, migrations, the journal over one writer connection, the second medium."""
