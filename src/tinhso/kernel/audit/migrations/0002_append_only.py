"""Triggers that keep the log append-only: a row may be sealed once, and nothing else may change."""

from django.db import migrations

COLUMNS = (
    "id at account_id account_name actor_kind address code subject_kind subject_id subject_label unit_id person_id"
    " purpose details"
).split()
OLD = ", ".join(f"OLD.{column}" for column in COLUMNS)
NEW = ", ".join(f"NEW.{column}" for column in COLUMNS)

FORWARD = f"""
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_insert BEFORE INSERT ON audit_auditentry FOR EACH ROW
WHEN (NEW.position IS NOT NULL OR NEW.previous IS NOT NULL OR NEW.hash IS NOT NULL)
EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_update BEFORE UPDATE ON audit_auditentry FOR EACH ROW
WHEN (OLD.position IS NOT NULL OR OLD.previous IS NOT NULL OR OLD.hash IS NOT NULL
   OR NEW.position IS NULL OR NEW.previous IS NULL OR NEW.hash IS NULL
   OR ROW({OLD}) IS DISTINCT FROM ROW({NEW}))
EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_delete BEFORE DELETE ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON audit_auditentry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_anchor BEFORE UPDATE OR DELETE ON audit_auditanchor FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_anchor_truncate BEFORE TRUNCATE ON audit_auditanchor FOR EACH STATEMENT
EXECUTE FUNCTION audit_refuse();
"""

BACKWARD = """
DROP TRIGGER audit_insert ON audit_auditentry;
DROP TRIGGER audit_update ON audit_auditentry;
DROP TRIGGER audit_delete ON audit_auditentry;
DROP TRIGGER audit_truncate ON audit_auditentry;
DROP TRIGGER audit_anchor ON audit_auditanchor;
DROP TRIGGER audit_anchor_truncate ON audit_auditanchor;
DROP FUNCTION audit_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
