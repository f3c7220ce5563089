"""Triggers that tell the gateways when the directory changes."""

from django.db import migrations

TABLES = ("participant", "subsystem", "service", "serviceversion", "agreement", "participantcertificate")

FORWARD = """
CREATE FUNCTION exchange_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('exchange_changed', '');
    RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER exchange_tell AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON exchange_{table} FOR EACH STATEMENT
EXECUTE FUNCTION exchange_tell();
"""
    for table in TABLES
)

BACKWARD = "".join(f"DROP TRIGGER exchange_tell ON exchange_{table};\n" for table in TABLES) + (
    "DROP FUNCTION exchange_tell();"
)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
