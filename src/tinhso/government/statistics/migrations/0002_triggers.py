"""Triggers that note every dossier whose ledger, refusal or rating is new, and what there was before them."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION statistics_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO statistics_touched (dossier_id) VALUES (NEW.dossier_id);
    RETURN NULL;
END $$;
CREATE TRIGGER statistics_ledger AFTER INSERT ON procedures_clockevent
    FOR EACH ROW EXECUTE FUNCTION statistics_touch();
CREATE TRIGGER statistics_refusal AFTER INSERT ON procedures_dossierlogentry
    FOR EACH ROW WHEN (NEW.status_after = 3) EXECUTE FUNCTION statistics_touch();
CREATE TRIGGER statistics_rating AFTER INSERT OR UPDATE ON procedures_rating
    FOR EACH ROW EXECUTE FUNCTION statistics_touch();
INSERT INTO statistics_touched (dossier_id) SELECT id FROM procedures_dossier;
"""
BACKWARD = """
DROP TRIGGER statistics_rating ON procedures_rating;
DROP TRIGGER statistics_refusal ON procedures_dossierlogentry;
DROP TRIGGER statistics_ledger ON procedures_clockevent;
DROP FUNCTION statistics_touch();
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial"), ("procedures", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
