"""Triggers that keep the log append-only: a line may be sealed once, and nothing else may change."""

from django.db import migrations

COLUMNS = (
    "id at kind direction message_id request_id consumer service agreement_id purpose caller user_id issue method path"
    " address result status error reason duration_us request_bytes response_bytes request_hash response_hash body"
    " details key_id signature"
).split()
OLD = ", ".join(f"OLD.{column}" for column in COLUMNS)
NEW = ", ".join(f"NEW.{column}" for column in COLUMNS)

FORWARD = f"""
CREATE FUNCTION exchange_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the exchange log is append-only (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER exchange_log_insert BEFORE INSERT ON exchange_logrecord FOR EACH ROW
WHEN (NEW.position IS NOT NULL OR NEW.previous IS NOT NULL OR NEW.hash IS NOT NULL)
EXECUTE FUNCTION exchange_refuse();

CREATE TRIGGER exchange_log_update BEFORE UPDATE ON exchange_logrecord FOR EACH ROW
WHEN (OLD.position IS NOT NULL OR NEW.position IS NULL OR NEW.previous IS NULL OR NEW.hash IS NULL
   OR ROW({OLD}) IS DISTINCT FROM ROW({NEW}))
EXECUTE FUNCTION exchange_refuse();

CREATE TRIGGER exchange_log_delete BEFORE DELETE ON exchange_logrecord FOR EACH ROW EXECUTE FUNCTION exchange_refuse();
CREATE TRIGGER exchange_log_truncate BEFORE TRUNCATE ON exchange_logrecord FOR EACH STATEMENT
EXECUTE FUNCTION exchange_refuse();

CREATE TRIGGER exchange_stamp BEFORE UPDATE OR DELETE ON exchange_logstamp FOR EACH ROW
EXECUTE FUNCTION exchange_refuse();
CREATE TRIGGER exchange_stamp_truncate BEFORE TRUNCATE ON exchange_logstamp FOR EACH STATEMENT
EXECUTE FUNCTION exchange_refuse();
"""

BACKWARD = """
DROP TRIGGER exchange_log_insert ON exchange_logrecord;
DROP TRIGGER exchange_log_update ON exchange_logrecord;
DROP TRIGGER exchange_log_delete ON exchange_logrecord;
DROP TRIGGER exchange_log_truncate ON exchange_logrecord;
DROP TRIGGER exchange_stamp ON exchange_logstamp;
DROP TRIGGER exchange_stamp_truncate ON exchange_logstamp;
DROP FUNCTION exchange_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
