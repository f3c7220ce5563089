"""The words by which people are found among millions: a function, and an index over what it returns.

``search_text`` begins with the name, goes on with the year of birth and the whole date, and ends with commune and
former districts. Beside each word stand pairs of them that are rare together: the name as one (``=nguyen thi hoa``),
neighbours (``thi_hoa``, ``tho_xuan``), each word of the name with the year (``hoa1987``), the given name with a pair
of the place (``hoa:tho_xuan``). A search for them joins short lists, where the words alone have millions.
"""

from django.db import migrations

FUNCTION = r"""
CREATE FUNCTION masterdata_person_words(line text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 500 AS $$
DECLARE
  words text[] := array_remove(string_to_array(line, ' '), '');
  tokens text[] := words;
  many int := coalesce(array_length(words, 1), 0);
  born int := 0;
  after_birth int;
  last int;
  i int;
BEGIN
  FOR i IN 1..many LOOP
    IF words[i] ~ '^[12][0-9]{3}$' THEN born := i; EXIT; END IF;
  END LOOP;
  last := CASE WHEN born > 0 THEN born - 1 ELSE many END;
  IF last > 0 THEN
    tokens := tokens || ('=' || array_to_string(words[1:last], ' '));
    FOR i IN 1..last LOOP
      IF born > 0 THEN tokens := tokens || (words[i] || words[born]); END IF;
      IF i < last THEN tokens := tokens || (words[i] || '_' || words[i + 1]); END IF;
    END LOOP;
  END IF;
  IF born > 0 THEN
    after_birth := born + 1;
    IF words[after_birth] ~ '^[0-9/]+$' THEN after_birth := after_birth + 1; END IF;
    FOR i IN after_birth..many - 1 LOOP
      tokens := tokens || (words[i] || '_' || words[i + 1]);
      IF last > 0 THEN tokens := tokens || (words[last] || ':' || words[i] || '_' || words[i + 1]); END IF;
    END LOOP;
  END IF;
  RETURN array_to_tsvector(tokens);
END $$;
"""
INDEX = (
    "CREATE INDEX masterdata_person_words ON masterdata_person"
    " USING gin (masterdata_person_words(search_text)) WITH (fastupdate = off)"
)


class Migration(migrations.Migration):
    dependencies = [("masterdata", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION masterdata_person_words(text)"),
        migrations.RunSQL(INDEX, "DROP INDEX masterdata_person_words"),
    ]
