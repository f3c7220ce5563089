"""A dossier that a reorganisation moved, or moved back, is drawn again."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER statistics_reorganised AFTER INSERT ON procedures_dossierlogentry
    FOR EACH ROW WHEN (NEW.act IN ('reorganize', 'reorganize-back')) EXECUTE FUNCTION statistics_touch();
"""
BACKWARD = "DROP TRIGGER statistics_reorganised ON procedures_dossierlogentry;"


class Migration(migrations.Migration):
    dependencies = [("statistics", "0003_reorganised"), ("procedures", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
